"""The invented municipality's companies, workplaces, employment, centres, places and mentors."""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from stdnum.dk import cvr as stdnum_cvr

from plads.companies.models import Company, Contact
from plads.core.codes import DanishLevel, Function, Language
from plads.intake.names import DEMANDS, DISTRICTS, STREETS, TASKS, TRADES, Trade, address
from plads.intake.world import MadePlace, World

_FIRST_CVR, _FIRST_P_NUMBER = 99_000_000, 1_990_000_001
_CITIES = (("3000", "Helsingør"), ("3060", "Espergærde"), ("3070", "Snekkersten"), ("3100", "Hornbæk"))
_AGREEMENT_YEARS = 3
_MOST_PER_MENTOR = 5
_OPEN_HOURS = 6


def make_companies(world: World, companies: int, places: int) -> None:
    """Make companies, one in ten with two workplaces, and one centre at each workplace with its share of places."""
    workplaces = [number for number in range(companies) for _ in range(2 if number % 10 == 0 else 1)]
    workplaces = workplaces[: max(1, places)]
    shares = _shares(world, places, len(workplaces))
    cvrs = _cvr_numbers()
    made: dict[int, tuple[str, str, Trade]] = {}
    for position, number in enumerate(workplaces):
        if number not in made:
            trade = TRADES[number % len(TRADES)]
            name = _company_name(number, trade)
            made[number] = (next(cvrs), name, trade)
            sector = Company.Sector.PUBLIC if trade.public else Company.Sector.PRIVATE
            world.add("companies", cvr=made[number][0], name=name, sector=str(sector.label))
        cvr, name, trade = made[number]
        second = position > 0 and workplaces[position - 1] == number
        _make_workplace(
            world, cvr, f"{name}, afdeling 2" if second else name, trade, position, shares[position]
        )


def _company_name(number: int, trade: Trade) -> str:
    round_, district = divmod(number // len(TRADES), len(DISTRICTS))
    return f"{trade.name} {DISTRICTS[district]}" + (f" {round_ + 1}" if round_ else "")


def _cvr_numbers() -> Iterator[str]:
    number = _FIRST_CVR
    while True:
        number += 1
        if stdnum_cvr.is_valid(str(number)):
            yield str(number)


def _shares(world: World, places: int, centres: int) -> list[int]:
    """Share places out between centres: mostly three to six, a few larger."""
    shares = [places // centres] * centres
    for number in range(places - sum(shares)):
        shares[number % centres] += 1
    for _ in range(centres * 2):
        give, take = world.rng.randrange(centres), world.rng.randrange(centres)
        if shares[give] > 2 and shares[take] < 8:
            shares[give] -= 1
            shares[take] += 1
    return shares


def _make_workplace(world: World, cvr: str, name: str, trade: Trade, position: int, places: int) -> None:
    rng = world.rng
    p_number = str(_FIRST_P_NUMBER + position)
    postcode, city = rng.choice(_CITIES)
    street = f"{rng.choice(STREETS)} {rng.randrange(1, 99)}"
    world.add(
        "workplaces", p_number=p_number, cvr=cvr, name=name, street=street, postcode=postcode, city=city
    )
    _make_months(world, p_number, places)
    domain = f"{address(name).replace('.', '-')}.example"
    for kind in Contact.Kind:
        person = world.new_name()
        email = f"{address(person)}@{domain}"
        phone = str(rng.randrange(20_000_000, 20_099_999))
        world.add("contacts", p_number=p_number, kind=str(kind.label), name=person, email=email, phone=phone)
    _make_centre(world, p_number, name, trade, places, domain)


def _make_months(world: World, p_number: str, places: int) -> None:
    """Enough employees that rimelighedskravet has room for every place, and a little movement."""
    need = math.ceil(places * _OPEN_HOURS * 5 / 37) + 1
    base = 5.0 * need + world.rng.uniform(0, 20)
    month = world.today.replace(day=1)
    for _ in range(12 * world.years):
        month = (month - timedelta(days=1)).replace(day=1)
        fte = Decimal(str(round(base * world.rng.uniform(0.98, 1.04), 2)))
        world.add(
            "months", p_number=p_number, month=month, ordinary_fte=fte, source="CVR-registret (opdigtet)"
        )


def _make_centre(world: World, p_number: str, name: str, trade: Trade, places: int, domain: str) -> None:
    first, last = _agreement(world)
    world.add(
        "centres",
        name=name,
        p_number=p_number,
        consultant=world.rng.choice(world.consultants),
        first_day=first,
        last_day=last,
        goals=f"{places} kandidater ad gangen får erfaring fra en almindelig arbejdsplads",
        target_group="Borgere, der har brug for en lang vej til et job",
        mentor_arrangement="En erfaren medarbejder tager imod og hjælper i hverdagen",
        economy="Mentortimer ud over det normale efter bevilling",
        absence_procedure="Mentoren giver besked til jobcentret samme dag",
        notice_days=30,
    )
    mentors = [_make_mentor(world, name, domain, places) for _ in range(math.ceil(places / _MOST_PER_MENTOR))]
    for number in range(1, places + 1):
        function = trade.functions[number % len(trade.functions)]
        _make_place(world, MadePlace(name, number, function, 7, first, last, mentors[number % len(mentors)]))


def _agreement(world: World) -> tuple[date, date]:
    """Return an agreement's days: a third of the centres are as old as the history, the others came since."""
    whole = 365 * world.years
    age = whole if world.rng.random() < 1 / 3 else world.rng.randrange(120, whole + 1)
    first = (world.today - timedelta(days=age)).replace(day=1)
    return first, first.replace(year=first.year + max(_AGREEMENT_YEARS, world.years + 1)) - timedelta(days=1)


def _make_mentor(world: World, centre: str, domain: str, places: int) -> str:
    name = world.new_name()
    email = f"{address(name)}@{domain}"
    phone = str(world.rng.randrange(20_100_000, 20_199_999))
    world.add(
        "mentors",
        centre=centre,
        name=name,
        email=email,
        phone=phone,
        kind="Ekstern mentor" if world.rng.random() < 0.1 else "Medarbejder",
        capacity=min(places, _MOST_PER_MENTOR),
    )
    return email


def _make_place(world: World, place: MadePlace) -> None:
    rng = world.rng
    place.opens = rng.choice((7, 8, 8, 9))
    asked = [DanishLevel.NONE, DanishLevel.WORDS, DanishLevel.SIMPLE, DanishLevel.EVERYDAY]
    if place.function in (Function.OFFICE, Function.CARE):
        asked = [DanishLevel.EVERYDAY, DanishLevel.GOOD]
    languages = rng.sample(list(Language), k=rng.randrange(0, 3))
    world.places.append(place)
    world.add(
        "places",
        centre=place.centre,
        number=place.number,
        function=str(place.function.label),
        tasks="; ".join(rng.sample(TASKS[place.function], k=3)),
        slots=f"man-fre {place.opens}-{place.opens + _OPEN_HOURS}",
        danish_level=str(rng.choice(asked).label),
        languages="; ".join(str(language.label) for language in languages),
        demands="; ".join(str(demand.label) for demand in DEMANDS[place.function]),
    )
