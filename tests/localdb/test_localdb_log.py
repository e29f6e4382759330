"""The server's own log tells of the server and of nothing that anybody wrote into the database."""

import contextlib
from pathlib import Path

import psycopg
import pytest

from plads import localdb

CANARY = "kanarie-610190-4321"
STATEMENTS = (
    f"SELECT '{CANARY}'::date",
    f"SELECT '{CANARY}'::uuid",
    f"INSERT INTO birds VALUES (1, '{CANARY}')",
    f"INSERT INTO birds VALUES (2, NULL), (3, '{CANARY}')",
    f"INSERT INTO birds VALUES (4, '{CANARY}', '{CANARY}')",
    f"DO $$ BEGIN RAISE EXCEPTION '{CANARY}' USING DETAIL = '{CANARY}'; END $$",
    f"DO $$ BEGIN RAISE WARNING '{CANARY}'; END $$",
    f"not even sql: {CANARY}",
)


@pytest.mark.parametrize("binding", [False, True])
def test_statements_that_fail_are_not_in_it(tmp_path: Path, binding: bool) -> None:
    with localdb.running(tmp_path) as urls, psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("CREATE TABLE birds (id int PRIMARY KEY, name text NOT NULL)")
        owner.execute("INSERT INTO birds VALUES (1, 'solsort')")
        for statement in STATEMENTS:
            with contextlib.suppress(psycopg.Error):
                owner.execute(statement.encode())
        if binding:
            with pytest.raises(psycopg.Error):
                owner.execute("INSERT INTO birds VALUES (%s, %s)", (1, CANARY))
    said = (tmp_path / "postgres.log").read_text()
    assert "ready to accept connections" in said
    assert CANARY not in said
