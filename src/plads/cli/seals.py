"""``plads seals``."""

import json
from typing import Any

import click


@click.group()
def seals() -> None:
    """Show the seals of the log of looks, to keep them where nobody who runs Plads can reach."""


@seals.command("show")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document: what `plads check --seal` reads."
)
def show(as_json: bool) -> None:
    r"""Print each municipality's newest seal.

    Whoever has both the database and the key file can write the past anew; a seal kept elsewhere shows it:

    \b
      plads seals show --json > /another/machine/plads-seal.json
      plads check --seal /another/machine/plads-seal.json
    """
    from plads.cli.installation import installation

    with installation():
        found = _newest()
    if as_json:
        click.echo(json.dumps({"seals": found}, ensure_ascii=False, indent=2))
        return
    for each in found:
        click.echo(f"{each['municipality']} {each['day']} {each['looks']} looks {each['seal']}")
    if not found:
        click.echo("No day is sealed yet: the daily job seals each day an hour after its midnight.")


def _newest() -> list[dict[str, Any]]:
    from plads.core.actor import Actor
    from plads.core.models import Municipality
    from plads.core.scope import acting
    from plads.core.seals import newest

    found = []
    for municipality in Municipality.objects.order_by("code"):
        with acting(Actor.system(municipality.id)):
            seal = newest(municipality.id)
        if seal is not None:
            found.append(
                {
                    "municipality": municipality.code,
                    "day": seal.day.isoformat(),
                    "looks": seal.looks,
                    "seal": seal.seal,
                }
            )
    return found
