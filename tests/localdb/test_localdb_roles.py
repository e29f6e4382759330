"""Who may do what in the database: the application's role owns nothing and is above no rule."""

import json
import stat
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from plads import localdb
from plads.localdb import LocalDatabaseError, Urls
from plads.localdb.urls import build, changed, name_of, parts

Server = tuple[Path, Urls]


def run(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def role_made_by_administrator(server: Server, role: str, rights: str) -> str:
    """The URL of a new role with its own database, as the administrator of a shared server makes them."""
    data, urls = server
    password = json.loads((data / "postgres-secrets.json").read_text())["superuser"]
    administrator = changed(urls.owner, user="postgres", password=password, dbname="postgres")
    with psycopg.connect(administrator, autocommit=True) as connection:
        name = sql.Identifier(role)
        connection.execute(sql.SQL(f"CREATE ROLE {{}} LOGIN PASSWORD 'p@:/%' {rights}").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))
    return changed(urls.owner, user=role, password="p@:/%", dbname=role)


def test_the_application_owns_nothing_and_creates_nothing(server: Server) -> None:
    _, urls = server
    flags = "rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
    assert run(urls.app, f"SELECT {flags} FROM pg_roles WHERE rolname = current_user") == [(False,) * 4]
    owned = "SELECT count(*) FROM pg_shdepend d JOIN pg_roles r ON d.refobjid = r.oid WHERE deptype = 'o'"
    assert run(urls.app, f"{owned} AND rolname = current_user") == [(0,)]
    for statement in ("CREATE TABLE mine (n int)", "CREATE SCHEMA mine", "CREATE TEMP TABLE mine (n int)"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(urls.app, statement)


def test_the_owner_is_no_superuser_and_can_make_the_extension_for_periods(server: Server) -> None:
    _, urls = server
    with localdb.throwaway(urls) as new:
        assert run(new.owner, "SHOW is_superuser") == [("off",)]
        run(new.owner, "CREATE EXTENSION btree_gist")


def test_the_database_sorts_and_folds_alike_on_every_system(server: Server) -> None:
    _, urls = server
    with localdb.throwaway(urls) as new:
        for url in (urls.owner, new.owner):
            found = run(
                url,
                "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding), lower('ÆØÅ') "
                "FROM pg_database WHERE datname = current_database()",
            )
            assert found == [("b", "C.UTF-8", "UTF8", "æøå")]


def test_a_throwaway_database_is_empty_and_gone_afterwards_whoever_is_connected(server: Server) -> None:
    _, urls = server
    left_open: list[psycopg.Connection] = []

    def fail_with_open_sessions() -> None:
        with localdb.throwaway(urls, prefix="trial") as new:
            assert name_of(new.app).startswith("trial_")
            left_open.extend(psycopg.connect(url) for url in (new.app, new.owner))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_with_open_sessions()
    assert run(urls.owner, "SELECT datname FROM pg_database WHERE datname LIKE 'trial%'") == []
    for connection in left_open:
        connection.close()


def test_a_given_server_gets_a_role_for_the_application(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = role_made_by_administrator(server, "landlord", "CREATEROLE CREATEDB")
    monkeypatch.setenv("DATABASE_URL", url)
    with localdb.running(tmp_path) as urls:
        assert urls.owner == url
        assert run(urls.app, "SELECT current_user, current_database()") == [("landlord_app", "landlord")]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(urls.app, "CREATE TABLE mine (n int)")
        with localdb.throwaway(urls) as new:
            assert run(new.app, "SELECT 1") == [(1,)]
    kept = tmp_path / "app-role-landlord.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert localdb.provision(url, tmp_path) == urls
    kept.unlink()
    assert localdb.provision(url, tmp_path).app != urls.app
    assert not (tmp_path / "postgres").exists()


def test_an_owner_who_may_not_make_roles_is_told_what_to_ask_for(server: Server, tmp_path: Path) -> None:
    url = role_made_by_administrator(server, "tenant", "NOCREATEROLE")
    with pytest.raises(LocalDatabaseError, match=r'ALTER ROLE "tenant" CREATEROLE.*DATABASE_APP_URL'):
        localdb.provision(url, tmp_path)


def test_a_role_made_ready_is_taken(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = role_made_by_administrator(server, "lodger", "NOCREATEROLE")
    ready = role_made_by_administrator(server, "lodger_ready", "")
    monkeypatch.setenv("DATABASE_APP_URL", changed(ready, dbname="lodger"))
    urls = localdb.provision(url, tmp_path)
    assert run(urls.app, "SELECT current_user, current_database()") == [("lodger_ready", "lodger")]


def test_a_role_above_row_level_security_is_refused(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = role_made_by_administrator(server, "guest", "NOCREATEROLE")
    monkeypatch.setenv("DATABASE_APP_URL", url)
    with pytest.raises(LocalDatabaseError, match="both log in as guest"):
        localdb.provision(url, tmp_path)
    above = role_made_by_administrator(server, "above", "BYPASSRLS")
    monkeypatch.setenv("DATABASE_APP_URL", changed(above, dbname="guest"))
    with pytest.raises(LocalDatabaseError, match="BYPASSRLS"):
        localdb.provision(url, tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://owner:p%40%3A%2F%25@127.0.0.1:5432/my%20db?sslmode=require",
        "postgresql://owner@%5B::1%5D/plads".replace("%5B", "[").replace("%5D", "]"),
        "postgresql://owner:pw@/plads?host=%2Frun%2Fpostgresql&port=5433",
        "postgresql://owner@/plads?host=a,b&port=1,2",
        "host=db.example dbname=plads user=owner password='a b'",
    ],
)
def test_a_url_says_the_same_after_it_was_taken_apart_and_put_together(url: str) -> None:
    assert parts(build(parts(url))) == parts(url)


def test_an_unreadable_url_is_refused_without_showing_its_password() -> None:
    with pytest.raises(LocalDatabaseError, match="percent-encoded") as error:
        parts("postgresql://owner:secret%zz@host/db")
    assert "secret" not in str(error.value)
