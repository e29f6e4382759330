"""Storing a checked workbook: all of it or nothing, and never twice."""

from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from plads.core.actor import Actor
from plads.core.bulk import may_take_over
from plads.core.errors import NotVisible, Refused
from plads.core.models import Municipality
from plads.core.scope import acting
from plads.intake.checking import Checked, check
from plads.intake.reading import Progress, quiet, read_workbook
from plads.intake.report import Report
from plads.intake.taking import Taking
from plads.placements.services.placements import refusal_of


def import_file(
    path: Path | str, actor: Actor | None = None, *, dry_run: bool = False, progress: Progress = quiet
) -> Report:
    """Read, check and store a file, and return what came of it; with ``dry_run`` nothing is stored.

    Without an actor it is Plads itself on the command line, which may also make the municipality the workbook
    names. A file with faults stores nothing: the report holds them all.
    """
    book = read_workbook(path, progress=progress)
    home = actor.municipality_id if actor else None
    checked = check(book, home, actor=actor, progress=progress)
    if dry_run or not checked.ok:
        return Report(
            checked.name,
            municipality_id=checked.municipality_id,
            counts=checked.counts,
            faults=checked.faults,
            notes=checked.notes,
        )
    return store(actor, checked, progress=progress)


def store(actor: Actor | None, checked: Checked, *, progress: Progress = quiet) -> Report:
    """Store a checked workbook in one transaction and return what was created, updated and left.

    Storing it again changes nothing. Raises ``Refused`` for a workbook with faults, for an actor who may not, and
    when Plads was changed since the check so that the workbook no longer fits.
    """
    if checked.records is None:
        raise Refused("Regnearket har fejl. Ret dem, og prøv igen.", code="faults")
    if actor is not None:
        may_take_over(actor)
    report = Report(checked.name, counts=checked.counts, notes=checked.notes)
    try:
        with transaction.atomic():
            municipality = _municipality(actor, checked)
            with acting(actor or Actor.system(municipality.id)) as scope:
                # One import at a time in a municipality: the row is locked until the transaction ends.
                municipality = Municipality.objects.select_for_update(no_key=True).get(id=municipality.id)
                Taking(scope, municipality, checked.records, report, progress).run()
    except IntegrityError as error:
        raise _refusal(error) from error
    report.stored, report.municipality_id = True, municipality.id
    return report


def _municipality(actor: Actor | None, checked: Checked) -> Municipality:
    if actor is not None:
        if checked.municipality_id not in (None, actor.municipality_id):
            raise NotVisible
        return Municipality.objects.get(id=actor.municipality_id)
    if checked.municipality_id is not None:
        return Municipality.objects.get(id=checked.municipality_id)
    rows = checked.records.municipality if checked.records else []
    if not rows:
        raise Refused("Regnearket siger ikke, hvilken kommune det er for.", code="no_municipality")
    return found_municipality(rows[0].code, rows[0].name)


def found_municipality(code: str, name: str) -> Municipality:
    """Return the municipality with that code, stored with an address of its own when it is new."""
    slug = slug_of(name)
    if Municipality.objects.filter(slug=slug).exclude(code=code).exists():
        slug = f"{slug}-{code}"
    municipality, _ = Municipality.objects.get_or_create(code=code, defaults={"name": name, "slug": slug})
    return municipality


def slug_of(name: str) -> str:
    """Return a municipality's name as its address: ``Helsingør Kommune`` becomes ``helsingoer``."""
    plain = name.casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return slugify(plain.removesuffix("kommune"))[:40] or "kommune"


def _refusal(error: IntegrityError) -> Refused:
    try:
        return refusal_of(error)
    except IntegrityError:
        return Refused(
            "Nogen har ændret i Plads, mens regnearket blev læst. Intet er gemt. Prøv igen.",
            code="changed_meanwhile",
        )
