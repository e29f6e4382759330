"""Small files that several processes share: locks, and JSON that only its owner may read."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from plads.localdb.errors import LocalDatabaseError


@contextmanager
def locked(path: Path, how: int = fcntl.LOCK_EX) -> Iterator[int]:
    """Hold a lock on `path` for the block, waiting for it; yields the file descriptor that holds it.

    The kernel drops the lock when the process ends, however it ends, so no lock is ever left behind. Raises
    `LocalDatabaseError` when the file is somebody else's.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        owner = (path if path.exists() else path.parent).stat().st_uid
        msg = (
            f"{path} can't be written: it belongs to user {owner}. Run plads as that user, or remove it, "
            f"or set PLADS_DATA to a folder of your own."
        )
        raise LocalDatabaseError(msg) from error
    try:
        fcntl.flock(handle, how)
        yield handle
    finally:
        os.close(handle)


def only_holder(handle: int) -> bool:
    """Return whether no other process holds the lock of `handle`, and keep them out if so."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def read_secret(path: Path) -> dict[str, Any] | None:
    """Return what `write_secret` stored in `path`, or None when that can't be read as a JSON object."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def write_secret(path: Path, content: dict[str, Any]) -> None:
    """Store `content` in `path` for its owner only; whole or not at all, also when the machine stops."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(content, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(path)
