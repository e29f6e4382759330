"""The first day of one course as its people read it: where, when, whom to meet, and the checklist."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from plads.candidates.names import shown_name
from plads.centres.models import AgreementVersion
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.looks import Sight, saw
from plads.core.periods import first_day, show_day
from plads.core.week import Slot, show_time
from plads.insight.week_steps import mentor_rows, slots_on, step_rows, times, weeks_of
from plads.placements.models import FirstDay, Placement
from plads.placements.policy import visible_placements
from plads.placements.queries import HIDDEN
from plads.placements.services.first_day import WELCOMES, Welcome

USUAL = (
    "Hils på mentoren og kollegerne",
    "Se arbejdspladsen: garderobe, toilet og frokoststue",
    "Få vist, hvad man gør ved uheld og brand",
    "Aftal pauser og frokost",
    "Aftal, hvem man ringer til, når man er syg",
    "Prøv den første opgave",
    "Spis frokost med makkeren",
    "Tal om dagen, før den slutter",
)
"""The checklist proposed where nobody has made one at the centre before."""

AGREED = ("welcome_plan", "first_day_plan")
"""The clauses of an agreement about the first day."""


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the checklist; ``done_by`` and ``done_on`` are empty until it is done."""

    text: str
    done_by: str
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What was planned. ``meet`` is the time in words, empty when none was set."""

    meet_at: time | None
    meet: str
    where: str
    bring: str
    buddy: str
    tasks: tuple[Task, ...]

    @property
    def done(self) -> int:
        """How many lines of the checklist are done."""
        return sum(1 for task in self.tasks if task.done_on)


@dataclass(frozen=True, slots=True)
class FirstDayPage:
    """The first day of a course. ``suggested`` fills the form, ``agreed`` is what the agreement says about it."""

    id: UUID
    name: str
    centre: str
    address: str
    place: int
    day: date
    hours: str
    plan: Plan | None
    mentors: tuple[str, ...]
    mentor_phone: str
    languages: tuple[str, ...]
    phone: str
    agreed: tuple[Mapping[str, str], ...]
    suggested: Welcome
    may_change: bool
    """Whether the actor may plan and tick off: not when the course is over."""

    def values(self, name: str) -> dict[str, str]:
        """Return what fills the blanks of the letter to a candidate called ``name``."""
        plan = self.plan
        return {
            "name": name,
            "workplace": self.centre,
            "day": show_day(self.day),
            "time": plan.meet if plan else self.hours.partition("–")[0],
            "where": (plan.where if plan else "") or self.address,
            "mentor": " / ".join(self.mentors),
            "bring": plan.bring if plan else "",
            "buddy": plan.buddy if plan else "",
            "phone": self.mentor_phone or self.phone,
        }


def first_day_rows() -> Subquery:
    """Return the annotation that reads a placement's plan of the first day with it; ``plan_of`` makes it plain."""
    plans = FirstDay.objects.filter(placement=OuterRef("pk"))
    return Subquery(plans.values(row=_AS_JSON)[:1])


_AS_JSON = JSONObject(**{name: name for name in ("meet_at", "where", "bring", "buddy", "tasks")})


def plan_of(row: Mapping[str, Any] | None) -> Plan | None:
    """Return an annotated plan, ``None`` when there is none."""
    if row is None:
        return None
    meet_at = time.fromisoformat(row["meet_at"]) if row["meet_at"] else None
    return Plan(
        meet_at,
        show_time(meet_at.hour * 60 + meet_at.minute) if meet_at else "",
        row["where"],
        row["bring"],
        row["buddy"],
        tuple(_task(each) for each in row["tasks"]),
    )


def _task(row: Mapping[str, str]) -> Task:
    day = row.get("done_on")
    return Task(row["text"], row.get("done_by", ""), date.fromisoformat(day) if day else None)


SHOWN = (Sight.NAME, Sight.COURSE, Sight.WEEK)


def first_day_page(actor: Actor, placement_id: UUID) -> FirstDayPage:
    """Return the first day of a course (1 statement); raises ``NotVisible`` for who has no part in the course."""
    row: Any = (
        Placement.objects.filter(visible_placements(actor), id=placement_id)
        .select_related("candidate", "place__centre__workplace", "municipality")
        .defer("verdicts", *HIDDEN)
        .annotate(
            step_rows=step_rows(),
            mentor_rows=mentor_rows(),
            plan_row=first_day_rows(),
            before_row=_before(actor),
            agreed_rows=_agreed(),
            shown_name=shown_name(actor, "candidate__", course=""),
        )
        .first()
    )
    if row is None:
        raise NotVisible
    saw(actor, [row.candidate_id], *SHOWN, municipality_id=row.municipality_id)
    begins, mentors = first_day(row.period), row.mentor_rows
    slots = slots_on(weeks_of(row.step_rows), begins)
    centre = row.place.centre
    return FirstDayPage(
        id=row.id,
        name=row.shown_name,
        centre=centre.name,
        address=centre.workplace.address,
        place=row.place.number,
        day=begins,
        hours=times(slots),
        plan=plan_of(row.plan_row),
        mentors=tuple(each["name"] for each in mentors),
        mentor_phone=next((each["phone"] for each in mentors if each["phone"]), ""),
        languages=tuple(row.candidate.languages),
        phone=row.municipality.phone,
        agreed=tuple(_about_the_day(row.agreed_rows or ())),
        suggested=_suggested(slots, centre.workplace.address, plan_of(row.before_row)),
        may_change=actor.role in WELCOMES and row.state in Placement.HOLDING,
    )


def _before(actor: Actor) -> Subquery:
    """Return the annotation of the latest plan somebody made at the same centre, as far as the actor sees it."""
    same = Placement.objects.filter(visible_placements(actor)).exclude(id=OuterRef(OuterRef("pk")))
    plans = FirstDay.objects.filter(
        placement__in=same, placement__place__centre=OuterRef("place__centre")
    ).order_by("-placement__period", "-id")
    return Subquery(plans.values(row=_AS_JSON)[:1])


def _agreed() -> Subquery:
    signed = AgreementVersion.objects.filter(
        agreement=OuterRef("place__agreement"), state=AgreementVersion.State.SIGNED
    )
    return Subquery(signed.order_by("-number").values("clauses")[:1])


def _about_the_day(clauses: Iterable[Mapping[str, str]]) -> Iterable[Mapping[str, str]]:
    return (each for each in clauses if each["key"] in AGREED and each["text"])


def _suggested(slots: Iterable[Slot], address: str, before: Plan | None) -> Welcome:
    """Return the plan most likely meant: the day's own hours, and the rest as last time at the centre."""
    start = min((slot.start for slot in slots), default=None)
    meet_at = None if start is None else time(start // 60, start % 60)
    if before is None:
        return Welcome(meet_at, address, tasks=list(USUAL))
    return Welcome(meet_at, before.where, before.bring, tasks=[task.text for task in before.tasks])
