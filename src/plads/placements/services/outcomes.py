"""Where a candidate stands 3, 6 and 12 months after a course, as somebody found out and noted it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record_many
from plads.core.periods import show_day
from plads.core.roles import OFFICE
from plads.placements.models import Outcome, Placement
from plads.placements.outcome_events import OutcomeNoted
from plads.placements.outcome_queries import MILESTONES, asked_on, next_asked
from plads.placements.policy import visible_placements
from plads.placements.services.endings import refuse_over_full_week


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands on the day it is asked about. What is not known is left out, and stays not known.

    ``weekly_minutes`` and ``here`` (at the workplace of the course) are of an ordinary job; ``since`` its first day, or
    that of the education, fleksjob or support.
    """

    kind: Outcome.Kind
    weekly_minutes: int | None = None
    since: date | None = None
    here: bool = False


Asked = tuple[UUID, int]
"""A course, and how many months after it."""

_FACTS = ("kind", "weekly_minutes", "since", "employer_is_centre")


@transaction.atomic
def note_outcome(actor: Actor, placement_id: UUID, months: int, standing: Standing) -> Outcome:
    """Store or correct where a candidate stands so many months after a course; returns the row.

    A correction keeps what stood there in the history; the same said again changes nothing. Raises ``Refused`` before
    the day it is asked, for a course that is not over, for somebody whose data may not be used for anything new, and
    on hours or a first day that cannot be.
    """
    placement = _lock(actor, [placement_id]).get(placement_id)
    if placement is None:
        raise NotVisible
    _check(placement, months, standing)
    row = Outcome.objects.filter(placement=placement, months=months).first()
    fresh = _row(actor, placement, months, standing)
    if row is not None and all(getattr(row, name) == getattr(fresh, name) for name in _FACTS):
        return row
    if row is not None:
        fresh.id, fresh._state.adding = row.id, False
    fresh.save()
    record_many(actor, placement.municipality_id, [_event(actor, placement, months)])
    return fresh


@transaction.atomic
def note_outcomes(actor: Actor, found: Mapping[Asked, Standing]) -> list[Outcome]:
    """Store several outcomes at once and return those stored (4 statements, however many).

    What a colleague has noted in the meantime stays as it is, and is not among those returned. One that cannot be
    stops all: raises ``Refused`` as ``note_outcome`` does, with ``<course>_<months>`` as its field.
    """
    placements = _lock(actor, {placement_id for placement_id, _ in found})
    there = set(Outcome.objects.filter(placement__in=placements).values_list("placement_id", "months"))
    fresh: list[Outcome] = []
    for (placement_id, months), standing in found.items():
        placement = placements.get(placement_id)
        if placement is None:
            raise NotVisible
        try:
            _check(placement, months, standing)
        except Refused as refusal:
            raise Refused(refusal.message, code=refusal.code, field=f"{placement_id}_{months}") from refusal
        if (placement_id, months) not in there:
            fresh.append(_row(actor, placement, months, standing))
    Outcome.objects.bulk_create(fresh)
    if fresh:
        events = [_event(actor, placements[row.placement_id], row.months) for row in fresh]
        record_many(actor, actor.municipality_id, events)
    return fresh


def _lock(actor: Actor, placement_ids: "list[UUID] | set[UUID]") -> dict[UUID, Placement]:
    """Return the courses of these the actor may see, locked in order, by id; raises ``Refused`` for other roles."""
    rows = (
        Placement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("candidate", "end")
        .filter(visible_placements(actor), id__in=placement_ids)
        .order_by("id")
    )
    found = {row.id: row for row in rows}
    if found and actor.role not in OFFICE:
        raise Refused("Kun kommunens medarbejdere noterer udfald.", code="wrong_role")
    return found


def _row(actor: Actor, placement: Placement, months: int, standing: Standing) -> Outcome:
    return Outcome(
        municipality_id=placement.municipality_id,
        placement=placement,
        months=months,
        kind=standing.kind,
        weekly_minutes=standing.weekly_minutes,
        since=standing.since,
        employer_is_centre=standing.here,
        noted_by=actor.signature,
        noted_at=clock.now(),
    )


def _event(actor: Actor, placement: Placement, months: int) -> OutcomeNoted:
    return OutcomeNoted(placement.candidate_id, placement.id, months, actor.signature)


def _check(placement: Placement, months: int, standing: Standing) -> None:
    if months not in MILESTONES:
        raise Refused("Der spørges efter 3, 6 og 12 måneder. Vælg en af dem.", code="bad_months")
    end = getattr(placement, "end", None)
    if placement.state != Placement.State.ENDED or end is None:
        raise Refused("Forløbet er ikke slut. Udfaldet noteres bagefter.", code="not_ended")
    day = asked_on(end.last_day, months)
    if day > clock.today():
        raise Refused(
            f"Forløbet sluttede {show_day(end.last_day)}. Efter {months} måneder er {show_day(day)}; "
            "notér det den dag eller senere.",
            code="not_asked_yet",
            field="kind",
        )
    if placement.candidate.restricted:
        raise Refused(
            "Brugen af kandidatens oplysninger er begrænset. Der må ikke noteres noget nyt, før det er ophævet.",
            code="restricted",
        )
    _check_facts(standing)
    if standing.since is not None and standing.since > day:
        following = next_asked(months)
        then = f"Notér det ved {following} måneder." if following else "Notér, hvor kandidaten stod den dag."
        what = "Jobbet" if standing.kind == Outcome.Kind.JOB else "Det"
        raise Refused(
            f"{what} begynder efter {show_day(day)}, som der spørges om. {then}",
            code="since_after_followup",
            field="since",
        )


def _check_facts(standing: Standing) -> None:
    """Raise ``Refused`` on facts that do not belong to the kind: only a job has hours, what is unknown has nothing."""
    if standing.kind == Outcome.Kind.JOB:
        refuse_over_full_week(standing.weekly_minutes)
        return
    given = {
        "weekly_minutes": standing.weekly_minutes is not None,
        "here": standing.here,
        "since": standing.since is not None and standing.kind == Outcome.Kind.UNKNOWN,
    }
    for name in (name for name, said in given.items() if said):
        raise Refused(_NOT_OF_THE_KIND[name], code="no_such_fact", field=name)


_OF_A_JOB = "Det hører til et ordinært job. Lad feltet stå tomt, eller vælg »Ordinært job«."
_NOT_OF_THE_KIND = {
    "weekly_minutes": _OF_A_JOB,
    "here": _OF_A_JOB,
    "since": "Når det ikke vides, er der ingen dag. Lad feltet stå tomt.",
}
