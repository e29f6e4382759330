"""``plads import`` and ``plads generate``."""

import click


@click.command("import")
def import_command() -> None:
    """Read a jobcentre's workbook."""


@click.command()
def generate() -> None:
    """Write an invented jobcentre's workbook."""
