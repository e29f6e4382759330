"""`./plads`: what it decides before it installs or runs anything."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from launcher import assets, checks, packages, project
from launcher.main import HELP, main

ROOT = Path(__file__).resolve().parents[2]


def test_the_stamp_changes_with_a_file_and_with_the_python(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    file.write_text("one")
    first = project.stamp([file], "3.11")
    assert project.stamp([file], "3.11") == first
    assert project.stamp([file], "3.13") != first
    file.write_text("two")
    assert project.stamp([file], "3.11") != first


def test_set_up_is_skipped_only_while_its_stamp_is_there(tmp_path: Path) -> None:
    path = tmp_path / "stamp"
    assert not project.is_stamped(path, "abc")
    path.write_text("abc")
    assert project.is_stamped(path, "abc")
    assert not project.is_stamped(path, "abd")


def test_a_bare_debian_is_told_the_line_to_type() -> None:
    assert "\n    sudo apt install python3-venv\n" in packages.missing_venv_message(True, False)
    assert "\n    apt install python3-venv\n" in packages.missing_venv_message(True, True)
    assert "ensurepip" in packages.missing_venv_message(False, False)


def test_downloads_are_kept_in_the_project_unless_the_user_chose_a_place(tmp_path: Path) -> None:
    env = project.environment({"PATH": "/bin", "VIRTUAL_ENV": "/elsewhere"}, tmp_path)
    for name in ("UV_CACHE_DIR", "PIP_CACHE_DIR", "npm_config_cache"):
        assert env[name].startswith(str(tmp_path / ".plads" / "cache"))
    assert "VIRTUAL_ENV" not in env
    assert env["UV_PYTHON_DOWNLOADS"] == "never"
    chosen = {"UV_CACHE_DIR": str(tmp_path / "mine"), "NPM_CONFIG_CACHE": "/npm"}
    kept = project.environment(chosen, tmp_path)
    assert kept["UV_CACHE_DIR"] == chosen["UV_CACHE_DIR"]
    assert "npm_config_cache" not in kept


def test_a_missing_home_is_replaced_by_one_in_the_project(tmp_path: Path) -> None:
    assert project.home({"HOME": str(tmp_path)}, ROOT) == str(tmp_path)
    for given in ({}, {"HOME": ""}, {"HOME": str(tmp_path / "none")}):
        assert project.home(given, tmp_path) == str(tmp_path / ".plads" / "home")


def test_the_files_that_a_stylesheet_names_are_found() -> None:
    css = """a{src:url("../fonts/a.woff2?#iefix")}b{src:url('../img/b.svg')}c{src:url(c.svg#id)}
    d{src:url(data:image/png;base64,AA)}e{fill:url(#f)}g{src:url(https://example.org/x)}"""
    assert assets.named_files(css) == {"../fonts/a.woff2", "../img/b.svg", "c.svg"}


def test_our_own_stylesheets_name_files_of_packages_too(tmp_path: Path) -> None:
    (tmp_path / "plads").mkdir()
    sheet = '@font-face{src:url("../vendor/dkfds/fonts/a.woff2")}b{src:url("own.svg")}'
    (tmp_path / "plads" / "plads.css").write_text(sheet)
    assert assets.named_by_our_own(tmp_path / "vendor") == ["dkfds/fonts/a.woff2"]


def test_source_maps_are_not_asked_for() -> None:
    assert assets.without_source_map(b"a{}\n/*# sourceMappingURL=a.css.map*/") == b"a{}\n"
    assert assets.without_source_map(b"f();\n//# sourceMappingURL=a.js.map\n") == b"f();\n"


def test_each_file_that_the_served_stylesheet_names_is_served() -> None:
    if not assets.VENDOR.is_dir():
        pytest.skip("the browser's files are not installed: ./plads setup")
    sheet = assets.VENDOR / "dkfds" / "css" / "dkfds.min.css"
    named = assets.named_files(sheet.read_text(encoding="utf-8"))
    assert named
    assert [name for name in named if not (sheet.parent / name).exists()] == []
    assert [
        name for name in assets.named_by_our_own(assets.VENDOR) if not (assets.VENDOR / name).exists()
    ] == []


def test_tests_run_in_parallel_unless_the_arguments_say_otherwise() -> None:
    assert checks.workers(["tests/law", "-k", "days"], 2) == ["-n", "2"]
    assert checks.workers([], 64) == ["-n", "8"]
    for words in (["-n0"], ["-n", "4"], ["--pdb"], ["-p", "no:xdist"]):
        assert checks.workers(words, 2) == []


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]])
def test_alone_it_teaches(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    assert capsys.readouterr().out == HELP


def test_what_root_has_made_is_said_to_be_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise PermissionError(13, "Permission denied", "/checkout/.venv")

    monkeypatch.setattr("launcher.main.set_up", refuse)
    assert main(["setup"]) == 1
    assert "/checkout/.venv can't be written by this user" in capsys.readouterr().err


def test_every_python_package_for_pip_is_pinned_with_a_hash() -> None:
    for path in (packages.PINNED_UV, *packages.EXPORTS):
        text = path.read_text(encoding="utf-8").replace("\\\n", " ")
        for line in (line for line in text.splitlines() if line and not line.startswith("#")):
            assert "==" in line, path
            assert "--hash=sha256:" in line, path


def test_an_old_python_can_read_the_launcher_and_is_sent_away() -> None:
    source = (ROOT / "plads").read_text(encoding="utf-8")
    compile(source, "plads", "exec", dont_inherit=True)
    script = (
        "import sys, shutil; sys.version_info = (3, 8); shutil.which = lambda name: None; "
        "exec(sys.stdin.read())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=source.replace("__file__", repr(str(ROOT / "plads"))),
        capture_output=True,
        text=True,
        env={"PATH": os.defpath},
        check=False,
    )
    assert done.returncode == 1
    assert "Python 3.8 is too old" in done.stderr
