"""A candidate's target group as dated data: which it was on any day, and how it changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from plads.candidates.models import Candidate, TargetGroupSpell
from plads.core import clock
from plads.core.errors import Refused
from plads.core.periods import ONE_DAY, first_day, period, show_day


@dataclass(frozen=True, slots=True)
class GroupSpell:
    """A target group with its first and last day; the last day is ``None`` for today's group."""

    group: str
    first_day: date
    last_day: date | None


def group_on(candidate: Candidate, day: date) -> str:
    """Return the candidate's target group on ``day`` (1 statement).

    Before the first day that is known it is the first group, because nothing else is known of then.
    """
    spells = candidate.group_spells.filter(period__startswith__lte=day).order_by("-period")
    found = spells.values_list("group", flat=True).first()
    found = found or candidate.group_spells.order_by("period").values_list("group", flat=True).first()
    return found or candidate.target_group


def spell_rows() -> ArraySubquery:
    """Return the annotation that reads a candidate's spells with them; ``spells_of`` makes them plain."""
    rows = TargetGroupSpell.objects.filter(candidate=OuterRef("pk")).order_by("-period")
    columns = {"group": "group", "first": "period__startswith", "after": "period__endswith"}
    return ArraySubquery(rows.values(row=JSONObject(**columns)))


def spells_of(rows: Iterable[Mapping[str, Any]]) -> list[GroupSpell]:
    """Return annotated spells, today's first."""
    return [
        GroupSpell(
            row["group"],
            date.fromisoformat(row["first"]),
            date.fromisoformat(row["after"]) - ONE_DAY if row["after"] else None,
        )
        for row in rows
    ]


def begin_groups(candidates: Iterable[Candidate], since: Mapping[UUID, date]) -> None:
    """Store the first spell of new candidates: from the day said, or the day they began to wait, or today."""
    today = clock.today()
    TargetGroupSpell.objects.bulk_create(
        TargetGroupSpell(
            municipality_id=each.municipality_id,
            candidate_id=each.id,
            group=each.target_group,
            period=period(since.get(each.id) or min(each.waiting_since, today), None),
        )
        for each in candidates
    )


def check_group_day(day: date | None) -> None:
    """Raise ``Refused`` for a day that has not come: today's group is what everybody reads."""
    if day is not None and day > clock.today():
        raise Refused(
            f"{show_day(day)} er ikke kommet endnu. "
            "Skriv den nye målgruppe på dagen, eller vælg en dag til og med i dag.",
            code="group_ahead",
            field="group_from",
        )


def change_group(candidate: Candidate, group: str, since: date | None) -> None:
    """Let a locked candidate be in ``group`` since a day: a new spell, or the present one put right.

    With the same group only its first day moves; with its first day only its group is put right. The group before
    ends the day before. Raises ``Refused`` for a day that has not come, or one that an earlier group would lose.
    """
    check_group_day(since)
    spells = list(candidate.group_spells.order_by("period"))
    if not spells:
        candidate.target_group = group
        begin_groups([candidate], {candidate.id: since or clock.today()})
        return
    now, before = spells[-1], spells[-2] if len(spells) > 1 else None
    begun, day = first_day(now.period), since or clock.today()
    candidate.target_group = group
    if group == now.group:
        if since is not None and since != begun:
            _move(before, now, since)
    elif day == begun:
        now.group = group
        now.save(update_fields=["group"])
    elif day > begun:
        _close(now, day)
        begin_groups([candidate], {candidate.id: day})
    else:
        raise _too_early(begun)


def _move(before: TargetGroupSpell | None, now: TargetGroupSpell, day: date) -> None:
    """Let the present spell begin on ``day``; the one that must make room is stored first."""
    if before is not None and day <= first_day(before.period):
        raise _too_early(first_day(before.period) + ONE_DAY)
    later = day > first_day(now.period)
    now.period = period(day, None)
    if later:
        now.save(update_fields=["period"])
    if before is not None:
        _close(before, day)
    if not later:
        now.save(update_fields=["period"])


def _close(spell: TargetGroupSpell, on: date) -> None:
    spell.period = period(first_day(spell.period), on - ONE_DAY)
    spell.save(update_fields=["period"])


def _too_early(earliest: date) -> Refused:
    return Refused(
        f"Kandidaten var i en anden målgruppe da. Vælg en dag fra {show_day(earliest)} og frem; "
        "vælg selve den dag, hvis målgruppen var skrevet forkert.",
        code="group_before",
        field="group_from",
    )
