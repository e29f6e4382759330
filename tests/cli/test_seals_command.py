"""``plads check`` finds a log of looks that was touched in the database itself; ``plads seals`` shows what to keep."""

import json
import os
import subprocess
import sys

import psycopg
import pytest

from tests import databases
from tests.cli.test_commands import plads

LOOKED = """
from datetime import timedelta
from plads.cli.installation import installation
with installation():
    from plads.core import clock, looks
    from plads.core.actor import Actor
    from plads.core.ids import new_id
    from plads.core.looks import Look, Sight
    from plads.core.models import Municipality
    from plads.core.roles import Role
    from plads.core.scope import acting
    from plads.core.seals import seal_days
    here = Municipality.objects.get(code="217").id
    actor = Actor(new_id(), "Eva", Role.CASEWORKER, frozenset({here}))
    for back in (2, 0):
        with clock.at(clock.now() - timedelta(days=back)):
            looks.write([Look(actor, here, {new_id()}, {Sight.NAME})], page="candidate")
    with acting(Actor.system(here)) as system:
        seal_days(system)
"""


@pytest.fixture
def installation(tmp_path):
    """An installation with one municipality, a look of the day before yesterday that is sealed, and one of today."""
    with databases.copy_of(databases.template()) as urls:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PLADS_")}
        here = clean | {
            "DATABASE_URL": urls.owner,
            "DATABASE_APP_URL": urls.app,
            "PLADS_DATA": str(tmp_path),
        }
        facts = ("--name", "Ada", "--role", "administrator", "--municipality", "217")
        plads(here, "access", "ada@plads.example", *facts, "--municipality-name", "Helsingør Kommune")
        subprocess.run([sys.executable, "-c", LOOKED], env=here, check=True, timeout=120)
        yield here


def looks(installation, *arguments, expect):
    report = json.loads(plads(installation, "check", "--json", *arguments, expect=expect))
    return {
        each["check"]: each
        for each in report["checks"]
        if "looks" in each["check"] or "seals" in each["check"]
    }


def owner(installation, *statements):
    with psycopg.connect(installation["DATABASE_URL"], autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


OPEN = (
    "ALTER TABLE core_accessrecord DISABLE TRIGGER USER",
    "ALTER TABLE core_accessrecord NO FORCE ROW LEVEL SECURITY",
)
SHUT = (
    "ALTER TABLE core_accessrecord ENABLE TRIGGER USER",
    "ALTER TABLE core_accessrecord FORCE ROW LEVEL SECURITY",
)


def test_check_finds_one_access_record_that_was_changed_in_the_database(installation):
    sound = looks(installation, expect=0)["looks are as they were written"]
    assert sound["found"] == "all fit"
    last = "(SELECT max(id::text)::uuid FROM core_accessrecord)"
    owner(installation, *OPEN, f"UPDATE core_accessrecord SET user_id = NULL WHERE id = {last}", *SHUT)
    broken = looks(installation, expect=1)["looks are as they were written"]
    assert "was changed or made by hand" in broken["found"]
    assert "find out who" in broken["remedy"]


def test_check_finds_one_access_record_that_was_removed(installation):
    owner(installation, *OPEN, "DELETE FROM core_accessrecord WHERE at > now() - interval '1 hour'", *SHUT)
    assert "1 looks were recorded and 0 are there" in str(looks(installation, expect=1))


def test_a_seal_kept_elsewhere_is_held_against_the_log(installation, tmp_path):
    kept = tmp_path / "kept.json"
    kept.write_text(plads(installation, "seals", "show", "--json"))
    (seal,) = json.loads(kept.read_text())["seals"]
    assert (seal["municipality"], seal["looks"], len(seal["seal"])) == ("217", 1, 64)
    assert seal["seal"] in plads(installation, "seals", "show")
    assert (
        looks(installation, "--seal", str(kept), expect=0)["seals kept outside are here"]["found"]
        == "all are here"
    )
    kept.write_text(json.dumps({"seals": [seal | {"seal": "a" * 64}]}))
    assert (
        seal["day"]
        in looks(installation, "--seal", str(kept), expect=1)["seals kept outside are here"]["found"]
    )


def test_a_file_that_holds_no_seals_is_one_plain_line(installation, tmp_path):
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"seals": [1]}')
    plads(installation, "check", "--seal", str(wrong), expect=1)
