"""Keys are renewed while people work: nothing is lost, nobody waits, and it may be killed at any moment."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plads.candidates.models import Candidate
from plads.candidates.queries import candidate_with_cpr
from plads.core import clock, rotation
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.keyring import key_ring, make_key_file, read_ring, replace_key_file
from plads.core.models import Change, Event
from plads.core.roles import Role
from plads.core.rotation import KeysBusy, retire, rotate, sealed_tables, used
from plads.core.scope import acting
from plads.demo.founding import found, hire_staff
from tests import databases
from tests.days import TODAY
from tests.world import World


@pytest.fixture
def keys(tmp_path, settings):
    """A key ring of the test's own."""
    settings.PLADS_KEYS_FILE = str(tmp_path / "keys.json")
    make_key_file(tmp_path / "keys.json")
    return tmp_path / "keys.json"


@pytest.fixture
def committed(keys, django_db_blocker):
    """A world in a database of its own where everything is committed, encrypted with a ring of its own."""
    with django_db_blocker.unblock(), databases.copy_of(databases.template()) as urls:
        connected, before = connection.settings_dict, connection.settings_dict["NAME"]
        connection.close()
        connected["NAME"] = databases.name_of(urls)
        try:
            world = World(hire_staff(found("991", "Prøvekøbing Kommune", "proevekoebing"), password=None))
            world.urls = urls
            yield world
        finally:
            connections.close_all()
            connected["NAME"] = before


def people(world, number):
    """Candidates with considerations, in the municipality's scope."""
    with acting(Actor.system(world.cast.municipality.id)):
        return [world.candidate(considerations=f"Hensyn {n}") for n in range(number)]


def inside(world):
    return acting(Actor.system(world.cast.municipality.id))


def secrets(world):
    """Every candidate's number and considerations by id, read as a page reads them."""
    with inside(world):
        return {row.id: (row.cpr, row.considerations) for row in Candidate.objects.all()}


def test_every_encrypted_column_of_every_model_is_found(keys):
    found_ = {sealed.table: sealed for sealed in sealed_tables()}
    assert set(found_["candidates_candidate"].columns) >= {"cpr", "considerations"}
    assert found_["candidates_candidate"].lookups == (("cpr", "cpr_lookup"),)
    assert {"mfa_authenticator", "placements_attendance"} <= set(found_)


def test_a_rotation_encrypts_everything_with_a_new_key_and_keeps_the_old_one(committed):
    people(committed, 7)
    before = secrets(committed)
    assert set(used()) == {"k1"}
    rotate()
    assert set(used()) == {"k2"}
    assert secrets(committed) == before
    assert set(key_ring().keys) == {"k1", "k2"}
    assert key_ring().current == "k2"


def test_a_second_factors_secret_is_encrypted_anew_too(committed):
    from allauth.mfa.models import Authenticator

    from plads.people.models import User

    user = User.objects.get(id=committed.cast[Role.CASEWORKER].user_id)
    row = Authenticator.objects.create(
        user=user, type="totp", data={"secret": key_ring().encrypt("ABC"), "step": 3}
    )
    rotate()
    row.refresh_from_db()
    assert row.data["step"] == 3
    assert row.data["secret"].startswith("k2:")
    assert key_ring().decrypt(row.data["secret"]) == "ABC"


def test_a_rotation_is_in_history_as_plads_own_with_its_reason_and_without_the_secrets(committed):
    people(committed, 3)
    with inside(committed):
        last = Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
    rotate()
    with inside(committed):
        changes = list(Change.objects.filter(id__gt=last, table_name="candidates_candidate"))
        event = Event.objects.get(kind="core.keys_rotated", facts__table="kandidater")
        assert len(changes) == 3
        for change in changes:
            assert change.user_id is None
            assert change.role == Role.SYSTEM
            assert set(change.columns) == {"cpr", "considerations"}
            assert not change.before
            assert change.transaction == event.transaction
        assert event.facts["rows"] == 3


def test_with_lookup_numbers_are_found_by_a_new_hmac(committed):
    one, *_ = people(committed, 3)
    caseworker = committed.cast[Role.CASEWORKER]
    old = key_ring().lookup(one.cpr)
    rotate(lookup=True)
    assert key_ring().lookup(one.cpr) != old
    assert not key_ring().renewing
    with acting(caseworker):
        assert candidate_with_cpr(caseworker, one.cpr) == one.id
        assert not Candidate.objects.filter(cpr_lookup=old).exists()


def test_while_lookups_are_renewed_a_person_is_found_and_not_entered_twice_by_old_and_new(
    committed, monkeypatch
):
    first, second = people(committed, 2)
    caseworker = committed.cast[Role.CASEWORKER]
    monkeypatch.setattr(rotation, "_round", lambda told: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        rotate(lookup=True)
    assert key_ring().renewing
    with acting(caseworker):
        Candidate.objects.filter(id=second.id).update(cpr_lookup=key_ring().lookup(second.cpr))
        assert candidate_with_cpr(caseworker, first.cpr) == first.id
        assert candidate_with_cpr(caseworker, second.cpr) == second.id
    for person in (first, second):
        with pytest.raises(Refused) as refused, acting(caseworker):
            committed.candidate(cpr=person.cpr)
        assert refused.value.code == "cpr_taken"
    monkeypatch.undo()
    rotate()
    assert not key_ring().renewing
    with acting(caseworker):
        assert candidate_with_cpr(caseworker, first.cpr) == first.id


def test_killed_at_any_moment_it_goes_on_and_nothing_is_lost(committed):
    """The process dies by force before or after each thing it does: files, batches, events, and all between."""
    people(committed, 12)
    before, deaths = secrets(committed), 0
    for moment in range(1, 60):
        child = subprocess.run(
            [sys.executable, "-c", DIES, str(moment)],
            env=os.environ
            | databases.environment_of(committed.urls)
            | {"PLADS_KEYS_FILE": settings_of("PLADS_KEYS_FILE")},
            check=False,
        )
        assert secrets(committed) == before  # readable with whatever was done so far
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL
        deaths += 1
    assert deaths >= 8
    assert set(used()) == {key_ring().current}
    assert not rotation.unfinished()
    assert not key_ring().renewing
    with inside(committed):
        for row in Candidate.objects.all():
            assert row.cpr_lookup == key_ring().lookup(row.cpr)


DIES = """
import os, signal, sys, django
django.setup()
from plads.core import rotation
rotation.BATCH = 2
left = int(sys.argv[1])
def dying(act):
    def run(*args, **more):
        global left
        for now in (0, 1):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            result = result if now else act(*args, **more)
        return result
    return run
for name in ("_store", "record", "replace_key_file"):
    setattr(rotation, name, dying(getattr(rotation, name)))
rotation.rotate(lookup=True)
"""


def settings_of(name):
    from django.conf import settings as django_settings

    return getattr(django_settings, name)


def test_people_who_write_meanwhile_lose_nothing_and_leave_no_older_key_behind(committed, monkeypatch):
    """Rows are read, held and written by others through it all, also rows read before and written after."""
    monkeypatch.setattr(rotation, "BATCH", 3)
    rows = people(committed, 12)
    actor = Actor.system(committed.cast.municipality.id)
    stop, broken, written = threading.Event(), [], {row.id: [] for row in rows}

    def work(mine):
        try:
            number = 0
            while not stop.is_set():
                for row in mine:
                    number += 1
                    with acting(actor):
                        kept = Candidate.objects.select_for_update(no_key=True).get(id=row.id)
                        time.sleep(0.002)
                        kept.considerations = f"Hensyn {number}"
                        kept.save()
                    written[row.id].append(f"Hensyn {number}")
        except Exception as error:  # noqa: BLE001 - shown by the test
            broken.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work, args=(rows[n::3],)) for n in range(3)]
    for worker in workers:
        worker.start()
    try:
        for _ in range(2):
            rotate(lookup=True)
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    assert not broken
    assert set(used()) == {"k3"}
    assert secrets(committed) == {row.id: (row.cpr, written[row.id][-1]) for row in rows}
    with inside(committed):
        for row in Candidate.objects.all():
            assert row.cpr_lookup == key_ring().lookup(row.cpr)


def test_a_row_read_before_and_saved_after_is_encrypted_with_the_key_in_use(committed):
    (person,) = people(committed, 1)
    with inside(committed):
        kept = Candidate.objects.get(id=person.id)
    rotate()
    with inside(committed):
        kept.save(update_fields=["considerations", "cpr"])
    assert set(used()) == {"k2"}


def test_a_process_that_runs_already_reads_what_a_new_key_encrypted(committed):
    """Another process holds the old ring in memory, as a web process does, and reads on through a rotation."""
    (person,) = people(committed, 1)
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(committed.cast.municipality.id), str(person.id)],
        env=os.environ | databases.environment_of(committed.urls) | {"PLADS_KEYS_FILE": settings_of("PLADS_KEYS_FILE")},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip

    def reads():
        reader.stdin.write("read\n")
        reader.stdin.flush()
        return json.loads(reader.stdout.readline())

    try:
        assert reads() == ["k1", "Hensyn 0"]
        rotate()
        assert reads() == ["k2", "Hensyn 0"]
    finally:
        reader.stdin.close()
        reader.wait(timeout=20)


READER = """
import json, sys, django
django.setup()
from uuid import UUID
from plads.core.actor import Actor
from plads.core.scope import acting
from plads.candidates.models import Candidate
municipality, person = map(UUID, sys.argv[1:])
for line in sys.stdin:
    with acting(Actor.system(municipality)):
        text = Candidate.objects.get(id=person).considerations
    print(json.dumps([text.token.split(":")[0], text]), flush=True)
"""


def test_two_rotations_at_once_are_not_begun(committed):
    with rotation._alone(), pytest.raises(KeysBusy, match="right now"):
        rotate()
    assert key_ring().current == "k1"


def test_a_transaction_that_never_ends_stops_a_rotation_and_loses_nothing(committed, monkeypatch):
    monkeypatch.setattr(rotation, "PATIENCE", 0.2)
    people(committed, 2)
    before, opened, done = secrets(committed), threading.Event(), threading.Event()

    def hold():
        with inside(committed):
            Candidate.objects.count()
            opened.set()
            done.wait(20)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    opened.wait(10)
    try:
        with pytest.raises(KeysBusy, match="open since"):
            rotate()
        assert rotation.unfinished()
    finally:
        done.set()
        holder.join()
    assert secrets(committed) == before
    rotate()
    assert set(used()) == {"k2"}  # finished: no third key was made


# Retiring


def test_a_key_is_retired_only_when_nothing_needs_it(committed):
    people(committed, 2)
    with pytest.raises(KeysBusy, match="in use"):
        retire("k1")
    with pytest.raises(KeysBusy, match="no key k9"):
        retire("k9")
    rotate()
    with pytest.raises(KeysBusy, match="less than a day ago"):
        retire("k1")
    with clock.at(TODAY + rotation.STILL_ABOUT):
        retire("k1")
    assert set(key_ring().keys) == {"k2"}
    assert len(secrets(committed)) == 2


def test_a_key_that_a_single_value_is_encrypted_with_stays(committed):
    (person,) = people(committed, 1)
    token = key_ring().encrypt("Fra en gammel kopi")
    rotate()
    with inside(committed), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE candidates_candidate SET considerations = %s WHERE id = %s", [token, person.id]
        )
    with clock.at(TODAY + rotation.STILL_ABOUT), pytest.raises(KeysBusy, match="1 values are encrypted"):
        retire("k1")


def test_a_key_stays_while_a_rotation_is_unfinished(committed, monkeypatch):
    monkeypatch.setattr(rotation, "_round", lambda told: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        rotate()
    with clock.at(TODAY + rotation.STILL_ABOUT), pytest.raises(KeysBusy, match="stopped before"):
        retire("k1")


def test_seals_are_the_same_before_and_after(committed):
    before = key_ring().seal("et opslag")
    rotate(lookup=True)
    assert key_ring().seal("et opslag") == before


def test_a_ring_from_before_seals_had_a_key_keeps_its_seals_through_a_new_look_up_key(committed, keys):
    raw = json.loads(keys.read_text())
    del raw["seal"]
    replace_key_file(keys, raw)
    before = key_ring().seal("et opslag")
    rotate(lookup=True)
    assert key_ring().seal("et opslag") == before


# The file


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.booleans(), max_size=6))
def test_no_sequence_of_beginnings_and_ends_loses_a_key(tmp_path, settings, steps):
    settings.PLADS_KEYS_FILE = str(tmp_path / "ring.json")
    Path(settings.PLADS_KEYS_FILE).unlink(missing_ok=True)
    make_key_file(Path(settings.PLADS_KEYS_FILE))
    token, known = key_ring().encrypt("Har brug for ro"), set(key_ring().keys)
    for lookup in steps:
        before = key_ring().lookup("x")
        rotation._begin(lookup=lookup)
        assert known <= set(key_ring().keys)
        assert before in key_ring().lookups("x")
        known = set(key_ring().keys)
        if lookup:
            rotation._finish()
    assert key_ring().decrypt(token) == "Har brug for ro"


def test_the_file_is_never_seen_half_written(keys):
    """One process writes it again and again; readers only ever see a whole ring."""
    raw, stop, seen = json.loads(keys.read_text()), threading.Event(), []

    def write():
        for number in range(200):
            raw["keys"][f"x{number}"] = raw["keys"]["k1"]
            replace_key_file(keys, raw)
        stop.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not stop.is_set():
        seen.append(len(read_ring(keys.read_text()).keys))
    writer.join()
    assert seen == sorted(seen)
    assert [path.name for path in keys.parent.iterdir()] == ["keys.json"]
    assert oct(keys.stat().st_mode & 0o777) == "0o600"


def test_a_link_to_the_file_stays_a_link(keys, tmp_path, settings):
    link = tmp_path / "link.json"
    link.symlink_to(keys)
    settings.PLADS_KEYS_FILE = str(link)
    rotation._begin(lookup=False)
    assert link.is_symlink()
    assert json.loads(keys.read_text())["current"] == "k2"


def test_a_ring_out_of_its_place_for_a_moment_is_still_known(keys):
    before = key_ring()
    keys.rename(keys.with_suffix(".away"))
    assert key_ring() == before
    keys.with_suffix(".away").rename(keys)


def test_a_ring_shows_no_key_when_it_is_printed(keys):
    shown = repr(key_ring())
    assert shown == "KeyRing(current='k1')"
