"""The commands as an operator runs them: each in a process of its own."""

import json
import os
import subprocess
import sys

import pytest

from tests import databases


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """The environment of an installation on the test server, with an empty database and a folder of its own."""
    with databases.copy_of(databases.template()) as urls:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PLADS_")}
        yield clean | {
            "DATABASE_URL": urls.owner,
            "DATABASE_APP_URL": urls.app,
            "PLADS_DATA": str(tmp_path_factory.mktemp("data")),
        }


def plads(installation, *arguments, expect=0):
    command = [sys.executable, "-m", "plads.cli", *arguments]
    done = subprocess.run(command, env=installation, capture_output=True, text=True, timeout=120, check=False)
    assert expect is None or done.returncode == expect, done.stdout + done.stderr
    return done.stdout


def test_smoke_lives_the_whole_story_and_reports_each_step(installation):
    steps = [json.loads(line) for line in plads(installation, "smoke", "--json").splitlines()]
    assert [step["step"] for step in steps] == [
        "inquiry_arrives",
        "agreement_is_signed",
        "mentor_is_ready",
        "places_are_filled",
        "days_go_by",
        "one_gets_a_job",
        "the_others_end",
    ]
    assert all(step["ok"] and step["ms"] >= 0 and step["facts"] for step in steps)


def test_smoke_leaves_nothing_behind(installation):
    import psycopg

    plads(installation, "smoke")
    with psycopg.connect(installation["DATABASE_URL"]) as owner:
        assert owner.execute(
            "SELECT count(*) FROM pg_database WHERE datname LIKE 'plads_smoke%'"
        ).fetchone() == (0,)
        assert owner.execute("SELECT count(*) FROM core_municipality").fetchone() == (0,)


def test_smoke_removes_what_a_killed_one_left_and_nothing_of_a_living_one(installation):
    import psycopg

    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    names = [
        f"plads_smoke_{dead.pid}_0a1b2c",
        f"plads_smoke_{os.getpid()}_0a1b2c",
        f"plads_smoke_{dead.pid}_mine",
    ]
    with psycopg.connect(installation["DATABASE_URL"], autocommit=True) as owner:
        for name in names:
            owner.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            plads(installation, "smoke")
            found = owner.execute(
                "SELECT datname FROM pg_database WHERE datname = ANY(%s)", (names,)
            ).fetchall()
            assert {name for (name,) in found} == set(names[1:])
        finally:
            for name in names:
                owner.execute(f'DROP DATABASE IF EXISTS "{name}"'.encode())


def test_check_finds_a_sound_installation_sound(installation):
    external = (
        "PLADS_TEST_DATABASE_URL" in os.environ
    )  # another server may well write what fails into its log
    report = json.loads(plads(installation, "check", "--json", expect=None if external else 0))
    wrong = [each for each in report["checks"] if not each["ok"]]
    assert [each for each in wrong if not (external and each["check"] == "database log")] == []
    assert {check["check"] for check in report["checks"]} >= {
        "database",
        "migrations",
        "application role",
        "queue",
    }


def test_check_finds_a_wall_that_was_taken_down(installation):
    import psycopg

    table = "candidates_candidate"
    with psycopg.connect(installation["DATABASE_URL"]) as owner:
        owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    report = json.loads(plads(installation, "check", "--json", expect=1))
    (wall,) = [check for check in report["checks"] if not check["ok"]]
    assert table in wall["found"]
    assert "plads migrate" in wall["remedy"]
    plads(installation, "migrate")
    plads(installation, "check")


def test_a_database_that_is_not_there_is_one_plain_line(installation):
    broken = installation | {"DATABASE_URL": "postgresql://nobody:x@127.0.0.1:1/none"}
    done = subprocess.run(
        [sys.executable, "-m", "plads.cli", "check"],
        env=broken,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("plads: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["", "run", "worker", "migrate", "import", "smoke", "check", "generate"])
def test_every_command_teaches(installation, command):
    text = plads(installation, *command.split(), "--help")
    assert len(text) > 150
