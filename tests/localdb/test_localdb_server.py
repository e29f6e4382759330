"""The own server: started once, shared, stopped by the last, and found again after any kind of end."""

import os
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from plads import localdb
from plads.localdb import LocalDatabaseError, binaries, postmaster
from plads.localdb.urls import changed, parts

Start = Callable[[Path], subprocess.Popen[str]]


def run(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def has_ended(data: Path) -> bool:
    return not (data / "postgres" / "postmaster.pid").exists()


def pid_of(data: Path) -> int:
    found = postmaster.read(data / "postgres")
    assert found is not None
    return found.pid


def test_what_is_committed_is_there_after_a_restart_under_the_same_url(tmp_path: Path) -> None:
    with localdb.running(tmp_path) as urls:
        run(urls.owner, "CREATE TABLE kept AS SELECT 'æøå' AS word")
    assert has_ended(tmp_path)
    with localdb.running(tmp_path) as again:
        assert again == urls
        assert run(again.owner, "SELECT word FROM kept") == [("æøå",)]


def test_only_the_user_can_read_the_passwords_and_the_files(tmp_path: Path) -> None:
    with localdb.running(tmp_path):
        assert stat.S_IMODE((tmp_path / "postgres-secrets.json").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "postgres").stat().st_mode) == 0o700


def test_a_server_survives_its_program_and_the_next_program_takes_it_over(
    tmp_path: Path, program: Start
) -> None:
    first = program(tmp_path)
    owner = first.stdout.readline().strip()  # type: ignore[union-attr]
    run(owner, "CREATE TABLE kept AS SELECT 1 AS n")
    before = pid_of(tmp_path)
    first.kill()
    first.wait()
    with localdb.running(tmp_path) as urls:
        assert pid_of(tmp_path) == before
        assert run(urls.owner, "SELECT n FROM kept") == [(1,)]
    assert has_ended(tmp_path)


def test_a_killed_server_recovers_though_its_program_never_took_notice(
    tmp_path: Path, program: Start
) -> None:
    """The dead server stays a zombie of the first program, so that its number is still taken."""
    first = program(tmp_path)
    owner = first.stdout.readline().strip()  # type: ignore[union-attr]
    run(owner, "CREATE TABLE kept AS SELECT 1 AS n")
    os.kill(pid_of(tmp_path), signal.SIGKILL)
    with localdb.running(tmp_path) as urls:
        assert urls.owner == owner
        assert run(urls.owner, "SELECT n FROM kept") == [(1,)]


def test_a_lock_file_with_the_number_of_a_stranger_does_not_stop_the_start(tmp_path: Path) -> None:
    with localdb.running(tmp_path):
        left = (tmp_path / "postgres" / "postmaster.pid").read_text()
    stranger = os.getppid()
    lines = left.splitlines()
    (tmp_path / "postgres" / "postmaster.pid").write_text("\n".join([str(stranger), *lines[1:]]) + "\n")
    with localdb.running(tmp_path) as urls:
        assert run(urls.app, "SELECT 1") == [(1,)]


def test_the_last_of_two_programs_stops_the_server(tmp_path: Path, program: Start) -> None:
    first = program(tmp_path)
    first.stdout.readline()  # type: ignore[union-attr]
    with localdb.running(tmp_path) as urls:
        first.communicate()
        assert first.returncode == 0
        assert run(urls.app, "SELECT 1") == [(1,)]
    assert has_ended(tmp_path)


def test_programs_that_start_at_the_same_moment_get_the_same_server(tmp_path: Path, program: Start) -> None:
    several = [program(tmp_path) for _ in range(3)]
    answers = {each.stdout.readline() for each in several}  # type: ignore[union-attr]
    assert len(answers) == 1
    assert answers != {""}


def test_lost_passwords_are_made_anew(tmp_path: Path) -> None:
    with localdb.running(tmp_path) as old:
        run(old.owner, "CREATE TABLE kept AS SELECT 1 AS n")
    (tmp_path / "postgres-secrets.json").unlink()
    with localdb.running(tmp_path) as new:
        assert parts(new.owner)["password"] != parts(old.owner)["password"]
        assert run(new.owner, "SELECT n FROM kept") == [(1,)]
        assert run(new.app, "SELECT 1") == [(1,)]


def test_a_taken_port_is_left_to_its_user(tmp_path: Path) -> None:
    with localdb.running(tmp_path / "one") as one:
        secrets = tmp_path / "two" / "postgres-secrets.json"
        with localdb.running(tmp_path / "two") as two:
            known = secrets.read_text()
        secrets.write_text(known.replace(parts(two.app)["port"], parts(one.app)["port"]))
        with localdb.running(tmp_path / "two") as moved:
            assert parts(moved.app)["port"] != parts(one.app)["port"]


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with localdb.running(tmp_path):
        pass
    (tmp_path / "postgres" / "postgresql.auto.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(LocalDatabaseError, match="no_such_setting"), localdb.running(tmp_path):
        pass


def test_files_of_another_user_are_refused_with_their_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "postgres").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(LocalDatabaseError, match=r"belong to .*chown -R user 54321|belong to .*PLADS_DATA"):
        binaries.runner_for(tmp_path, tmp_path / "postgres")


def test_the_test_server_does_not_wait_for_the_disk(server: tuple[Path, localdb.Urls]) -> None:
    _, urls = server
    assert run(urls.app, "SHOW fsync") == [("off",)]
    assert run(urls.app, "SHOW max_connections") == [("200",)]


def test_the_password_is_asked_for_also_from_this_machine(server: tuple[Path, localdb.Urls]) -> None:
    _, urls = server
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(changed(urls.app, password="wrong"))


def test_a_stopped_server_is_not_left_as_a_zombie(tmp_path: Path) -> None:
    with localdb.running(tmp_path):
        pid = pid_of(tmp_path)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
    pytest.fail(f"process {pid} is still there")
