"""What `postmaster.pid` says about a server, and whether that is still true.

A server that was killed leaves this file behind. PostgreSQL then refuses to start while *any* process has the
number written there: a zombie that nobody reaps, or, after a restart of the machine, an unrelated program.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

# Above the highest number that any system gives to a process.
_NO_PROCESS = 2**31 - 1


@dataclass(frozen=True)
class Postmaster:
    """A server as its lock file describes it."""

    pid: int
    port: int
    status: str
    """What it has announced last: `starting`, `ready` or `stopping`; empty before it says anything."""


def read(cluster: Path) -> Postmaster | None:
    """Return what the server's lock file in `cluster` says, or None without a whole one."""
    try:
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return Postmaster(int(lines[0]), int(lines[3]), lines[7].strip() if len(lines) > 7 else "")
    except (FileNotFoundError, ValueError, IndexError):
        return None


def alive(pid: int, cluster: Path) -> bool:
    """Return whether process `pid` is the server of `cluster`: no zombie, no stranger with its number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # somebody else's process, so not the server of our files
    command = _command(pid)
    return "postgres" in command and str(cluster) in command


def disown(cluster: Path) -> None:
    """Make a lock file left by a dead server one that PostgreSQL sees to be left by a dead server.

    Only the number is changed. The rest stays, for by it PostgreSQL finds out whether a process of the dead
    server still holds its shared memory, and then rightly refuses to start.
    """
    path = cluster / "postmaster.pid"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([str(_NO_PROCESS), *lines[1:]]) + "\n", encoding="utf-8")


def _command(pid: int) -> str:
    """Return the command line of a process: empty for a zombie."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except FileNotFoundError:
        if Path("/proc/self/cmdline").exists():
            return ""
    except OSError:
        return ""
    listing = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listing.stdout
