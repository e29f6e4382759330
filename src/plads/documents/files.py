"""What can be told of a file without reading it as a PDF."""

import hashlib
import re

_CODE = re.compile(rb"<pdf:Keywords>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</pdf:Keywords>")


def digest(pdf: bytes) -> str:
    """Return the SHA-256 of a file, in hex."""
    return hashlib.sha256(pdf).hexdigest()


def code_in(pdf: bytes) -> str:
    """Return the code that a paper of ours carries in its metadata, empty when there is none."""
    found = _CODE.search(pdf)
    return found[1].decode() if found else ""
