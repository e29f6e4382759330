"""A real clamd for tests: Debian's, with a signature of our own, on loopback, for as long as it is needed."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from plads.adapters.antivirus import Scanner, Unreachable

SIGNATURE = "Plads.Test.Signature"
SICK = b"PLADS-TEST-SIGNATURE-AND-NOTHING-THAT-HARMS"
"""What our own signature finds; no scanner in the world knows it but this one."""


def clamd() -> str | None:
    """Return the program, or nothing where it is not installed."""
    return (
        os.environ.get("PLADS_TEST_CLAMD") or shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    )


needs_clamd = pytest.mark.skipif(clamd() is None, reason="no clamd: install the package clamav-daemon")


@contextmanager
def running(folder: Path, *more: str, by_socket: bool = False) -> Iterator[str]:
    """Run clamd with one signature; yields the address it answers at. ``more`` are lines of its settings."""
    (folder / "signatures").mkdir(parents=True, exist_ok=True)
    (folder / "signatures" / "plads.ndb").write_text(f"{SIGNATURE}:0:*:{SICK.hex()}\n")
    address = str(folder / "s") if by_socket else f"127.0.0.1:{_free_port()}"
    where = [f"LocalSocket {address}"] if by_socket else [
        "TCPAddr 127.0.0.1",
        f"TCPSocket {address.rpartition(':')[2]}",
    ]  # fmt: skip
    lines = ["Foreground yes", f"DatabaseDirectory {folder / 'signatures'}", f"TemporaryDirectory {folder}"]
    (folder / "clamd.conf").write_text("\n".join([*lines, *where, *more]) + "\n")
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [str(clamd()), "-c", str(folder / "clamd.conf")], stdout=log, stderr=subprocess.STDOUT
        )
    try:
        _wait(server, address, folder / "log")
        yield address
    finally:
        server.kill()
        server.wait()


def _wait(server: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    for _ in range(200):
        try:
            Scanner(address).version()
        except Unreachable:
            assert server.poll() is None, log.read_text()
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
