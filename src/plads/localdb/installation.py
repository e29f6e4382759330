"""The database of an installation: who starts the server, who stops it, and what is in it at first.

Several programs may use one data folder at once. Each holds a shared lock for as long as it does; the first
one starts the server and the last one stops it. A second lock lets one at a time come or go.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import sql

from plads.localdb.databases import Connection, connect, grant_entry, keep_others_out, one, set_password
from plads.localdb.errors import LocalDatabaseError
from plads.localdb.files import locked, only_holder
from plads.localdb.provisioning import provision
from plads.localdb.server import SUPERUSER, Server
from plads.localdb.urls import Urls, build

DATABASE, OWNER, APP = "plads", "plads_owner", "plads_app"
_TRIES = 3
_MARK = "Plads: prepared"

# May lose everything when the machine stops, and is several times faster.
_CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


@contextmanager
def running(data: Path) -> Iterator[Urls]:
    """Yield the URLs of the installation's database, which is up for as long as the block runs.

    With `DATABASE_URL` in the environment it is that server, prepared but neither started nor stopped;
    otherwise a server of our own with its files under `data`. Raises `LocalDatabaseError` when there is none
    to be had.
    """
    if url := os.environ.get("DATABASE_URL"):
        yield provision(url, data)
    else:
        with _shared(Server(_folder(data))) as urls:
            yield urls


@contextmanager
def test_server(data: Path) -> Iterator[Urls]:
    """Yield a server for tests with its files under `data`: fast, and not safe against a power cut.

    `PLADS_TEST_DATABASE_URL` in the environment names another server instead. `DATABASE_URL` is left alone on
    purpose: tests never touch the server of an installation.
    """
    if url := os.environ.get("PLADS_TEST_DATABASE_URL"):
        yield provision(url, data)
    else:
        with _shared(Server(_folder(data), _CARELESS)) as urls:
            yield urls


def _folder(data: Path) -> Path:
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"The data folder {data} can't be made: {error}. Set PLADS_DATA to a folder of your own."
        raise LocalDatabaseError(msg) from error
    if not os.access(data, os.W_OK | os.X_OK):
        msg = (
            f"The data folder {data} belongs to user {data.stat().st_uid} and you may not write to it. Run "
            "plads as that user, or set PLADS_DATA to a folder of your own."
        )
        raise LocalDatabaseError(msg)
    return data.resolve()


@contextmanager
def _shared(server: Server) -> Iterator[Urls]:
    door, users = server.data / "postgres.door.lock", server.data / "postgres.lock"
    with locked(users, fcntl.LOCK_UN) as place:
        try:
            with locked(door):
                fcntl.flock(place, fcntl.LOCK_SH)
                urls = _entered(server)
            yield urls
        finally:
            with locked(door):
                if only_holder(place):
                    server.stop()


def _entered(server: Server) -> Urls:
    """Start the server unless it is up, and prepare it; one that dies at this moment is started again."""
    for _ in range(_TRIES):
        if not server.is_up():
            server.start()
        try:
            return _prepared(server)
        except LocalDatabaseError:
            time.sleep(0.2)  # a killed process is still to be seen for a moment
            if server.is_up():
                raise
    msg = f"PostgreSQL in {server.cluster} dies each time it is started. Its log: {server.log}."
    raise LocalDatabaseError(msg)


def _prepared(server: Server) -> Urls:
    """Return the URLs of database and roles, made when they aren't there or have new passwords."""
    live = server.live()
    if live is None:
        msg = f"PostgreSQL stopped right after its start. Its log: {server.log}."
        raise LocalDatabaseError(msg)
    known = server.secrets()

    def url(role: str, password: str, database: str) -> str:
        # An own server has no certificate: its port is open to this machine alone.
        fixed = {"host": "127.0.0.1", "port": str(live.port), "sslmode": "disable"}
        return build({**fixed, "user": role, "password": known[password], "dbname": database})

    urls = Urls(owner=url(OWNER, "owner", DATABASE), app=url(APP, "app", DATABASE))
    mark = f"{_MARK} {known['owner'][:4]}"  # renewed passwords: prepared again
    with connect(url(SUPERUSER, "superuser", "postgres")) as server_wide:
        found = one(
            server_wide,
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            DATABASE,
        )
        if found == mark:
            return urls
        _make(server_wide, known)
        with connect(urls.owner) as inside:
            keep_others_out(inside, DATABASE)
            grant_entry(inside, DATABASE, APP)
        server_wide.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(DATABASE), sql.Literal(mark)),
        )
    return urls


def _make(connection: Connection, known: dict[str, str]) -> None:
    """Make roles and database; each step may have been done before a run that was killed."""
    for role, password, more in ((OWNER, "owner", "CREATEDB"), (APP, "app", "NOCREATEDB")):
        if not one(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
            connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
        rights = f"LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION {more}"
        connection.execute(sql.SQL(f"ALTER ROLE {{}} {rights}").format(sql.Identifier(role)))
        set_password(connection, role, known[password])
    if not one(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
        names = (sql.Identifier(DATABASE), sql.Identifier(OWNER))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
