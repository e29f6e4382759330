"""Checks of time across placements: one person in a place, hours in a week, clashes and mentors' capacity."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from plads.core import week
from plads.core.keyring import key_ring
from plads.core.periods import closed_last_day, first_day, show_day
from plads.intake.checks_candidates import activity_spans
from plads.intake.checks_placements import is_ended, last_held, placement_in_plads
from plads.intake.drafts import Desk, Draft, by_key, plain_key
from plads.intake.known import Known
from plads.intake.spans import Span, Stay
from plads.placements.models import Placement


def check_time(desk: Desk, known: Known) -> None:
    """Note what the walls of the database would refuse, and weeks that no person can keep."""
    stays = _stays(desk, known)
    _check_places(desk, stays)
    _check_hours(desk, known, stays)
    _check_weeks(desk, known, stays)
    _check_mentors(desk, known, stays)


def _stays(desk: Desk, known: Known) -> list[Stay]:
    steps: dict[tuple[str, object], list[Draft]] = defaultdict(list)
    for draft in desk.all("steps"):
        if draft.has("cpr", "first_day", "from_day", "slots"):
            steps[draft.get("cpr"), draft.get("first_day")].append(draft)
    found = []
    for draft in desk.all("placements"):
        if not draft.has("cpr", "centre", "number", "first_day", "last_day", "slots"):
            continue
        last = last_held(draft)
        if draft.get("first_day") <= last and placement_in_plads(known, draft) is None:
            stay = Stay(
                key_ring().lookup(draft.get("cpr")),
                (plain_key(draft.get("centre")), draft.get("number")),
                draft.get("first_day"),
                last,
                not is_ended(draft),
                draft,
                known=False,
                mentors=draft.get("mentors") or [],
            )
            stay.steps = list(_steps(stay, draft, steps[draft.get("cpr"), draft.get("first_day")]))
            found.append(stay)
    return [*found, *_stays_in_plads(known)]


def _steps(stay: Stay, draft: Draft, later: list[Draft]) -> Iterable[Span]:
    parts = sorted(
        [(stay.first, draft), *((row.get("from_day"), row) for row in later)], key=lambda part: part[0]
    )
    ends = [first - timedelta(days=1) for first, _ in parts[1:]]
    for (first, row), last in zip(parts, [*ends, stay.last], strict=True):
        if first <= last and first <= stay.last:
            yield Span(first, min(last, stay.last), tuple(row.get("slots")), "et andet forløb", row)


def _stays_in_plads(known: Known) -> Iterable[Stay]:
    lookups = {candidate.id: lookup for lookup, candidate in known.candidates.items()}
    places = {place.id: key for key, rows in known.places.items() for place in rows}
    for placement in known.placements.values():
        if placement.state == Placement.State.CANCELLED:
            continue
        last = closed_last_day(placement.period)
        steps = [
            Span(
                first_day(step.period),
                min(closed_last_day(step.period), last),
                tuple(step.week),
                "et andet forløb",
                None,
            )
            for step in placement.steps.all()
        ]
        yield Stay(
            lookups[placement.candidate_id],
            places[placement.place_id],
            first_day(placement.period),
            last,
            placement.holds_place,
            None,
            known=True,
            steps=steps,
        )


def _check_places(desk: Desk, stays: list[Stay]) -> None:
    by_place: dict[tuple[str, int], list[Stay]] = defaultdict(list)
    for stay in stays:
        by_place[stay.place].append(stay)
    for group in by_place.values():
        group.sort(key=lambda stay: (stay.first, stay.draft.row if stay.draft else 0))
        latest: Stay | None = None
        for stay in group:
            if latest is not None and stay.first <= latest.last:
                later, earlier = (stay, latest) if stay.draft else (latest, stay)
                if later.draft is not None:
                    days = f"{show_day(earlier.first)} – {show_day(earlier.last)}"
                    message = f"Pladsen er optaget {days} ({earlier.at_row})."
                    desk.fault(later.draft, "first_day", message, "Ret dagene, eller vælg en anden plads.")
            if latest is None or stay.last > latest.last:
                latest = stay


def _check_hours(desk: Desk, known: Known, stays: list[Stay]) -> None:
    """At no time more hours than the candidate may have; every step's first day is looked at."""
    most = _most_minutes(desk, known)
    for lookup, group in _by_candidate(stays).items():
        steps = [step for stay in group if stay.holding for step in stay.steps]
        limit = most.get(lookup, week.FULL_WEEK_MINUTES)
        said: set[int] = set()
        for step in sorted(steps, key=lambda each: (each.first, each.row)):
            at_once = [each for each in steps if each.first <= step.first <= each.last]
            total = sum(each.minutes for each in at_once)
            rows = [each for each in at_once if each.draft is not None]
            if total > limit and rows and rows[-1].row not in said:
                worst = step if step.draft is not None else rows[-1]
                said.add(worst.row)
                if worst.draft is not None:
                    most_ = f"højst {week.show_hours(limit)}"
                    hours = f"{week.show_hours(total)} om ugen fra {show_day(step.first)}, {most_}."
                    desk.fault(
                        worst.draft,
                        "slots",
                        f"Kandidaten får i alt {hours}",
                        "Sæt timerne ned, eller ret det højeste antal.",
                    )


def _most_minutes(desk: Desk, known: Known) -> dict[str, int]:
    found = {lookup: candidate.weekly_minutes for lookup, candidate in known.candidates.items()}
    for draft in desk.all("candidates"):
        if draft.has("cpr", "weekly_minutes"):
            found[key_ring().lookup(draft.get("cpr"))] = draft.get("weekly_minutes")
    return found


def _by_candidate(stays: list[Stay]) -> dict[str, list[Stay]]:
    found: dict[str, list[Stay]] = defaultdict(list)
    for stay in stays:
        found[stay.lookup].append(stay)
    return found


def _check_weeks(desk: Desk, known: Known, stays: list[Stay]) -> None:
    """Nobody can be in two places at once: a new placement's week against activities and other placements."""
    activities = activity_spans(desk, known)
    for lookup, group in _by_candidate(stays).items():
        holding = [stay for stay in group if stay.holding]
        for number, stay in enumerate(holding):
            if stay.draft is None:
                continue
            others = [
                step
                for other in (*holding[:number], *(s for s in holding if s.known))
                for step in other.steps
            ]
            _check_step_weeks(desk, stay, [*activities.get(lookup, []), *others])


def _check_step_weeks(desk: Desk, stay: Stay, others: list[Span]) -> None:
    for step in stay.steps:
        for other in others:
            pairs = week.clashes(list(step.slots), list(other.slots)) if step.meets(other) else []
            if pairs and step.draft is not None:
                mine, theirs = pairs[0]
                message = f"{mine} er optaget af {other.title} ({theirs}{other.at_row})."
                desk.fault(step.draft, "slots", message, "Ret tiderne.")


def _check_mentors(desk: Desk, known: Known, stays: list[Stay]) -> None:
    rows = by_key(desk.all("mentors"), "centre", "email")
    helped: dict[tuple[str, str], list[Stay]] = defaultdict(list)
    for stay in stays:
        for email in stay.mentors if stay.holding else []:
            helped[stay.place[0], email].append(stay)
    for key, group in helped.items():
        mentor, written = known.mentors.get(key), rows.get(key)
        capacity = (written.get("capacity") if written else None) or (mentor.capacity if mentor else 4)
        present = known.mentor_periods.get(mentor.id, []) if mentor else []
        for stay in group:
            busy = sum(other.first <= stay.first <= other.last for other in group)
            busy += sum(first_day(row.period) <= stay.first <= closed_last_day(row.period) for row in present)
            if busy > capacity and stay.draft is not None:
                message = f"{key[1]} har {busy} kandidater den {show_day(stay.first)}, højst {capacity}."
                desk.fault(
                    stay.draft, "mentors", message, "Vælg en anden mentor, eller ret »Højst kandidater«."
                )
