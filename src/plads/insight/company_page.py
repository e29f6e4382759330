"""What a company's contact sees: its centres, who comes when, and what waits for an answer.

A company never sees a candidate's CPR number, target group or considerations; they are not read here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject

from plads.candidates.names import shown_name
from plads.centres.models import Agreement, AgreementVersion, Centre, Place, Signature
from plads.centres.models.agreements import NoticeBy
from plads.centres.policy import visible_centres
from plads.core import clock, week
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.looks import Sight, saw_across
from plads.core.periods import ONE_DAY, closed_last_day, first_day, last_day
from plads.insight.company_facts import (
    CentreBlock,
    Change,
    CompanyPage,
    LifeLine,
    MentorLine,
    OfferLine,
    PaperLine,
    PlaceLine,
    Stay,
)
from plads.insight.expressions import rests
from plads.insight.week_steps import mentor_rows, step_rows, week_on, weeks_of
from plads.mentoring.models import Mentor
from plads.placements.models import Nomination, Placement
from plads.placements.policy import visible_nominations, visible_placements

EVERY = Q()
"""The filter that leaves nothing out."""

SOON = timedelta(days=30)
"""How far ahead starts and ends are told."""


def company_page(actor: Actor) -> CompanyPage:
    """Return the page of a company's contact (4 statements, for any number of centres and places)."""
    today = clock.today()
    centres = list(_centres(actor))
    stays = _stays(actor, today)
    places = _places(actor, today, stays)
    blocks = [_block(centre, places.get(centre.id, [])) for centre in centres]
    return CompanyPage(tuple(blocks), tuple(_offers(actor)), tuple(_changes(blocks, today)))


def own_centre(actor: Actor, centre_id: UUID) -> CentreBlock:
    """Return one centre with its mentors, without places (1 statement); raises ``NotVisible`` otherwise."""
    found = next((centre for centre in _centres(actor, Q(id=centre_id))), None)
    if found is None:
        raise NotVisible
    return _block(found, [])


def _centres(actor: Actor, which: Q = EVERY) -> Iterable[Centre]:
    mentors = Mentor.objects.filter(centre=OuterRef("pk")).order_by("name", "id")
    taking = Placement.objects.filter(
        mentor_assignments__mentor=OuterRef("pk"), state=Placement.State.RUNNING
    )
    rows = mentors.annotate(busy=ArraySubquery(taking.values("id"))).values(
        row=JSONObject(
            id="id", name="name", email="email", phone="phone", signed="confidentiality_at", busy="busy"
        )
    )
    return (
        Centre.objects.filter(visible_centres(actor), which)
        .exclude(state=Centre.State.CLOSED)
        .select_related("workplace", "municipality", "consultant")
        .annotate(mentor_rows=ArraySubquery(rows), paper_rows=_paper_rows(actor), life_rows=_life_rows())
        .order_by("municipality__name", "sort_name", "id")
    )


def _stays(actor: Actor, today: date) -> dict[UUID, list[Stay]]:
    rows = (
        Placement.objects.filter(
            visible_placements(actor), state__in=Placement.HOLDING, period__endswith__gt=today
        )
        .annotate(step_rows=step_rows(), mentor_rows=mentor_rows())
        .order_by("period")
        .values(
            "id",
            *("place_id", "period", "state", "step_rows", "mentor_rows", "municipality_id", "candidate_id"),
            name=shown_name(actor, "candidate__", course=""),
        )
    )
    found = list(rows)
    people = ((row["municipality_id"], row["candidate_id"]) for row in found)
    saw_across(actor, people, Sight.NAME, Sight.COURSE, Sight.WEEK)
    by_place: dict[UUID, list[Stay]] = {}
    for row in found:
        by_place.setdefault(row["place_id"], []).append(_stay(row, today))
    return by_place


def _stay(row: Mapping[str, Any], today: date) -> Stay:
    begins, ends = first_day(row["period"]), closed_last_day(row["period"])
    steps, since = weeks_of(row["step_rows"]), max(today, begins)
    step = week_on(steps, since)
    return Stay(
        id=row["id"],
        candidate=row["name"],
        first_day=begins,
        last_day=ends,
        hours=week.show_hours(step.minutes) if step else "",
        week=week.show(step.slots) if step else "",
        mentors=tuple(each["name"] for each in row["mentor_rows"]),
        begun=row["state"] == Placement.State.RUNNING,
        approved=row["state"] != Placement.State.PLANNED,
        rise=next((each for each in steps if each.first_day > since), None),
    )


def _places(actor: Actor, today: date, stays: dict[UUID, list[Stay]]) -> dict[UUID, list[PlaceLine]]:
    rows = (
        Place.objects.filter(
            centre__in=Centre.objects.filter(visible_centres(actor)),
            period__endswith__gt=today,
        )
        .exclude(state=Place.State.CLOSED)
        .annotate(rest_rows=rests())
        .order_by("number", "period")
        .only("centre_id", "number", "function", "slots", "period", "state")
    )
    by_centre: dict[UUID, list[PlaceLine]] = {}
    for place in rows:
        by_centre.setdefault(place.centre_id, []).append(_place(place, stays.get(place.id, []), today))
    return by_centre


def _place(place: Any, stays: Sequence[Stay], today: date) -> PlaceLine:
    now = next((stay for stay in stays if stay.first_day <= today), None)
    return PlaceLine(
        place.number,
        place.get_function_display(),
        week.show(place.week),
        now,
        tuple(stay for stay in stays if stay is not now),
        _free_from(place, stays, today),
        rests=place.state == Place.State.PAUSED,
    )


def _free_from(place: Any, stays: Sequence[Stay], today: date) -> date | None:
    day, last = max(today, first_day(place.period)), last_day(place.period)
    taken = [(stay.first_day, stay.last_day + ONE_DAY) for stay in stays]
    for row in place.rest_rows:
        after = date.fromisoformat(row["after"]) if row["after"] else date.max
        taken.append((date.fromisoformat(row["first"]), after))
    for begins, after in sorted(taken):
        if begins <= day < after:
            day = after
    return day if last is None or day <= last else None


def _paper_rows(actor: Actor) -> ArraySubquery:
    """Return the annotation that reads a centre's papers with it, the latest first."""
    answers = Signature.objects.filter(version=OuterRef("pk")).values(
        row=JSONObject(party="party", yes="agrees")
    )
    newer = AgreementVersion.objects.filter(
        agreement=OuterRef("agreement"), number__gt=OuterRef("number"), state=AgreementVersion.State.SIGNED
    )
    versions = (
        AgreementVersion.objects.filter(sent_to_company(actor), ~Exists(newer))
        .filter(agreement__centre=OuterRef("pk"))
        .exclude(agreement__state=Agreement.State.ENDED)
        .annotate(answers=ArraySubquery(answers))
        .order_by("-period", "-number")
    )
    row = JSONObject(
        id="id",
        number="number",
        first="period__startswith",
        after="period__endswith",
        state="state",
        answers="answers",
    )
    return ArraySubquery(versions.values(row=row))


def _life_rows() -> ArraySubquery:
    """Return the annotation that reads what was decided about a centre's agreements in force."""
    decided = Agreement.objects.filter(
        Q(paused_from__isnull=False) | Q(ends_on__isnull=False),
        centre=OuterRef("pk"),
        state__in=[Agreement.State.SIGNED, Agreement.State.PAUSED],
    )
    names = ("paused_from", "paused_until", "pause_reason", "ends_on", "notice_by")
    return ArraySubquery(decided.order_by("period").values(row=JSONObject(**{name: name for name in names})))


def _life(row: Mapping[str, Any]) -> LifeLine:
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in _LIFE_DAYS}
    by = str(NoticeBy(row["notice_by"]).label) if row["notice_by"] else ""
    return LifeLine(pause_reason=row["pause_reason"], notice_by=by, **days)


_LIFE_DAYS = ("paused_from", "paused_until", "ends_on")


def _paper(centre: str, row: Mapping[str, Any]) -> PaperLine:
    after = row["after"]
    return PaperLine(
        UUID(row["id"]),
        row["number"],
        centre,
        date.fromisoformat(row["first"]),
        date.fromisoformat(after) - ONE_DAY if after else None,
        row["state"] == AgreementVersion.State.SIGNED,
        {each["party"]: each["yes"] for each in row["answers"]},
    )


def sent_to_company(actor: Actor) -> Q:
    """Return the filter for versions a company's people may read: those sent for signature, never drafts."""
    shown = [AgreementVersion.State.OFFERED, AgreementVersion.State.SIGNED]
    return Q(municipality_id__in=actor.municipality_ids, state__in=shown)


def _offers(actor: Actor) -> list[OfferLine]:
    rows = (
        Nomination.objects.filter(visible_nominations(actor), state__in=Nomination.WAITING)
        .order_by("period", "id")
        .values_list(
            "id",
            shown_name(actor, "candidate__"),
            "place__centre__name",
            "place__number",
            "period__startswith",
            "company_answer",
            "candidate_answer",
            "municipality_id",
            "candidate_id",
        )
    )
    found = list(rows)
    saw_across(actor, (row[-2:] for row in found), Sight.NAME, Sight.COURSE)
    return [OfferLine(*row[:-2]) for row in found]


def _block(centre: Any, places: Sequence[PlaceLine]) -> CentreBlock:
    rows: list[dict[str, Any]] = centre.mentor_rows
    return CentreBlock(
        id=centre.id,
        name=centre.name,
        address=centre.workplace.address,
        is_open=centre.state == Centre.State.OPEN,
        municipality=centre.municipality.name,
        office=centre.municipality.office_name,
        phone=centre.municipality.phone,
        email=centre.municipality.email,
        consultant=centre.consultant.name if centre.consultant else "",
        places=tuple(places),
        mentors=tuple(
            MentorLine(
                row["id"],
                row["name"],
                row["email"],
                row["phone"],
                row["signed"] is not None,
                len(row["busy"]),
            )
            for row in rows
        ),
        papers=tuple(_paper(centre.name, row) for row in centre.paper_rows),
        life=tuple(map(_life, centre.life_rows)),
    )


def _changes(blocks: Iterable[CentreBlock], today: date) -> list[Change]:
    found: list[Change] = []
    for centre, place in ((block.name, place) for block in blocks for place in block.places):
        for stay in filter(None, (place.now, *place.coming)):
            if today < stay.first_day <= today + SOON:
                found.append(Change(stay.first_day, stay.candidate, centre, place.number, True))
            if today <= stay.last_day <= today + SOON:
                found.append(Change(stay.last_day, stay.candidate, centre, place.number, False))
    return sorted(found, key=lambda change: change.day)
