"""What somebody can do to the traces who has the application's own way into the database, and nothing more."""

import psycopg
import pytest

from plads.core import traces
from tests import databases


@pytest.fixture
def urls():
    with databases.copy_of(databases.story_template()) as copy:
        yield copy


@pytest.fixture
def app(urls):
    """A connection as the application's role, in the scope of the first municipality, rolled back afterwards."""
    with psycopg.connect(urls.app) as connection:
        connection.execute(
            "SELECT set_config('plads.municipalities', id::text, true) FROM core_municipality WHERE code = '217'"
        )
        yield connection
        connection.rollback()


def one(app, sql, *values):
    return app.execute(sql, values).fetchone()[0]


@pytest.mark.parametrize(
    ("table", "trigger"),
    [
        ("id uuid", "DELETE ON mine REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION "
         "plads_note_change('{}')"),
        ("at date", "INSERT ON mine REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION "
         "plads_tally_looks()"),
    ],
    ids=["note", "tally"],
)  # fmt: skip
def test_nobody_hangs_the_databases_own_notes_on_a_table_of_theirs(app, table, trigger):
    app.execute(f"CREATE TEMP TABLE mine ({table})")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for function"):
        app.execute(f"CREATE TRIGGER forged AFTER {trigger}")


def test_nobody_but_the_application_runs_any_of_our_functions(urls):
    with psycopg.connect(urls.owner) as owner:
        rows = owner.execute(
            "SELECT proname || '(' || pg_get_function_identity_arguments(oid) || ')', "
            "has_function_privilege('public', oid, 'EXECUTE') FROM pg_proc "
            "WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'plads\\_%'"
        ).fetchall()
    assert len(rows) == len((*traces.OPEN, *traces.SHUT))
    assert [name for name, by_all in rows if by_all] == []


def test_a_row_that_gets_another_id_is_noted_under_both(app):
    old = one(app, "SELECT id FROM candidates_activity ORDER BY id LIMIT 1")
    before = one(app, "SELECT max(id) FROM core_change")
    new = one(
        app,
        "UPDATE candidates_activity SET id = gen_random_uuid(), title = 'x' WHERE id = %s RETURNING id",
        old,
    )
    rows = app.execute(
        "SELECT row_id, operation, before FROM core_change WHERE id > %s", (before,)
    ).fetchall()
    assert {(row, what) for row, what, _ in rows} == {(old, "D"), (new, "I")}
    assert [was["id"] for _, what, was in rows if what == "D"] == [str(old)]


def test_what_happened_to_somebody_who_is_here_is_not_forgotten(app):
    events, kept = (
        "SELECT count(*) FROM core_event",
        "SELECT count(*) FROM core_change WHERE before IS NOT NULL",
    )
    before = one(app, events), one(app, kept)
    assert all(before)
    app.execute("SELECT plads_forget((SELECT array_agg(id) FROM candidates_candidate))")
    app.execute("SELECT plads_forget((SELECT array_agg(id) FROM people_user))")
    assert (one(app, events), one(app, kept)) == before


def test_an_id_borrowed_for_a_row_that_goes_again_makes_nobody_gone(app):
    who = one(
        app,
        "SELECT row_id FROM core_change WHERE table_name = 'placements_placement' AND operation = 'U' LIMIT 1",
    )
    app.execute(
        "INSERT INTO rights_retentionperiod (id, municipality_id, kind, months) "
        "SELECT %s, id, 'x', 7 FROM core_municipality WHERE code = '217'",
        (who,),
    )
    app.execute("DELETE FROM rights_retentionperiod WHERE id = %s", (who,))
    assert one(app, "SELECT plads_gone(ARRAY[%s::uuid])", who) == []


def test_nobody_who_is_here_loses_the_name_on_what_they_did(app):
    who = one(app, "SELECT actor_user_id FROM core_event WHERE actor_user_id IS NOT NULL LIMIT 1")
    with pytest.raises(psycopg.errors.RaiseException, match="only who is gone"):
        app.execute("SELECT plads_forget_actor(%s)", (who,))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_accessrecord SET why = ''",
        "DELETE FROM core_accessrecord",
        "UPDATE core_event SET facts = '{}'",
        "DELETE FROM core_change",
        "INSERT INTO core_change (municipality_id) VALUES (NULL)",
        "UPDATE core_looktally SET looks = 0",
        "DELETE FROM core_traceday",
        "DELETE FROM core_looksdropped",
        "TRUNCATE core_event",
        "SET session_replication_role = replica",
    ],
)
def test_traces_stay_as_they_are_whatever_the_application_is_made_to_say(app, sql):
    app.execute("SELECT set_config('plads.forgetting', 'on', true)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(sql)
