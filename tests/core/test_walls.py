"""The walls around each municipality's rows: walked table by table, as the application's own role."""

from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import connection

from plads.core.models import TenantModel
from plads.core.walls import APPEND_ONLY, CHANGED_BY, OWN_ROWS, SHARED, tenant_models
from tests import databases

ELSEWHERE = {
    "django_migrations": "Django's own bookkeeping",
    "django_content_type": "Django's own list of models",
    "django_session": "who is signed in; read before a municipality is known",
    "auth_permission": "Django's own, not used: roles are ours",
    "auth_group": "Django's own, not used",
    "auth_group_permissions": "Django's own, not used",
    "account_emailaddress": "allauth's own, not used: a user has one e-mail, their sign-in name",
    "account_emailconfirmation": "allauth's own, not used",
    "mfa_authenticator": "second factors, sealed; read at sign-in, before a municipality is known",
    "usersessions_usersession": "where somebody is signed in; read at sign-in, before a municipality is known",
    "socialaccount_socialapp": "allauth's own, not used: who may vouch for users is in the settings",
    "socialaccount_socialaccount": "who a user is elsewhere; read at sign-in, before a municipality is known",
    "socialaccount_socialtoken": "allauth's own, not used: no token of another system is kept",
}
"""Tables of libraries, each with the reason why it has no municipality."""

NOT_IN_STORY = {
    "core_looksdropped": "the story is younger than any look may be dropped",
    "placements_extension": "nobody asks for longer in the story: all four end as agreed or with a job",
    "placements_ordinaryhours": "nobody has paid hours beside the course in the story",
    "followup_decisionletter": "no letter is written in the story",
    "followup_lettertext": "nobody confirms the words about complaining in the story",
    "placements_firstday": "no first day is planned in the story: all four began long ago",
    "insight_countedday": "nobody is erased in the story",
    "insight_countedoutcome": "nobody is erased in the story",
    "insight_countedyear": "nobody is erased in the story",
    "rights_retentionperiod": "the municipality keeps the periods that Plads comes with",
    "rights_retentionhold": "nothing is held back in the story",
    "rights_retentionrun": "the story is younger than any period",
}
"""Tenant tables that the story leaves empty, each with the reason why."""


@pytest.fixture(scope="module")
def story():
    """A database with two municipalities in full life."""
    with databases.copy_of(databases.story_template()) as urls:
        yield urls


@pytest.fixture(scope="module")
def municipalities(story):
    with psycopg.connect(story.app) as app:
        return dict(app.execute("SELECT code, id::text FROM core_municipality").fetchall())


def seen(urls, table, scope, user=""):
    """How many rows of ``table`` the application's role sees within ``scope``."""
    with psycopg.connect(urls.app) as app:
        app.execute("SELECT set_config('plads.municipalities', %s, true)", (scope,))
        app.execute("SELECT set_config('plads.user', %s, true)", (user,))
        return app.execute(f'SELECT municipality_id::text, count(*) FROM "{table}" GROUP BY 1').fetchall()


def test_every_table_has_a_municipality_or_a_reason(db):
    tables = set(connection.introspection.table_names())
    tenants = {model._meta.db_table for model in tenant_models()}
    queue = {table for table in tables if table.startswith("procrastinate_")}
    assert tables - tenants - queue - set(SHARED) - set(ELSEWHERE) == set()


def test_every_model_with_a_municipality_is_a_tenant_model():
    strays = [
        model.__name__
        for model in apps.get_models()
        if not issubclass(model, TenantModel)
        and any(field.name == "municipality" for field in model._meta.fields)
    ]
    assert strays == []


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.db_table)
def test_row_level_security_is_forced(model, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass",
            [model._meta.db_table],
        )
        assert cursor.fetchone() == (True, True)


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.db_table)
def test_another_municipalitys_rows_are_invisible(model, story, municipalities):
    table = model._meta.db_table
    own, other = municipalities["217"], municipalities["998"]
    assert {row[0] for row in seen(story, table, own)} <= {own}
    assert {row[0] for row in seen(story, table, other)} <= {other}
    assert seen(story, table, "") == []


def test_the_story_fills_nearly_every_tenant_table(story, municipalities):
    """So that the walk above sees something to hide."""
    empty = {
        model._meta.db_table
        for model in tenant_models()
        if not seen(story, model._meta.db_table, municipalities["217"])
    }
    assert empty == set(NOT_IN_STORY)


FILLED = [model for model in tenant_models() if model._meta.db_table not in NOT_IN_STORY]


@pytest.mark.parametrize("model", FILLED, ids=lambda model: model._meta.db_table)
def test_no_row_can_be_moved_to_or_written_for_another_municipality(model, story, municipalities):
    table = model._meta.db_table
    own, other = municipalities["217"], municipalities["998"]
    with psycopg.connect(story.app) as app:
        app.execute("SELECT set_config('plads.municipalities', %s, true)", (own,))
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException)):
            app.execute(f'UPDATE "{table}" SET municipality_id = %s', (other,))


def test_a_signed_in_user_sees_their_own_roles_before_a_municipality_is_known(story):
    (table,) = OWN_ROWS
    with psycopg.connect(story.app) as app:
        user = app.execute("SELECT id::text FROM people_user WHERE email = 'kaede@plads.example'").fetchone()[
            0
        ]
    assert sum(count for _, count in seen(story, table, "", user)) == 2


def test_ones_own_roles_elsewhere_can_be_seen_and_not_touched(story, municipalities):
    (table,) = OWN_ROWS
    with psycopg.connect(story.app) as app:
        user = app.execute("SELECT id::text FROM people_user WHERE email = 'kaede@plads.example'").fetchone()[
            0
        ]
        app.execute("SELECT set_config('plads.municipalities', %s, true)", (municipalities["217"],))
        app.execute("SELECT set_config('plads.user', %s, true)", (user,))
        elsewhere = (municipalities["998"],)
        seen = f"SELECT count(*) FROM {table} WHERE municipality_id = %s"
        assert app.execute(seen, elsewhere).fetchone() == (1,)
        assert app.execute(f"DELETE FROM {table} WHERE municipality_id = %s", elsewhere).rowcount == 0
        assert (
            app.execute(f"UPDATE {table} SET role = role WHERE municipality_id = %s", elsewhere).rowcount == 0
        )


@pytest.mark.parametrize("model", tenant_models(), ids=lambda model: model._meta.db_table)
def test_no_key_points_across_the_wall(model, db):
    """Every foreign key between tenant tables has a twin that includes the municipality."""
    table = model._meta.db_table
    wanted = {
        field.column
        for field in model._meta.local_fields
        if field.is_relation and issubclass(field.related_model, TenantModel)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.attname FROM pg_constraint c JOIN pg_attribute a
               ON a.attrelid = c.conrelid AND a.attnum = c.conkey[2]
               WHERE c.contype = 'f' AND c.conrelid = %s::regclass AND array_length(c.conkey, 1) = 2""",
            [table],
        )
        assert {row[0] for row in cursor.fetchall()} == wanted


def test_the_application_owns_nothing_and_bypasses_nothing(story):
    with psycopg.connect(story.app) as app:
        owned = app.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = current_user"
        ).fetchone()
        rights = app.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert owned == (0,)
    assert rights == (False, False, False, False)


@pytest.mark.parametrize(
    "statement", ["ALTER TABLE {} DISABLE ROW LEVEL SECURITY", "DROP POLICY tenant ON {}", "TRUNCATE {}"]
)
def test_the_application_cannot_take_the_walls_down(statement, story):
    with psycopg.connect(story.app) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement.format("candidates_candidate"))


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model._meta.db_table)
@pytest.mark.parametrize("statement", ["UPDATE {} SET municipality_id = municipality_id", "DELETE FROM {}"])
def test_what_is_append_only_cannot_be_changed(model, statement, story, municipalities):
    with psycopg.connect(story.app) as app:
        app.execute("SELECT set_config('plads.municipalities', %s, true)", (municipalities["217"],))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement.format(model._meta.db_table))
    if model not in FILLED:
        return  # tests/rights/test_dropping_looks.py has a row
    with psycopg.connect(story.owner) as owner:
        owner.execute("SELECT set_config('plads.municipalities', %s, true)", (municipalities["217"],))
        with pytest.raises(psycopg.errors.RaiseException, match="append_only"):
            owner.execute(statement.format(model._meta.db_table))


def test_cpr_numbers_are_nowhere_in_plain(story, tmp_path: Path):
    """Dump every text of the database and look for the story's numbers."""
    from plads.demo.founding import WAITING

    with psycopg.connect(story.owner) as owner:
        scope = owner.execute("SELECT string_agg(id::text, ',') FROM core_municipality").fetchone()
        owner.execute("SELECT set_config('plads.municipalities', %s, true)", scope)
        tables = owner.execute(
            "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        texts = [
            text
            for (table,) in tables
            for (text,) in owner.execute(f"SELECT t::text FROM {table} t").fetchall()
        ]
    assert len(texts) > 1000
    for waiting in WAITING:
        assert not any(waiting.cpr in text for text in texts)


@pytest.fixture
def strangers(story, municipalities):
    """A user of the neighbour, and the neighbour's company-to-be: nothing of the first municipality."""
    with psycopg.connect(story.app) as app:
        (user,) = app.execute(
            "SELECT id FROM people_user WHERE email = 'nabo-konsulent@plads.example'"
        ).fetchone()
        return {"core_municipality": municipalities["998"], "people_user": user}


@pytest.mark.parametrize("table", CHANGED_BY)
def test_a_shared_row_of_others_is_read_and_neither_changed_nor_removed(
    table, story, municipalities, strangers
):
    with psycopg.connect(story.app) as app:
        app.execute("SELECT set_config('plads.municipalities', %s, true)", (municipalities["217"],))
        if table == "companies_company":
            app.execute(
                "INSERT INTO companies_company (id, cvr, name, sort_name, sector, protected) VALUES "
                "(gen_random_uuid(), '99000031', 'Fremmed', 'fremmed', 'private', false)"
            )
            (row,) = app.execute("SELECT id FROM companies_company WHERE cvr = '99000031'").fetchone()
        else:
            row = strangers[table]
        assert app.execute(f"SELECT count(*) FROM {table} WHERE id = %s", (row,)).fetchone() == (1,)
        assert app.execute(f"UPDATE {table} SET name = 'x' WHERE id = %s", (row,)).rowcount == 0
        assert app.execute(f"DELETE FROM {table} WHERE id = %s", (row,)).rowcount == 0
        app.rollback()


def test_a_user_changes_themselves_and_their_municipality_changes_them(story, municipalities):
    with psycopg.connect(story.app) as app:
        (user,) = app.execute(
            "SELECT id FROM people_user WHERE email = 'nabo-konsulent@plads.example'"
        ).fetchone()
        rename = "UPDATE people_user SET name = name WHERE id = %s"
        app.execute("SELECT set_config('plads.user', %s, true)", (str(user),))
        assert app.execute(rename, (user,)).rowcount == 1
        app.execute("SELECT set_config('plads.user', '', true)")
        assert app.execute(rename, (user,)).rowcount == 0
        app.execute("SELECT set_config('plads.municipalities', %s, true)", (municipalities["998"],))
        assert app.execute(rename, (user,)).rowcount == 1
