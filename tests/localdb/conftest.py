"""Servers and programs for the tests of the database launcher."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from plads import localdb
from plads.localdb import Urls

# A program that uses the database of a folder until its input ends.
PROGRAM = """
import sys
from pathlib import Path
from plads import localdb
with localdb.running(Path(sys.argv[1])) as urls:
    print(urls.owner, flush=True)
    sys.stdin.read()
"""

Program = subprocess.Popen[str]


@pytest.fixture(autouse=True)
def no_given_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_APP_URL", "PLADS_TEST_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def program() -> Iterator[Callable[[Path], Program]]:
    """Start a program on a folder; it has the database when its first line is read."""
    started: list[Program] = []

    def start(data: Path) -> Program:
        command = [sys.executable, "-c", PROGRAM, str(data)]
        started.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for each in started:
        each.communicate()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Urls]]:
    """One server for the tests that only look into it, with its data folder."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "DATABASE_APP_URL", "PLADS_TEST_DATABASE_URL"):
            patch.delenv(name, raising=False)
        data = tmp_path_factory.mktemp("server")
        with localdb.test_server(data) as urls:
            yield data, urls
