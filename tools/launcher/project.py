"""The checkout: its folders, its messages, and the environment in which other programs are run."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
WORK = ROOT / ".plads"

# Where each tool keeps its downloads: in the project's folder, unless the user has chosen another place.
CACHES = {"UV_CACHE_DIR": "uv", "PIP_CACHE_DIR": "pip", "npm_config_cache": "npm"}


class Refusal(Exception):
    """The launcher can't go on; the message says what, where, and what to do."""


def say(message: str) -> None:
    """Tell the person at the terminal; standard output is left to the command that follows."""
    sys.stderr.write(f"plads: {message}\n")
    sys.stderr.flush()


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    say(f"{what} …")
    start = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - start:.1f} s")


def environment(given: Mapping[str, str], root: Path = ROOT) -> dict[str, str]:
    """Return the environment for package tools: nothing is kept outside `root`, no Python is fetched."""
    env = {
        name: value
        for name, value in given.items()
        if name not in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH")
    }
    lower = {name.lower() for name in env}
    for name, folder in CACHES.items():
        if name.lower() not in lower:  # npm reads its settings in any case
            env[name] = str(root / ".plads" / "cache" / folder)
    env["UV_PROJECT_ENVIRONMENT"] = str(root / ".venv")
    env["UV_PYTHON_DOWNLOADS"] = "never"
    # A network that looks into TLS has its certificate among the system's, not among those of each tool.
    env.setdefault("UV_SYSTEM_CERTS", "true")
    env.setdefault("NODE_USE_SYSTEM_CA", "1")
    env.setdefault("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    if not _same_disk(Path(env["UV_CACHE_DIR"]), root):
        env.setdefault("UV_LINK_MODE", "copy")  # what uv would do anyway, with a warning
    return env


def home(env: Mapping[str, str], root: Path = ROOT) -> str:
    """Return a home folder that can be written to: the user's, or one in the project where there is none."""
    mine = env.get("HOME", "")
    if mine and os.path.isdir(mine) and os.access(mine, os.W_OK):
        return mine
    made = root / ".plads" / "home"
    made.mkdir(parents=True, exist_ok=True)
    return str(made)


def call(command: Sequence[str | Path], failure: str, env: Mapping[str, str] | None = None) -> None:
    """Run a tool in the checkout with its own messages shown; raises `Refusal(failure)` when it fails."""
    words = [str(word) for word in command]
    try:
        code = subprocess.run(
            words,
            cwd=ROOT,
            env=env or environment(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            check=False,
        ).returncode
    except OSError as error:
        raise Refusal(f"{failure} ({words[0]} can't be run: {error})") from error
    if code != 0:
        raise Refusal(f"{failure} (exit code {code} of: {' '.join(words)})")


def stamp(files: Sequence[Path], *more: str) -> str:
    """Return a text that changes when one of the files or `more` does; a missing file counts as empty."""
    digest = hashlib.sha256("\n".join(more).encode())
    for path in files:
        digest.update(b"\0")
        if path.exists():
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_stamped(path: Path, expected: str) -> bool:
    """Return whether `path` holds the stamp `expected`."""
    try:
        return path.read_text(encoding="utf-8") == expected
    except OSError:
        return False


def _same_disk(folder: Path, root: Path) -> bool:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.stat().st_dev == root.stat().st_dev
