"""A file that waits between its check and its confirmation: kept on the server, encrypted, for an hour.

The worker sweeps hourly (``plads.web.tasks``), so nothing lies there for more than two hours.
"""

import base64
import secrets
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from plads.core.keyring import key_ring

KEPT_SECONDS = 60 * 60


def keep(data: bytes) -> str:
    """Store a file's bytes and return the random name it is found by; older ones are thrown away."""
    folder = _folder()
    sweep()
    name = secrets.token_urlsafe(24)
    path = folder / name
    path.touch(mode=0o600)
    path.write_text(key_ring().encrypt(base64.b64encode(data).decode()))
    return name


def fetch(name: str) -> bytes | None:
    """Return a kept file's bytes, or ``None`` when it is gone."""
    sweep()
    path = _folder() / Path(name).name
    return base64.b64decode(key_ring().decrypt(path.read_text())) if name and path.is_file() else None


def forget(name: str) -> None:
    """Throw a kept file away."""
    if name:
        (_folder() / Path(name).name).unlink(missing_ok=True)


def sweep() -> None:
    """Throw away what nobody confirmed within the hour."""
    oldest = time.time() - KEPT_SECONDS
    for path in _folder().iterdir():
        with suppress(FileNotFoundError):  # somebody else swept it, or it was confirmed, this very moment
            if path.stat().st_mtime < oldest:
                path.unlink()


def _folder() -> Path:
    folder = Path(settings.PLADS_DATA) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
