"""Roles, databases and their rights, as statements; and a database for a while."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from plads.localdb.errors import LocalDatabaseError
from plads.localdb.urls import Urls, changed, parts

Connection = psycopg.Connection[tuple[Any, ...]]

_DROP_TRIES = 5


def connect(url: str) -> Connection:
    """Open a connection in which each statement stands alone.

    Raises `LocalDatabaseError` with the server's words, naming role, database and host but not the password.
    """
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=15, application_name="plads localdb")
    except psycopg.OperationalError as error:
        known = parts(url)
        msg = (
            f"No connection as {known.get('user', 'the default role')} to database "
            f"{known.get('dbname', '')!r} on {known.get('host', 'the local server')}: {error}"
        )
        raise LocalDatabaseError(msg) from error


def set_password(connection: Connection, role: str, password: str) -> None:
    """Give `role` this password; only its SCRAM verifier is sent, so that no log ever shows the password."""
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(
        sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier)),
    )


def one(connection: Connection, query: str, *values: object) -> Any:
    """Return the first column of the first row that `query` finds, or None when it finds none."""
    row = connection.execute(query.encode(), values).fetchone()
    return row[0] if row else None


def grant_entry(connection: Connection, database: str, app: str) -> None:
    """Let `app` into the connected `database`: it may use what it is granted, and create nothing."""
    for statement in (
        "GRANT CONNECT ON DATABASE {database} TO {app}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {app}",
        "GRANT USAGE ON SCHEMA public TO {app}",
    ):
        names = {"database": sql.Identifier(database), "app": sql.Identifier(app)}
        connection.execute(sql.SQL(statement).format(**names))


def keep_others_out(connection: Connection, database: str) -> None:
    """Take what PostgreSQL grants to everyone in a new database; for a database that is ours alone."""
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")


@contextmanager
def throwaway(urls: Urls, prefix: str = "plads_tmp") -> Iterator[Urls]:
    """Yield a new, empty database on the server of `urls`, with the same two roles; it is dropped afterwards.

    Raises `LocalDatabaseError` when the owner may not create databases.
    """
    name = f"{prefix}_{secrets.token_hex(6)}"
    new = Urls(owner=changed(urls.owner, dbname=name), app=changed(urls.app, dbname=name))
    with connect(urls.owner) as server:
        _create(server, name)
    try:
        with connect(new.owner) as inside:
            keep_others_out(inside, name)
            grant_entry(inside, name, parts(urls.app)["user"])
        yield new
    finally:
        _drop(urls, name)


def sweep(urls: Urls, prefix: str) -> list[str]:
    """Drop the databases ``prefix_<process>_…`` of processes that were killed; return their names.

    One that somebody is connected to stays: the process may run on another machine.
    """
    gone = []
    with connect(urls.owner) as server:
        rows = server.execute(
            """SELECT datname, substring(datname FROM '_([0-9]+)_[0-9a-f]+$') FROM pg_database d
               WHERE datname ~ ('^' || %s || '_[0-9]+_[0-9a-f]+$')
                 AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)""",
            (prefix,),
        ).fetchall()
    for name, process in rows:
        if not _alive(int(process)):
            _drop(urls, name)
            gone.append(name)
    return gone


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _create(server: Connection, name: str) -> None:
    # From template0: nobody is ever connected to it, which would stop the copying.
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
    try:
        server.execute(statement)
    except psycopg.errors.InsufficientPrivilege as error:
        role = server.info.user
        msg = (
            f"The role {role} on {server.info.host} may not create the database {name}. Let an "
            f'administrator of that server say: ALTER ROLE "{role}" CREATEDB;'
        )
        raise LocalDatabaseError(msg) from error


def _drop(urls: Urls, name: str) -> None:
    """Drop it with whoever is connected: a role may end only its own sessions, so each role does."""
    app = parts(urls.app)["user"]
    with connect(urls.owner) as owner:
        try:
            owner.execute(
                sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(*map(sql.Identifier, (name, app)))
            )
        except psycopg.errors.InvalidCatalogName:
            return
        for last in (n == _DROP_TRIES for n in range(1, _DROP_TRIES + 1)):
            with connect(urls.app) as own:
                _end_sessions(own, name)
            try:
                owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectInUse):
                if last:
                    raise
                time.sleep(0.2)
            else:
                return


def _end_sessions(connection: Connection, database: str) -> None:
    connection.execute(
        "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = %s AND usename = "
        "current_user",
        (database,),
    )
