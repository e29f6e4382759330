"""The ``plads`` command: a thin shell that only asks the domain."""

import sys

import click

from plads.cli.access import access
from plads.cli.check import check
from plads.cli.data import generate, import_command
from plads.cli.document import document
from plads.cli.keys import keys
from plads.cli.law import law
from plads.cli.migrate import migrate
from plads.cli.person import person, retention
from plads.cli.run import run
from plads.cli.seals import seals
from plads.cli.smoke import smoke
from plads.cli.worker import worker
from plads.localdb import LocalDatabaseError
from plads.web.logs import speak_quietly_of_crashes


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="plads")
def plads() -> None:
    r"""Run and look after Plads, the open system for Danish virksomhedscentre.

    Everything an installation owns lies in one folder: PLADS_DATA, or .plads where you stand. Without
    DATABASE_URL, Plads starts its own PostgreSQL there; with it, Plads uses that server (the role in the URL
    owns the tables; the application connects as another role that owns nothing).

    \b
    First steps:
      plads run                      a demo on http://127.0.0.1:8000, with sign-ins printed
      plads access EMAIL …           let somebody in: the first administrator, or who forgot a password
      plads import --template ny.xlsx    an empty workbook to fill in
      plads import ny.xlsx           read it in: all or nothing
      plads check                    is this installation sound?
      plads smoke                    does the whole story still work? (after an upgrade)
      plads keys rotate              renew the keys that personal facts are encrypted with
      plads person export …          everything about one person, for them
      plads law explain RULE …       what a rule of law says of a case, with the working
    """


for command in (
    run,
    worker,
    migrate,
    access,
    import_command,
    smoke,
    check,
    document,
    generate,
    keys,
    law,
    person,
    retention,
    seals,
):
    plads.add_command(command)


def main() -> None:
    """Run the command line; an expected failure is one plain line and exit code 1."""
    speak_quietly_of_crashes()
    try:
        plads()
    except LocalDatabaseError as error:
        click.echo(f"plads: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
