"""The citizen's own log: who has seen what of them, day by day, and why they might.

Names of employees are not told: a citizen may know when somebody looked, what they saw and in which role
(Datatilsynet, 6 June 2024, after C-579/21). See decision 0015.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.db.models import Count, F, Func, Max, Min, Q, QuerySet, TextField, Value
from django.db.models.functions import TruncDate

from plads.candidates.models import Candidate
from plads.candidates.names import shown_name
from plads.candidates.policy import visible
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.looks import Sight, saw
from plads.core.models import AccessRecord
from plads.core.roles import Role

KEPT_MONTHS = 60
"""How many months back can be read."""

PRINTERS = frozenset({Role.CASEWORKER, Role.COORDINATOR})
"""Who may print the log for a candidate who does not sign in."""


@dataclass(frozen=True, slots=True)
class Words:
    """A role as a citizen reads it: one such person, several of them, and why they may look."""

    one: str
    many: str
    why: str


WORDS: Mapping[Role, Words] = {
    Role.CASEWORKER: Words(
        "En sagsbehandler i jobcentret",
        "{n} sagsbehandlere i jobcentret",
        "Sagsbehandleren hjælper dig med din sag.",
    ),
    Role.CONSULTANT: Words(
        "En virksomhedskonsulent i jobcentret",
        "{n} virksomhedskonsulenter i jobcentret",
        "Konsulenten finder pladser til dig.",
    ),
    Role.COORDINATOR: Words(
        "En tovholder i jobcentret",
        "{n} tovholdere i jobcentret",
        "Tovholderen sørger for, at alt bliver gjort til tiden.",
    ),
    Role.MANAGER: Words(
        "En leder i jobcentret", "{n} ledere i jobcentret", "Lederen har ansvar for arbejdet."
    ),
    Role.ADMINISTRATOR: Words(
        "En administrator i kommunen",
        "{n} administratorer i kommunen",
        "Administratoren holder øje med, at ingen kigger uden grund.",
    ),
    Role.CONTACT: Words(
        "En kontaktperson på en arbejdsplads",
        "{n} kontaktpersoner på arbejdspladser",
        "Arbejdspladsen skal vide, hvem der kommer og hvornår.",
    ),
    Role.HEAD_OFFICE: Words(
        "En fra en virksomheds hovedkontor",
        "{n} fra en virksomheds hovedkontor",
        "Hovedkontoret har ansvar for pladserne.",
    ),
    Role.REPRESENTATIVE: Words(
        "En tillidsrepræsentant", "{n} tillidsrepræsentanter", "Tillidsrepræsentanten passer på kollegerne."
    ),
    Role.MENTOR: Words(
        "En mentor på en arbejdsplads", "{n} mentorer på arbejdspladser", "Mentoren hjælper dig på arbejdet."
    ),
    Role.CANDIDATE: Words(
        "En anden borger", "{n} andre borgere", "Det må ikke ske. Sig det til din sagsbehandler."
    ),
    Role.SUPPORT: Words(
        "En fra support", "{n} fra support", "En bruger bad om hjælp og gav lov. Det gælder kun kort tid."
    ),
}
"""One line for each role that can look; every role but Plads itself and a visitor is here (a test sees to it)."""

_UNKNOWN = Words("En bruger", "{n} brugere", "Vi ved ikke hvorfor. Spørg din sagsbehandler.")


@dataclass(frozen=True, slots=True)
class Line:
    """What people in one role saw on one day. ``what`` are sights in words, ``reasons`` what they wrote themselves."""

    day: date
    first: datetime
    last: datetime
    persons: int
    role: str
    by_support: bool
    what: tuple[str, ...]
    reasons: tuple[str, ...]
    opened: int
    """How many of the looks were at this person alone; the others were at lists with the name on them."""

    @property
    def who(self) -> str:
        """Who it was, without a name."""
        words = _words(self.role, support=self.by_support)
        return words.one if self.persons == 1 else words.many.format(n=self.persons)

    @property
    def why(self) -> str:
        """Why they might."""
        return _words(self.role, support=self.by_support).why

    @property
    def clock(self) -> str:
        """The time of the first look, or of the first and the last."""
        first, last = (f"{at.astimezone(clock.COPENHAGEN):%H.%M}" for at in (self.first, self.last))
        return first if first == last else f"{first}–{last}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One look, as an export has it."""

    at: datetime
    who: str
    what: str
    how: str
    why: str
    reason: str
    by_support: bool


@dataclass(frozen=True, slots=True)
class OwnLog:
    """A month of the log, the newest day first, and the months beside it that can be read."""

    person_id: UUID
    name: str
    month: date
    lines: tuple[Line, ...]
    earlier: date | None
    later: date | None

    @property
    def days(self) -> list[tuple[date, list[Line]]]:
        """The lines of each day."""
        found: dict[date, list[Line]] = {}
        for each in self.lines:
            found.setdefault(each.day, []).append(each)
        return list(found.items())


def own_log(actor: Actor, month: date | None = None, candidate_id: UUID | None = None) -> OwnLog:
    """Return a month of who has seen a candidate: their own, or for a caseworker one of theirs (2 statements).

    Reading it for a candidate is a look at them. Raises ``NotVisible`` for everybody else.
    """
    person = _person(actor, candidate_id)
    first, this = _first(person), clock.today().replace(day=1)
    shown = min(max((month or this).replace(day=1), first), this)
    lines = tuple(_line(row) for row in _by_day(_looks(person, shown, _next(shown))))
    return OwnLog(
        person.id,
        str(person.called),  # type: ignore[attr-defined]
        shown,
        lines,
        earlier=_back(shown, 1) if shown > first else None,
        later=_next(shown) if shown < this else None,
    )


def entries(actor: Actor, candidate_id: UUID | None = None) -> Iterator[Entry]:
    """Yield every look that is kept, the newest first, as ``own_log`` says whose (2 statements)."""
    person = _person(actor, candidate_id)
    rows = _looks(person, _first(person), _next(clock.today().replace(day=1))).order_by("-at", "-id")
    for row in rows.values("at", "role", "helps", "sights", "why", "people__len").iterator(2_000):
        support = _is_support(row)
        words = _words(row["role"], support=support)
        alone = row["people__len"] == 1
        yield Entry(
            row["at"],
            words.one,
            ", ".join(_labels(row["sights"])),
            "Åbnede noget om dig" if alone else "Så en liste, du står på",
            words.why,
            row["why"],
            support,
        )


def _person(actor: Actor, candidate_id: UUID | None) -> Candidate:
    """Return whose log is read, and note the look: with an id a caseworker's candidate, without one's own."""
    if actor.role not in (PRINTERS if candidate_id else {Role.CANDIDATE}):
        raise NotVisible
    rows = Candidate.objects.filter(visible(actor)).annotate(called=shown_name(actor))
    rows = rows.only("created_at", "municipality_id", "protected")
    person = (rows.filter(id=candidate_id) if candidate_id else rows).first()
    if person is None:
        raise NotVisible
    where = person.municipality_id
    saw(actor, [person.id], Sight.NAME, Sight.LOOKS, municipality_id=where, protected=person.protected)
    return person


def _looks(person: Candidate, first: date, after: date) -> "QuerySet[AccessRecord]":
    return AccessRecord.objects.filter(
        municipality_id=person.municipality_id,
        at__gte=_midnight(first),
        at__lt=_midnight(after),
        people__contains=[person.id],
    )


def _by_day(rows: "QuerySet[AccessRecord]") -> Iterable[Mapping[str, Any]]:
    """Return the looks of each role of each day in one row, those of the latest day first."""
    sights = Func(F("sights"), Value(","), function="array_to_string", output_field=TextField())
    found: Iterable[Mapping[str, Any]] = (
        rows.annotate(
            day=TruncDate("at", tzinfo=clock.COPENHAGEN),
            by_support=Q(helps__isnull=False) | Q(role=Role.SUPPORT),
        )
        .values("day", "role", "by_support")
        .annotate(
            first=Min("at"),
            last=Max("at"),
            persons=Count("user_id", distinct=True),
            what=StringAgg(sights, ",", distinct=True, default=Value("")),
            reasons=ArrayAgg("why", distinct=True, filter=~Q(why=""), default=Value([])),
            opened=Count("id", filter=Q(people__len=1)),
        )
        .order_by("-day", "-last")
    )
    return found


def _line(row: Mapping[str, Any]) -> Line:
    plain = {name: row[name] for name in ("day", "first", "last", "persons", "role", "by_support", "opened")}
    return Line(**plain, what=_labels(row["what"].split(",")), reasons=tuple(row["reasons"]))


def _labels(codes: Iterable[str]) -> tuple[str, ...]:
    seen = set(codes)
    return tuple(str(each.label) for each in Sight if each.value in seen)


def _words(role: str, *, support: bool) -> Words:
    return WORDS.get(Role.SUPPORT if support else Role(role), _UNKNOWN)


def _is_support(row: Mapping[str, Any]) -> bool:
    return row["helps"] is not None or row["role"] == Role.SUPPORT


def _first(person: Candidate) -> date:
    """Return the first month that can be read: the one the candidate was entered in, at most so far back."""
    entered = person.created_at.astimezone(clock.COPENHAGEN).date().replace(day=1)
    return max(entered, _back(clock.today().replace(day=1), KEPT_MONTHS))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.COPENHAGEN)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _back(month: date, months: int) -> date:
    years, left = divmod(month.year * 12 + month.month - 1 - months, 12)
    return date(years, left + 1, 1)
