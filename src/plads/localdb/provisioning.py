"""Prepare a PostgreSQL server that somebody else runs: `DATABASE_URL`.

The role that logs in becomes the owner; beside it the application's own role is made, for which row-level
security holds. Done again at each start, for it is cheap and repairs what is missing.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from plads.localdb.databases import Connection, connect, grant_entry, one, set_password
from plads.localdb.errors import LocalDatabaseError
from plads.localdb.files import read_secret, write_secret
from plads.localdb.urls import Urls, changed, name_of, parts

_OLDEST = 15
_LONGEST_NAME = 63  # bytes; PostgreSQL cuts off the rest without an error
_LOCK = 0x706C616473  # any number that is always the same: one program at a time prepares a database


def provision(owner_url: str, data: Path) -> Urls:
    """Prepare the database that `owner_url` names, and return its two URLs.

    The application's role is `<database>_app`; its password is kept in `data`. Where `DATABASE_APP_URL` is
    set, that ready-made role is taken instead: needed where the owner may not make roles, or where several
    machines with a data folder each use one database. Raises `LocalDatabaseError` when the server is older
    than PostgreSQL 15, when the owner lacks a right, or when the application's role could pass by row-level
    security.
    """
    data.mkdir(parents=True, exist_ok=True)
    database = name_of(owner_url)
    owner_url = changed(owner_url, dbname=database)
    with connect(owner_url) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        _check_server(connection, database)
        if ready_made := os.environ.get("DATABASE_APP_URL"):
            urls = Urls(owner_url, changed(ready_made, dbname=parts(ready_made).get("dbname") or database))
        else:
            urls = Urls(owner_url, _own_role(connection, owner_url, data))
        role = parts(urls.app).get("user", "")
        _check_role(connection, role)
        _let_in(connection, database, role)
    _try(urls.app, data)
    return urls


def _try(app_url: str, data: Path) -> None:
    try:
        connect(app_url).close()
    except LocalDatabaseError as error:
        msg = (
            "The application can't log in. If its password was changed elsewhere, remove "
            f"{_password_file(data, app_url)} to have a new one set, or set DATABASE_APP_URL. {error}"
        )
        raise LocalDatabaseError(msg) from error


def _password_file(data: Path, url: str) -> Path:
    return data / f"app-role-{quote(name_of(url), safe='')}.json"


def _check_server(connection: Connection, database: str) -> None:
    version = connection.info.server_version // 10_000
    if version < _OLDEST:
        msg = f"The server of DATABASE_URL is PostgreSQL {version}; Plads needs {_OLDEST} or newer."
        raise LocalDatabaseError(msg)
    may = (
        "SELECT has_database_privilege(current_database(), 'CREATE') "
        "AND has_schema_privilege('public', 'CREATE')"
    )
    if not one(connection, may):
        role = connection.info.user
        msg = (
            f"The role {role} of DATABASE_URL may not create tables in the database {database}. Let an "
            f'administrator of that server say: ALTER DATABASE "{database}" OWNER TO "{role}";'
        )
        raise LocalDatabaseError(msg)


def _own_role(connection: Connection, owner_url: str, data: Path) -> str:
    """Return the URL of `<database>_app`, made or given a new password when `data` has none."""
    database = connection.info.dbname
    role = f"{database}_app"
    if len(role.encode()) > _LONGEST_NAME:
        msg = f"The role name {role} is too long for PostgreSQL: make a role and name it in DATABASE_APP_URL."
        raise LocalDatabaseError(msg)
    path = _password_file(data, owner_url)
    known = read_secret(path)
    exists = one(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role)
    if known is None or not exists:
        known = {"role": role, "password": secrets.token_urlsafe(24)}
        _make_role(connection, role, str(known["password"]), bool(exists))
        write_secret(path, known)
    return changed(owner_url, user=role, password=str(known["password"]))


def _make_role(connection: Connection, role: str, password: str, exists: bool) -> None:
    try:
        with connection.transaction():
            if not exists:
                rights = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
                connection.execute(sql.SQL(f"CREATE ROLE {{}} {rights}").format(sql.Identifier(role)))
            set_password(connection, role, password)
    except psycopg.errors.InsufficientPrivilege as error:
        owner = connection.info.user
        msg = (
            f"The role {owner} of DATABASE_URL may not make or change the application's role {role}. Either "
            f'let an administrator of that server say: ALTER ROLE "{owner}" CREATEROLE; or let them make a '
            "role that can log in, without SUPERUSER and BYPASSRLS, and set DATABASE_APP_URL to its URL."
        )
        raise LocalDatabaseError(msg) from error


def _check_role(connection: Connection, role: str) -> None:
    if role == connection.info.user:
        msg = f"DATABASE_URL and DATABASE_APP_URL both log in as {role}; the application's must own nothing."
        raise LocalDatabaseError(msg)
    above = one(connection, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", role)
    if above is None:
        msg = f"DATABASE_APP_URL logs in as {role}, but there is no such role on the server of DATABASE_URL."
        raise LocalDatabaseError(msg)
    if above or one(connection, "SELECT pg_has_role(%s, current_user, 'MEMBER')", role):
        msg = (
            f"The application's role {role} is SUPERUSER, has BYPASSRLS or belongs to the owner's role, so "
            "row-level security would not hold for it. Let an administrator take that away, or name "
            "another role in DATABASE_APP_URL."
        )
        raise LocalDatabaseError(msg)


def _let_in(connection: Connection, database: str, role: str) -> None:
    """Grant only what is missing: a role that doesn't own the database can't grant, and needn't."""
    entered = (
        "SELECT has_database_privilege(%s, current_database(), 'CONNECT') AND has_schema_privilege(%s, "
        "'public', 'USAGE') AND NOT has_schema_privilege(%s, 'public', 'CREATE')"
    )
    if not one(connection, entered, role, role, role):
        grant_entry(connection, database, role)
    if not one(connection, entered, role, role, role):
        msg = (
            f"The role {role} may not use the database {database}. Let an administrator of that server say: "
            f'GRANT CONNECT ON DATABASE "{database}" TO "{role}"; GRANT USAGE ON SCHEMA public TO "{role}"; '
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC;"
        )
        raise LocalDatabaseError(msg)
