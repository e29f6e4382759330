"""Whether a placement goes on longer (forlængelse, LAB § 61, stk. 2): a person decides, yes or no, with reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from plads.candidates.groups import group_on
from plads.candidates.services import lock as lock_candidate
from plads.centres.models import Place
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.periods import ONE_DAY, closed_last_day, first_day, period, show_day
from plads.law import Verdict
from plads.law.practice import duration
from plads.placements.events import ExtensionRefused, PlacementExtended
from plads.placements.lifecycle import PLACEMENT
from plads.placements.models import EndReason, Extension, Nomination, Placement, PlacementEnd
from plads.placements.services.nominations import (
    drop_proposals,
    refuse_activities,
    refuse_blocked,
    refuse_busy,
    refuse_leaving,
)
from plads.placements.services.placements import lock_in_place, refusal_of
from plads.placements.services.quota import placement_quota
from plads.placements.services.steps import fit_steps

EXTENDS = {Placement.State.APPROVED: "extend_ahead", Placement.State.RUNNING: "extend"}
"""The lifecycle's action by which a placement in a state goes on longer."""

FIELD = "last_day"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks: that a placement lasts until ``last_day``, on a ground of ``Extension.Kind``, and why."""

    last_day: date
    kind: Extension.Kind
    reason: str


@transaction.atomic
def extend_placement(actor: Actor, placement_id: UUID, wish: Wish) -> Extension:
    """Let a placement last until the wish's last day; the last week of its hours goes on. Returns the decision.

    Raises ``Refused`` with what is possible instead: beyond the law's longest course on that ground, rimelighedskravet
    on the new days, the place's days, the next person in the place, or the candidate's other hours; with an end that
    is set already; and without a reason.
    """
    placement = lock_in_place(actor, placement_id)
    lock_candidate(actor, placement.candidate_id)
    place = placement.place
    PLACEMENT.permit(actor.role, placement.state, _action(placement))
    _check(placement, wish)
    before = placement.agreed_last_day
    verdict = _duration(placement, wish)
    _refuse_law([verdict])
    new_days = period(before + ONE_DAY, wish.last_day)
    _refuse_place(place, placement, wish.last_day)
    _refuse_week(placement, wish.last_day)
    _draw_out(placement, wish.last_day)
    verdicts = [verdict, placement_quota(placement, new_days)]
    _refuse_law(verdicts)
    placement.verdicts = renewed(placement.verdicts, verdicts)
    placement.save(update_fields=["verdicts"])
    drop_proposals(place.id, wish.last_day)
    decision = _store(actor, placement, wish, before, verdicts, Extension.State.GRANTED)
    event = PlacementExtended(
        place.centre_id, place.id, placement.candidate_id, placement.id, before, wish.last_day, actor.name
    )
    record(actor, placement.municipality_id, event)
    return decision


@transaction.atomic
def refuse_extension(actor: Actor, placement_id: UUID, wish: Wish) -> Extension:
    """Store that a placement does not go on until the wish's last day, with the reason and the law's word on it.

    Nothing else changes. Raises ``Refused`` without a reason, and for a day that is not later than the agreed one.
    """
    placement = lock_in_place(actor, placement_id)
    PLACEMENT.permit(actor.role, placement.state, _action(placement))
    _check(placement, wish, ended=False)
    before = placement.agreed_last_day
    decision = _store(actor, placement, wish, before, [_duration(placement, wish)], Extension.State.REFUSED)
    event = ExtensionRefused(
        placement.place_id, placement.candidate_id, placement.id, wish.last_day, actor.name
    )
    record(actor, placement.municipality_id, event)
    return decision


FAR = 3 * 366
"""Days of extension beyond which the law is not asked."""


def group_at_start(placement: Placement) -> str:
    """Return the group the law asks about: the candidate's on the first day, not today's (1 statement)."""
    return group_on(placement.candidate, first_day(placement.period))


def longest(placement: Placement, group: str, kind: Extension.Kind, special_needs: int = 0) -> date | None:
    """Return the last day the law allows a placement on a ground of extension; its own last day when none is later.

    ``group`` is ``group_at_start``. ``special_needs`` says how often it was made longer for a special need before.
    ``None`` where the law names no limit for the target group.
    """
    last = placement.agreed_last_day
    low, high = 0, FAR
    while low < high:
        middle = (low + high + 1) // 2
        until = last + timedelta(days=middle)
        blocked = _lasting_until(placement, group, until, kind, special_needs + 1).blocks
        low, high = (low, middle - 1) if blocked else (middle, high)
    return None if low == FAR else last + timedelta(days=low)


def next_in_place(placement: Placement) -> date | None:
    """Return the first day somebody else has, or is put forward for, a placement's place after it (2 statements)."""
    after = closed_last_day(placement.period)
    held = Placement.objects.filter(place_id=placement.place_id, period__startswith__gt=after)
    asked = Nomination.objects.filter(
        place_id=placement.place_id, state__in=Nomination.WAITING, period__endswith__gt=after
    )
    held = held.exclude(state=Placement.State.CANCELLED)
    asked = asked.exclude(candidate_id=placement.candidate_id)
    days = held.values_list("period__startswith", flat=True).union(
        asked.values_list("period__startswith", flat=True)
    )
    return min(days, default=None)


def renewed(stored: Iterable[dict[str, Any]], verdicts: Iterable[Verdict]) -> list[dict[str, Any]]:
    """Return stored verdicts with ``verdicts`` in the place of those of the same rules."""
    fresh = {verdict.rule: verdict.as_dict() for verdict in verdicts}
    return [*(each for each in stored if each["rule"] not in fresh), *fresh.values()]


def _action(placement: Placement) -> str:
    return EXTENDS.get(Placement.State(placement.state), "extend")


def _check(placement: Placement, wish: Wish, *, ended: bool = True) -> None:
    if wish.last_day <= placement.agreed_last_day:
        raise Refused(
            f"Forløbet er aftalt til {show_day(placement.agreed_last_day)}. Vælg en senere dag.",
            code="not_longer",
            field=FIELD,
        )
    if not wish.reason.strip():
        raise Refused(
            "Skriv, hvad der taler for og imod at forlænge. Loven kræver en konkret vurdering.",
            code="no_reason",
            field="reason",
        )
    if closed_last_day(placement.period) < clock.today():
        raise Refused(
            "Forløbet er forbi og kan ikke forlænges. Planlæg et nyt forløb.", code="over", field=FIELD
        )
    if ended:
        _refuse_known_end(placement)


def _refuse_known_end(placement: Placement) -> None:
    """Raise ``Refused`` when another end than the agreed day is set; an end on the agreed day moves along."""
    end = PlacementEnd.objects.filter(placement=placement).first()
    if end is None:
        return
    if end.reason != EndReason.AGREED:
        raise Refused(
            f"Forløbet er sat til at slutte {show_day(end.last_day)}: {end.get_reason_display().lower()}. "
            "Tag slutdagen tilbage, før du forlænger.",
            code="end_known",
            field=FIELD,
        )
    end.delete()


def _duration(placement: Placement, wish: Wish) -> Verdict:
    group, times = group_at_start(placement), _special_needs(placement) + 1
    return _lasting_until(placement, group, wish.last_day, wish.kind, times)


def _lasting_until(placement: Placement, group: str, last: date, kind: Extension.Kind, times: int) -> Verdict:
    begins = first_day(placement.period)
    return duration(group, begins, last, extension=kind.value, special_need_periods=times)


def _special_needs(placement: Placement) -> int:
    """Return how often the placement was made longer for a special need; each time gives its weeks (1 statement)."""
    granted = placement.extensions.filter(state=Extension.State.GRANTED, kind=Extension.Kind.SPECIAL_NEED)
    return granted.count()


def _refuse_law(verdicts: list[Verdict]) -> None:
    try:
        refuse_blocked(verdicts)
    except Refused as refusal:
        raise Refused(refusal.message, code=refusal.code, field=FIELD) from refusal


def _refuse_place(place: Place, placement: Placement, last: date) -> None:
    """Raise ``Refused`` when the place is not open that long, or somebody else comes."""
    ends = closed_last_day(place.period) if not place.period.isempty else placement.agreed_last_day
    if last > ends:
        raise Refused(
            f"Pladsen er åben til {show_day(ends)}. {_until(placement, ends)} "
            "Skal det vare længere, så forlæng aftalen først.",
            code="outside_agreement",
            field=FIELD,
        )
    refuse_leaving(place, period(placement.agreed_last_day + ONE_DAY, last))
    comes = next_in_place(placement)
    if comes is not None and comes <= last:
        raise Refused(
            f"Plads {place.number} er givet eller tilbudt til en anden fra {show_day(comes)}. "
            f"{_until(placement, comes - ONE_DAY)} Skal det vare længere, så find en anden plads til den næste først.",
            code="place_taken",
            field=FIELD,
        )


def _until(placement: Placement, last: date) -> str:
    if last <= placement.agreed_last_day:
        return "Der er ingen dage at forlænge med."
    return f"Forløbet kan vare til {show_day(last)}."


def _refuse_week(placement: Placement, last: date) -> None:
    """Raise ``Refused`` when the candidate's other courses or activities lie in the last week's times."""
    final = placement.steps.order_by("-period").first()
    if final is None:
        return
    stretches = [(placement.agreed_last_day + ONE_DAY, last, final.week)]
    refuse_activities(placement.candidate, stretches)
    refuse_busy(placement.candidate, stretches, but=placement.id)


def _draw_out(placement: Placement, last: date) -> None:
    placement.period, placement.agreed_last_day = period(first_day(placement.period), last), last
    try:
        with transaction.atomic():
            placement.save(update_fields=["period", "agreed_last_day"])
            fit_steps(placement, last)
    except IntegrityError as error:
        raise refusal_of(error) from error


def _store(
    actor: Actor,
    placement: Placement,
    wish: Wish,
    before: date,
    verdicts: list[Verdict],
    state: Extension.State,
) -> Extension:
    return Extension.objects.create(
        municipality_id=placement.municipality_id,
        placement=placement,
        kind=wish.kind,
        from_last_day=before,
        last_day=wish.last_day,
        reason=wish.reason.strip(),
        verdicts=[verdict.as_dict() for verdict in verdicts],
        state=state,
        decided_by_id=actor.user_id,
    )
