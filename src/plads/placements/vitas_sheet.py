"""A placement as VITAS' form asks for it: a sheet to write off from, and the same as JSON under VITAS' own names.

VITAS has no known call that makes an application (decision 0023), so a person carries it over; every field stands here
once. What Plads cannot know stands as not known, and is never guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from plads.candidates.names import shown_name
from plads.companies.models import Company, Contact, WorkplaceMonth
from plads.companies.queries import QUOTA_MONTHS, contacts_of
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.looks import Sight, saw
from plads.core.occupations import name_of
from plads.core.periods import closed_last_day, first_day, show_day
from plads.core.week import show, show_hours
from plads.placements.lifecycle import DECIDERS
from plads.placements.models import HoursStep, Placement, Purpose, VitasApplication
from plads.placements.policy import visible_placements
from plads.placements.services.vitas_gate import weekly_minutes

LONGEST = 4000
"""How many characters VITAS takes in ``jobBeskrivelse``."""

UNSEEN = tuple(f"candidate__{name}" for name in ("considerations", "motivation", "name", "sort_name"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What VITAS asks about a placement. ``cpr`` is empty unless the actor asked for it and may have it."""

    placement: Any
    applications: Sequence[VitasApplication]
    contacts: Sequence[Contact]
    months: Sequence[tuple[date, Decimal]]
    cpr: str = ""

    @property
    def newest(self) -> VitasApplication | None:
        """The application that counts, if one was begun."""
        return self.applications[0] if self.applications else None

    @property
    def minutes(self) -> int:
        """The most weekly minutes of any step: VITAS knows no hours that rise."""
        return weekly_minutes(self.placement)

    @property
    def outgrown(self) -> bool:
        """Whether VITAS approved it, and the placement is longer or has more hours by now."""
        row = self.newest
        approved = row is not None and row.state == VitasApplication.State.APPROVED
        return bool(approved and row and not row.covers(self.placement.period, self.minutes))


def sheet(actor: Actor, placement_id: UUID, *, with_cpr: bool = False, opened_for: str = "") -> Sheet:
    """Return a placement's sheet for the office (5 statements).

    ``with_cpr`` adds the whole CPR number for those who decide about courses; of a protected candidate only once it is
    opened (``opened_for`` says why). The look is noted with it.
    """
    row = _placement(actor, placement_id, with_cpr=with_cpr and actor.role in DECIDERS)
    candidate = row.candidate
    may = with_cpr and actor.role in DECIDERS and (not candidate.protected or bool(opened_for))
    sights = (Sight.NAME, Sight.COURSE, *((Sight.CPR,) if may else ()))
    why = opened_for if candidate.protected and may else ""
    saw(actor, [candidate.id], *sights, why=why, protected=candidate.protected)
    workplace_id = row.place.centre.workplace_id
    latest = WorkplaceMonth.objects.filter(workplace_id=workplace_id).order_by("-month")[:QUOTA_MONTHS]
    return Sheet(
        row,
        list(row.vitas_applications.all()),
        contacts_of(actor, workplace_id),
        [(each.month, each.ordinary_fte) for each in latest],
        candidate.cpr if may else "",
    )


def _placement(actor: Actor, placement_id: UUID, *, with_cpr: bool) -> Any:
    applications: Any = VitasApplication.objects.select_related("sent_by", "overridden_by")
    row = (
        Placement.objects.filter(visible_placements(actor), id=placement_id)
        .select_related("candidate__caseworker", "place__centre__workplace__company", "municipality")
        .defer(*UNSEEN, *(() if with_cpr else ("candidate__cpr",)))
        .annotate(shown_name=shown_name(actor, "candidate__"))
        .prefetch_related(
            Prefetch("steps", HoursStep.objects.order_by("period")),
            Prefetch("vitas_applications", applications.order_by("-created_at", "-id")),
        )
        .first()
    )
    if row is None or not actor.is_office:
        raise NotVisible
    return row


def average(months: Sequence[tuple[date, Decimal]]) -> Decimal | None:
    """Return the average of the months' full-time equivalents with two decimals; ``None`` without any."""
    if not months:
        return None
    return (sum((fte for _, fte in months), Decimal(0)) / len(months)).quantize(Decimal("0.01"))


def describe(row: Any) -> str:
    """Return the description of the job as VITAS takes it: the tasks, and hours that rise step by step."""
    steps = list(row.steps.all())
    parts = [f"Opgaver: {'; '.join(row.tasks)}." if row.tasks else ""]
    if len(steps) > 1:
        rising = "; ".join(
            f"fra {show_day(first_day(step.period))} {show_hours(step.weekly_minutes)} ({show(step.week)})"
            for step in steps
        )
        parts.append(f"Timerne stiger trin for trin: {rising}. Det højeste antal timer om ugen er søgt.")
    elif steps:
        parts.append(f"Arbejdstid: {show(steps[0].week)}.")
    parts.append(f"Formål: {', '.join(str(Purpose(each).label) for each in row.purposes)}.")
    text = "\n".join(part for part in parts if part)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def as_json(made: Sheet) -> dict[str, Any]:
    """Return the sheet under VITAS' own names; what Plads does not know is ``null``."""
    row = made.placement
    workplace, candidate = row.place.centre.workplace, row.candidate
    company, caseworker = workplace.company, candidate.caseworker
    public = company.sector == Company.Sector.PUBLIC
    fte, known = average(made.months), made.newest
    return {
        "skabelontype": "Virksomhedspraktik",
        "jobcenterKode": None,
        "cvrNummerAndenAktoer": None,
        "jobtilbudId": (known.number if known else "") or None,
        "bevillingId": (known.grant_number if known else "") or None,
        "bevillingsstatus": None,
        "saerligAftale": None,
        "timeloentilskudssats": None,
        "borgerCprNummer": made.cpr or None,
        "borgerKommunekode": row.municipality.code,
        "cvrNummer": company.cvr,
        "pNummer": workplace.p_number,
        "virksomhedsType": str(company.get_sector_display()),
        "offentligVirksomhedNavn": company.name if public else None,
        "virksomhedNavn": company.name,
        "arbejdssted": workplace.name,
        "arbejdsstedAdresse": workplace.address,
        "antalMedarbejdere": None if fte is None else float(fte),
        "antalMedarbejdereEnhed": f"årsværk, gennemsnit af {len(made.months)} måneder",
        "conceptUriDa": None,
        "stillingIsco08": row.place.occupation or None,
        "stilling": _occupation(row.place),
        "startDato": first_day(row.period).isoformat(),
        "slutDato": closed_last_day(row.period).isoformat(),
        "ugentligArbejdstid": made.minutes / 60,
        "timetrin": [_step(each) for each in row.steps.all()],
        "jobBeskrivelse": describe(row),
        "formaal": [str(Purpose(each).label) for each in row.purposes],
        "kontaktperson": _person(made.contacts, Contact.Kind.CONTACT),
        "medarbejderrepraesentant": _person(made.contacts, Contact.Kind.REPRESENTATIVE),
        "bevillingsansvarlig": {"navn": caseworker.name, "email": caseworker.email} if caseworker else None,
        "lavetAfPlads": clock.now().isoformat(timespec="seconds"),
    }


def _step(step: HoursStep) -> dict[str, Any]:
    return {
        "fra": first_day(step.period).isoformat(),
        "til": closed_last_day(step.period).isoformat(),
        "timerOmUgen": step.weekly_minutes / 60,
        "tider": show(step.week),
    }


def _occupation(place: Any) -> str:
    return name_of(place.occupation) or str(place.get_function_display())


def _person(contacts: Sequence[Contact], kind: str) -> Mapping[str, str] | None:
    found = next((each for each in contacts if each.kind == kind), None)
    return None if found is None else {"navn": found.name, "email": found.email, "telefon": found.phone}
