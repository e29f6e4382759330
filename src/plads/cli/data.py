"""``plads import`` and ``plads generate``."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

if TYPE_CHECKING:
    from plads.core.actor import Actor
    from plads.intake.report import Report


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option(
    "--template",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write an empty workbook here instead.",
)
@click.option("--municipality", metavar="CODE", help="Its code, e.g. 217; for a file that does not name it.")
@click.option("--dry-run", is_flag=True, help="Check everything and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one line of JSON, last.")
def import_command(
    file: Path | None, template: Path | None, municipality: str | None, dry_run: bool, as_json: bool
) -> None:
    r"""Read a jobcentre's workbook into Plads: everything or nothing.

    FILE is an .xlsx workbook, or a .csv file with one of its sheets. It holds companies, workplaces with
    employees per month, centres with places, mentors, candidates and placements. Every fault is listed with
    sheet, row, column, value and what to do; with a single fault nothing is stored. The same file may be read
    again: what is there already is left as it is.

    \b
      plads import --template ny.xlsx     an empty workbook, with each column explained
      plads import ny.xlsx --dry-run      only check
      plads import ny.xlsx                store
    """
    from plads.cli.installation import bring_up_to_date, installation, prepare

    if template is not None:
        prepare()
        from plads.intake.writing import write_template

        write_template(template)
        click.echo(f"{template} er skrevet. Udfyld arkene, og kør: plads import {template}")
        return
    if file is None:
        raise click.UsageError("Which FILE? Or --template OUT.xlsx for an empty one.")
    with installation():
        bring_up_to_date()
        report = _import(file, municipality, dry_run)
    _show(report, dry_run)
    if as_json:
        good = not report.faults
        click.echo(json.dumps({"ok": good, **report.as_dict()}, ensure_ascii=False))
    sys.exit(1 if report.faults else 0)


def _import(file: Path, municipality: str | None, dry_run: bool) -> "Report":
    from plads.core.errors import Refused
    from plads.intake.storing import import_file

    with _Progress() as progress:
        try:
            return import_file(file, _actor(municipality), dry_run=dry_run, progress=progress)
        except Refused as refusal:
            raise click.ClickException(refusal.message) from refusal


def _actor(code: str | None) -> "Actor | None":
    from plads.core.actor import Actor
    from plads.core.models import Municipality

    if code is None:
        return None
    found = Municipality.objects.filter(code=code).first()
    if found is None:
        raise click.ClickException(f"There is no municipality with the code {code} here.")
    return Actor.system(found.id)


def _show(report: "Report", dry_run: bool) -> None:
    for note in report.notes:
        click.echo(f"Bemærk: {note}")
    for fault in report.faults:
        click.echo(f"Fejl: {fault}")
    if report.faults:
        click.echo(f"{len(report.faults)} fejl. Intet er gemt.")
        return
    for sheet, rows in report.counts.items():
        click.echo(f"{sheet:<16} {rows:>6} rækker")
    if dry_run:
        click.echo("Ingen fejl. Intet er gemt (--dry-run).")
        return
    for kind, created in report.created.items():
        click.echo(
            f"{kind:<16} {created:>6} nye, {report.updated[kind]} ændret, {report.unchanged[kind]} uændret"
        )


class _Progress:
    """Shows one bar per step, on a terminal only."""

    def __init__(self) -> None:
        self.bar: Any = None
        self.step = ""

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.close()

    def __call__(self, step: str, done: int, total: int) -> None:
        if self.bar is None or step != self.step:
            self.__exit__()
            self.bar, self.step = tqdm(desc=step, total=total, disable=None, leave=False), step
        self.bar.update(done - self.bar.n)


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--companies", default=60, show_default=True, help="Companies, each with a centre.")
@click.option("--places", default=260, show_default=True, help="Places in all.")
@click.option("--candidates", default=300, show_default=True, help="Candidates in all.")
@click.option("--years", default=2, show_default=True, help="How many years back placements go.")
@click.option("--seed", default=217, show_default=True, help="The same seed and day give the same workbook.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day it is made for; default: today.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows of each sheet as one line of JSON.")
def generate(
    out: Path,
    companies: int,
    places: int,
    candidates: int,
    years: int,
    seed: int,
    today: datetime | None,
    as_json: bool,
) -> None:
    """Write an invented jobcentre's workbook to OUT, for trying things at full size.

    Everything in it is plainly invented: no company has its CVR numbers and no person its CPR numbers. Read it
    in with: plads import OUT. The repository's examples/helsingoer.xlsx was made with this command.
    """
    from plads.cli.installation import prepare

    prepare()
    from plads.intake.generate import generate as write

    day = today.date() if today else None
    rows = write(
        out, companies=companies, places=places, candidates=candidates, years=years, seed=seed, today=day
    )
    click.echo(
        json.dumps(rows) if as_json else f"{out}: " + ", ".join(f"{n} {key}" for key, n in rows.items())
    )
