"""What Plads is made of, and whether anybody knows a hole in it: the bill of materials and the audits.

Neither pretends: what the services that know about holes could not be asked about is said to be so.
"""

import json
import os
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.packages import EXPORTS
from launcher.project import ROOT, VENV, WORK, environment, home, is_stamped, stamp

SBOM = ROOT / "dist" / "sbom.cdx.json"
"""Where the bill of materials lies: CycloneDX, made from the lock files."""

SECONDS = 120
"""The longest an audit may take; then it says so and lets go."""

ACCEPTED: dict[str, str] = {}
"""Known holes that don't concern us: their number, and why not. Each is looked at again with the next release."""

_STAMP = WORK / "sbom.stamp"
_LOCKS = (ROOT / "uv.lock", ROOT / "package-lock.json", ROOT / "pyproject.toml", *EXPORTS)


@dataclass(frozen=True)
class Audit:
    """What an audit found: holes nobody accepted, one line each; and why some packages could not be asked about."""

    holes: tuple[str, ...] = ()
    unasked: str = ""


# The bill of materials --------------------------------------------------------------------------------------


def write_sbom() -> str:
    """Make the bill of materials anew if a lock file changed; return what is wrong with it, or nothing."""
    fitting = stamp([*_LOCKS, Path(__file__)])
    if not (SBOM.exists() and is_stamped(_STAMP, fitting)):
        SBOM.parent.mkdir(exist_ok=True)
        SBOM.write_text(json.dumps(make_sbom(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        WORK.mkdir(exist_ok=True)
        _STAMP.write_text(fitting, encoding="utf-8")
    missing = sorted(locked() - listed(json.loads(SBOM.read_text(encoding="utf-8"))))
    return f"{SBOM.name} lacks {', '.join('@'.join(each) for each in missing)}" if missing else ""


def make_sbom() -> dict[str, Any]:
    """Return the bill of materials: every package of every lock file, with its hashes; ``required`` runs in service."""
    bill = _python_bill()
    runs = running(tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8")))
    for part in bill["components"]:
        part["scope"] = "required" if _plain(part["name"]) in runs else "excluded"
    bill["components"] += _npm_parts(json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8")))
    return bill


def _python_bill() -> dict[str, Any]:
    """Ask cyclonedx-py about all exported requirements at once."""
    with tempfile.TemporaryDirectory() as folder:
        both = Path(folder) / "requirements.txt"
        both.write_text("\n".join(path.read_text(encoding="utf-8") for path in EXPORTS), encoding="utf-8")
        out = Path(folder) / "bill.json"
        options = ("--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible", "--of", "JSON")
        _tool("cyclonedx-py", "requirements", str(both), *options, "-o", str(out), check=True)
        bill: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    for part in bill["components"]:
        part.pop("description", None)  # the line of the requirements file, with every hash once more
        part["purl"] = f"pkg:pypi/{_plain(part['name'])}@{part['version']}"
    return bill


def _npm_parts(lock: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for place, each in lock["packages"].items():
        if not place:
            continue
        name = each.get("name") or place.rpartition("node_modules/")[2]
        part = {
            "bom-ref": f"npm:{place}",
            "type": "library",
            "name": name,
            "version": each["version"],
            "purl": f"pkg:npm/{name.replace('@', '%40')}@{each['version']}",
            "scope": "excluded" if each.get("dev") else "required",
        }
        if license_ := each.get("license"):
            part["licenses"] = [{"license": {"name": license_}}]
        yield part


def listed(bill: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return the address without version, and the version, of every part of a bill of materials."""
    return {(part["purl"].rpartition("@")[0], part["version"]) for part in bill["components"]}


def locked() -> set[tuple[str, str]]:
    """Return the same of every package the lock files name, but our own."""
    python = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    node = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {
        (f"pkg:pypi/{_plain(each['name'])}", each["version"])
        for each in python
        if "editable" not in each["source"]
    } | {
        (
            f"pkg:npm/{(each.get('name') or place.rpartition('node_modules/')[2]).replace('@', '%40')}",
            each["version"],
        )
        for place, each in node.items()
        if place
    }


def running(lock: Mapping[str, Any]) -> set[str]:
    """Return the Python packages that an installation runs with: what Plads needs, what that needs, and so on."""
    known = {each["name"]: each for each in lock["package"]}
    found: set[tuple[str, str]] = set()
    todo = [("plads", "")]
    while todo:
        name, extra = todo.pop()
        if (name, extra) in found:
            continue
        found.add((name, extra))
        package = known[name]
        needs = (
            package.get("optional-dependencies", {}).get(extra, [])
            if extra
            else package.get("dependencies", [])
        )
        for need in needs:
            todo += [(need["name"], ""), *((need["name"], more) for more in need.get("extra", ()))]
    return {name for name, _ in found} - {"plads"}


# The audits -------------------------------------------------------------------------------------------------


def audit_python() -> Audit:
    """Ask the Python package index whether it knows of holes in what is locked."""
    locked_ = next(iter(EXPORTS))
    first = locked_.read_text(encoding="utf-8").partition(" ")[0]
    with tempfile.TemporaryDirectory() as folder:
        probe = Path(folder) / "requirements.txt"
        probe.write_text(f"{first}\n", encoding="utf-8")
        answer = read_pip_audit(_pip_audit(probe))
        if answer.unasked:
            return Audit(unasked="the package index gives no answers about known holes from here")
        return read_pip_audit(_pip_audit(locked_))


def _pip_audit(requirements: Path) -> str:
    options = (
        "--no-deps",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "--timeout",
        "10",
        "--format",
        "json",
    )
    return _tool("pip-audit", "--requirement", str(requirements), *options)


def read_pip_audit(said: str) -> Audit:
    """Return what pip-audit's JSON says; a package it skipped was not audited, whatever its exit code."""
    try:
        packages = json.loads(said[said.index("{") :])["dependencies"]
    except (ValueError, KeyError):
        return Audit(unasked="pip-audit gave no answer: is there a connection to the package index?")
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    holes = tuple(
        f"{each['name']} {each['version']}: {hole['id']}" + _mended(hole.get("fix_versions"))
        for each in packages
        for hole in each.get("vulns", ())
        if not {hole["id"], *hole.get("aliases", ())} & ACCEPTED.keys()
    )
    what = f"the index could not be asked about {len(skipped)} of {len(packages)} packages"
    return Audit(holes, what if skipped or not packages else "")


def audit_node(npm: list[str] | None) -> Audit:
    """Ask npm's registry whether it knows of holes in what is locked."""
    if npm is None:
        return Audit(unasked="there is no npm here")
    env = environment(os.environ)
    try:
        done = subprocess.run(
            [*npm, "audit", "--json", "--package-lock-only", "--no-update-notifier"],
            cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return Audit(unasked="npm gave no answer in time")
    return read_npm_audit(done.stdout)


def read_npm_audit(said: str) -> Audit:
    """Return what npm's JSON says; anything but a report is no answer."""
    try:
        found = json.loads(said)["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        return Audit(unasked="npm's registry could not be asked")
    holes = tuple(
        f"{name}: {each['severity']}{_titles(each)}"
        for name, each in found.items()
        if each["severity"] in ("high", "critical", "moderate") and name not in ACCEPTED
    )
    return Audit(holes)


def _titles(hole: Mapping[str, Any]) -> str:
    titles = [each["title"] for each in hole.get("via", ()) if isinstance(each, dict)]
    return f" ({'; '.join(titles)})" if titles else ""


def _mended(versions: list[str] | None) -> str:
    return f", mended in {', '.join(versions)}" if versions else ""


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _tool(program: str, *words: str, check: bool = False) -> str:
    """Run a tool of the environment and return what it printed; with ``check`` its failure is an error."""
    env = {**environment(os.environ), "HOME": home(os.environ)}
    try:
        done = subprocess.run(
            [str(VENV / "bin" / program), *words],
            cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=check,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout
