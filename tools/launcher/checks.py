"""`./plads lint` and `./plads test`: what must hold before a change is taken."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from launcher import supply
from launcher.assets import system_npm
from launcher.packages import EXPORTS, export, find_uv
from launcher.project import ROOT, VENV, Refusal, call, home, say

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_BROWSERS = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
_TEMPLATES = "src/plads/web/templates"

# In this order, each run whatever the ones before it found.
STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff check", ("ruff", "check", ".")),
    ("ruff format", ("ruff", "format", "--check", ".")),
    ("mypy", ("mypy",)),
    ("mypy launcher", ("mypy", "--config-file=", "--strict", "--package", "launcher")),
    ("import-linter", ("lint-imports",)),
    ("djlint format", ("djlint", "--check", "--quiet", _TEMPLATES)),
    ("djlint lint", ("djlint", "--lint", "--quiet", _TEMPLATES)),
    ("migrations", ("plads", "migrate", "--check")),
)


@dataclass(frozen=True)
class Outcome:
    """How a step ended: `problem` is empty when it is well."""

    problem: str = ""
    skipped: str = ""


def lint() -> bool:
    """Run all steps, one line each; returns whether all were well."""
    well = _report("locked files", check_exports)
    for name, command in STEPS:
        well = _report(name, partial(_run, command)) and well
    well = _report("SBOM", lambda: Outcome(supply.write_sbom())) and well
    well = _report("pip-audit", lambda: _audited(supply.audit_python())) and well
    return _report("npm audit", lambda: _audited(supply.audit_node(system_npm()))) and well


def _audited(audit: supply.Audit) -> Outcome:
    """Return an audit as a step's outcome: what could not be asked is never called well."""
    unasked = f"NOT AUDITED: {audit.unasked}" if audit.unasked else ""
    return Outcome("\n".join(audit.holes), unasked)


def test(arguments: Sequence[str]) -> bool:
    """Run `lint` and the suite, whose summary is printed last; returns whether both were well."""
    env = {**os.environ, "HOME": home(os.environ)}
    if browser := find_browser():
        env["PLADS_BROWSER"] = browser
    find_scanner()
    well = lint()
    command = [
        str(VENV / "bin" / "python"),
        "-m",
        "pytest",
        *workers(arguments, os.cpu_count() or 1),
        *arguments,
    ]
    sys.stdout.flush()
    code = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False).returncode
    if not well:
        say("lint found something: see above the tests")
    return well and code == 0


def workers(arguments: Iterable[str], cores: int) -> list[str]:
    """Return pytest's option for parallel workers: none when the arguments choose, or need one process."""
    if any(
        word.startswith(("-n", "--numprocesses", "--pdb", "--trace")) or word == "no:xdist"
        for word in arguments
    ):
        return []
    return ["-n", str(min(cores, 8))]


def find_browser() -> str | None:
    """Return a Chromium for the browser tests; root installs Debian's, others are told how to get one."""
    if found := _browser() or (_apt("chromium", "the browser tests") and _browser()):
        return found
    say(
        "No Chromium here: the browser tests will be SKIPPED. "
        + _how_to_get("chromium", "Chromium or Google Chrome")
    )
    return None


def find_scanner() -> str | None:
    """Return clamd for the tests of uploads; root installs Debian's, others are told how to get it."""
    if found := _clamd() or (_apt("clamav-daemon", "the tests of uploads") and _clamd()):
        return found
    say(
        "No clamd here: the tests with a virus scanner will be SKIPPED. "
        + _how_to_get("clamav-daemon", "ClamAV")
    )
    return None


def _clamd() -> str | None:
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin")


def _apt(package: str, wanted_for: str) -> bool:
    """Let root install one of Debian's packages; returns whether that was tried at all."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installing {package} for {wanted_for} …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", package)):
        subprocess.run(["apt-get", *words], env=env, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    return True


def check_exports() -> Outcome:
    """Return whether the files for pip say the same as uv.lock."""
    uv = find_uv(install_it=False)
    if uv is None:
        return Outcome(skipped="no uv here")
    stale = [path for path, options in EXPORTS.items() if not _is_current(path, export(uv, options))]
    names = ", ".join(str(path.relative_to(ROOT)) for path in stale)
    return Outcome(f"{names} not in step with uv.lock: type ./plads lock" if stale else "")


def write_exports() -> None:
    """Bring uv.lock in step with pyproject.toml, and the files for pip in step with uv.lock."""
    uv = find_uv(install_it=True)
    if uv is None:
        raise Refusal("Locking needs uv, and there is none for this system.")
    call([uv, "lock"], "uv.lock could not be made.")
    for path, options in EXPORTS.items():
        path.write_text(export(uv, options), encoding="utf-8")


def _is_current(path: Path, expected: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == expected


def _run(command: Sequence[str]) -> Outcome:
    if _TEMPLATES in command and not (ROOT / _TEMPLATES).is_dir():
        return Outcome(skipped=f"no {_TEMPLATES}")
    program, *words = command
    env = {**os.environ, "HOME": home(os.environ), "MYPYPATH": str(ROOT / "tools")}
    done = subprocess.run(
        [VENV / "bin" / program, *words],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome("" if done.returncode == 0 else done.stdout.strip() or f"exit code {done.returncode}")


def _report(name: str, step: Callable[[], Outcome]) -> bool:
    start = time.monotonic()
    try:
        outcome = step()
    except (OSError, Refusal) as error:
        outcome = Outcome(str(error))
    word = "FAILED" if outcome.problem else f"skipped: {outcome.skipped}" if outcome.skipped else "ok"
    sys.stdout.write(f"{name:<14} {time.monotonic() - start:6.1f} s  {word}\n")
    if outcome.problem:
        sys.stdout.write("".join(f"    {line}\n" for line in outcome.problem.splitlines()))
    sys.stdout.flush()
    return not outcome.problem


def _browser() -> str | None:
    on_path = (shutil.which(name) for name in _BROWSERS)
    return next(
        (found for found in (*on_path, *(str(app) for app in _MAC_BROWSERS if app.exists())) if found), None
    )


def _how_to_get(package: str, name: str) -> str:
    return f"To run them: {f'sudo apt install {package}' if shutil.which('apt-get') else f'install {name}.'}"
