"""The tables of who sees and who changes what, down to the field: one ``eyes.py`` in each app, beside its policy.

``policy.py`` says which *rows* a role reaches; ``eyes.py`` says which *fields* of them, and why we have them. A
test walks every page as every role and finds what is shown that the tables do not allow. See decision 0017.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import models

from plads.core.fields import EncryptedTextField
from plads.core.models import (
    AccessRecord,
    Attempt,
    Change,
    Event,
    EventSubject,
    LookReview,
    LooksDropped,
    LookTally,
    Municipality,
    ReactionRun,
    TraceDay,
)
from plads.core.roles import COMPANY, OFFICE, STAFF, Role

GROUPS: dict[str, frozenset[Role]] = {"office": OFFICE, "staff": STAFF, "company": COMPANY}
"""Words that stand for several roles in a line."""

ROLES: tuple[Role, ...] = tuple(role for role in Role if role != Role.SYSTEM)
"""The roles a table speaks of. Plads itself is no reader: what it tells people is seen on a page."""

TRACE = "read by `plads check` and in an inspection only"

CONDITIONS: dict[str, str] = {
    "municipality": "i hele kommunen",
    "own": "kun eget",
    "after_confidentiality": "egne kandidater, når tavsheden er skrevet under, og indtil 30 dage efter slut",
    "asked": "for kandidater, virksomheden er spurgt om eller har, og indtil 30 dage efter slut",
    "classes": "undervisning og kurser med navn; alt andet kun som »Anden aftale«",
    "archive": "i sit eget udtræk",
    "counts": "kun optalt",
    "review": "ved gennemgang af opslag og historik",
    "first_six": "uden de sidste fire cifre",
    "first_six_vitas": "uden de sidste fire cifre; helt kun i filen til VITAS",
    "masked": "kun nok til at kende den igen",
    "on_entry": "kun ved oprettelsen",
    "with_the_paper": "for den, der har papiret, på siden hvor det kan tjekkes",
    "sent": "når aftalen er sendt til underskrift",
    "as_the_user": "som den bruger, der har givet lov, og kun så længe",
    "by_doing": "ved at gøre det, der følger af",
}
"""The words behind a yes."""

ON_PAPER = "archive"
"""The condition of what stands only in a file handed to its person: support, who sees a mask for every secret and
gets no file, sees neither."""


@dataclass(frozen=True, slots=True)
class Line:
    """Some fields with the same eyes. ``why`` is the purpose, or for internal fields why nobody sees them.

    ``see`` and ``change`` hold a condition for each role that may. ``where`` says where a field is seen that no
    page shows.
    """

    fields: tuple[str, ...]
    see: Mapping[Role, str] = field(default_factory=dict)
    change: Mapping[Role, str] = field(default_factory=dict)
    why: str = ""
    where: str = ""

    @property
    def internal(self) -> bool:
        """Whether no person sees or changes the fields."""
        return not self.see and not self.change


@dataclass(frozen=True, slots=True)
class Thing:
    """What people see as one thing: a model, under the name it has in the table."""

    name: str
    model: type[models.Model]
    lines: tuple[Line, ...]

    @property
    def label(self) -> str:
        """Its Danish name."""
        return str(self.model._meta.verbose_name)

    def line_of(self, name: str) -> Line:
        """Return the line of a field; raises ``KeyError`` when nobody decided about it."""
        for each in self.lines:
            if name in each.fields:
                return each
        raise KeyError(f"{self.name}.{name}")


@dataclass(frozen=True, slots=True)
class Row:
    """One cell of the table: what a role may do with a field.

    ``condition`` is the word for seeing; when changing has another one, both, with a comma between.
    """

    role: Role
    thing: str
    field: str
    see: bool
    change: bool
    condition: str

    def as_json(self) -> dict[str, Any]:
        """Return the row as ``plads access matrix --json`` prints it."""
        return {
            "role": self.role.value,
            "object": self.thing,
            "field": self.field,
            "see": self.see,
            "change": self.change,
            "condition": self.condition,
        }


def line(fields: str, *, see: str = "", change: str = "", why: str = "", where: str = "") -> Line:
    """Return a line of a table.

    ``see`` and ``change`` name roles or ``GROUPS``, each with a condition after a colon when it is not the usual
    one: the whole municipality for its own staff, one's own for everybody else.
    """
    return Line(tuple(fields.split()), _who(see), _who(change), why, where)


def internal(fields: str, why: str) -> Line:
    """Return a line of fields no person sees: keys, lookups and the like, with the reason."""
    return Line(tuple(fields.split()), why=why)


def _who(words: str) -> dict[Role, str]:
    found: dict[Role, str] = {}
    for word in words.split():
        name, _, condition = word.partition(":")
        if condition and condition not in CONDITIONS:
            raise ValueError(f"no condition is called {condition}")
        for role in GROUPS.get(name) or [Role(name)]:
            found[role] = condition or ("municipality" if role in STAFF else "own")
    return found


@cache
def things() -> tuple[Thing, ...]:
    """Return every thing of every app's table, in the order of the apps."""
    found: list[Thing] = []
    for config in apps.get_app_configs():
        if config.name.startswith("plads.") and find_spec(f"{config.name}.eyes"):
            found += import_module(f"{config.name}.eyes").EYES
    return tuple(found)


def thing_of(model: type[models.Model]) -> Thing:
    """Return the table of a model; raises ``KeyError`` when nobody decided about it."""
    for each in things():
        if each.model is model:
            return each
    raise KeyError(model._meta.label)


def matrix(wanted: Iterable[Thing] | None = None) -> Iterator[Row]:
    """Yield a row for every role and field. Support sees what the user who let it in sees.

    It changes nothing but its own account.
    """
    for thing in things() if wanted is None else wanted:
        for each in thing.lines:
            for name in each.fields:
                for role in ROLES:
                    yield _row(role, thing, each, name)


def _row(role: Role, thing: Thing, line: Line, name: str) -> Row:
    if role == Role.SUPPORT:
        readers = [each for each, word in line.see.items() if each != Role.PUBLIC and word != ON_PAPER]
        seen = bool(readers) and not isinstance(thing.model._meta.get_field(name), EncryptedTextField)
        condition = line.see.get(role) or line.change.get(role) or ("as_the_user" if seen else "")
        return Row(role, thing.name, name, seen, role in line.change, condition)
    words = dict.fromkeys(filter(None, (line.see.get(role), line.change.get(role))))
    return Row(role, thing.name, name, role in line.see, role in line.change, ", ".join(words))


def audience(line: Line) -> list[tuple[str, str]]:
    """Return who sees a line's fields, as the role's Danish name and the condition in words, staff first."""
    office = [role for role in line.see if role in OFFICE]
    shown: list[tuple[str, str]] = []
    if len(office) == len(OFFICE):
        shown.append(("Jobcentrets medarbejdere", CONDITIONS[line.see[office[0]]]))
    told = OFFICE if shown else frozenset()
    return shown + [
        (role.label, CONDITIONS[line.see[role]]) for role in Role if role in line.see.keys() - told
    ]


EYES = (
    Thing(
        "municipality",
        Municipality,
        (
            line(
                "name office_name phone email",
                see="staff company mentor candidate support:municipality public:municipality",
                change="administrator",
            ),
            line("slug", see="public:municipality"),
            line(
                "inquiry_reply_days", see="office administrator public:municipality", change="administrator"
            ),
            line("mentor_rate", see="office administrator", change="administrator"),
            line(
                "cvr followup_days refill_lead_days signing_link_days reminder_days uses_vitas absent_notice_days "
                "ill_notice_days",
                see="administrator",
                change="administrator",
            ),
            internal("id code", "keys, here and in other systems"),
        ),
    ),
    Thing(
        "event",
        Event,
        (
            line("kind facts at actor_name actor_role", see="office manager"),
            internal("id municipality subjects actor_user_id transaction", "keys"),
        ),
    ),
    Thing("event_subject", EventSubject, (internal("id municipality event subject at", "finds timelines"),)),
    Thing(
        "reaction_run",
        ReactionRun,
        (
            line("event reaction attempts error at", see="administrator"),
            line("state", see="administrator", change="administrator:by_doing"),
            internal("id municipality", "keys"),
        ),
    ),
    Thing(
        "access_record",
        AccessRecord,
        (
            line(
                "at role page sights people user_id why", see="candidate caseworker coordinator administrator"
            ),
            line("helps protected", see="administrator"),
            internal("id municipality why_seal digest", "keys, and the seals of the record"),
        ),
    ),
    Thing(
        "look_review",
        LookReview,
        (
            line("look at reviewed_by conclusion note", see="administrator", change="administrator"),
            internal("id municipality", "keys"),
        ),
    ),
    Thing(
        "change",
        Change,
        (
            internal(
                "id municipality at user_id role transaction table_name row_id operation columns before",
                TRACE,
            ),
        ),
    ),
    Thing("looks_dropped", LooksDropped, (internal("id municipality before looks at proof", TRACE),)),
    Thing("look_tally", LookTally, (internal("id municipality day shard looks checksum", TRACE),)),
    Thing("trace_day", TraceDay, (internal("id municipality day looks seal sealed_at", TRACE),)),
    Thing("attempt", Attempt, (internal("key since count", "counts tries by an HMAC, without any name"),)),
)
