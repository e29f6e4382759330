"""Centres with agreements signed on paper, taken over from a spreadsheet, many at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from plads.centres.models import Agreement, AgreementVersion, Centre, Place
from plads.centres.services.parties import parties_now
from plads.centres.services.sealing import seal_of
from plads.centres.services.terms import PlaceTerms
from plads.companies.models import Workplace, WorkplaceMonth
from plads.companies.queries import QUOTA_MONTHS
from plads.core import clock, week
from plads.core.actor import Actor
from plads.core.bulk import Taken, bring_in_step, may_take_over
from plads.core.collation import sort_key
from plads.core.periods import period
from plads.law.quota import QuotaFacts, quota
from plads.people.models import User

ON_PAPER = "Indlæst fra regneark; underskrevet på papir."
"""What a version says when its signatures are on paper and not in Plads."""


@dataclass(frozen=True, slots=True)
class CentreRow:
    """A centre and its agreement, both days included; ``None`` is "not said"."""

    name: str
    p_number: str
    consultant: str
    first_day: date
    last_day: date
    goals: str
    target_group: str
    mentor_arrangement: str | None = None
    economy: str | None = None
    absence_procedure: str | None = None
    notice_days: int | None = None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A numbered place of the centre of that name."""

    centre: str
    number: int
    function: str
    tasks: list[str]
    slots: list[week.Slot]
    danish_level: int | None = None
    languages: list[str] | None = None
    demands: list[str] | None = None

    def terms(self) -> PlaceTerms:
        """Return the place as the words of an agreement."""
        return PlaceTerms(
            self.number,
            self.function,
            self.tasks,
            self.slots,
            self.danish_level or 0,
            self.languages or [],
            self.demands or [],
        )


@dataclass(frozen=True, slots=True)
class TakenCentres:
    """What became of centres, agreements and places; places are keyed by centre and number, latest agreement."""

    centres: Taken[str, Centre]
    agreements: Taken[UUID, Agreement] = field(default_factory=Taken)
    places: Taken[tuple[UUID, int], Place] = field(default_factory=Taken)


def name_key(name: str) -> str:
    """Return a centre's name as it is compared: case and double blanks ignored."""
    return " ".join(name.casefold().split())


@transaction.atomic
def take_over_centres(
    actor: Actor,
    municipality_id: UUID,
    rows: Iterable[CentreRow],
    places: Iterable[PlaceRow],
    workplaces: Mapping[str, Workplace],
    staff: Mapping[str, User],
) -> TakenCentres:
    """Store centres by name, open, with their signed agreements and the places in them.

    A centre that is there gets its consultant; its signed agreements and their places stay as they are. The
    database refuses an agreement that overlaps another one.
    """
    may_take_over(actor)
    wanted = {name_key(row.name): row for row in rows}
    present = {
        name_key(centre.name): centre for centre in Centre.objects.filter(municipality_id=municipality_id)
    }
    fields = {
        key: {
            "municipality_id": municipality_id,
            "workplace_id": workplaces[row.p_number].id,
            "name": row.name,
            "sort_name": sort_key(row.name)[:200],
            "consultant_id": staff[row.consultant].id,
            "state": Centre.State.OPEN,
        }
        for key, row in wanted.items()
    }
    centres = bring_in_step(Centre, present, fields, change=("consultant_id",))
    terms: dict[str, list[PlaceRow]] = defaultdict(list)
    for place in places:
        terms[name_key(place.centre)].append(place)
    agreements = _agreements(municipality_id, wanted, centres.rows, terms)
    return TakenCentres(
        centres, agreements, _places(municipality_id, wanted, centres.rows, agreements, terms)
    )


def _agreements(
    municipality_id: UUID,
    wanted: Mapping[str, CentreRow],
    centres: Mapping[str, Centre],
    terms: Mapping[str, list[PlaceRow]],
) -> Taken[UUID, Agreement]:
    spans = {centres[key].id: period(row.first_day, row.last_day) for key, row in wanted.items()}
    signed = Agreement.objects.filter(municipality_id=municipality_id, state__in=["signed", "ended"])
    present = {row.centre_id: row for row in signed if row.period == spans.get(row.centre_id)}
    fields = {
        centre_id: {
            "municipality_id": municipality_id,
            "centre_id": centre_id,
            "period": span,
            "state": Agreement.State.SIGNED,
        }
        for centre_id, span in spans.items()
    }
    agreements = bring_in_step(Agreement, present, fields)
    _open_negotiating([centres[key] for key in wanted if centres[key].id in set(agreements.created)])
    employment = _employment({centre.workplace_id for centre in centres.values()})
    known = Centre.objects.select_related("workplace__company", "municipality").in_bulk(spans)
    for centre_id, agreement in agreements.rows.items():
        agreement.centre = known[centre_id]
    AgreementVersion.objects.bulk_create(
        _version(
            agreements.rows[centres[key].id], row, terms.get(key, []), employment[centres[key].workplace_id]
        )
        for key, row in wanted.items()
        if centres[key].id in set(agreements.created)
    )
    return agreements


def _open_negotiating(centres: list[Centre]) -> None:
    waiting = [centre.id for centre in centres if centre.state == Centre.State.NEGOTIATING]
    Centre.objects.filter(id__in=waiting).update(state=Centre.State.OPEN)


def _employment(workplace_ids: set[UUID]) -> dict[UUID, list[tuple[date, Decimal]]]:
    found: dict[UUID, list[tuple[date, Decimal]]] = defaultdict(list)
    for month in WorkplaceMonth.objects.filter(workplace_id__in=workplace_ids).order_by("month"):
        found[month.workplace_id].append((month.month, month.ordinary_fte))
    return defaultdict(list, {key: rows[-QUOTA_MONTHS:] for key, rows in found.items()})


def _version(
    agreement: Agreement, row: CentreRow, places: list[PlaceRow], months: list[tuple[date, Decimal]]
) -> AgreementVersion:
    weekly = [min(week.total(place.slots), week.FULL_WEEK_MINUTES) for place in places]
    version = AgreementVersion(
        municipality_id=agreement.municipality_id,
        agreement=agreement,
        period=agreement.period,
        goals=f"{row.goals}\n\n{ON_PAPER}",
        target_group=row.target_group,
        mentor_arrangement=row.mentor_arrangement or "",
        economy=row.economy or "",
        absence_procedure=row.absence_procedure or "",
        places=[place.terms().as_dict() for place in sorted(places, key=lambda place: place.number)],
        quota=quota(QuotaFacts(months, weekly, new=len(weekly)), on=clock.today()).as_dict(),
        state=AgreementVersion.State.SIGNED,
        sealed_at=clock.now(),
    )
    if row.notice_days is not None:
        version.notice_days = row.notice_days
    version.parties = parties_now(version)
    version.seal = seal_of(version, [])
    return version


def _places(
    municipality_id: UUID,
    wanted: Mapping[str, CentreRow],
    centres: Mapping[str, Centre],
    agreements: Taken[UUID, Agreement],
    terms: Mapping[str, list[PlaceRow]],
) -> Taken[tuple[UUID, int], Place]:
    """Places are made with a new agreement; those of agreements that are there are found and left alone."""
    everyone = Centre.objects.filter(municipality_id=municipality_id)
    ids = {name_key(centre.name): centre.id for centre in everyone} | {
        key: row.id for key, row in centres.items()
    }
    fresh = set(agreements.created)
    rows = {(ids[key], place.number): place for key, places in terms.items() for place in places}
    older = Place.objects.filter(municipality_id=municipality_id).order_by("period")
    present = {key: place for place in older if (key := (place.centre_id, place.number))[0] not in fresh}
    fields = {
        key: {
            **_without_days(row.terms().as_dict()),
            "municipality_id": municipality_id,
            "centre_id": key[0],
            "agreement_id": agreements.rows[key[0]].id if key[0] in agreements.rows else None,
            "period": agreements.rows[key[0]].period if key[0] in agreements.rows else None,
        }
        for key, row in rows.items()
    }
    return bring_in_step(Place, present, fields)


def _without_days(terms: dict[str, Any]) -> dict[str, Any]:
    """Return a place's words as columns; a place from a spreadsheet is open as long as its agreement."""
    return {name: value for name, value in terms.items() if name not in ("first_day", "last_day")}
