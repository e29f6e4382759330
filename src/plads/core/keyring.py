"""The key ring: encrypts a person's most private facts, and finds them again without decrypting.

It is one file, read again by every process as soon as it changes, so that keys can be renewed while people work
(``core.rotation``). A key leaves the ring only when nothing is encrypted with it any more.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


@dataclass(frozen=True, slots=True)
class KeyRing:
    """AES-256-GCM keys by name, the name of the one in use, and the keys for look-ups and for seals by HMAC.

    ``lookup_before`` is there only while look-ups are being renewed: rows may then be found by either.
    """

    current: str
    keys: dict[str, bytes] = field(repr=False)
    lookup_key: bytes = field(repr=False)
    seal_key: bytes = field(repr=False)
    lookup_before: bytes | None = field(default=None, repr=False)

    def encrypt(self, text: str) -> str:
        """Return ``text`` sealed under the current key as ``name:base64``; a new nonce each time."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, text.encode(), self.current.encode())
        return f"{self.current}:{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, token: str) -> str:
        """Return the text of a token; raises ``KeyError`` when its key is not on the ring."""
        name, _, body = token.partition(":")
        raw = base64.b64decode(body)
        return AESGCM(self.keys[name]).decrypt(raw[:_NONCE], raw[_NONCE:], name.encode()).decode()

    def is_current(self, token: str) -> bool:
        """Whether a token is sealed under the key in use."""
        return token.partition(":")[0] == self.current

    def lookup(self, text: str) -> str:
        """Return the HMAC by which an encrypted value is found again."""
        return _hmac(self.lookup_key, text)

    def lookups(self, text: str) -> list[str]:
        """Return every HMAC a stored value may be found by: the present one first."""
        before = [] if self.lookup_before is None else [_hmac(self.lookup_before, text)]
        return [self.lookup(text), *before]

    @property
    def renewing(self) -> bool:
        """Whether rows with a look-up of the key before may still be there."""
        return self.lookup_before is not None

    def seal(self, text: str) -> str:
        """Return the HMAC that shows whether a row that must stay as it is was changed."""
        return _hmac(self.seal_key, text)


def _hmac(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def fresh_key() -> str:
    """Return a new key of 256 bits as the file holds it."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def make_key_file(path: Path) -> None:
    """Write a fresh key ring to ``path``, readable by its owner only; does nothing when it is there.

    It appears there whole or not at all, also when two processes make it at once.
    """
    if path.exists():
        return
    ring = {"current": "k1", "keys": {"k1": fresh_key()}, "lookup": fresh_key(), "seal": fresh_key()}
    path.parent.mkdir(parents=True, exist_ok=True)
    new = _written(path, ring)
    try:
        os.link(new, path)  # unlike a rename, it never takes the place of a file that is there
    except FileExistsError:
        return
    finally:
        new.unlink()


def replace_key_file(path: Path, ring: Mapping[str, Any]) -> None:
    """Put a changed ring in the place of the one at ``path``: readers see the old or the new one, never a part.

    Killed at any moment, one of the two is there. A link to a file stays a link.
    """
    real = Path(os.path.realpath(path))
    os.replace(_written(real, ring), real)
    folder = os.open(real.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _written(path: Path, ring: Mapping[str, Any]) -> Path:
    """Write a ring beside its place, for its owner only, and return where."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(6)}.new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump(ring, file)
        file.flush()
        os.fsync(file.fileno())
    return new


def read_ring(text: str) -> KeyRing:
    """Return the ring a key file's text describes."""
    raw = json.loads(text)
    keys = {name: base64.b64decode(value) for name, value in raw["keys"].items()}
    lookup = base64.b64decode(raw["lookup"])
    seal = base64.b64decode(raw["seal"]) if "seal" in raw else _derived(lookup)
    before = base64.b64decode(raw["lookup_before"]) if "lookup_before" in raw else None
    return KeyRing(raw["current"], keys, lookup, seal, before)


_Stamp = tuple[str, int, int, int]
_kept: tuple[_Stamp, KeyRing] | None = None


def key_ring() -> KeyRing:
    """Return the installation's key ring as the file that settings name holds it now.

    The file is read when it has changed: a look at it costs a few microseconds. While it is out of its place
    (a backup is being put back) a process goes on with the ring it knows.
    """
    global _kept  # one value, replaced whole: threads see the old ring or the new one
    path, kept = settings.PLADS_KEYS_FILE, _kept
    try:
        seen = os.stat(path)
        stamp: _Stamp = (str(path), seen.st_ino, seen.st_mtime_ns, seen.st_size)
        if kept is None or kept[0] != stamp:
            _kept = kept = (stamp, read_ring(Path(path).read_text(encoding="ascii")))
    except FileNotFoundError:
        if kept is None or kept[0][0] != str(path):
            raise
    return kept[1]


def _derived(lookup: bytes) -> bytes:
    """Return the seal key of a ring made before there was one of its own."""
    return hmac.new(lookup, b"seal", hashlib.sha256).digest()
