"""The invented municipality's placements: who is where today, who comes next, and two years back."""

from datetime import date, timedelta

from plads.core.clock import monday
from plads.intake.world import MadeCandidate, MadePlace, World
from plads.placements.models import EndReason, Purpose

_FILLED = 0.85
"""The share of places with somebody in them today."""
_COMING = 24
"""How many placements are planned or granted and not begun."""
_CLOSED = 18
"""How many candidates no longer look for a place."""
_NOTICE = timedelta(days=7)

_EARLY = {
    EndReason.JOB_ELSEWHERE: 22,
    EndReason.JOB_HERE: 18,
    EndReason.ILLNESS: 14,
    EndReason.CANDIDATE: 10,
    EndReason.OTHER_OFFER: 10,
    EndReason.EDUCATION: 9,
    EndReason.FLEKSJOB: 7,
    EndReason.NO_SHOW: 6,
    EndReason.COMPANY: 4,
}
"""How often a placement that ends early does so for each reason."""
_ENDS_EARLY = 0.4
_JOBS = (EndReason.JOB_HERE, EndReason.JOB_ELSEWHERE)


def make_placements(world: World) -> None:
    """Make the running placements, those to come, the history behind them, and close some candidates."""
    people = list(world.candidates)
    world.rng.shuffle(people)
    closing, people = people[:_CLOSED], people[_CLOSED:]
    waiting = _make_running(world, people)
    _make_coming(world, waiting)
    _make_history(world, [*people, *closing])
    _close(world, closing)
    world.rows.get("placements", []).sort(key=lambda row: (row["first_day"], row["centre"], row["number"]))


def _make_running(world: World, people: list[MadeCandidate]) -> list[MadeCandidate]:
    """Fill most places today; returns the candidates who got none."""
    rng = world.rng
    filled = rng.sample(world.places, k=min(round(len(world.places) * _FILLED), len(people)))
    for place, person in zip(filled, people, strict=False):
        weeks_ago = rng.randrange(0, min(person.weeks - 1, 12))
        first = monday(world.today) - timedelta(weeks=weeks_ago)
        _place(world, place, person, max(first, monday(place.first) + timedelta(weeks=1)))
    return people[len(filled) :]


def _make_coming(world: World, waiting: list[MadeCandidate]) -> None:
    """Give some free places, and places with a known end, to candidates who wait."""
    people = iter(waiting[:_COMING])
    for place in world.rng.sample(world.places, k=len(world.places)):
        ends = max((last for _, last in place.taken), default=world.today)
        first = monday(max(ends, world.today)) + timedelta(weeks=1)
        if first - world.today > timedelta(weeks=5):
            continue
        person = next(people, None)
        if person is None:
            return
        _place(world, place, person, first, granted=world.rng.random() < 0.6)


def _make_history(world: World, people: list[MadeCandidate]) -> None:
    """Fill each place backwards from today with gaps between, so that use rises as the centres grow known."""
    rng = world.rng
    for place in world.places:
        until = min([monday(world.today), *(first for first, _ in place.taken)]) - timedelta(days=3)
        while until > place.first:
            until -= timedelta(weeks=rng.choice((0, 1, 2, 3, 4, 6, 8, 10, 13, 17)))
            person = _somebody(world, people, place, until)
            if person is None:
                break
            until = _end(world, place, person, until) - timedelta(days=3)


def _somebody(
    world: World, people: list[MadeCandidate], place: MadePlace, last: date
) -> MadeCandidate | None:
    for _ in range(30):
        person = world.rng.choice(people)
        first = last - timedelta(days=7 * person.weeks - 3)
        if person.free(first - _NOTICE, last + _NOTICE) and place.free(first, last):
            return person
    return None


def _end(world: World, place: MadePlace, person: MadeCandidate, last: date) -> date:
    """Make one ended placement whose agreed last day is ``last``; returns its first day."""
    rng = world.rng
    last = (
        monday(last) + timedelta(days=4)
        if monday(last) + timedelta(days=4) <= last
        else monday(last) - timedelta(days=3)
    )
    first = monday(last) - timedelta(weeks=person.weeks - 1)
    ended, reason, hours = last, EndReason.AGREED, None
    if rng.random() < _ENDS_EARLY:
        reason = rng.choices(list(_EARLY), weights=list(_EARLY.values()))[0]
        ended = first + timedelta(days=7 * rng.randrange(1, person.weeks) - 3)
        hours = rng.choice((10, 15, 20, 30, 37)) if reason in _JOBS else None
    _place(world, place, person, first, ended_on=ended, reason=reason, job_hours=hours)
    return first


def _place(
    world: World,
    place: MadePlace,
    person: MadeCandidate,
    first: date,
    *,
    granted: bool = True,
    ended_on: date | None = None,
    reason: EndReason | None = None,
    job_hours: int | None = None,
) -> None:
    last = first + timedelta(days=7 * person.weeks - 3)
    taken = (first, ended_on or last)
    place.taken.append(taken)
    person.taken.append(taken)
    weeks = _weeks(world, place, person)
    world.add(
        "placements",
        cpr=person.cpr,
        centre=place.centre,
        number=place.number,
        first_day=first,
        last_day=last,
        purposes=str(world.rng.choice(list(Purpose)).label),
        slots=weeks[0],
        approved_on=min(first - _NOTICE, world.today) if granted else None,
        mentors=place.mentor,
        ended_on=ended_on,
        reason=str(reason.label) if reason else None,
        job_minutes=job_hours,
    )
    for number, slots in enumerate(weeks[1:], start=1):
        day = first + timedelta(weeks=4 * number)
        if day <= (ended_on or last):
            world.add("steps", cpr=person.cpr, first_day=first, from_day=day, slots=slots)


def _weeks(world: World, place: MadePlace, person: MadeCandidate) -> list[str]:
    """Hours that rise: never more than the candidate may have, and over before the afternoon's classes."""
    start = max(place.opens, person.from_hour)
    end = min(place.opens + 6, 13)
    rising = (("man-ons", 3), ("man-tor", 3), ("man-fre", end - start))
    days = {"man-ons": 3, "man-tor": 4, "man-fre": 5}
    found = [
        f"{span} {start}-{start + hours}" for span, hours in rising if days[span] * hours <= person.most_hours
    ]
    return found if world.rng.random() < 0.7 else found[:1]


def _close(world: World, closing: list[MadeCandidate]) -> None:
    closed = {person.cpr for person in closing}
    for row in world.rows["candidates"]:
        row["closed"] = "ja" if row["cpr"] in closed else ""
