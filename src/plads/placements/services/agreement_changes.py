"""What an agreement's changes mean for the courses that live by it: asked first, carried out with the deed itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, transaction

from plads.centres.events import AgreementRedrafted
from plads.centres.lifecycle import AGREEMENT, VERSION
from plads.centres.models import Agreement, AgreementVersion, Place
from plads.centres.services import changing, ending, pausing
from plads.centres.services.ending import NoticeTerms
from plads.centres.services.pausing import PauseTerms
from plads.centres.services.places import open_places
from plads.centres.services.reach import lock_agreement, lock_version
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.periods import closed_last_day, first_day, period, show_day
from plads.placements.events import NominationFell, PlacementShortened
from plads.placements.lifecycle import NOMINATION
from plads.placements.models import EndReason, Nomination, Placement
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.nominations import drop_proposals
from plads.placements.services.placements import cancel_placement, lock_placement, refusal_of
from plads.placements.services.steps import fit_steps


class Fate(StrEnum):
    """What becomes of a course when its agreement pauses or ends."""

    GOES_ON = "goes_on"
    ENDS = "ends"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided for one course; ``last_day`` when it ends."""

    fate: Fate
    last_day: date | None = None


Choices = Mapping[UUID, Choice]
"""What was decided, by the placement's id; a course that nobody chose for goes on as long as it may."""


@transaction.atomic
def give_notice(actor: Actor, agreement_id: UUID, terms: NoticeTerms, choices: Choices) -> Agreement:
    """Give notice, and settle every course in the agreement's places as was chosen.

    No course lasts beyond the agreement's last day: one that would is set to end on it, one that has not begun is
    shortened, and one that would begin later is called off. Raises ``Refused`` as ``ending.give_notice`` does.
    """
    agreement = lock_agreement(actor, agreement_id)
    AGREEMENT.permit(actor.role, agreement.state, "give_notice")
    ending.check_notice(agreement, terms)
    _settle(actor, agreement, choices, terms.last_day)
    try:
        with transaction.atomic():
            return ending.give_notice(actor, agreement_id, terms)
    except IntegrityError as error:
        known = refusal_of(error)
        raise Refused(
            "Nogen har lige fået en plads efter den dag. Hent siden igen, og vælg, hvad der skal ske.",
            code="course_came",
            field="choices",
        ) from known


@transaction.atomic
def take_back_notice(actor: Actor, agreement_id: UUID, drawn_out: frozenset[UUID]) -> Agreement:
    """Take a notice back; the running courses in ``drawn_out`` last until their agreed day again."""
    agreement = ending.take_back_notice(actor, agreement_id)
    lock_places_of(agreement)
    ended = Placement.objects.filter(
        place__agreement=agreement, id__in=drawn_out, state=Placement.State.RUNNING
    )
    for placement in ended.order_by("id"):
        end_placement(actor, placement.id, Ending(placement.agreed_last_day, EndReason.AGREED))
    return agreement


@transaction.atomic
def pause(actor: Actor, agreement_id: UUID, terms: PauseTerms, choices: Choices) -> Agreement:
    """Set a pause, and settle the courses that have days in it as was chosen; those nobody chose for go on."""
    agreement = pausing.pause_agreement(actor, agreement_id, terms)
    _settle(actor, agreement, choices, None)
    return agreement


@transaction.atomic
def end_agreement(actor: Actor, agreement_id: UUID) -> Agreement:
    """Let an agreement be over, and before that every course that somebody gave a place beyond its last day."""
    agreement = lock_agreement(actor, agreement_id)
    AGREEMENT.permit(actor.role, agreement.state, "end")
    last = agreement.ends_on or closed_last_day(agreement.period)
    if last < clock.today():
        _settle(actor, agreement, {}, last)
    return ending.end_agreement(actor, agreement_id)


@transaction.atomic
def reduce_agreement(
    actor: Actor, agreement_id: UUID, numbers: frozenset[int], reason: str
) -> AgreementVersion:
    """Return a draft in which these places close: at once when nobody is in them, otherwise after the course."""
    draft = changing.reduce_agreement(actor, agreement_id, numbers, reason)
    return let_run_out(actor, draft)


def let_run_out(actor: Actor, draft: AgreementVersion) -> AgreementVersion:
    """Put the places that a draft leaves out and somebody has back into it, until that course ends."""
    present = {each["number"] for each in draft.places}
    words = {each["number"]: each for each in changing.version_in_force(draft.agreement).places}
    kept = [
        {**words[number], "last_day": last.isoformat()}
        for number, last in stays_of(draft.agreement_id).items()
        if number not in present and number in words
    ]
    return changing.put_places(draft, [*draft.places, *kept]) if kept else draft


class Wish(StrEnum):
    """What is done about a place that a draft takes from somebody."""

    RUN_OUT = "run_out"
    KEEP = "keep"


@transaction.atomic
def settle_losses(actor: Actor, version_id: UUID, wishes: Mapping[int, Wish]) -> AgreementVersion:
    """Put into a draft what was chosen for each place it takes from somebody; returns the draft.

    A place runs out when its course does, or is kept as it is in the agreement in force; days and week likewise.
    When courses last beyond the draft's last day, the draft lasts as long as they do.
    """
    version = lock_version(actor, version_id)
    VERSION.permit(actor.role, version.state, "edit")
    before = changing.version_in_force(version.agreement)
    old = {each["number"]: each for each in before.places}
    places = {each["number"]: each for each in version.places}
    stays = stays_of(version.agreement_id)
    for number, wish in wishes.items():
        if number not in old or number not in stays:
            continue
        words = old[number] if wish == Wish.KEEP or number not in places else places[number]
        last = stays[number].isoformat() if wish == Wish.RUN_OUT else words.get("last_day")
        places[number] = {**words, "last_day": last}
    ends = closed_last_day(version.period)
    kept = [n for n, wish in wishes.items() if wish == Wish.KEEP and stays.get(n, ends) > ends]
    needed = (
        closed_last_day(before.period) if kept else max([ends, *(stays[n] for n in wishes if n in stays)])
    )
    if needed > ends:
        places = {
            n: {**each, "last_day": each.get("last_day") or (None if n in wishes else ends.isoformat())}
            for n, each in places.items()
        }
        version.period = period(first_day(version.period), needed)
        version.save(update_fields=["period"])
    changing.put_places(version, list(places.values()))
    event = AgreementRedrafted(version.agreement.centre_id, version.agreement_id, version.number, len(places))
    record(actor, version.municipality_id, event)
    return version


def stays_of(agreement_id: UUID, *, been: bool = False) -> dict[int, date]:
    """Return the last day of whoever has or awaits each of an agreement's places, by number (1 statement).

    With ``been`` also of those who have had one: a place was there as long as they were.
    """
    courses = Placement.objects.filter(place__agreement=agreement_id)
    left_out = {"state": Placement.State.CANCELLED}
    rows = (courses.exclude(**left_out) if been else courses.filter(state__in=Placement.HOLDING)).values_list(
        "place__number", "period"
    )
    latest: dict[int, date] = {}
    for number, span in rows:
        latest[number] = max(latest.get(number, date.min), closed_last_day(span))
    return latest


def refuse_cut_courses(version: AgreementVersion) -> None:
    """Raise ``Refused`` when a change would take a place from somebody, or a part of their days."""
    stays, ends = stays_of(version.agreement_id), closed_last_day(version.period)
    words = {each["number"]: each for each in version.places}
    for number, last in sorted(stays.items()):
        own = words.get(number, {}).get("last_day")
        until = date.fromisoformat(own) if own else ends
        if number in words and last <= until:
            continue
        what = f"slutter i ændringen {show_day(until)}" if number in words else "er taget ud"
        raise Refused(
            f"Der er et forløb i plads {number} til {show_day(last)}, og pladsen {what}. "
            "Vælg på aftalens side, hvad der skal ske.",
            code="course_cut",
            field="places",
        )


def bring_places_in_step(actor: Actor, version_id: UUID) -> list[Place]:
    """Open, change and close the places of a sealed version; one that somebody has is there until they leave."""
    version = AgreementVersion.objects.only("agreement_id").get(id=version_id)
    return open_places(actor, version_id, stays_of(version.agreement_id, been=True))


@transaction.atomic
def clear_place(actor: Actor, place_id: UUID, why: str) -> int:
    """Let proposals and nominations fall that reach beyond a place's last day; returns how many nominations.

    The nomination says why, so that the candidate's caseworker can find another place.
    """
    place = Place.objects.select_for_update(no_key=True).get(id=place_id)
    drop_proposals(place.id)
    waiting = Nomination.objects.select_for_update(no_key=True).filter(
        place=place, state__in=Nomination.WAITING
    )
    late = waiting if place.period.isempty else waiting.exclude(period__contained_by=place.period)
    fallen = list(late.order_by("id"))
    for nomination in fallen:
        nomination.state = NOMINATION.permit(actor.role, nomination.state, "withdraw")
        nomination.answer_reason = f"Pladsen er der ikke så længe: {why}."
        nomination.save(update_fields=["state", "answer_reason"])
        event = NominationFell(place.centre_id, place.id, nomination.candidate_id, nomination.id, why)
        record(actor, place.municipality_id, event)
    return len(fallen)


def _settle(actor: Actor, agreement: Agreement, choices: Choices, last: date | None) -> None:
    """Carry out what was chosen for each course in an agreement's places, none beyond ``last``."""
    courses = Placement.objects.filter(place__agreement=agreement, state__in=Placement.HOLDING)
    lock_places_of(agreement)
    for placement in courses.order_by("id"):
        choice = choices.get(placement.id, Choice(Fate.GOES_ON))
        if choice.fate == Fate.CANCELLED or (last is not None and first_day(placement.period) > last):
            _call_off(actor, placement)
            continue
        until = choice.last_day if choice.fate == Fate.ENDS else None
        days = [day for day in (until, last, closed_last_day(placement.period)) if day is not None]
        if min(days) < closed_last_day(placement.period):
            _shorten(actor, placement, min(days))


def lock_places_of(agreement: Agreement) -> None:
    """Lock an agreement's places, by id as everybody does who takes several, before the courses in them."""
    places = Place.objects.filter(agreement=agreement).order_by("id")
    list(places.select_for_update(no_key=True).values_list("id"))


def _call_off(actor: Actor, placement: Placement) -> None:
    if placement.state == Placement.State.RUNNING:
        raise Refused(
            "Et forløb, der er i gang, kan ikke aflyses. Vælg dets sidste dag.",
            code="running",
            field="choices",
        )
    cancel_placement(actor, placement.id)


def _shorten(actor: Actor, placement: Placement, last: date) -> None:
    """Let a course end on a day before its own last: a running one with its reason, another in its plan."""
    if placement.state == Placement.State.RUNNING:
        end_placement(actor, placement.id, Ending(last, EndReason.AGREEMENT))
        return
    planned = lock_placement(actor, placement.id)
    if last < first_day(planned.period):
        raise Refused(
            f"Forløbet begynder først {show_day(first_day(planned.period))}. Aflys det, eller vælg en senere dag.",
            code="end_before_start",
            field="choices",
        )
    planned.period, planned.agreed_last_day = period(first_day(planned.period), last), last
    planned.save(update_fields=["period", "agreed_last_day"])
    fit_steps(planned, last)
    event = PlacementShortened(
        planned.place.centre_id, planned.place_id, planned.candidate_id, planned.id, last
    )
    record(actor, planned.municipality_id, event)
