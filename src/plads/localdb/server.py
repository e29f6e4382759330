"""One PostgreSQL server of ours: its files, its start and its stop. When to do so is `installation`'s."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from plads.localdb import binaries, postmaster
from plads.localdb.binaries import Runner
from plads.localdb.errors import LocalDatabaseError
from plads.localdb.files import read_secret, write_secret

SUPERUSER = "postgres"
_START_SECONDS = 300  # after a crash PostgreSQL first replays its log
_STOP_SECONDS = 60
_PORTS_TRIED = 5
_LOG_BYTES = 10_000_000

# The servers this process has started: kept, so that they are reaped and never left as zombies.
_children: dict[int, subprocess.Popen[bytes]] = {}


_SILENT = (
    "log_min_messages=log",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_parameter_max_length=0",
    "log_parameter_max_length_on_error=0",
)
"""The server's log tells of the server only: statements and errors hold what people wrote, so they stay out."""


@dataclass(frozen=True)
class Server:
    """The server whose files lie in `data/postgres`, with the settings it is started with."""

    data: Path
    settings: tuple[str, ...] = ()

    @property
    def cluster(self) -> Path:
        """The folder of PostgreSQL's own files."""
        return self.data / "postgres"

    @property
    def log(self) -> Path:
        """The file that the server writes its messages to."""
        return self.data / "postgres.log"

    @property
    def _secrets(self) -> Path:
        return self.data / "postgres-secrets.json"

    def secrets(self) -> dict[str, str]:
        """Return the passwords of the roles and the port last used; raises when they are missing."""
        found = read_secret(self._secrets)
        if found is None:
            msg = f"{self._secrets} is missing or unreadable while its server runs. Stop plads and start it."
            raise LocalDatabaseError(msg)
        return {name: str(value) for name, value in found.items()}

    def live(self) -> postmaster.Postmaster | None:
        """Return the server as it runs now, or None; one that has died is forgotten."""
        found = postmaster.read(self.cluster)
        if found is None:
            return None
        if child := _children.get(found.pid):
            child.poll()
        return found if postmaster.alive(found.pid, self.cluster) else None

    def is_up(self) -> bool:
        """Return whether the server takes connections, after waiting for one that starts or ends.

        Raises `LocalDatabaseError` when it does neither for too long.
        """
        deadline = time.monotonic() + _START_SECONDS
        while (found := self.live()) is not None and found.status != "ready":
            if found.status == "stopping":
                _send(
                    found.pid, signal.SIGINT
                )  # somebody asked it to wait for its last user, perhaps for long
            if time.monotonic() > deadline:
                raise LocalDatabaseError(self._too_slow())
            time.sleep(0.02)
        return found is not None

    def start(self) -> None:
        """Start the server and wait until it takes connections; makes its files first when there are none.

        Raises `LocalDatabaseError` with the last lines of its log when it doesn't start.
        """
        runner = binaries.runner_for(self.data, self.cluster)
        if not self.cluster.exists():
            _initialise(runner, self.cluster)
            self._secrets.unlink(missing_ok=True)
        elif (self.cluster / "postmaster.pid").exists():
            postmaster.disown(self.cluster)
        known = read_secret(self._secrets) or self._new_secrets(runner)
        if self.log.exists() and self.log.stat().st_size > _LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        for port in _ports(int(known.get("port", 0))):
            if self._started(runner, port):
                if port != known.get("port"):
                    write_secret(self._secrets, {**known, "port": port})
                return
        msg = f"PostgreSQL found no free port on 127.0.0.1 in {_PORTS_TRIED} tries. Its log: {self.log}."
        raise LocalDatabaseError(msg)

    def stop(self) -> None:
        """Stop the server: statements are cancelled, what is committed stays. No server is no error."""
        found = self.live()
        if found is None:
            return
        for how, seconds in ((signal.SIGINT, _STOP_SECONDS), (signal.SIGQUIT, 10)):
            _send(found.pid, how)
            if self._gone(found.pid, seconds):
                return
        msg = f"PostgreSQL does not stop. Its log: {self.log}. End it with: kill -9 {found.pid}"
        raise LocalDatabaseError(msg)

    def _new_secrets(self, runner: Runner) -> dict[str, str]:
        """Give the superuser a new password, from inside: the server is down and nobody can log in."""
        known = {role: secrets.token_urlsafe(24) for role in ("superuser", "owner", "app")}
        command = [str(binaries.folder() / "postgres"), "--single", "-D", str(self.cluster), "postgres"]
        code, output = runner.call(
            command, self.data, f"ALTER ROLE {SUPERUSER} PASSWORD '{known['superuser']}'\n"
        )
        if code != 0 or "ERROR:" in output or "FATAL:" in output:
            msg = f"PostgreSQL in {self.cluster} can't be given a password. It says:\n{output}"
            raise LocalDatabaseError(msg)
        write_secret(self._secrets, known)
        return known

    def _started(self, runner: Runner, port: int, patience: int = 20) -> bool:
        """Start it on `port`; False when that port is taken."""
        before = self.log.stat().st_size if self.log.exists() else 0
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(log, "wb") as stream:
                child = runner.start(self._command(port), self.data, stream)
        except OSError as error:
            msg = f"PostgreSQL's program {binaries.folder() / 'postgres'} can't be run: {error}."
            raise LocalDatabaseError(msg) from error
        _children[child.pid] = child
        try:
            if self._ready(child):
                return True
        except BaseException:
            _send(child.pid, signal.SIGINT)
            child.wait()
            raise
        said = self.log.read_bytes()[before:].decode(errors="replace")
        if "could not bind" in said:
            return False
        if (
            "shared memory block" in said and patience
        ):  # the last processes of a killed server are still ending
            time.sleep(0.5)
            return self._started(runner, port, patience - 1)
        msg = f"PostgreSQL in {self.cluster} does not start. Its log {self.log} ends with:\n{_tail(said)}"
        raise LocalDatabaseError(msg)

    def _command(self, port: int) -> list[str]:
        # Loopback only, and no socket: a socket's path may be too long below a deep folder.
        ours = (
            f"port={port}",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            *_SILENT,
            *self.settings,
        )
        options = [part for setting in ours for part in ("-c", setting)]
        return [str(binaries.folder() / "postgres"), "-D", str(self.cluster), *options]

    def _ready(self, child: subprocess.Popen[bytes]) -> bool:
        """Wait until it is ready; False when it has ended."""
        deadline = time.monotonic() + _START_SECONDS
        while child.poll() is None:
            found = postmaster.read(self.cluster)
            if found is not None and found.pid == child.pid and found.status == "ready":
                return True
            if time.monotonic() > deadline:
                raise LocalDatabaseError(self._too_slow())
            time.sleep(0.01)
        return False

    def _too_slow(self) -> str:
        return f"PostgreSQL was not ready after {_START_SECONDS} s. Its log: {self.log}."

    def _gone(self, pid: int, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if child := _children.get(pid):
                child.poll()
            if not postmaster.alive(pid, self.cluster):
                if child := _children.pop(pid, None):
                    child.wait(timeout=10)  # it may have ended between the two looks: leave no zombie
                return True
            time.sleep(0.01)
        return False


def _initialise(runner: Runner, cluster: Path) -> None:
    """Make the files beside their place and move them there when they are whole."""
    new = cluster.with_name(cluster.name + ".new")
    if new.exists():
        shutil.rmtree(new)
    new.mkdir(mode=0o700)
    if runner.switch:
        os.chown(new, runner.owner, -1)
    # The builtin locale sorts and folds alike on every system. Nobody can log in until `pg_hba.conf` is ours.
    choices = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [str(binaries.folder() / "initdb"), "-D", str(new), "-U", SUPERUSER, "--auth=reject", *choices]
    code, output = runner.call(command, cluster.parent)
    if code != 0:
        msg = f"PostgreSQL could not make its files in {new}. It says:\n{_tail(output)}"
        raise LocalDatabaseError(msg)
    (new / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n", encoding="utf-8")
    with (new / "postgresql.conf").open("a", encoding="utf-8") as stream:
        stream.write("password_encryption = scram-sha-256\ntimezone = 'UTC'\nlog_timezone = 'UTC'\n")
    new.rename(cluster)


def _ports(last: int) -> Iterable[int]:
    """Give the port used last, so that a URL noted down stays true; then free ones."""
    if last:
        yield last
    for _ in range(_PORTS_TRIED):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        yield port


def _send(pid: int, how: signal.Signals) -> None:
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return


def _tail(text: str) -> str:
    return "\n".join(text.splitlines()[-15:])
