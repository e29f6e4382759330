"""The invented municipality's candidates and what they do beside a placement."""

from datetime import date, timedelta

from plads.core.codes import DanishLevel, Demand, Function, Language
from plads.intake.names import CONSIDERATIONS, GOALS, MOTIVATIONS, address
from plads.intake.world import MadeCandidate, World
from plads.law.groups import label_of

_GROUPS = {
    "aktivitetsparat": 50,
    "aktivitetsparat-ung": 15,
    "sygedagpenge": 9,
    "jobafklaring": 8,
    "fleksjobvisiteret": 9,
    "ressourceforloeb": 4,
    "jobparat": 3,
    "dagpenge": 2,
}
"""How many in a hundred are of each target group."""
_SHORT = ("jobparat", "dagpenge")
SHORT_WEEKS, LONG_WEEKS = 4, 13


def make_candidates(world: World, count: int) -> None:
    """Make candidates, the last ones closed once their placements are made."""
    for number in range(count):
        _make_candidate(world, number)


def _make_candidate(world: World, number: int) -> None:
    rng = world.rng
    group = rng.choices(list(_GROUPS), weights=list(_GROUPS.values()))[0]
    born = (
        date(rng.randrange(1997, 2006), 1, 1)
        if group.endswith("-ung")
        else date(rng.randrange(1962, 1996), 1, 1)
    )
    born += timedelta(days=rng.randrange(0, 365))
    made = MadeCandidate(
        _replacement_number(born, number),
        group,
        SHORT_WEEKS if group in _SHORT else LONG_WEEKS,
        rng.choice((8, 8, 9)),
        rng.choice((12, 15, 15, 20, 20, 25, 30, 37)),
    )
    world.candidates.append(made)
    level = rng.choices(list(DanishLevel), weights=[4, 12, 22, 24, 16, 22])[0]
    waiting = world.today - timedelta(days=rng.randrange(20, 365 * world.years))
    _row(world, made, level, waiting)
    if level <= DanishLevel.EVERYDAY:
        _make_classes(world, made, level)


def _replacement_number(born: date, number: int) -> str:
    """Return a number as people without a CPR number get: the day plus 60, so that it is nobody's."""
    seventh = (4 if born.year >= 2000 else 0) + number // 1000 % 4
    return f"{born.day + 60:02d}{born.month:02d}{born.year % 100:02d}-{seventh}{number % 1000:03d}"


def _row(world: World, made: MadeCandidate, level: DanishLevel, waiting: date) -> None:
    rng = world.rng
    name = world.new_name()
    wishes = rng.sample(list(Function), k=rng.randrange(1, 4))
    avoids = rng.sample(
        [Demand.LIFTING, Demand.NOISE, Demand.COLD, Demand.PEOPLE], k=rng.choice((0, 0, 1, 1, 2))
    )
    own = rng.sample(list(Language), k=1 if level < DanishLevel.FLUENT else 0)
    world.add(
        "candidates",
        cpr=made.cpr,
        name=name,
        email=f"{address(name)}@post.example" if rng.random() < 0.7 else "",
        phone=str(rng.randrange(20_200_000, 20_299_999)),
        caseworker=rng.choice(world.caseworkers),
        target_group=label_of(made.group),
        danish_level=str(level.label),
        languages="; ".join(str(language.label) for language in own),
        functions="; ".join(str(function.label) for function in wishes),
        avoids="; ".join(str(demand.label) for demand in avoids),
        available=f"man-fre {made.from_hour}-15",
        weekly_minutes=made.most_hours,
        goal=GOALS[wishes[0]],
        considerations=rng.choice(CONSIDERATIONS) if rng.random() < 0.3 else "",
        motivation=rng.choice(MOTIVATIONS),
        consent_on=waiting,
        waiting_since=waiting,
    )


def _make_classes(world: World, made: MadeCandidate, level: DanishLevel) -> None:
    """Danish classes lie in the afternoon, after the hours of any placement made here."""
    rng = world.rng
    first = world.today - timedelta(days=rng.randrange(10, 120))
    world.add(
        "activities",
        cpr=made.cpr,
        kind="Danskuddannelse",
        title=f"Dansk, modul {level + 1}",
        provider="Sprogskolen Eksempel",
        first_day=first,
        last_day=first + timedelta(days=rng.randrange(150, 240)),
        slots=rng.choice(("man, ons 13-15", "tir, tor 13-15")),
    )
