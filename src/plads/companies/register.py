"""Reading the business register: what is found is kept with its day, and what people wrote is never overwritten.

The register is asked outside these services' transactions wherever that can be: it may take seconds. What a person
wrote about employees, name or address stands until a person changes it; the register's word is kept beside it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from plads.companies.events import EmploymentNoted, RegisterAddressTaken, RegisterRead, RegisterUnread
from plads.companies.models import Company, Workplace, WorkplaceMonth
from plads.companies.ports import (
    NAME,
    RegisterCompany,
    RegisterDown,
    RegisterMonth,
    RegisterUnit,
    kept,
    read_kept,
    register,
)
from plads.companies.services import reach_workplace, staff_only
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.identifiers import clean_cvr, clean_p_number, cleaned

KEPT_MONTHS = 12
"""How many of the newest months are kept: the quota needs four, other rules a year."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the register says of a CVR number and a P-number. ``asked`` is false where there is no access to it.

    ``choices`` are the company's open units in a municipality, where no P-number said which is meant.
    """

    company: RegisterCompany | None = None
    unit: RegisterUnit | None = None
    choices: tuple[RegisterUnit, ...] = ()
    asked: bool = True

    @property
    def closed_on(self) -> date | None:
        """The day the unit, or else the company, closed."""
        return (self.unit and self.unit.closed_on) or (self.company and self.company.closed_on) or None


NOT_ASKED = Found(asked=False)
"""Nobody asked the register."""


def look_up(cvr: str, p_number: str = "", municipality_code: str = "") -> Found:
    """Ask the register who has these numbers; a P-number alone finds its company.

    Without a P-number the company's units in the municipality of that code are found; when there is but one, it is it.

    Raises ``Refused`` at the number that is wrong: one nobody can have, one the register does not know, or a P-number
    of another company, which is named. Raises ``RegisterDown`` when there is no answer.
    """
    cvr = cleaned(clean_cvr, cvr, "cvr") if cvr.strip() else ""
    p_number = cleaned(clean_p_number, p_number, "p_number") if p_number.strip() else ""
    door = register()
    if door is None or not (cvr or p_number):
        return NOT_ASKED
    unit = door.units([p_number]).get(p_number) if p_number else None
    if p_number and unit is None:
        raise Refused(
            f"{NAME} kender ikke P-nummeret {p_number}. Se efter på virk.dk.",
            code="unknown_p_number",
            field="p_number",
        )
    if unit is not None and cvr and unit.cvr != cvr:
        other = door.company(unit.cvr)
        owner = f"{other.name} (CVR {other.cvr})" if other else f"CVR {unit.cvr}"
        raise Refused(
            f"P-nummeret {p_number} hører til {owner}. Ret CVR-nummeret eller P-nummeret.",
            code="p_number_elsewhere",
            field="p_number",
        )
    company = door.company(unit.cvr if unit is not None else cvr)
    if company is None:
        raise Refused(
            f"{NAME} kender ikke CVR-nummeret {cvr or (unit and unit.cvr)}. Se efter på virk.dk.",
            code="unknown_cvr",
            field="cvr",
        )
    if unit is None and municipality_code:
        choices = tuple(door.units_of(company.cvr, municipality_code))
        return Found(company, choices[0] if len(choices) == 1 else None, choices)
    return Found(company, unit)


def read_now(actor: Actor, workplace_id: UUID) -> Workplace:
    """Read the register about a workplace now, and return it; ``register_fault`` says so when that failed.

    Raises ``Refused`` where there is no access to the register. Nothing is locked while it is asked.
    """
    staff_only(actor)
    workplace = Workplace.objects.select_related("company").get(id=reach_workplace(actor, workplace_id).id)
    try:
        found = ask_about([workplace])
    except RegisterDown as error:
        note_register_fault(actor, [workplace.id], str(error))
        return Workplace.objects.get(id=workplace.id)
    if not found:
        raise Refused(
            "Installationen har ikke adgang til CVR-registret. Skriv tallene selv, og hvor I har dem fra.",
            code="no_register_access",
        )
    return store_register(actor, workplace.id, found[workplace.id])


@transaction.atomic
def store_register(actor: Actor, workplace_id: UUID, found: Found) -> Workplace:
    """Keep what the register says of a workplace, and return it.

    Months the register knew first follow it; months a person wrote keep their number, with the register's beside it.
    An empty address is filled, another is left. A P-number of another company, or one the register does not know, is
    kept as a fault for people to see to.
    """
    staff_only(actor)
    workplace = _locked(actor, workplace_id)
    fault = _fault(workplace, found)
    if fault or found.unit is None:
        return _note_fault(actor, workplace, fault)
    unit, now = found.unit, clock.now()
    said = _keep_months(workplace, unit.months[-KEPT_MONTHS:])
    if not workplace.address:
        workplace.street, workplace.postcode, workplace.city = unit.street, unit.postcode, unit.city
    workplace.industry_code, workplace.industry = unit.industry_code, unit.industry
    workplace.protected, workplace.closed_on = unit.protected, unit.closed_on
    workplace.register = kept(None, replace(unit, months=()))
    workplace.register_at = workplace.register_tried_at = now
    workplace.register_fault = ""
    workplace.save()
    if found.company is not None:
        _keep_company(workplace.company, found.company)
    if unit.closed_on is not None:
        said = f"{said}, ophørt {unit.closed_on:%d.%m.%Y}"
    record(actor, workplace.municipality_id, RegisterRead(workplace.id, workplace.name, said))
    return workplace


@transaction.atomic
def note_register_fault(actor: Actor, workplace_ids: Iterable[UUID], why: str) -> None:
    """Keep, on each workplace, why the register could not be read; told once until it can."""
    staff_only(actor)
    rows = Workplace.objects.filter(id__in=list(workplace_ids), municipality_id__in=actor.municipality_ids)
    for workplace in rows.order_by("id").select_for_update(no_key=True):
        _note_fault(actor, workplace, why)


@transaction.atomic
def use_register_number(actor: Actor, workplace_id: UUID, month: date) -> WorkplaceMonth:
    """Let the register's number of a month count instead of the one that was written."""
    staff_only(actor)
    workplace = reach_workplace(actor, workplace_id)
    row = (
        WorkplaceMonth.objects.select_for_update(no_key=True).filter(workplace=workplace, month=month).first()
    )
    if row is None or row.register_fte is None:
        raise Refused("CVR har ikke noget tal for den måned.", code="no_register_number")
    row.ordinary_fte, row.source = row.register_fte, NAME
    row.origin, row.noted_at = WorkplaceMonth.Origin.REGISTER, clock.now()
    row.save()
    shown = f"{row.ordinary_fte:.2f}".replace(".", ",")
    record(actor, workplace.municipality_id, EmploymentNoted(workplace.id, f"{month:%m.%Y}", shown, NAME))
    return row


@transaction.atomic
def use_register_address(actor: Actor, workplace_id: UUID) -> Workplace:
    """Give a workplace the name and address the register has."""
    staff_only(actor)
    workplace = _locked(actor, workplace_id)
    _, unit = read_kept(workplace.register)
    if unit is None:
        raise Refused("CVR er ikke læst for arbejdspladsen endnu.", code="no_register_facts")
    workplace.name, workplace.street = unit.name, unit.street
    workplace.postcode, workplace.city = unit.postcode, unit.city
    workplace.save()
    record(actor, workplace.municipality_id, RegisterAddressTaken(workplace.id, workplace.name))
    return workplace


def ask_about(workplaces: Collection[Workplace]) -> dict[UUID, Found]:
    """Ask the register about workplaces, a hundred at a time; raises ``RegisterDown``.

    Without access nothing is returned. Each ``workplace.company`` must be read already.
    """
    door = register()
    if door is None or not workplaces:
        return {}
    units = door.units([each.p_number for each in workplaces])
    companies = door.companies({each.company.cvr for each in workplaces})
    return {each.id: Found(companies.get(each.company.cvr), units.get(each.p_number)) for each in workplaces}


def _locked(actor: Actor, workplace_id: UUID) -> Workplace:
    row = (
        Workplace.objects.select_for_update(no_key=True, of=("self",))
        .select_related("company")
        .filter(id=workplace_id, municipality_id__in=actor.municipality_ids)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def _fault(workplace: Workplace, found: Found) -> str:
    if found.unit is None:
        return f"CVR kender ikke P-nummeret {workplace.p_number}. Se efter på virk.dk, om det er rigtigt."
    if found.unit.cvr != workplace.company.cvr:
        return f"CVR siger nu, at P-nummeret hører til CVR-nummer {found.unit.cvr}. Tal med virksomheden."
    return ""


def _note_fault(actor: Actor, workplace: Workplace, why: str) -> Workplace:
    new = workplace.register_fault != why[:300]
    workplace.register_fault, workplace.register_tried_at = why[:300], clock.now()
    workplace.save(update_fields=["register_fault", "register_tried_at"])
    if new:
        record(actor, workplace.municipality_id, RegisterUnread(workplace.id, workplace.name, why))
    return workplace


def _keep_months(workplace: Workplace, months: Iterable[RegisterMonth]) -> str:
    """Keep the register's months; return in words how many were new, changed, or differ from what people wrote."""
    there = {row.month: row for row in workplace.months.all()}
    now, new, changed, differ = clock.now(), 0, 0, 0
    for each in months:
        row = there.get(each.month)
        if row is None:
            WorkplaceMonth.objects.create(
                municipality_id=workplace.municipality_id,
                workplace=workplace,
                month=each.month,
                ordinary_fte=each.fte,
                source=NAME,
                origin=WorkplaceMonth.Origin.REGISTER,
                noted_at=now,
                register_fte=each.fte,
                register_at=now,
            )
            new += 1
        elif row.register_fte != each.fte:
            changed += _corrected(row, each, now)
            differ += row.differs
    return _words(new, changed, differ)


def _corrected(row: WorkplaceMonth, said: RegisterMonth, now: Any) -> bool:
    """Keep a new number of the register; return whether it is the one that counts."""
    row.register_fte, row.register_at = said.fte, now
    counts = row.origin == WorkplaceMonth.Origin.REGISTER
    if counts:
        row.ordinary_fte, row.noted_at = said.fte, now
    row.save()
    return counts


def _words(new: int, changed: int, differ: int) -> str:
    parts = []
    if new:
        parts.append(f"{new} {'ny måned' if new == 1 else 'nye måneder'}")
    if changed:
        parts.append(f"{changed} {'måned' if changed == 1 else 'måneder'} rettet af CVR")
    if differ:
        parts.append(
            f"{differ} {'måned' if differ == 1 else 'måneder'} siger noget andet end det, I har skrevet"
        )
    return ", ".join(parts) or "intet nyt om ansatte"


def _keep_company(company: Company, found: RegisterCompany) -> None:
    """Keep the register's facts of a company: they are the same for every municipality."""
    company.name, company.protected = found.name, found.protected
    company.closed_on, company.register_at = found.closed_on, clock.now()
    company.save()
