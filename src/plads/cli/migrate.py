"""``plads migrate``."""

import sys

import click


@click.command()
@click.option("--check", is_flag=True, help="Only say whether the models have changes without a migration.")
def migrate(check: bool) -> None:
    """Bring the database's tables in step with this version, as their owner.

    Raises the walls too: row-level security on every table of a municipality, keys that cannot point across
    municipalities, and the application's rights. Safe to run again.
    """
    if check:
        _check()
        return
    from plads.cli.installation import bring_up_to_date, installation

    with installation():
        bring_up_to_date()
    click.echo("The database is in step.")


def _check() -> None:
    """Look for model changes without a migration; needs no database."""
    from plads.cli.installation import prepare

    prepare()
    from django.core.management import call_command
    from django.db.migrations.loader import MigrationLoader

    # Whether the migrations were applied somewhere is not the question here.
    MigrationLoader.check_consistent_history = lambda self, connection: None  # type: ignore[method-assign]
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=1, skip_checks=True)
    except SystemExit as stop:
        sys.exit(stop.code)
