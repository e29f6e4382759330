"""Files people send: taken in only when they are scanned, and kept, encrypted, between check and confirmation.

What a file is called is shown to its sender and never used for anything else. A kept file lies there for an hour;
the worker sweeps hourly (``plads.web.tasks``), so nothing lies there for more than two.
"""

import base64
import re
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from plads.adapters.antivirus import Scanner, Unreachable
from plads.core.errors import Refused
from plads.core.keyring import key_ring

KEPT_SECONDS = 60 * 60
_LONGEST_NAME = 100


def take(upload: Any, *, field: str) -> tuple[bytes, str]:
    """Return an uploaded file's bytes and the name to show for it, once the scanner has nothing against it.

    Raises ``Refused`` at ``field`` when something was found, or when a scanner must be asked and none answers.
    Nothing is stored then.
    """
    data: bytes = upload.read()
    _scan(data, field)
    return data, shown_name(upload.name)


def shown_name(name: str) -> str:
    """Return what a file is called as it may be shown: no folders, nothing invisible, not endless."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(sign for sign in last if sign.isprintable())[-_LONGEST_NAME:] or "fil"


def _scan(data: bytes, field: str) -> None:
    if not settings.PLADS_CLAMD:
        if settings.PLADS_SCAN_REQUIRED:
            raise _not_scanned(field)
        return
    try:
        verdict = Scanner(settings.PLADS_CLAMD).scan(data)
    except Unreachable as error:
        if settings.PLADS_SCAN_REQUIRED:
            raise _not_scanned(field) from error
        return
    if not verdict.clean:
        message = _(
            "Virusscanneren fandt noget i filen (%(found)s). Den er ikke gemt. Tal med jeres it-afdeling."
        )
        raise Refused(message % {"found": verdict.found[:60]}, code="upload_infected", field=field)


def _not_scanned(field: str) -> Refused:
    message = _("Filen kunne ikke scannes for virus lige nu, så den er ikke gemt. Prøv igen om lidt.")
    return Refused(message, code="upload_not_scanned", field=field)


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
