"""A long statement is planned once a connection, and counted like every other."""

import pytest
from django.db import connection

from plads.core.prepared import AT_MOST, ask, written

pytestmark = pytest.mark.django_db


def plans() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, generic_plans FROM pg_prepared_statements WHERE statement LIKE '%only%'"
        )
        return dict(cursor.fetchall())


def test_it_is_planned_once_and_answers_each_time():
    statement = written("SELECT %s::text, 'only once'", ("100 % Ærø",))
    assert [ask(statement), ask(statement)] == [[("100 % Ærø", "only once")]] * 2
    assert plans() == {statement: 2}


def test_a_connection_keeps_a_few_plans_and_the_oldest_go():
    statements = [f"SELECT {number}, 'only {number}'" for number in range(AT_MOST + 2)]
    for statement in statements:
        ask(statement)
    assert set(plans()) == set(statements[-AT_MOST:])


def test_it_is_counted(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert ask("SELECT 'only counted'") == [("only counted",)]
