"""``plads person`` and ``plads retention``: rights and keeping, from the server."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from plads.core.actor import Actor

WHY = {"asked": "ASKED", "too-old": "TOO_OLD", "mistake": "MISTAKE"}
_CODE = click.option("--municipality", metavar="CODE", required=True, help="Its code, e.g. 217.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.group()
def person() -> None:
    """Hand a person everything about them, or erase them. Both are traced."""


@person.command("export")
@_CODE
@click.option(
    "--cpr", metavar="NUMBER", help="The candidate's CPR number; asked for when left out with --id."
)
@click.option("--id", "ident", type=click.UUID, help="The candidate's id instead.")
@click.option(
    "--user", metavar="EMAIL", help="An employee, mentor or contact, by the e-mail they sign in with."
)
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Where to write the zip.",
)
@_JSON
def export(
    municipality: str, cpr: str | None, ident: Any, user: str | None, target: Path, as_json: bool
) -> None:
    r"""Write everything about one person to a zip file: a page to read and print, and the same as JSON.

    \b
      plads person export --municipality 217 --id 0190… --to indsigt.zip
      plads person export --municipality 217 --to indsigt.zip        (asks for the CPR number)

    A CPR number on the command line stays in the shell's history: leave it out and type it when asked.
    """
    with _acting(municipality) as actor:
        from plads.rights.services.access import give_access, give_user_access, packed

        if user:
            archive = give_user_access(actor, _user_id(user))
        else:
            archive = give_access(actor, _candidate_id(actor, cpr, ident))
        _write(target, packed(archive))
    rows = sum(len(section.rows) for section in archive.sections)
    said = {"ok": True, "file": str(target), "rows": rows, "parts": len(archive.sections)}
    click.echo(
        json.dumps(said)
        if as_json
        else f"{target}: {rows} rows. Give it to the person alone, then delete it."
    )


@person.command("erase")
@_CODE
@click.option(
    "--cpr", metavar="NUMBER", help="The candidate's CPR number; asked for when left out with --id."
)
@click.option("--id", "ident", type=click.UUID, help="The candidate's id instead.")
@click.option("--why", type=click.Choice(list(WHY)), required=True, help="Why they are erased.")
@click.confirmation_option(prompt="This cannot be undone. Erase the person?")
@_JSON
def erase(municipality: str, cpr: str | None, ident: Any, why: str, as_json: bool) -> None:
    """Erase one candidate for good, with history, events, queue and files. Figures stay as they were."""
    with _acting(municipality) as actor:
        from plads.rights.services.erasing import Why, erase_person

        done = erase_person(actor, _candidate_id(actor, cpr, ident), Why[WHY[why]])
    rows = sum(done.rows.values())
    said = {"ok": True, "rows": done.rows, "user_gone": done.user_gone}
    click.echo(json.dumps(said) if as_json else f"Erased: {rows} rows. Backups from before still hold them.")


@click.group()
def retention() -> None:
    """See what is going to be erased because its time is up."""


@retention.command("preview")
@_CODE
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="The day to look at; default: a fortnight from now."
)
@_JSON
def preview_command(municipality: str, on: datetime | None, as_json: bool) -> None:
    """Show what would be erased on a day, kind by kind. Nothing is changed."""
    with _acting(municipality) as actor:
        from plads.rights.queries import preview

        found = preview(actor, on.date() if on else None)
        lines = [
            {
                "kind": code,
                "label": each.period.kind.office_label,
                "months": each.period.months,
                "older_than": each.before.isoformat(),
                "number": each.number,
                "ids": [str(ident) for ident in each.ids],
            }
            for code, each in found.items()
        ]
    if as_json:
        click.echo(json.dumps({"ok": True, "due": lines}, ensure_ascii=False))
        return
    for line in lines:
        click.echo(f"{line['label']:<28} {line['number']:>7}  older than {line['older_than']}")
    if not lines:
        click.echo("Nothing is too old.")


@contextmanager
def _acting(code: str) -> "Iterator[Actor]":
    """Yield who runs the command, in a municipality's scope; refusals become one plain line and exit code 1."""
    from plads.cli.installation import bring_up_to_date, installation

    with installation():
        bring_up_to_date()
        from plads.core import looks
        from plads.core.errors import NotVisible, Refused
        from plads.core.models import Municipality
        from plads.core.scope import acting
        from plads.rights.services.access import command_line

        found = Municipality.objects.filter(code=code).first()
        if found is None:
            raise click.ClickException(f"There is no municipality with the code {code} here.")
        try:
            with looks.watching() as seen:
                with acting(command_line(found.id)) as actor:
                    yield actor
                looks.write(seen.values(), page="plads person")
        except NotVisible as error:
            raise click.ClickException("There is nobody like that in this municipality.") from error
        except Refused as refusal:
            raise click.ClickException(refusal.message) from refusal


def _candidate_id(actor: "Actor", cpr: str | None, ident: Any) -> Any:
    from plads.rights.subjects import candidate_by_cpr

    return ident or candidate_by_cpr(actor, cpr or click.prompt("CPR", hide_input=True, err=True))


def _user_id(email: str) -> Any:
    from plads.core.errors import NotVisible
    from plads.people.models import User

    found = User.objects.filter(email=email.strip().lower()).values_list("id", flat=True).first()
    if found is None:
        raise NotVisible
    return found


def _write(target: Path, data: bytes) -> None:
    """Write the file readable by its owner only."""
    target.touch(mode=0o600)
    target.chmod(0o600)
    target.write_bytes(data)
