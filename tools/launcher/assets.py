"""The browser's files: npm packages by package-lock.json, of which the served ones are copied.

The stylesheets, a package's and our own, decide which fonts and pictures are needed: those that they name, in
the folders where they expect them.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from launcher.packages import add_node
from launcher.project import ROOT, Refusal, call, environment, is_stamped, say, stamp, told

MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src" / "plads" / "web" / "static" / "vendor"
_STAMP = MODULES / ".plads-stamp"
_OLDEST_NODE = 18

# Package and the folder of its files; the files to copy, as seen from there.
WANTED = {
    "dkfds": ("dkfds/dist", ("css/dkfds.min.css", "js/dkfds.min.js", "img/all-svg-icons.svg", "LICENSE.md")),
    "htmx": ("htmx.org/dist", ("htmx.min.js",)),
}

FONTS = ROOT / "src" / "plads" / "documents" / "fonts"
# The fonts that sealed documents carry, and their licence.
_FONT_FOLDER = MODULES / "dkfds" / "dist" / "fonts" / "IBMPlexSans" / "complete" / "ttf"
_FONT_FILES = ("IBMPlexSans-Regular.ttf", "IBMPlexSans-Italic.ttf", "IBMPlexSans-SemiBold.ttf", "license.txt")


def expected_stamp() -> str:
    """Return the stamp of files that fit this checkout."""
    files = [ROOT / "package.json", ROOT / "package-lock.json", Path(__file__)]
    return stamp(files, *named_by_our_own(VENDOR))


def is_ready() -> bool:
    """Return whether the browser's files are there as package-lock.json says."""
    return VENDOR.is_dir() and FONTS.is_dir() and is_stamped(_STAMP, expected_stamp())


def install() -> None:
    """Fetch the npm packages and copy what is served; raises `Refusal` when that can't be done."""
    with told("Installing the browser's files"):
        env = environment(os.environ)
        npm = system_npm()
        if not npm:
            say(f"  no Node.js {_OLDEST_NODE} or newer here: taking it as a Python package")
            folder = add_node()
            npm = [
                str(folder / "bin" / "node"),
                str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
            ]
            env["PATH"] = f"{folder / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
        failure = "The packages of package-lock.json could not be installed. Can npm reach its registry?"
        call([*npm, "ci", *options], failure, env)
        copy_wanted(MODULES, VENDOR)
        copy_fonts(_FONT_FOLDER, FONTS)
        _STAMP.write_text(expected_stamp(), encoding="utf-8")


def copy_wanted(modules: Path, vendor: Path) -> None:
    """Copy the files of `WANTED` from `modules` to `vendor`, with those that the stylesheets name."""
    new = vendor.with_name(vendor.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    ours = named_by_our_own(vendor)
    for package, (folder, names) in WANTED.items():
        source = modules / folder
        more = [name.removeprefix(f"{package}/") for name in ours if name.startswith(f"{package}/")]
        for name in {*names, *more, *_named_by_css(source, names)}:
            target = new / package / name
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                content = (source / name).read_bytes()
            except OSError as error:
                msg = f"The npm package {package} lacks {name}, which a stylesheet or assets.py names."
                raise Refusal(msg) from error
            target.write_bytes(without_source_map(content) if name.endswith((".css", ".js")) else content)
    shutil.rmtree(vendor, ignore_errors=True)
    new.replace(vendor)


def copy_fonts(source: Path, fonts: Path) -> None:
    """Copy the fonts that documents carry from `source` to `fonts`."""
    fonts.mkdir(parents=True, exist_ok=True)
    for name in _FONT_FILES:
        try:
            (fonts / name).write_bytes((source / name).read_bytes())
        except OSError as error:
            raise Refusal(f"The npm package dkfds lacks the font {name}, which assets.py names.") from error


def named_files(css: str) -> set[str]:
    """Return the relative addresses in the `url(…)`s of a stylesheet, without query and fragment."""
    found = re.findall(r"""url\(\s*["']?([^"')]+)["']?\s*\)""", css)
    return {re.split(r"[?#]", url)[0] for url in found if not re.match(r"([a-z]+:|#|/)", url)}


def named_by_our_own(vendor: Path) -> list[str]:
    """Return the files below `vendor` that the stylesheets beside it name, as seen from `vendor`."""
    found: set[str] = set()
    for sheet in vendor.parent.glob("*/*.css"):
        if sheet.parent != vendor:
            named = named_files(sheet.read_text(encoding="utf-8"))
            found |= {os.path.normpath(os.path.relpath(sheet.parent / url, vendor)) for url in named}
    return sorted(name for name in found if not name.startswith(".."))


def without_source_map(content: bytes) -> bytes:
    """Return a script or stylesheet without the reference to its source map, which isn't served."""
    return re.sub(rb"(?m)^(/\*# sourceMappingURL=.*\*/|//# sourceMappingURL=.*)\n?", b"", content)


def _named_by_css(source: Path, names: Iterable[str]) -> list[str]:
    found: set[str] = set()
    for name in names:
        if name.endswith(".css"):
            css = (source / name).read_text(encoding="utf-8")
            found |= {os.path.normpath(Path(name).parent / url) for url in named_files(css)}
    return sorted(found)


def system_npm() -> list[str] | None:
    """Return how to call the npm of this system, or nothing when it is missing or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)", said)
    return [npm] if version and int(version[1]) >= _OLDEST_NODE else None
