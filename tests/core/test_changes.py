"""The change history: the database itself notes every write, whoever makes it and however."""

from collections import Counter

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction

from plads.candidates.models import Candidate
from plads.core import walls
from plads.core.actor import Actor
from plads.core.fields import EncryptedTextField
from plads.core.models import Change, Event, Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.core.walls import HEARD_ALSO, UNHEARD, tenant_models
from plads.people.models import User
from tests import databases
from tests.web.conftest import use

HEARD = sorted({model._meta.db_table for model in tenant_models()} - set(UNHEARD)) + list(HEARD_ALSO)


@pytest.fixture(scope="module")
def story(django_db_blocker):
    """A copy of the story to write to."""
    with django_db_blocker.unblock(), databases.copy_of(databases.story_template()) as urls:
        before = connection.settings_dict["NAME"]
        use(databases.name_of(urls))
        yield urls
        use(before)


@pytest.fixture
def caseworker(story, django_db_blocker):
    with django_db_blocker.unblock():
        user = User.objects.get(email="sagsbehandler@plads.example")
        here = Municipality.objects.get(code="217").id
        yield Actor(user.id, user.name, Role.CASEWORKER, frozenset({here}))


def newest(actor, number=1):
    with acting(actor):
        return list(Change.objects.order_by("-id")[:number])


def count(actor):
    with acting(actor):
        return Change.objects.count()


def test_every_tables_writes_are_heard_or_the_reason_is_told(story):
    with psycopg.connect(story.owner) as owner:
        rows = owner.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname LIKE 'plads\\_change\\_%' AND t.tgenabled = 'O'"
        ).fetchall()
    heard = Counter(table for table, _ in rows)
    assert {table: heard[table] for table in HEARD} == dict.fromkeys(HEARD, 3)
    assert not set(heard) & set(UNHEARD)
    assert all(UNHEARD.values())


def words_of(model):
    """A column of a model that any text fits in, if there is one."""
    texts = (
        field for field in model._meta.local_fields if field.get_internal_type() in ("CharField", "TextField")
    )
    return next((field.column for field in texts if not isinstance(field, EncryptedTextField)), None)


@pytest.mark.parametrize("table", HEARD)
def test_an_insert_an_update_and_a_delete_of_a_row_are_noted(story, caseworker, table):
    """On a copy of a row in a table of the same shape with the same triggers, so that no other rule is in the way."""
    model = next(each for each in apps.get_models() if each._meta.db_table == table)
    here = str(caseworker.municipality_id)
    with psycopg.connect(story.owner) as owner:
        owner.execute("SELECT set_config('plads.municipalities', %s, true)", (here,))
        owner.execute("SELECT set_config('plads.user', %s, true)", (str(caseworker.user_id),))
        owner.execute("SELECT set_config('plads.role', 'caseworker', true)")
        owner.execute(f'CREATE TABLE twin (LIKE "{table}" INCLUDING DEFAULTS)')
        for statement in walls.traces.listen(model, {}):
            owner.execute(statement.replace(f'"{table}"', "twin"))
        column = words_of(model)
        made = owner.execute(f'INSERT INTO twin SELECT * FROM "{table}" LIMIT 2 RETURNING id').fetchall()
        if not made:
            pytest.skip("the story has no row to try it on; the test above sees that the triggers are there")
        if column:
            owner.execute(f'UPDATE twin SET "{column}" = "{column}"')
            owner.execute(
                f"""UPDATE twin SET "{column}" = left("{column}", 1) || '-' WHERE id = %s""", made[0]
            )
        owner.execute("DELETE FROM twin")
        noted = owner.execute(
            "SELECT operation, row_id, user_id::text, role, transaction = txid_current(), columns, before "
            "FROM core_change WHERE table_name = 'twin' ORDER BY id"
        ).fetchall()
        owner.rollback()
    expected = Counter({"I": len(made), "D": len(made)}) + Counter({"U": 1} if column else {})
    assert Counter(row[0] for row in noted) == expected
    assert {row[2:5] for row in noted} == {(str(caseworker.user_id), "caseworker", True)}
    sealed = {field.column for field in model._meta.local_fields if isinstance(field, EncryptedTextField)}
    for operation, row_id, *_, columns, before in noted:
        assert (row_id,) in made
        assert not (set(before or {}) & (sealed | {"password"}))
        assert operation != "U" or columns == [column]


def test_a_change_holds_what_stood_there_before_and_never_a_sealed_value(caseworker):
    with acting(caseworker):
        row = Candidate.objects.order_by("id")[0]
        before = row.goal
        row.goal, row.considerations = "Kok på et plejehjem", "hemmeligt hensyn"
        row.save()
    (change,) = newest(caseworker)
    assert (change.table_name, change.row_id, change.operation) == ("candidates_candidate", row.id, "U")
    assert change.columns == ["considerations", "goal"]
    assert change.before == {"goal": before}
    assert (change.user_id, change.role) == (caseworker.user_id, "caseworker")


def test_a_save_that_changes_nothing_is_not_noted(caseworker):
    with acting(caseworker):
        row = Candidate.objects.order_by("id")[0]
        before = Change.objects.count()
        Candidate.objects.get(id=row.id).save()
        assert Change.objects.count() == before


def test_many_rows_changed_at_once_are_noted_one_by_one(caseworker):
    with acting(caseworker):
        rows = list(Candidate.objects.all())
        before = Change.objects.count()
        Candidate.objects.update(goal="Alle det samme")
        assert Change.objects.count() - before == len(rows)
        for row in rows:
            row.goal = "Alle noget nyt"
        Candidate.objects.bulk_update(rows, ["goal"])
        assert Change.objects.count() - before == 2 * len(rows)


def test_a_change_that_is_rolled_back_was_never_noted(caseworker):
    before = count(caseworker)
    with transaction.atomic():
        with acting(caseworker):
            Candidate.objects.update(goal="Aldrig")
            assert Change.objects.count() > before
        transaction.set_rollback(True)
    assert count(caseworker) == before


def test_a_change_and_the_event_that_tells_of_it_share_a_transaction(caseworker):
    from plads.candidates.services import close_candidate

    with acting(caseworker):
        waiting = (
            Candidate.objects.filter(state=Candidate.State.READY, placements=None).order_by("id").first()
        )
        close_candidate(caseworker, waiting.id)
        event = Event.objects.order_by("-id").first()
        change = Change.objects.get(row_id=waiting.id, transaction=event.transaction)
    assert change.columns == ["state"]


def test_shared_rows_are_noted_where_they_were_changed_from(caseworker):
    with acting(caseworker):
        User.objects.filter(id=caseworker.user_id).update(name="Et Andet Navn")
    (change,) = newest(caseworker)
    assert (change.table_name, change.before) == ("people_user", {"name": caseworker.name})
    assert change.municipality_id == caseworker.municipality_id


def test_a_password_is_in_no_history(caseworker):
    with acting(caseworker):
        user = User.objects.get(id=caseworker.user_id)
        user.set_password("en lang og hemmelig sætning")
        user.save()
    (change,) = newest(caseworker)
    assert change.columns == ["password"]
    assert not change.before


def test_another_municipalitys_history_is_not_seen(caseworker):
    with acting(Actor.system(Municipality.objects.get(code="998").id)):
        assert not Change.objects.filter(municipality_id=caseworker.municipality_id).exists()
