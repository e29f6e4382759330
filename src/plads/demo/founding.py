"""What is there before the story begins: a municipality with its staff, and candidates who wait."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from stdnum.dk.cvr import is_valid as is_cvr

from plads.candidates.facts import CandidateFacts
from plads.candidates.models import Candidate
from plads.candidates.services import add_activity, make_ready, register_candidate
from plads.core import clock
from plads.core.actor import Actor
from plads.core.codes import DanishLevel, Demand, Function, Language, Transport
from plads.core.models import Municipality
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.people import DEMO_PASSWORD, DEMO_PEOPLE, person
from plads.people.models import User
from plads.people.services import give_role

STAFF = (Role.CONSULTANT, Role.CASEWORKER, Role.COORDINATOR, Role.MANAGER, Role.ADMINISTRATOR, Role.SUPPORT)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A candidate of the story as the caseworker enters them; ``weeks`` is how long they have waited."""

    name: str
    cpr: str
    functions: tuple[str, ...]
    danish: DanishLevel
    weeks: int
    motivation: str
    available: str = "man-fre 8-14"
    languages: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()
    hours: int = 25
    classes: str = ""
    considerations: str = ""
    goal: str = "Et job i et varehus"
    transport: tuple[str, ...] = ()
    travel: int | None = None
    work_duty: bool = False
    test: tuple[str, date] | None = None
    competences: tuple[str, ...] = ()
    wishes: str = ""


WAITING = (
    Waiting(
        "Kamal Kandidat",
        "6101901001",
        (Function.SHOP, Function.STORE),
        DanishLevel.SIMPLE,
        30,
        "Jeg vil gerne arbejde med varer og tale mere dansk.",
        languages=(Language.ARABIC,),
        classes="tir, tor 8-10.30",
        transport=(Transport.BIKE, Transport.PUBLIC),
        travel=20,
        test=("Danskuddannelse 2, modul 3", date(2025, 11, 14)),
        competences=("Har passet en lille butik", "Kan køre palleløfter"),
        wishes="Et sted med mange kolleger, jeg kan tale dansk med.",
    ),
    Waiting(
        "Amina Eksempel",
        "6202912002",
        (Function.SHOP,),
        DanishLevel.EVERYDAY,
        24,
        "Jeg vil gerne have kolleger igen.",
        languages=(Language.SOMALI,),
        considerations="Har brug for en rolig første uge.",
    ),
    Waiting(
        "Bo Prøvesen",
        "6303923003",
        (Function.STORE, Function.WORKSHOP),
        DanishLevel.FLUENT,
        18,
        "Jeg vil gerne i gang med noget praktisk.",
        hours=15,
        avoids=(Demand.PEOPLE,),
    ),
    Waiting(
        "Oksana Modelenko",
        "6404934004",
        (Function.STORE, Function.SHOP),
        DanishLevel.SIMPLE,
        16,
        "Jeg kan arbejde hurtigt, og jeg vil lære dansk.",
        languages=(Language.UKRAINIAN,),
        classes="man, ons 8-10",
        transport=(Transport.PUBLIC,),
        travel=35,
        work_duty=True,
    ),
    Waiting(
        "Yusuf Forsøg",
        "6505945005",
        (Function.SHOP, Function.STORE),
        DanishLevel.SIMPLE,
        12,
        "Jeg vil gerne prøve et varehus.",
        languages=(Language.TURKISH,),
    ),
    Waiting(
        "Grete Skitse",
        "6606956006",
        (Function.KITCHEN,),
        DanishLevel.FLUENT,
        40,
        "Jeg vil gerne lave mad til mange.",
        goal="Et job i et køkken",
    ),
    Waiting(
        "Tesfay Mønster",
        "6707967007",
        (Function.STORE,),
        DanishLevel.NONE,
        20,
        "Jeg vil gerne arbejde.",
        languages=(Language.TIGRINYA,),
    ),
    Waiting(
        "Lone Udkast",
        "6808978008",
        (Function.SHOP, Function.OFFICE),
        DanishLevel.FLUENT,
        8,
        "Jeg vil gerne tilbage på arbejde i små skridt.",
        available="man, ons, fre 9-12",
        hours=9,
    ),
)


@dataclass(slots=True)
class Cast:
    """Who acts in the story: the municipality and an actor for each role that has appeared so far."""

    municipality: Municipality
    actors: dict[Role, Actor] = field(default_factory=dict)
    users: dict[Role, User] = field(default_factory=dict)

    def __getitem__(self, role: Role) -> Actor:
        return self.actors[role]

    def enter(self, role: Role, user: User, *subjects: UUID) -> Actor:
        """Let somebody appear in a role, speaking for ``subjects``."""
        scope = frozenset({self.municipality.id})
        self.actors[role] = Actor(user.id, user.name, role, scope, frozenset(subjects))
        self.users[role] = user
        return self.actors[role]


def found(code: str, name: str, slug: str) -> Municipality:
    """Store a municipality, or return the one with that code; its CVR number is invented, as all of them in 99 are."""
    row, _ = Municipality.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "slug": slug,
            "cvr": _invented_cvr(code),
            "phone": "00 00 00 00",
            "email": f"jobcenter@{slug}.example",
        },
    )
    return row


def _invented_cvr(code: str) -> str:
    """Return a number with a right check digit in the range 99, which no company has."""
    return next(f"99{code}{end:03d}" for end in range(1000) if is_cvr(f"99{code}{end:03d}"))


def hire_staff(municipality: Municipality, password: str | None = DEMO_PASSWORD) -> Cast:
    """Give the story's staff their roles and return them as the first of the cast."""
    cast = Cast(municipality)
    system = Actor.system(municipality.id)
    for each in DEMO_PEOPLE:
        if each.role in STAFF:
            with acting(system):
                user = give_role(
                    system,
                    municipality.id,
                    email=each.email,
                    name=each.name,
                    role=each.role,
                    password=password,
                )
            cast.enter(each.role, user)
    return cast


def register_waiting(cast: Cast, since: date) -> list[Candidate]:
    """Let the caseworker enter the candidates who wait on ``since``, with their Danish classes."""
    return [_register(cast, each, since) for each in WAITING]


def _register(cast: Cast, waiting: Waiting, since: date) -> Candidate:
    caseworker = cast[Role.CASEWORKER]
    with clock.at(since - timedelta(weeks=waiting.weeks)), acting(caseworker):
        candidate = register_candidate(caseworker, _facts(caseworker, waiting))
    with clock.at(since - timedelta(days=3)), acting(caseworker):
        if waiting.classes:
            add_activity(
                caseworker,
                candidate.id,
                kind="danish",
                title="Danskuddannelse",
                provider="Sprogskolen Eksempel",
                first_day=since - timedelta(days=30),
                last_day=since + timedelta(days=365),
                slots=parse_week(waiting.classes),
            )
        return make_ready(caseworker, candidate.id, motivation=waiting.motivation, consent=True)


def _facts(caseworker: Actor, waiting: Waiting) -> CandidateFacts:
    own = person(Role.CANDIDATE)
    return CandidateFacts(
        name=waiting.name,
        cpr=waiting.cpr,
        target_group="aktivitetsparat",
        danish_level=waiting.danish,
        languages=list(waiting.languages),
        functions=list(waiting.functions),
        avoids=list(waiting.avoids),
        available=parse_week(waiting.available),
        weekly_minutes=waiting.hours * 60,
        transport=list(waiting.transport),
        travel_minutes=waiting.travel,
        work_duty=waiting.work_duty,
        danish_test=waiting.test[0] if waiting.test else "",
        danish_tested_on=waiting.test[1] if waiting.test else None,
        competences=list(waiting.competences),
        wishes=waiting.wishes,
        goal=waiting.goal,
        considerations=waiting.considerations,
        email=own.email if waiting.name == own.name else "",
        caseworker_id=caseworker.user_id,
    )
