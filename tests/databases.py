"""Databases for tests: a server of our own, one migrated template, one with the story, and a copy for each use."""

import fcntl
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql

from plads.localdb import Urls, test_server
from plads.localdb.urls import changed, parts

FOLDER = Path(__file__).parent.parent / ".plads" / "tests"
RUN = "PLADS_TEST_RUN"
_OPEN = ExitStack()


def open_run() -> Urls:
    """Start the server if this is the first process of the run, and return this process's own database."""
    owner, app = os.environ.get(f"{RUN}_OWNER"), os.environ.get(f"{RUN}_APP")
    if owner is None or app is None:
        server = _OPEN.enter_context(test_server(FOLDER))
        owner, app = server.owner, server.app
        os.environ[f"{RUN}_OWNER"], os.environ[f"{RUN}_APP"] = owner, app
        os.environ[RUN] = f"{os.getpid()}_{secrets.token_hex(3)}"
        _make_template(Urls(owner, app))
    return Urls(owner, app)


def close_run() -> None:
    """Drop what this process made, and let the server go."""
    _OPEN.close()


def own_database() -> Urls:
    """Return an empty migrated database that lives as long as this process."""
    return _OPEN.enter_context(copy_of(template()))


def template() -> str:
    """The name of the migrated, empty template of this run."""
    return f"plads_template_{os.environ[RUN]}"


def story_template(day: str = "then") -> str:
    """Return the name of the template in which the story stands at its sixth step; made by the first who asks.

    Its sixth step is on the tests' own day, or with ``"now"`` on the real one, for a server with a real clock.
    """
    name = f"plads_story_{os.environ[RUN]}_{day}"
    urls = open_run()
    with (FOLDER / "story.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(urls.owner, autocommit=True) as server:
            made = server.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone()
            if made is None:
                _copy(server, template(), f"{name}_new")
                _run(named(urls, f"{name}_new"), "tests.play_story", day)
                server.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                        *map(sql.Identifier, (f"{name}_new", name))
                    )
                )
    return name


@contextmanager
def copy_of(source: str) -> Iterator[Urls]:
    """Yield a fresh copy of a template; dropped afterwards, whoever is still connected."""
    urls, name = open_run(), f"plads_copy_{os.environ[RUN]}_{secrets.token_hex(4)}"
    with psycopg.connect(urls.owner, autocommit=True) as server:
        _copy(server, source, name)
    try:
        yield named(urls, name)
    finally:
        _drop(urls, name)


def _make_template(urls: Urls) -> None:
    with psycopg.connect(urls.owner, autocommit=True) as server:
        _sweep(urls, server)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(template())))
    _run(
        named(urls, template()),
        "django",
        "migrate",
        "--database",
        "owner",
        "--verbosity",
        "0",
        "--skip-checks",
    )
    _OPEN.callback(_sweep_run, urls)


def _sweep(urls: Urls, server: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Drop what runs left that were killed: their names tell whose process they were of."""
    found = server.execute(
        r"SELECT datname, substring(datname from '_(\d+)_') FROM pg_database "
        r"WHERE datname ~ '^plads_(template|story|copy)_\d+_'"
    ).fetchall()
    for name, process in found:
        if not _alive(int(str(process))):
            with suppress(psycopg.errors.ObjectInUse):  # a server it left behind: the next run will see
                _drop(urls, str(name))


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sweep_run(urls: Urls) -> None:
    stories = [f"plads_story_{os.environ[RUN]}_{day}{new}" for day in ("then", "now") for new in ("", "_new")]
    for name in (template(), *stories):
        _drop(urls, name)


def _copy(server: "psycopg.Connection[tuple[object, ...]]", source: str, name: str) -> None:
    names = map(sql.Identifier, (name, source))
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(*names))


def _drop(urls: Urls, name: str) -> None:
    """Drop a database whoever is connected: a role may end only its own sessions, so each role does."""
    for attempt in range(5):
        for url in (urls.app, urls.owner):
            with psycopg.connect(url, autocommit=True) as role:
                role.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s "
                    "AND usename = current_user",
                    (name,),
                )
        with psycopg.connect(urls.owner, autocommit=True) as owner:
            try:
                owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            except psycopg.errors.ObjectInUse:
                if attempt == 4:
                    raise
            else:
                return


def named(urls: Urls, name: str) -> Urls:
    """Return the ways into another database of the same server."""
    return Urls(changed(urls.owner, dbname=name), changed(urls.app, dbname=name))


def _run(urls: Urls, module: str, *arguments: str) -> None:
    environment = os.environ | environment_of(urls)
    root = Path(__file__).parent.parent
    subprocess.run([sys.executable, "-m", module, *arguments], check=True, env=environment, cwd=root)


def environment_of(urls: Urls) -> dict[str, str]:
    """Return the environment in which Plads runs on a database of this test run."""
    return {
        "DJANGO_SETTINGS_MODULE": "plads.config.settings",
        "PLADS_OWNER_URL": urls.owner,
        "PLADS_APP_URL": urls.app,
        "PLADS_DATA": str(FOLDER),
        "PLADS_SECRET_KEY": "only-for-tests",
        "PLADS_DEMO": "1",
    }


def name_of(urls: Urls) -> str:
    """Return the name of a database."""
    return parts(urls.app)["dbname"]
