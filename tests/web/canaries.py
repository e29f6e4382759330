"""A canary in every text of every row: a word that stands nowhere else, so that a page that shows it is caught.

The story is made fuller first: a second company in the municipality, and candidates, a company and a mentor in the
neighbouring one. Two candidates get name and address protection.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

import psycopg
from django.db import models

from plads.candidates.models import Candidate
from plads.candidates.services import add_activity
from plads.core.actor import Actor
from plads.core.eyes import Thing, things
from plads.core.models import Municipality
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.founding import Cast
from plads.demo.people import person
from plads.mentoring.services import assign_mentor
from plads.people.models import Membership, User
from plads.people.services import give_role
from plads.placements.models import Placement
from tests.days import TODAY
from tests.world import World

amounts = count(1)
"""Makes the numbers that are canaries themselves; below a thousand, so that they are written as they are."""

HOME, NEXT_DOOR = "217", "998"

LEFT_ALONE = {
    "slug", "digest", "seal", "source", "key", "kind", "role", "page", "why", "sights", "subject", "reaction",
    "error", "weights_version", "password", "code",
}  # fmt: skip
"""Texts that are no person's words: addresses, checks, codes."""

NO_ROWS_OF = {"event", "reaction_run", "access_record", "change", "look_tally", "trace_day", "attempt"}
"""Things that hold what other things say; they are looked at through the pages that show them."""


@dataclass(frozen=True)
class Canary:
    """A planted word: in which field of which row it stands. ``part`` is which part of the field it is."""

    word: str
    thing: str
    field: str
    row: Any
    part: str = ""


@dataclass(frozen=True)
class Secret:
    """A protected candidate: the words of the name, and everything else nobody may see before opening it."""

    candidate_id: UUID
    first: str
    last: str
    rest: tuple[str, ...]


def fill(municipalities: dict[str, Municipality]) -> None:
    """Make what the story lacks: strangers at home, and people next door."""
    for code, start in ((HOME, 700), (NEXT_DOOR, 500)):
        world = World(_cast(municipalities[code], start))
        world.numbers = count(start + 10)
        caseworker = world.cast[Role.CASEWORKER]
        running = world.running()
        with acting(caseworker):
            centre = running.place.centre
        mentor, _ = world.mentor(centre)
        with acting(caseworker):
            assign_mentor(caseworker, running.id, mentor.id)
            add_activity(
                caseworker,
                running.candidate_id,
                kind="treatment",
                title="Aftale",
                first_day=TODAY,
                last_day=TODAY,
                slots=parse_week("fre 15-16"),
                provider="Et sted",
            )
        world.candidate()
        world.nomination()


def _cast(municipality: Municipality, start: int) -> Cast:
    cast, system = Cast(municipality), Actor.system(municipality.id)
    for number, role in enumerate((Role.CONSULTANT, Role.CASEWORKER, Role.COORDINATOR), start):
        with acting(system):
            email, name = f"medarbejder{number}@plads.example", f"Medarbejder {number}"
            user = give_role(system, municipality.id, email=email, name=name, role=role)
        cast.enter(role, user)
    return cast


def protect(municipality: Municipality) -> tuple[UUID, UUID]:
    """Protect the story's candidate, whose caseworker is a stranger, and one whose caseworker is the story's."""
    with acting(Actor.system(municipality.id)):
        own = Candidate.objects.get(name=person(Role.CANDIDATE).name)
        stranger = User.objects.get(email="medarbejder701@plads.example")
        Candidate.objects.filter(id=own.id).update(protected=True, caseworker=stranger)
        mine = Candidate.objects.filter(caseworker__email=person(Role.CASEWORKER).email).exclude(id=own.id)
        other = mine.exclude(placements__state__in=Placement.HOLDING).order_by("id").first()
        assert other is not None
        Candidate.objects.filter(id=other.id).update(protected=True)
        return own.id, other.id


def plant(owner_url: str, municipalities: dict[str, Municipality]) -> list[Canary]:
    """Put a canary in every text of every row, and return them all."""
    planted: list[Canary] = []
    numbers = count(1)
    with psycopg.connect(owner_url, autocommit=True) as owner:
        for thing in things():
            if thing.name in NO_ROWS_OF:
                continue
            table = thing.model._meta.db_table
            owner.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            planted += _plant_thing(thing, municipalities, numbers)
            owner.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
    return planted


def _plant_thing(
    thing: Thing, municipalities: dict[str, Municipality], numbers: Iterator[int]
) -> Iterator[Canary]:
    seen: set[Any] = set()
    for municipality in municipalities.values():
        with acting(Actor.system(municipality.id)):
            for row in thing.model._default_manager.all().order_by("pk"):
                if row.pk in seen:
                    continue
                seen.add(row.pk)
                values: dict[str, Any] = {}
                for field in thing.model._meta.local_fields:
                    if field.name in LEFT_ALONE or field.name.startswith("sort_"):
                        continue
                    yield from _value(thing, field, row, numbers, values)
                if values:
                    thing.model._default_manager.filter(pk=row.pk).update(**values)


def _value(
    thing: Thing, field: Any, row: Any, numbers: Iterator[int], values: dict[str, Any]
) -> Iterator[Canary]:
    """Set what to store in a field, and yield the canaries in it; nothing for what is no free text."""
    name, word = field.name, _word(next(numbers))

    def canary(shown: str = word, part: str = "") -> Canary:
        return Canary(shown, thing.name, name, row, part)

    if name == "cpr":
        digits = f"9{next(numbers):05d}{next(numbers):04d}"
        values[name] = digits
        yield from (canary(digits), canary(f"{digits[:6]}-", "first_six"))
    elif thing.name == "assignment_rule":
        return  # numbers of areas and trades: nobody's words
    elif name == "sha256":
        values[name] = f"{next(numbers):064x}"
        yield canary(values[name])
    elif name in ("cvr", "p_number"):
        values[name] = f"9{next(numbers):0{7 if name == 'cvr' else 9}d}"
        yield canary(values[name])
    elif thing.name in ("candidate", "user") and name == "name":
        last = _word(next(numbers))
        values[name] = f"{word} {last}"
        yield from (canary(part="first"), canary(last, "last"))
    elif isinstance(field, models.EmailField):
        values[name] = f"{word.lower()}@x.example"
        yield canary()
    elif name == "ordinary_fte":
        values[name] = f"{100 + next(amounts)}.17"
        yield canary(values[name].replace(".", ","))
    elif name == "hourly_rate":
        values[name] = f"{2000 + next(amounts)}.43"
        yield canary(f"{values[name][0]}.{values[name][1:4]},43")
    elif _is_free_text(thing, field) and len(word) <= (field.max_length or len(word)):
        values[name] = word
        yield canary()
    elif name == "tasks":
        values[name] = [word]
        yield canary()
    elif name in ("content", "places", "inputs") and getattr(row, name):
        values[name] = _inside(getattr(row, name), word)
        if values[name] != getattr(row, name):
            yield canary()


def _is_free_text(thing: Thing, field: Any) -> bool:
    """Whether a field holds somebody's own words; a target group is a code of the law's but in an agreement."""
    if field.name == "target_group" and thing.name != "version":
        return False
    return isinstance(field, models.CharField | models.TextField) and not (field.choices or field.unique)


def _inside(kept: Any, word: str) -> Any:
    """Return JSON with the word in its first text: a statement's name, the tasks of a place."""
    if isinstance(kept, list):
        return [each | {"tasks": [word]} for each in kept]
    if isinstance(kept, bytes | memoryview):
        return kept  # a sealed paper: its words are those of the version, which have their own
    return kept | {"name": word, "workplace": word}


def _word(number: int) -> str:
    letters = ""
    for _ in range(4):
        number, rest = divmod(number, 26)
        letters = chr(ord("a") + rest) + letters
    return f"Qz{letters}"


def secrets_of(candidate_id: UUID, planted: list[Canary]) -> Secret:
    """Return the words that may not be shown of a protected candidate."""
    mine = [each for each in planted if each.thing == "candidate" and each.row.pk == candidate_id]
    names = {each.part: each.word for each in mine if each.field == "name"}
    rest = tuple(each.word for each in mine if each.field in ("cpr", "phone", "email"))
    return Secret(candidate_id, names["first"], names["last"], rest)


def candidate_users() -> dict[UUID, UUID]:
    """Return which candidate each user speaks for, in the scope that is open."""
    rows = Membership.objects.filter(role=Role.CANDIDATE).values_list("user_id", "subject_id")
    return dict(rows)
