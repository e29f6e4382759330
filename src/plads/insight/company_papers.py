"""The papers a company's people read: an agreement with its signatures, a candidate put forward."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from plads.candidates.names import shown_name
from plads.centres.models import Agreement, AgreementVersion, Centre, Party, Signature
from plads.centres.paper_queries import paper_of
from plads.centres.policy import visible_centres
from plads.centres.reading import Reading, read
from plads.core import week
from plads.core.actor import Actor
from plads.core.codes import DanishLevel, Demand, Function, Language
from plads.core.errors import NotVisible
from plads.core.looks import Sight, saw
from plads.core.periods import closed_last_day, first_day, last_day
from plads.core.roles import Role
from plads.insight.company_page import sent_to_company
from plads.insight.signers import Admission, admissions
from plads.placements.models import Nomination, Purpose
from plads.placements.policy import visible_nominations

PARTY_OF = {Role.CONTACT: Party.COMPANY, Role.REPRESENTATIVE: Party.REPRESENTATIVE}
"""For whom each role of a company gives its word."""


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """A place as the agreement describes it, in words."""

    number: int
    function: str
    tasks: tuple[str, ...]
    week: str
    hours: str
    danish: str
    languages: tuple[str, ...]
    demands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One of the three parties, with its word once it is given. ``agrees`` is ``None`` until then."""

    party: str
    label: str
    name: str = ""
    agrees: bool | None = None
    statement: str = ""
    signed_at: datetime | None = None
    admission: Admission | None = None


@dataclass(frozen=True, slots=True)
class AgreementPaper:
    """A version of an agreement as its parties read it.

    ``may_answer``: the actor's own word is awaited. ``has_file``: its sealed paper is there to fetch.
    """

    id: UUID
    number: int
    centre: str
    company: str
    workplace: str
    p_number: str
    municipality: str
    office: str
    phone: str
    consultant: str
    first_day: date
    last_day: date | None
    goals: str
    target_group: str
    mentor_arrangement: str
    economy: str
    absence_procedure: str
    notice_days: int
    places: tuple[PlaceWords, ...]
    quota: Mapping[str, Any] | None
    changed: tuple[str, ...]
    parties: tuple[PartyLine, ...]
    signed: bool
    seal: str
    sealed_at: datetime | None
    may_answer: bool
    reading: Reading
    """Everything the version says, in words."""
    has_file: bool
    agreement_id: UUID
    in_force: bool
    """Whether the version is signed and its agreement has not ended: what a company may ask to change."""

    @property
    def refused(self) -> bool:
        """Whether a party said no: nothing waits for the others then, the words must be talked about."""
        return any(party.agrees is False for party in self.parties)


@dataclass(frozen=True, slots=True)
class HoursLine:
    """The week from a day on, as put forward."""

    first_day: date
    week: str
    hours: str


@dataclass(frozen=True, slots=True)
class OfferPaper:
    """A candidate put forward, with what the company may know and nothing else."""

    id: UUID
    name: str
    danish: str
    languages: tuple[str, ...]
    goal: str
    centre: str
    place: int
    function: str
    tasks: tuple[str, ...]
    first_day: date
    last_day: date
    hours: tuple[HoursLine, ...]
    purposes: tuple[str, ...]
    municipality: str
    office: str
    phone: str
    contact: str
    company: bool | None
    candidate: bool | None
    open: bool


def agreement_paper(actor: Actor, version_id: UUID) -> AgreementPaper:
    """Return a version sent to the actor's company (3 statements); raises ``NotVisible`` otherwise."""
    version = (
        AgreementVersion.objects.filter(
            sent_to_company(actor),
            id=version_id,
            agreement__centre__in=Centre.objects.filter(visible_centres(actor)),
        )
        .select_related(
            "agreement__centre__workplace__company",
            "agreement__centre__consultant",
            "municipality",
            "document",
        )
        .defer("document__content")
        .prefetch_related(Prefetch("signatures", Signature.objects.select_related("request", "noted_by")))
        .first()
    )
    if version is None:
        raise NotVisible
    return _paper(actor, version)


def _paper(actor: Actor, version: AgreementVersion) -> AgreementPaper:
    centre, town = version.agreement.centre, version.municipality
    given = {each.party: each for each in version.signatures.all()}
    mine = PARTY_OF.get(actor.role)
    offered = version.state == AgreementVersion.State.OFFERED
    let_in = admissions(given.values())
    signed_before = actor.user_id is not None and any(
        each.user_id == actor.user_id or each.noted_by_id == actor.user_id for each in given.values()
    )
    return AgreementPaper(
        id=version.id,
        number=version.number,
        centre=centre.name,
        company=centre.workplace.company.name,
        workplace=centre.workplace.name,
        p_number=centre.workplace.p_number,
        municipality=town.name,
        office=town.office_name,
        phone=town.phone,
        consultant=centre.consultant.name if centre.consultant else "",
        first_day=first_day(version.period),
        last_day=last_day(version.period),
        goals=version.goals,
        target_group=version.target_group,
        mentor_arrangement=version.mentor_arrangement,
        economy=version.economy,
        absence_procedure=version.absence_procedure,
        notice_days=version.notice_days,
        places=tuple(_place(each) for each in version.places),
        quota=version.quota,
        changed=tuple(version.changed),
        parties=tuple(_party(party, given.get(party), let_in) for party in Party),
        signed=version.state == AgreementVersion.State.SIGNED,
        seal=version.seal,
        sealed_at=version.sealed_at,
        may_answer=offered and mine is not None and mine not in given and not signed_before,
        reading=read(version),
        has_file=paper_of(version) is not None,
        agreement_id=version.agreement_id,
        in_force=version.state == AgreementVersion.State.SIGNED
        and version.agreement.state in (Agreement.State.SIGNED, Agreement.State.PAUSED),
    )


def _place(terms: Mapping[str, Any]) -> PlaceWords:
    slots = week.load(terms["slots"])
    return PlaceWords(
        number=terms["number"],
        function=str(Function(terms["function"]).label),
        tasks=tuple(terms["tasks"]),
        week=week.show(slots),
        hours=week.show_hours(week.total(slots)),
        danish=str(DanishLevel(terms["danish_level"]).label) if terms["danish_level"] else "",
        languages=_labels(Language, terms["languages"]),
        demands=_labels(Demand, terms["demands"]),
    )


def _labels(codes: Any, values: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(codes(value).label) for value in values)


def _party(party: Party, word: Signature | None, let_in: Mapping[UUID, Admission]) -> PartyLine:
    label = str(party.label)
    if word is None:
        return PartyLine(party.value, label)
    admission = let_in.get(word.id)
    return PartyLine(party.value, label, word.name, word.agrees, word.statement, word.signed_at, admission)


def offer_paper(actor: Actor, nomination_id: UUID) -> OfferPaper:
    """Return what the company may know of a candidate (1 statement); raises ``NotVisible`` otherwise."""
    found = (
        Nomination.objects.filter(visible_nominations(actor), id=nomination_id)
        .select_related("candidate", "place__centre", "municipality", "nominated_by")
        .annotate(shown_name=shown_name(actor, "candidate__"))
        .only(
            *("period", "steps", "purposes", "company_answer", "candidate_answer", "state"),
            *("candidate__danish_level", "candidate__languages", "candidate__goal"),
            *(
                "place__number",
                "place__function",
                "place__tasks",
                "place__centre__name",
                "nominated_by__name",
            ),
            *("municipality__name", "municipality__office_name", "municipality__phone"),
        )
        .first()
    )
    if found is None:
        raise NotVisible
    person, place, town = found.candidate, found.place, found.municipality
    sights = (Sight.NAME, Sight.WISHES, Sight.WEEK, Sight.COURSE)
    saw(actor, [person.id], *sights, municipality_id=town.id)
    return OfferPaper(
        id=found.id,
        name=found.shown_name,
        danish=person.get_danish_level_display(),
        languages=_labels(Language, person.languages),
        goal=person.goal,
        centre=place.centre.name,
        place=place.number,
        function=place.get_function_display(),
        tasks=tuple(place.tasks),
        first_day=first_day(found.period),
        last_day=closed_last_day(found.period),
        hours=tuple(_hours(step) for step in found.steps),
        purposes=_labels(Purpose, found.purposes),
        municipality=town.name,
        office=town.office_name,
        phone=town.phone,
        contact=found.nominated_by.name if found.nominated_by else "",
        company=found.company_answer,
        candidate=found.candidate_answer,
        open=found.state == Nomination.State.OPEN,
    )


def _hours(step: Mapping[str, Any]) -> HoursLine:
    slots = week.load(step["slots"])
    return HoursLine(
        date.fromisoformat(step["first_day"]), week.show(slots), week.show_hours(week.total(slots))
    )
