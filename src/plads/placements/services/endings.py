"""The end of a placement: on the agreed day, or earlier and known ahead, moved or taken back before it comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from plads.candidates.services import settle_after_placement
from plads.core import clock, week
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import about, record
from plads.core.models import Event
from plads.core.periods import ONE_DAY, closed_last_day, first_day, months_after, period, show_day
from plads.placements.events import HoursChanged, PlacementEnded, PlacementEndKnown, PlacementEndWithdrawn
from plads.placements.lifecycle import PLACEMENT
from plads.placements.models import (
    JOBS,
    EndReason,
    Nomination,
    Outcome,
    Placement,
    PlacementEnd,
)
from plads.placements.services.nominations import (
    Stretch,
    drop_proposals,
    refuse_busy,
    refuse_leaving,
    refuse_taken,
    stored_stretches,
)
from plads.placements.services.placements import lock_in_place, refusal_of
from plads.placements.services.steps import add_step, fit_steps

GOES_ON = (*JOBS, EndReason.EDUCATION, EndReason.FLEKSJOB, EndReason.OTHER_OFFER)
"""Ends after which the candidate does not look for a place any more."""

OUTCOMES: dict[str, Outcome.Kind] = {
    **dict.fromkeys(JOBS, Outcome.Kind.JOB),
    EndReason.EDUCATION: Outcome.Kind.EDUCATION,
    EndReason.FLEKSJOB: Outcome.Kind.FLEKSJOB,
}
"""Where a candidate stands on the day of such an end; after any other it is not known."""

FIRST_FOLLOW_UP = 3
"""How many months after the last day it is first asked where the candidate stands."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a placement ends. ``weekly_minutes`` are the ordinary paid minutes of the job, if it is one.

    ``job_starts`` is that job's first day, which may come after the last day here; ``None`` is not known.
    """

    last_day: date
    reason: EndReason
    note: str = ""
    weekly_minutes: int | None = None
    job_starts: date | None = None


@transaction.atomic
def end_placement(actor: Actor, placement_id: UUID, ending: Ending) -> Placement:
    """Set the end of a running placement: its place is free from the day after ``ending.last_day``.

    A last day to come leaves the course running until then, and may be set anew; the place is offered at once.
    A candidate who got a job, education or another offer is closed; everyone else waits again from that day.
    Raises ``Refused`` on a day before the start or the last noted attendance, after the agreed last day, when the
    agreed day is given as reason for another day, and on a job's hours or first day that cannot be.
    """
    placement = lock_in_place(actor, placement_id)
    PLACEMENT.permit(actor.role, placement.state, "end")
    _check(placement, ending)
    _check_job(placement, ending)
    _reach(placement, ending.last_day)
    before = PlacementEnd.objects.filter(placement=placement).first()
    end, _ = PlacementEnd.objects.update_or_create(
        placement=placement,
        defaults={
            "municipality_id": placement.municipality_id,
            "last_day": ending.last_day,
            "reason": ending.reason,
            "note": ending.note.strip(),
            "weekly_minutes": ending.weekly_minutes,
            "job_starts": ending.job_starts,
        },
    )
    _settle(actor, placement, ending.reason, before)
    if ending.last_day > clock.today():
        _announce(actor, placement, end)
    else:
        _finish(actor, placement, end)
    return placement


@transaction.atomic
def withdraw_end(actor: Actor, placement_id: UUID) -> Placement:
    """Take back an end that has not come: the course lasts until its agreed day again, with the hours it had.

    A candidate who was to go on is ready again, and proposals for the place fall. Raises ``Refused`` when no end is
    set, and when the place or the candidate is no longer free: somebody has it or is offered it, the agreement
    ends before, or the candidate is somewhere else by then.
    """
    placement = lock_in_place(actor, placement_id)
    PLACEMENT.permit(actor.role, placement.state, "withdraw_end")
    end = PlacementEnd.objects.filter(placement=placement).first()
    if end is None or end.last_day < clock.today():
        raise Refused("Der er ikke sat en slutdag, som kan tages tilbage.", code="no_end")
    _refuse_offered(placement)
    _reach(placement, placement.agreed_last_day, _cut_off(placement, end.last_day))
    end.delete()
    _settle(actor, placement, None, end)
    drop_proposals(placement.place_id)
    event = PlacementEndWithdrawn(
        placement.place.centre_id,
        placement.place_id,
        placement.candidate_id,
        placement.id,
        placement.agreed_last_day,
    )
    record(actor, placement.municipality_id, event)
    return placement


def ends_due(actor: Actor) -> list[UUID]:
    """Return the running placements whose last day has passed."""
    due = Placement.objects.filter(
        municipality_id__in=actor.municipality_ids,
        state=Placement.State.RUNNING,
        period__endswith__lte=clock.today(),
    )
    return list(due.order_by("id").values_list("id", flat=True))


@transaction.atomic
def end_of_itself(actor: Actor, placement_id: UUID) -> Placement:
    """End a placement whose last day has passed: as was set ahead, or on the agreed day."""
    placement = lock_in_place(actor, placement_id)
    end = PlacementEnd.objects.filter(placement=placement).first()
    if end is None:
        return end_placement(actor, placement_id, Ending(closed_last_day(placement.period), EndReason.AGREED))
    _finish(actor, placement, end)
    return placement


def _settle(actor: Actor, placement: Placement, reason: str | None, before: PlacementEnd | None) -> None:
    """Let the candidate wait from the day after, or be closed, for an end with ``reason`` instead of ``before``."""
    settle_after_placement(
        actor,
        placement.candidate_id,
        goes_on=reason in GOES_ON,
        free_from=closed_last_day(placement.period) + ONE_DAY,
        was_to_go_on=before is not None and before.reason in GOES_ON,
    )


def _reach(placement: Placement, last: date, later: Sequence[Stretch] = ()) -> None:
    """Let a placement and its hours last until ``last``, with the hours of ``later`` from their days on.

    Raises ``Refused`` when its place or candidate is not free that long.
    """
    until = closed_last_day(placement.period)
    now_until = later[0][0] - ONE_DAY if later else last
    if last > until:
        more = period(until + ONE_DAY, last)
        refuse_taken(placement.place, more, field="last_day")
        refuse_leaving(placement.place, more)
        weeks = [(until + ONE_DAY, now_until, each.week) for each in placement.steps.order_by("-period")[:1]]
        refuse_busy(placement.candidate, [*weeks, *later])
    placement.period = period(first_day(placement.period), last)
    try:
        with transaction.atomic():
            placement.save(update_fields=["period"])
            fit_steps(placement, now_until)
            for first, end, slots in later:
                add_step(placement, first, end, slots)
    except IntegrityError as error:
        raise refusal_of(error) from error


def _cut_off(placement: Placement, cut: date) -> list[Stretch]:
    """Return the hours of a course that were to begin after ``cut``, with their days until the agreed one.

    They are the nomination's. Once somebody has changed the hours they are not those any more: then there are none,
    and the week in force on the last day goes on.
    """
    last, nomination = placement.agreed_last_day, placement.nomination
    changed = Event.objects.filter(about(placement.id), kind=HoursChanged.kind)
    if nomination is None or changed.exists():
        return []
    later = [each for each in stored_stretches(nomination) if cut < each[0] <= last]
    ends = [*(first - ONE_DAY for first, _, _ in later[1:]), last]
    return [(first, end, slots) for (first, _, slots), end in zip(later, ends, strict=False)]


def _refuse_offered(placement: Placement) -> None:
    """Raise ``Refused`` when somebody is put forward for days that a withdrawn end would take back."""
    more = period(closed_last_day(placement.period) + ONE_DAY, placement.agreed_last_day)
    asked = Nomination.objects.filter(
        place_id=placement.place_id,
        state__in=Nomination.WAITING,
        period__overlap=more,
    ).first()
    if not more.isempty and asked is not None:
        raise Refused(
            f"Pladsen er tilbudt en anden fra {show_day(first_day(asked.period))}. "
            "Træk den indstilling tilbage først, eller lad slutdagen stå.",
            code="place_offered",
            field="last_day",
        )


def _finish(actor: Actor, placement: Placement, end: PlacementEnd) -> None:
    """Let a placement be over, with where the candidate stands on that day."""
    placement.state = PLACEMENT.permit(actor.role, placement.state, "end")
    placement.save(update_fields=["state"])
    Outcome.objects.create(
        municipality_id=placement.municipality_id,
        placement=placement,
        kind=OUTCOMES.get(end.reason, Outcome.Kind.UNKNOWN),
        weekly_minutes=end.weekly_minutes,
        employer_is_centre=end.reason == EndReason.JOB_HERE,
        since=end.job_starts,
        noted_by=actor.signature,
    )
    event = PlacementEnded(
        placement.place.centre_id,
        placement.place_id,
        placement.candidate_id,
        placement.id,
        end.last_day,
        str(end.get_reason_display()),
    )
    record(actor, placement.municipality_id, event)


def _announce(actor: Actor, placement: Placement, end: PlacementEnd) -> None:
    event = PlacementEndKnown(
        placement.place.centre_id,
        placement.place_id,
        placement.candidate_id,
        placement.id,
        end.last_day,
        str(end.get_reason_display()),
    )
    record(actor, placement.municipality_id, event)


def _check(placement: Placement, ending: Ending) -> None:
    begins = first_day(placement.period)
    if ending.last_day < begins:
        raise Refused(
            f"Forløbet begyndte {show_day(begins)}. Det kan ikke slutte før: vælg den dag eller en senere.",
            code="end_before_start",
            field="last_day",
        )
    if ending.last_day > placement.agreed_last_day:
        raise Refused(
            f"Den aftalte sidste dag er {show_day(placement.agreed_last_day)}. Vælg den eller en tidligere. "
            "Skal det vare længere, så forlæng forløbet.",
            code="end_after_agreed",
            field="last_day",
        )
    latest = placement.attendance.aggregate(day=Max("day"))["day"]
    if latest is not None and latest > ending.last_day:
        raise Refused(
            f"Der er noteret fremmøde {show_day(latest)}. Vælg den dag eller en senere, "
            f"til og med {show_day(placement.agreed_last_day)}.",
            code="end_before_attendance",
            field="last_day",
        )
    if ending.reason == EndReason.AGREED and ending.last_day != placement.agreed_last_day:
        raise Refused(
            "Forløbet slutter før den aftalte dag. Vælg den rigtige årsag.", code="early_end", field="reason"
        )


def _check_job(placement: Placement, ending: Ending) -> None:
    """Raise ``Refused`` on hours or a first day of a job that does not fit the reason, the week or the course."""
    if ending.reason not in JOBS:
        for name in ("weekly_minutes", "job_starts"):
            if getattr(ending, name) is not None:
                raise Refused(
                    "Årsagen er ikke et ordinært job. Lad feltet stå tomt, eller vælg et job som årsag.",
                    code="no_job",
                    field=name,
                )
        return
    refuse_over_full_week(ending.weekly_minutes)
    starts, begins = ending.job_starts, first_day(placement.period)
    if starts is not None and starts < begins:
        raise Refused(
            f"Forløbet begyndte {show_day(begins)}, og jobbet kan ikke være begyndt før. "
            "Havde kandidaten timer allerede, så noter dem som ordinære timer ved siden af.",
            code="job_before_course",
            field="job_starts",
        )
    asked = months_after(ending.last_day, FIRST_FOLLOW_UP)
    if starts is not None and starts > asked:
        raise Refused(
            f"Jobbet begynder efter {show_day(asked)}, hvor der spørges første gang. "
            "Vælg en anden årsag, og noter jobbet ved opfølgningen.",
            code="job_after_followup",
            field="job_starts",
        )


def refuse_over_full_week(minutes: int | None) -> None:
    """Raise ``Refused`` when a job's weekly minutes are none or more than a full week's."""
    if minutes is not None and not 0 < minutes <= week.FULL_WEEK_MINUTES:
        raise Refused(
            f"En fuld uge er {week.show_hours(week.FULL_WEEK_MINUTES)}. Skriv timerne om ugen, højst så mange.",
            code="over_full_week",
            field="weekly_minutes",
        )
