"""The commands of `./plads`."""

import fcntl
import os
import sys
from collections.abc import Sequence

from launcher import assets, checks, packages
from launcher.project import ROOT, VENV, WORK, Refusal, say

HELP = """\
Plads runs Danish virksomhedscentre: fixed places, candidates, mentors, follow-up and refill.

    ./plads run      set everything up and serve on this machine, with demo data and demo sign-ins
    ./plads test     set everything up, then check style and types and run all tests (more words go to pytest)
    ./plads lint     check style, types, imports, templates and migrations only
    ./plads bench    measure, and write bench/results.json ("bench full": five years of a full municipality)
    ./plads lock     after a change of the packages in pyproject.toml: renew the lock files
    ./plads setup    set everything up and stop there; then .venv/bin/plads is the command itself
    ./plads help     all other commands: whatever is not in this list goes to .venv/bin/plads

Set-up needs Python 3.11 or newer and a network the first time, and is skipped while nothing has changed.
Everything stays in this folder: .venv, node_modules, and data and downloads in .plads.
With DATABASE_URL set, that PostgreSQL server (15 or newer) is used instead of the one that comes along.
"""


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says, and return the exit code; most commands replace this process."""
    command, rest = (arguments[0], list(arguments[1:])) if arguments else ("--help", [])
    if command in ("-h", "--help"):
        sys.stdout.write(HELP)
        return 0
    os.environ.setdefault("PLADS_DATA", str(WORK))  # also when called from another folder
    try:
        set_up()
        return _do(command, rest)
    except Refusal as refusal:
        say(str(refusal))
    except PermissionError as error:
        say(
            f"{error.filename or ROOT} can't be written by this user. Run ./plads as the user who made this "
            f"checkout, or take it over (as root): chown -R {os.environ.get('USER') or os.geteuid()} {ROOT}"
        )
    except KeyboardInterrupt:
        return 130
    return 1


def set_up() -> None:
    """Make the Python environment and the browser's files, unless both fit the checkout already."""
    if packages.is_ready() and assets.is_ready():
        return
    WORK.mkdir(exist_ok=True)
    with (WORK / "setup.lock").open("w") as lock:  # two at once would undo each other's work
        fcntl.flock(lock, fcntl.LOCK_EX)
        for part in (packages, assets):
            if not part.is_ready():
                part.install()


def _do(command: str, rest: list[str]) -> int:  # noqa: RET503 - the ordinary commands replace this process
    if command == "setup":
        say(f"ready: {(VENV / 'bin' / 'plads').relative_to(ROOT)}")
        return 0
    if command == "lint":
        return 0 if checks.lint() else 1
    if command == "test":
        return 0 if checks.test(rest) else 1
    if command == "lock":
        checks.write_exports()
        return 0
    sys.stdout.flush()
    if command == "bench":
        python = str(VENV / "bin" / "python")
        os.chdir(ROOT)
        os.execv(python, [python, "-m", "tests.bench", *rest])  # noqa: S606
    program = str(VENV / "bin" / "plads")
    os.execv(program, [program, *(["--help"] if command == "help" else [command, *rest])])  # noqa: S606
