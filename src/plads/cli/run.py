"""``plads run``."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import click

from plads.cli.installation import bring_up_to_date, installation

FIRST = """
Nobody can sign in yet. Make the first administrator from another terminal:
  plads access ada@kommune.example --name Ada --role administrator \\
      --municipality 217 --municipality-name "Helsingør Kommune"
"""
"""What is said when there is no user at all."""


@click.command()
@click.option(
    "--port", default=8000, show_default=True, help="The port; the next free one is taken when busy."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option(
    "--demo/--no-demo", default=True, help="Show demo sign-ins, and play the story on an empty database."
)
def run(port: int, host: str, workers: int, demo: bool) -> None:
    """Serve Plads: the pages and the worker, on this machine. Stop with Ctrl-C.

    Brings the database up to date first. On an empty database the demo plays the leaflet's story, so that a
    centre in full life is there to look at, with one sign-in for each role. Use --no-demo for real work.
    """
    if demo:
        os.environ["PLADS_DEMO"] = "1"
    signal.signal(signal.SIGTERM, _leave)
    with installation():
        bring_up_to_date()
        _collect_static()
        port = _free_port(host, port)
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - only compared with
        os.environ.setdefault("PLADS_ADDRESS", f"http://{shown}:{port}")
        people = _play_demo() if demo else []
        empty = not demo and _nobody_is_there()
        outbox = _outbox() if demo else ""
        _close_connections()
        sys.exit(_serve(host, port, workers, _greeting(people, outbox), empty))


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """Turn the wish to stop into an ordinary exit, so that the database is let go of on the way out."""
    sys.exit(143)


def _outbox() -> str:
    """Return the folder the demo writes mail and SMS to, where no server is set up for them."""
    from django.conf import settings

    return os.environ.setdefault("PLADS_OUTBOX", str(settings.PLADS_DATA / "outbox"))


def _serve(host: str, port: int, workers: int, greeting: Sequence[str], empty: bool) -> int:
    python = sys.executable
    web = [python, "-m", "gunicorn", "plads.config.wsgi:application", "--bind", f"{host}:{port}"]
    web += ["--workers", str(workers), "--threads", "2", "--preload", "--log-level", "warning"]
    web += ["--logger-class", "plads.web.logs.WebServerLog"]
    web += ["--no-control-socket"] if _has_control_socket() else []
    children = [subprocess.Popen(web), subprocess.Popen([python, "-m", "plads.cli", "worker"])]
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        click.echo(f"\nPlads is at http://{host}:{port}/   (stop with Ctrl-C)")
        for line in greeting:
            click.echo(line)
        sys.stdout.flush()
        if empty:
            click.echo(FIRST)
            sys.stdout.flush()
        while not stopping and all(child.poll() is None for child in children):
            time.sleep(0.2)
        return 0 if stopping else 1
    finally:
        _stop(children)


def _has_control_socket() -> bool:
    """Newer gunicorns open a socket for remote control in the home folder; nobody asked for it."""
    from gunicorn.config import KNOWN_SETTINGS

    return any(setting.name == "control_socket_disable" for setting in KNOWN_SETTINGS)


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _greeting(people: Sequence[str], outbox: str) -> list[str]:
    """Return what a newcomer is told: who can sign in, and where letters go."""
    lines = []
    if people:
        from plads.demo.people import DEMO_PASSWORD

        lines += [
            f"\nDemo sign-ins, all with the password {DEMO_PASSWORD}",
            *(f"  {line}" for line in people),
        ]
    if outbox:
        lines.append(f"\nMail and SMS are written to {outbox}: their links can be followed.")
    return lines


def _play_demo() -> list[str]:
    from plads.demo.play import play

    return [f"{person.email:<32} {person.role.label}" for person in play(echo=click.echo)]


def _nobody_is_there() -> bool:
    from plads.people.models import User

    return not User.objects.exists()


def _collect_static() -> None:
    from django.conf import settings
    from django.core.management import call_command

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()


def _free_port(host: str, wanted: int) -> int:
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
        if port != wanted:
            click.echo(f"Port {wanted} is busy; using {port}.")
        return port
    raise click.ClickException(f"No free port from {wanted} to {wanted + 49}. Choose one with --port.")
