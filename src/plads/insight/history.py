"""What was changed: each write to a candidate's or a placement's rows, by whom, from what to what, and why.

The database itself noted it (see ``core.traces``); the reason is the events recorded in the same transaction. A
change holds what stood there before, so what it was changed *to* is what the next change held, or what stands now.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from plads.candidates.models import Activity, Candidate, TargetGroupSpell
from plads.candidates.names import shown_name
from plads.candidates.policy import visible
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.events import sentence
from plads.core.looks import Sight, saw
from plads.core.models import Change, TenantModel
from plads.core.roles import Role
from plads.core.traces import sealed_columns
from plads.followup.models import FollowUp, ProgressMeasure, Statement
from plads.insight.history_words import shown_value
from plads.mentoring.models import MentorAssignment
from plads.people.models import User
from plads.placements.models import (
    Attendance,
    HoursStep,
    Nomination,
    OrdinaryHours,
    Outcome,
    Placement,
    PlacementEnd,
)

READERS = frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.ADMINISTRATOR})
"""Who may read history. The administrator sees that, when and by whom; the office also what."""

SHOWN = 300
"""How many changes a page shows, the latest first."""

REASONS = 3
"""How many events a reason names; a transaction that did very much, an import for instance, says the rest by number."""

NO_EVENT = "uden hændelse"
"""Stands for the reason of a write that no event was recorded with."""

Part = tuple[type[TenantModel], str]
CANDIDATE: tuple[Part, ...] = (
    (Candidate, "id"),
    (TargetGroupSpell, "candidate_id"),
    (Activity, "candidate_id"),
    (Nomination, "candidate_id"),
)
PLACEMENT: tuple[Part, ...] = (
    (Placement, "id"),
    *(
        (cast("type[TenantModel]", model), "placement_id")
        for model in (
            *(HoursStep, PlacementEnd, Outcome, OrdinaryHours, Attendance, MentorAssignment),
            *(FollowUp, ProgressMeasure, Statement),
        )
    ),
)
"""Whose history belongs to the page: the table, and the column that leads to its thing."""

SIGHTS: Mapping[str, Sight] = {
    **dict.fromkeys(("email", "phone"), Sight.CONTACT),
    **dict.fromkeys(("goal", "functions", "motivation", "languages", "danish_level", "avoids"), Sight.WISHES),
    **dict.fromkeys(("wishes", "competences", "danish_test", "danish_tested_on"), Sight.WISHES),
    **dict.fromkeys(("transport", "travel_minutes", "work_duty"), Sight.WEEK),
    **dict.fromkeys(("available", "weekly_minutes", "slots", "candidates_activity"), Sight.WEEK),
    "target_group": Sight.BENEFIT,
    "candidates_targetgroupspell": Sight.BENEFIT,
    "placements_attendance": Sight.ATTENDANCE,
    "followup_progressmeasure": Sight.PROGRESS,
    "followup_followup": Sight.NOTES,
    "followup_statement": Sight.DOCUMENT,
}
"""What kind of facts a column is, or every other column of a table."""

_KEPT_QUIET = frozenset(
    {"id", "municipality_id", "sort_name", "cpr_lookup", "calendar_renewals", "verdicts", "digest"}
)
"""Columns that follow from others, or that nobody reads."""


HIDDEN_OF_PROTECTED = frozenset({"name", "phone", "email"})
"""Columns of which history says that, not what, they changed when the candidate has name and address protection."""


@dataclass(frozen=True, slots=True)
class Altered:
    """One field: its name, and what it was changed from and to. Both are empty when it is sealed or not shown."""

    field: str
    before: str
    after: str
    told: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One write to one row. ``reason`` is what the events of its transaction say."""

    at: datetime
    who: str
    role: str
    thing: str
    operation: str
    altered: tuple[Altered, ...]
    reason: str
    explained: bool


@dataclass(frozen=True, slots=True)
class History:
    """The history of a page's rows, the latest first. ``more``: there is more than is shown."""

    person_id: UUID
    name: str
    entries: tuple[Entry, ...]
    more: bool
    values: bool


def history_of_candidate(actor: Actor, candidate_id: UUID) -> History:
    """Return what was changed about a candidate (3 statements); raises ``NotVisible``."""
    rows = Candidate.objects.filter(_readable(actor), id=candidate_id)
    person = rows.only("municipality_id", "protected").annotate(called=shown_name(actor)).first()
    if person is None:
        raise NotVisible
    return _history(actor, person, person.called, CANDIDATE, candidate_id)


def history_of_placement(actor: Actor, placement_id: UUID) -> History:
    """Return what was changed about a placement and its days (3 statements); raises ``NotVisible``."""
    people = Candidate.objects.filter(_readable(actor))
    row = (
        Placement.objects.filter(candidate__in=people, id=placement_id)
        .select_related("candidate")
        .only("candidate__municipality_id", "candidate__protected")
        .annotate(called=shown_name(actor, "candidate__"))
        .first()
    )
    if row is None:
        raise NotVisible
    return _history(actor, row.candidate, row.called, PLACEMENT, placement_id)


def _readable(actor: Actor) -> models.Q:
    if actor.role not in READERS:
        raise NotVisible
    if actor.role == Role.ADMINISTRATOR:
        return models.Q(municipality_id__in=actor.municipality_ids)
    return visible(actor)


def _history(actor: Actor, person: Candidate, name: str, parts: Sequence[Part], thing_id: UUID) -> History:
    values = actor.role != Role.ADMINISTRATOR
    found = list(_changes(person.municipality_id, parts, thing_id))
    saw(
        actor,
        [person.id],
        *(Sight.NAME, Sight.HISTORY, *(_sights(found) if values else ())),
        municipality_id=person.municipality_id,
        protected=person.protected,
    )
    named = _names(found) if values else {}
    hidden = HIDDEN_OF_PROTECTED if person.protected else frozenset[str]()
    entries = tuple(_entries(found[:SHOWN], named, hidden, values=values))
    return History(person.id, name, entries, len(found) > SHOWN, values=values)


def _sights(found: Iterable[Mapping[str, Any]]) -> set[Sight]:
    """Return what kinds of facts the changed values are; a course's when nothing else is said of a column."""
    return {
        SIGHTS.get(column) or SIGHTS.get(row["table_name"], Sight.COURSE)
        for row in found
        for column in row["columns"]
    }


def _reason(said: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """Return what the events of a transaction say; of many only the first, and how many more there are."""
    sentences = list(dict.fromkeys(sentence(kind, facts) for kind, facts in said))
    more = len(sentences) - REASONS
    return "; ".join(sentences[:REASONS]) + (f"; og {more} mere" if more > 0 else "")


def _names(found: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the names of the users whom a changed column points or pointed to (1 statement)."""
    ids: set[str] = set()
    for row in found:
        model = _model(row["table_name"])
        users = [column for column in row["columns"] if _points_to_a_user(_field(model, column))]
        ids |= {
            side[column]
            for column in users
            for side in (row["before"], row["now"])
            if side and side.get(column)
        }
    return {str(ident): name for ident, name in User.objects.filter(id__in=ids).values_list("id", "name")}


def _points_to_a_user(field: Any) -> bool:
    return isinstance(field, models.ForeignKey) and field.related_model is User


def _changes(municipality_id: UUID, parts: Sequence[Part], thing_id: UUID) -> Iterator[dict[str, Any]]:
    """Yield each change with the row as it stands now, who made it and the events of its transaction (1 statement)."""
    rows = " UNION ALL ".join(_now(model, column) for model, column in parts)
    gone = " OR ".join(
        f"(c.table_name = '{model._meta.db_table}' AND c.before ->> '{column}' = %(thing)s)"
        for model, column in parts
    )
    sql = f"""
        WITH rows (id, now) AS ({rows}),
        mine AS (
            SELECT c.*, rows.now FROM rows JOIN core_change c ON c.row_id = rows.id
            UNION ALL
            SELECT c.*, NULL FROM core_change c
            WHERE c.municipality_id = %(municipality)s AND c.operation = 'D' AND ({gone})
        )
        SELECT mine.id, mine.at, coalesce(u.name, '') AS who, mine.role, mine.table_name, mine.row_id,
               mine.operation, mine.columns, mine.before, mine.now, coalesce(e.said, '[]') AS said
        FROM mine LEFT JOIN people_user u ON u.id = mine.user_id
        LEFT JOIN LATERAL (
            SELECT jsonb_agg(jsonb_build_array(kind, facts) ORDER BY id) AS said FROM core_event
            WHERE transaction = mine.transaction AND municipality_id = mine.municipality_id
        ) e ON true
        ORDER BY mine.id DESC LIMIT {SHOWN + 1}
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, {"thing": str(thing_id), "municipality": str(municipality_id)})
        names = [column.name for column in cursor.description or ()]
        for row in cursor:
            found = dict(zip(names, row, strict=True))
            yield found | {name: json.loads(found[name] or "null") for name in ("before", "now", "said")}


def _now(model: type[TenantModel], column: str) -> str:
    table, sealed = model._meta.db_table, "{" + ",".join(sealed_columns(model)) + "}"
    return f'SELECT id, to_jsonb(t) - \'{sealed}\'::text[] FROM "{table}" t WHERE "{column}" = %(thing)s'


def _entries(
    found: Sequence[Mapping[str, Any]],
    named: Mapping[str, str],
    hidden: frozenset[str],
    *,
    values: bool,
) -> Iterator[Entry]:
    """Yield the changes as a person reads them; the latest come first, so what follows each row is known."""
    after: dict[UUID, dict[str, Any]] = {}
    for row in found:
        stands = after.setdefault(row["row_id"], dict(row["now"] or {}))
        altered = tuple(_altered(row, stands, named, hidden, values=values))
        stands.update(row["before"] or {})
        if not altered and row["operation"] == Change.Operation.UPDATED:
            continue
        reason = _reason(row["said"])
        yield Entry(
            row["at"],
            _who(row),
            _role(row["role"]),
            str(_model(row["table_name"])._meta.verbose_name).capitalize(),
            str(Change.Operation(row["operation"]).label),
            altered,
            reason or NO_EVENT,
            bool(reason),
        )


def _altered(
    row: Mapping[str, Any],
    stands: Mapping[str, Any],
    named: Mapping[str, str],
    hidden: frozenset[str],
    *,
    values: bool,
) -> Iterator[Altered]:
    model, before = _model(row["table_name"]), row["before"] or {}
    sealed = sealed_columns(model)
    for column in row["columns"]:
        if column in _KEPT_QUIET:
            continue
        field = _field(model, column)
        label = str(field.verbose_name) if field is not None else column
        told = values and column not in sealed and column not in hidden and bool(row["before"])
        old, new = (
            (shown_value(field, side.get(column), named) for side in (before, stands)) if told else ("", "")
        )
        yield Altered(label.capitalize(), old, new, told)


def _who(row: Mapping[str, Any]) -> str:
    """Return who wrote; a candidate is »Kandidaten«, because the name may be protected."""
    words = {Role.SYSTEM.value: "Plads", Role.CANDIDATE.value: "Kandidaten"}
    return words.get(row["role"], str(row["who"]))


def _role(code: str) -> str:
    return str(Role(code).label) if code in Role.values else ""


def _model(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def _field(model: type[models.Model], column: str) -> "models.Field[Any, Any] | None":
    fields: Iterable[models.Field[Any, Any]] = model._meta.local_fields
    return next((field for field in fields if field.column == column), None)
