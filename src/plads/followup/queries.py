"""What pages read about follow-up, progress and statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Min, OuterRef, Subquery
from django.db.models.functions import JSONObject

from plads.core.actor import Actor
from plads.core.looks import Sight, saw_across
from plads.followup.models import FollowUp, ProgressMeasure, Statement
from plads.followup.policy import visible_followups


def followups_of(actor: Actor, placement_id: UUID) -> list[FollowUp]:
    """Return a placement's follow-ups with their notes, the earliest first; staff only (1 statement)."""
    rows: Any = (
        FollowUp.objects.filter(visible_followups(actor), placement_id=placement_id)
        .annotate(person=F("placement__candidate_id"))
        .order_by("due_on")
    )
    found = list(rows)
    sight = Sight.NOTES if any(row.note or row.agreed for row in found) else Sight.COURSE
    saw_across(actor, ((row.municipality_id, row.person) for row in found), sight)
    return found


def next_followups(actor: Actor, placement_ids: Collection[UUID]) -> dict[UUID, date]:
    """Return the day each placement's next follow-up is due, for those that have one (1 statement)."""
    rows = (
        FollowUp.objects.filter(visible_followups(actor), placement_id__in=placement_ids, held_on=None)
        .values("placement_id")
        .annotate(due=Min("due_on"))
    )
    return {row["placement_id"]: row["due"] for row in rows}


def progress_and_statement() -> dict[str, Any]:
    """Return annotations that carry a placement's progress and statement along in its own statement."""
    mine = {"placement_id": OuterRef("pk")}
    progress = ProgressMeasure.objects.filter(**mine).order_by("day", "question")
    statement = Statement.objects.filter(**mine)
    return {
        "progress_rows": ArraySubquery(
            progress.values(row=JSONObject(question="question", score="score", day="day"))
        ),
        "statement_row": Subquery(
            statement.values(
                row=JSONObject(id="id", content="content", digest="digest", issued_at="issued_at")
            )[:1]
        ),
    }


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """One question's scores over time: the first, the latest and all of them in order."""

    question: str
    label: str
    scores: tuple[int, ...]
    latest_day: date | None

    @property
    def first(self) -> int | None:
        """The first score, or ``None`` when the question was never asked."""
        return self.scores[0] if self.scores else None

    @property
    def latest(self) -> int | None:
        """The latest score, or ``None`` when the question was never asked."""
        return self.scores[-1] if self.scores else None

    @property
    def change(self) -> int:
        """How many steps up (or down) from the first score to the latest."""
        return self.scores[-1] - self.scores[0] if self.scores else 0


def progress_lines(rows: Sequence[Mapping[str, Any]]) -> list[ProgressLine]:
    """Return one line per question from the rows of ``progress_and_statement``, in the questions' order."""
    return [
        ProgressLine(
            question,
            str(label),
            tuple(row["score"] for row in rows if row["question"] == question),
            max(
                (date.fromisoformat(row["day"]) for row in rows if row["question"] == question), default=None
            ),
        )
        for question, label in ProgressMeasure.Question.choices
    ]
