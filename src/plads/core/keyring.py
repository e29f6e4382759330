"""The key ring: encrypts a person's most private facts, and finds them again without decrypting."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


@dataclass(frozen=True, slots=True)
class KeyRing:
    """AES-256-GCM keys by name, the name of the one in use, and the keys for look-ups and for seals by HMAC."""

    current: str
    keys: dict[str, bytes]
    lookup_key: bytes
    seal_key: bytes

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

    def lookup(self, text: str) -> str:
        """Return the HMAC by which an encrypted value is found again."""
        return hmac.new(self.lookup_key, text.encode(), hashlib.sha256).hexdigest()

    def seal(self, text: str) -> str:
        """Return the HMAC that shows whether a row that must stay as it is was changed."""
        return hmac.new(self.seal_key, text.encode(), hashlib.sha256).hexdigest()


def make_key_file(path: Path) -> None:
    """Write a fresh key ring to ``path``, readable by its owner only; does nothing when it is there."""
    ring = {
        "current": "k1",
        "keys": {"k1": base64.b64encode(secrets.token_bytes(32)).decode()},
        "lookup": base64.b64encode(secrets.token_bytes(32)).decode(),
        "seal": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        json.dump(ring, file)


@cache
def key_ring() -> KeyRing:
    """Return the installation's key ring, read once from the file that settings name."""
    raw = json.loads(Path(settings.PLADS_KEYS_FILE).read_text())
    keys = {name: base64.b64decode(value) for name, value in raw["keys"].items()}
    lookup = base64.b64decode(raw["lookup"])
    seal = base64.b64decode(raw["seal"]) if "seal" in raw else _derived(lookup)
    return KeyRing(raw["current"], keys, lookup, seal)


def _derived(lookup: bytes) -> bytes:
    """Return the seal key of a ring made before there was one of its own."""
    return hmac.new(lookup, b"seal", hashlib.sha256).digest()
