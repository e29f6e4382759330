"""Seals over the looks: whatever somebody with the whole database does to the log is found."""

from contextlib import contextmanager
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection

from plads.candidates.models import Candidate
from plads.core import clock, looks
from plads.core.actor import Actor
from plads.core.looks import Look, Sight
from plads.core.models import AccessRecord, Municipality, TraceDay
from plads.core.roles import Role
from plads.core.scope import acting
from plads.core.seals import GRACE, is_here, newest, seal_days, verify
from tests import databases
from tests import days as calendar
from tests.web.conftest import use

TODAY = calendar.TODAY + timedelta(days=10)
"""After the days the story has looks on and seals of."""

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def urls(django_db_blocker):
    """The story in a database of the test's own, with three sealed days of looks, and looks of today."""
    story = databases.copy_of(databases.story_template())
    with django_db_blocker.unblock(), story as copy, clock.at(TODAY):
        before = connection.settings_dict["NAME"]
        use(databases.name_of(copy))
        with acting(Actor.system(municipality())):
            for back in (3, 2, 1):
                with clock.at(TODAY - timedelta(days=back)):
                    for _ in range(3):
                        look_once()
        for back in (2, 1, 0):
            with clock.at(TODAY - timedelta(days=back)), acting(Actor.system(municipality())) as system:
                seal_days(system)
        with acting(Actor.system(municipality())):
            look_once()
        yield copy
        use(before)


def municipality():
    return Municipality.objects.get(code="217").id


def look_once():
    actor = Actor(municipality(), "Eva", Role.CASEWORKER, frozenset({municipality()}))
    looks.write([Look(actor, municipality(), {municipality()}, {Sight.NAME})], page="candidate")


@contextmanager
def tampering(urls):
    """The owner's connection, with the triggers of the log and its forced row security out of the way."""
    tables = ("core_accessrecord", "core_looktally", "core_traceday")
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        for table in tables:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        yield owner
        for table in tables:
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def one_of(day):
    return f"""(SELECT id FROM core_accessrecord WHERE municipality_id = '{municipality()}'
        AND (at AT TIME ZONE 'Europe/Copenhagen')::date = '{day}' ORDER BY id LIMIT 1)"""


def found():
    return [(each.day, each.what) for each in verify(municipality())]


def days():
    return {day for day, _ in found()}


def test_a_log_nobody_touched_is_whole(urls):
    assert found() == []


@pytest.mark.parametrize(
    "change",
    [
        "user_id = NULL", "role = 'mentor'", "helps = municipality_id", "page = 'board'", "people = '{}'",
        "sights = '{cpr}'", "why = 'sagen'", "protected = true", "at = at + interval '1 second'",
        "digest = repeat('a', 64)", "why_seal = repeat('a', 64)",
    ],
)  # fmt: skip
@pytest.mark.parametrize("day", [TODAY, YESTERDAY], ids=["today", "yesterday"])
def test_a_changed_look_is_found_whatever_was_changed(urls, change, day):
    with tampering(urls) as owner:
        assert owner.execute(f"UPDATE core_accessrecord SET {change} WHERE id = {one_of(day)}").rowcount == 1
    assert days() == {day}


@pytest.mark.parametrize("day", [TODAY, YESTERDAY], ids=["today", "yesterday"])
def test_a_removed_look_is_found(urls, day):
    with tampering(urls) as owner:
        assert owner.execute(f"DELETE FROM core_accessrecord WHERE id = {one_of(day)}").rowcount == 1
    assert days() == {day}


@pytest.mark.parametrize("day", [TODAY, YESTERDAY], ids=["today", "yesterday"])
def test_a_look_made_by_hand_is_found(urls, day):
    with tampering(urls) as owner:
        owner.execute(f"""
            INSERT INTO core_accessrecord SELECT gen_random_uuid(), at, user_id, role, helps, page, people, sights,
            why, protected, digest, municipality_id, why_seal FROM core_accessrecord WHERE id = {one_of(day)}
            """) if columns(owner) else None
    assert days() == {day}


def columns(owner):
    """Whether the columns stand in the order that the test writes them in."""
    order = "id at user_id role helps page people sights why protected digest municipality_id why_seal"
    rows = owner.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'core_accessrecord'::regclass AND attnum > 0 ORDER BY attnum"
    ).fetchall()
    assert [row[0] for row in rows] == order.split()
    return True


def test_a_reason_that_was_given_is_neither_changed_nor_taken_away(urls):
    actor = Actor(municipality(), "Eva", Role.CASEWORKER, frozenset({municipality()}))
    with acting(actor):
        seen = Candidate.objects.values_list("id", flat=True)[0]
    look = Look(actor, municipality(), {seen}, {Sight.NAME}, why="Ringer til ham")
    looks.write([look], page="candidate")
    assert found() == []
    for reason in ("", "Noget andet"):
        with tampering(urls) as owner:
            owner.execute(
                "UPDATE core_accessrecord SET why = %s WHERE page = 'candidate' AND why_seal <> ''", (reason,)
            )
        assert days() == {TODAY}


def test_a_look_moved_into_anothers_place_is_found(urls):
    with tampering(urls) as owner:
        two = owner.execute(
            f"""SELECT id FROM core_accessrecord WHERE municipality_id = '{municipality()}'
            AND (at AT TIME ZONE 'Europe/Copenhagen')::date = '{YESTERDAY}' ORDER BY id LIMIT 2"""
        ).fetchall()
        first, second = (row[0] for row in two)
        owner.execute("UPDATE core_accessrecord SET id = gen_random_uuid() WHERE id = %s", (first,))
        owner.execute("UPDATE core_accessrecord SET id = %s WHERE id = %s", (first, second))
    assert days() == {YESTERDAY}


def test_a_look_removed_together_with_its_count_is_found_once_the_day_is_sealed(urls):
    with tampering(urls) as owner:
        owner.execute(f"""
            WITH gone AS (DELETE FROM core_accessrecord WHERE id = {one_of(YESTERDAY)} RETURNING digest)
            UPDATE core_looktally SET looks = looks - 1, checksum = checksum - plads_short((SELECT digest FROM gone))
            WHERE id = (SELECT id FROM core_looktally WHERE day = '{YESTERDAY}' AND looks > 0
                        AND municipality_id = '{municipality()}' LIMIT 1)
            """)
    assert [what for day, what in found()] == [what for day, what in found() if "seal does not fit" in what]
    assert days() == {YESTERDAY}


def test_a_changed_seal_is_found(urls):
    with tampering(urls) as owner:
        owner.execute(f"UPDATE core_traceday SET seal = repeat('a', 64) WHERE day = '{YESTERDAY}'")
    assert YESTERDAY in days()


@pytest.mark.parametrize("back", [2, 3])
def test_a_seal_taken_out_of_the_middle_is_found(urls, back):
    gone = TODAY - timedelta(days=back)
    with tampering(urls) as owner:
        assert owner.execute(f"DELETE FROM core_traceday WHERE day = '{gone}'").rowcount >= 1
    assert gone + timedelta(days=1) in days()


def test_seals_all_taken_away_are_missed(urls):
    with tampering(urls) as owner:
        owner.execute("DELETE FROM core_traceday")
    assert TODAY - timedelta(days=3) in days()


def test_a_past_rewritten_with_the_keys_is_found_by_the_seal_kept_outside(urls):
    with acting(Actor.system(municipality())):
        kept = newest(municipality())
    assert is_here(municipality(), kept)
    with tampering(urls) as owner:
        owner.execute(f"DELETE FROM core_accessrecord WHERE id = {one_of(YESTERDAY)}")
        owner.execute("DELETE FROM core_traceday")
        owner.execute(f"""
            UPDATE core_looktally t SET looks = n.looks, checksum = n.sum FROM (
                SELECT count(*) AS looks, sum(plads_short(digest)) % (1::bigint << 60) AS sum FROM core_accessrecord
                WHERE municipality_id = '{municipality()}'
                AND (at AT TIME ZONE 'Europe/Copenhagen')::date = '{YESTERDAY}'
            ) n WHERE t.day = '{YESTERDAY}' AND t.municipality_id = '{municipality()}'
            """)
    with acting(Actor.system(municipality())) as system:
        seal_days(system)
    assert found() == []
    assert not is_here(municipality(), kept)


def test_a_look_just_before_midnight_is_in_the_seal_of_its_day(urls):
    midnight = datetime.combine(TODAY + timedelta(days=1), datetime.min.time(), clock.COPENHAGEN)
    with clock.at(midnight + GRACE / 2), acting(Actor.system(municipality())) as system:
        assert seal_days(system) == 0
    with clock.at(midnight + GRACE), acting(Actor.system(municipality())) as system:
        assert seal_days(system) == 1
        assert TraceDay.objects.latest("day").day == TODAY


def test_the_application_can_add_looks_and_nothing_else(urls):
    with acting(Actor.system(municipality())):
        assert AccessRecord.objects.count()
    for statement in (
        "UPDATE core_accessrecord SET why = 'x'", "DELETE FROM core_accessrecord", "TRUNCATE core_accessrecord",
        "UPDATE core_looktally SET looks = 0", "DELETE FROM core_looktally", "UPDATE core_traceday SET looks = 0",
        "DELETE FROM core_traceday", "DELETE FROM core_change", "UPDATE core_change SET before = NULL",
        "ALTER TABLE core_accessrecord DISABLE TRIGGER USER",
        "INSERT INTO core_change (municipality_id) VALUES (gen_random_uuid())",
    ):  # fmt: skip
        with psycopg.connect(urls.app) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)
