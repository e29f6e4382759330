"""Everything about one person from the server's command line, and nothing of them afterwards."""

import json
import os
import subprocess
import sys
import zipfile

import psycopg
import pytest

from plads.demo.founding import WAITING
from tests import databases


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """An installation with the story in it, on the test server."""
    with databases.copy_of(databases.story_template()) as urls:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PLADS_")}
        yield clean | {
            "DATABASE_URL": urls.owner,
            "DATABASE_APP_URL": urls.app,
            "PLADS_DATA": str(databases.FOLDER),
            "PLADS_SECRET_KEY": "only-for-tests",
        }


def run(installation, *arguments, typed=""):
    command = [sys.executable, "-m", "plads.cli", *arguments]
    return subprocess.run(
        command, env=installation, input=typed, capture_output=True, text=True, timeout=120, check=False
    )


def ask(installation, sql, *values):
    with psycopg.connect(installation["DATABASE_URL"]) as owner:
        scope = owner.execute("SELECT string_agg(id::text, ',') FROM core_municipality").fetchone()
        owner.execute("SELECT set_config('plads.municipalities', %s, true)", scope)
        return owner.execute(sql, values).fetchall()


def test_a_waiting_candidate_is_exported_and_erased(installation, tmp_path):
    waiting, target = WAITING[-1], tmp_path / "indsigt.zip"
    where = ["--municipality", "217", "--json"]
    done = run(installation, "person", "export", "--to", str(target), *where, typed=f"{waiting.cpr}\n")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"] > 3
    assert waiting.cpr not in done.stdout + done.stderr
    assert target.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(target) as file:
        page, text = (file.read(name).decode() for name in file.namelist())
    assert waiting.name in page
    assert waiting.cpr in text
    looks = "SELECT count(*) FROM core_accessrecord WHERE page = 'plads person' AND 'document' = ANY (sights)"
    assert ask(installation, looks) == [(1,)]

    done = run(installation, "person", "erase", *where, "--cpr", waiting.cpr, "--why", "asked", "--yes")
    assert done.returncode == 0, done.stderr
    assert ask(installation, "SELECT count(*) FROM candidates_candidate WHERE name = %s", waiting.name) == [
        (0,)
    ]
    again = run(installation, "person", "erase", *where, "--cpr", waiting.cpr, "--why", "asked", "--yes")
    assert again.returncode == 1
    assert "nobody like that" in again.stderr


def test_what_is_due_is_shown_and_nothing_is_changed(installation):
    done = run(installation, "retention", "preview", "--municipality", "217", "--on", "2040-01-01", "--json")
    assert done.returncode == 0, done.stderr
    found = {line["kind"]: line["number"] for line in json.loads(done.stdout)["due"]}
    assert found["notice"] > 0
    assert found["look"] > 0


def test_an_unknown_municipality_is_one_plain_line(installation):
    done = run(installation, "retention", "preview", "--municipality", "999")
    assert done.returncode == 1
    assert done.stderr.strip() == "Error: There is no municipality with the code 999 here."
