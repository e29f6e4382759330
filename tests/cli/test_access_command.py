"""The first administrator of a real installation gets in with one command and one page."""

import json
import os
import subprocess
import sys

import pytest

from tests import databases

ADA = ["ada@kommune.example", "--name", "Ada", "--role", "administrator"]
HELSINGOER = ["--municipality", "217", "--municipality-name", "Helsingør Kommune"]
PASSWORD = "gul hest under broen"


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """An installation on the test server with an empty database and a folder of its own."""
    with databases.copy_of(databases.template()) as urls:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PLADS_")}
        yield clean | {
            "DATABASE_URL": urls.owner,
            "DATABASE_APP_URL": urls.app,
            "PLADS_DATA": str(tmp_path_factory.mktemp("data")),
            "PLADS_SECRET_KEY": "only-for-tests",
        }


def run(installation, *arguments):
    command = [sys.executable, "-m", "plads.cli", "access", *arguments]
    return subprocess.run(command, env=installation, capture_output=True, text=True, timeout=120, check=False)


def access(installation, *arguments):
    done = run(installation, *arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_the_command_teaches(installation):
    assert "--role administrator" in run(installation, "--help").stdout


def test_the_first_administrator_chooses_a_password_through_the_printed_link(
    installation, django_db_blocker, settings
):
    from django.db import connection, connections
    from django.test import Client

    from plads.localdb.urls import parts

    made = access(installation, *ADA, *HELSINGOER, "--base", "https://plads.example.dk/")
    assert (made["roles"], made["municipality"], made["days"]) == (["administrator"], "217", 3)
    assert made["link"] == f"https://plads.example.dk{made['path']}"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.SECRET_KEY = installation["PLADS_SECRET_KEY"]
    from plads.core import clock

    with django_db_blocker.unblock(), clock.at(clock.timezone.now()):
        connections.close_all()
        before = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = parts(installation["DATABASE_APP_URL"])["dbname"]
        try:
            client = Client()
            answer = client.post(made["path"], {"password": PASSWORD, "again": PASSWORD}, follow=True)
            assert answer.redirect_chain[-1][0] == "/drift/"
            again = Client().post("/log-ind/", {"email": made["email"], "password": PASSWORD})
            assert (again.status_code, again["Location"]) == (302, "/")
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = before


def test_somebody_known_gets_a_new_link_without_a_role_or_a_municipality(installation):
    access(installation, *ADA, *HELSINGOER)
    said = run(installation, "ADA@kommune.example").stdout
    assert "Ada <ada@kommune.example>: administrator in 217" in said
    assert "http://127.0.0.1:8000/adgang/" in said


def test_the_municipality_is_made_once_and_found_afterwards(installation):
    import psycopg

    access(installation, *ADA, *HELSINGOER)
    access(
        installation, "bo@kommune.example", "--name", "Bo", "--role", "caseworker", "--municipality", "217"
    )
    with psycopg.connect(installation["DATABASE_URL"]) as owner:
        rows = owner.execute("SELECT code, slug FROM core_municipality WHERE code = '217'").fetchall()
    assert rows == [("217", "helsingoer")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ukendt@kommune.example"], "Nobody here"),
        (["ny@kommune.example", "--role", "manager", *HELSINGOER], "add --name"),
        (
            ["ny@kommune.example", "--role", "manager", "--name", "Ny", "--municipality", "999"],
            "no municipality",
        ),
        (["ny@kommune.example", "--role", "manager", "--name", "Ny", "--municipality", "x"], "three digits"),
        (["ikke-en-mail", "--role", "manager", "--name", "Ny", *HELSINGOER], "no e-mail"),
        (["ny@kommune.example", "--role", "candidate"], "Invalid value"),
        (["ada@kommune.example", "--municipality-name", "Helsingør"], "needs the code"),
    ],
)
def test_what_is_missing_is_said_plainly_and_nobody_is_let_in(installation, arguments, said):
    done = run(installation, *arguments)
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "/adgang/" not in done.stdout
