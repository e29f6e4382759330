"""Asking a virus scanner about a file: clamd, over its own protocol (INSTREAM), by a port or a socket.

The file goes to the scanner and nowhere else. Whoever asks decides what follows from not getting an answer.
"""

import re
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096

CONNECT_SECONDS = 3.0
"""How long to wait for the scanner to take the call."""

ANSWER_SECONDS = 30.0
"""How long to wait for each part of its answer: a large workbook takes a second or two."""


class Unreachable(Exception):
    """No answer to be had from the scanner; says why, without a word of the file."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner says: the name of what it found, empty when it found nothing."""

    found: str = ""

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.found


@dataclass(frozen=True, slots=True)
class Scanner:
    """A clamd at ``host:port``, or at the path of its socket."""

    address: str

    def scan(self, data: bytes) -> Verdict:
        """Return what clamd says about ``data``; raises ``Unreachable`` when it says nothing one can use."""
        with self._called() as line:
            line.sendall(b"zINSTREAM\0")
            for begin in range(0, len(data), _CHUNK):
                part = data[begin : begin + _CHUNK]
                line.sendall(struct.pack(">I", len(part)) + part)
            line.sendall(struct.pack(">I", 0))
            said = _answer(line)
        if said == "stream: OK":
            return Verdict()
        if match := re.fullmatch(r"stream: (.+) FOUND", said):
            return Verdict(match[1])
        raise Unreachable(f"clamd says: {said or 'nothing'}")

    def version(self) -> str:
        """Return what clamd calls itself and its signatures; raises ``Unreachable``."""
        with self._called() as line:
            line.sendall(b"zVERSION\0")
            said = _answer(line)
        if not said.startswith("ClamAV"):
            raise Unreachable(f"{self.address} is no clamd: it says {said[:80]!r}")
        return said

    @contextmanager
    def _called(self) -> Iterator[socket.socket]:
        try:
            with self._connected() as line:
                line.settimeout(ANSWER_SECONDS)
                yield line
        except (OSError, ValueError) as error:
            raise Unreachable(f"{self.address}: {type(error).__name__}: {error}") from error

    def _connected(self) -> socket.socket:
        if self.address.startswith("/"):
            if not Path(self.address).exists():
                raise FileNotFoundError("no such socket")
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(CONNECT_SECONDS)
            try:
                line.connect(self.address)
            except OSError:
                line.close()
                raise
            return line
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)


def _answer(line: socket.socket) -> str:
    """Read one answer: up to its closing zero, or to the end of the call."""
    said = b""
    while len(said) < _LONGEST_ANSWER and not said.endswith(b"\0"):
        part = line.recv(_LONGEST_ANSWER)
        if not part:
            break
        said += part
    return said.rstrip(b"\0\n").decode("utf-8", errors="replace")
