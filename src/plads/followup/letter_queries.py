"""What pages read about letters of decision."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from plads.candidates.names import knows
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.looks import Sight, saw_across
from plads.core.roles import Role
from plads.followup.models import DecisionLetter, LetterText
from plads.placements.models import Placement
from plads.placements.policy import NOBODY, visible_placements


def visible_letters(actor: Actor) -> Q:
    """Return the filter for letters: the office's, and to a candidate their own that are sent.

    A letter has the candidate's name: of a protected candidate it is for who knows the name.
    """
    courses = Q(placement__in=Placement.objects.filter(visible_placements(actor)))
    if actor.role == Role.CANDIDATE:
        return courses & Q(state=DecisionLetter.State.SENT)
    return courses & knows(actor, "placement__candidate__") if actor.is_office else NOBODY


def letters_of(actor: Actor, placement_id: UUID) -> list[DecisionLetter]:
    """Return a placement's letters without their words, newest first (1 statement)."""
    rows = (
        DecisionLetter.objects.filter(visible_letters(actor), placement_id=placement_id)
        .select_related("placement", "approved_by")
        .defer("paper", "reasons", "words", "placement__verdicts")
        .order_by("-written_at", "-id")
    )
    return _seen(actor, rows, Sight.COURSE)


def sent_letters(actor: Actor, most: int = 5) -> list[DecisionLetter]:
    """Return the latest letters sent to the candidate who asks, without their words (1 statement)."""
    rows = (
        DecisionLetter.objects.filter(visible_letters(actor), state=DecisionLetter.State.SENT)
        .select_related("placement")
        .only("kind", "sent_on", "municipality_id", "placement__candidate_id")
        .order_by("-sent_on", "-id")
    )
    return _seen(actor, rows[:most], Sight.COURSE)


def letter_of(actor: Actor, letter_id: UUID) -> DecisionLetter:
    """Return a letter with its words for the office (1 statement); raises ``NotVisible`` otherwise."""
    if not actor.is_office:
        raise NotVisible
    rows = DecisionLetter.objects.filter(visible_letters(actor), id=letter_id).select_related(
        "placement__candidate", "placement__place__centre__workplace", "approved_by", "sent_by"
    )
    found = _seen(actor, rows, Sight.NAME, Sight.COURSE, Sight.DOCUMENT)
    if not found:
        raise NotVisible
    return found[0]


def _seen(actor: Actor, rows: Any, *sights: Sight) -> list[DecisionLetter]:
    found = list(rows)
    saw_across(actor, ((row.municipality_id, row.placement.candidate_id) for row in found), *sights)
    return found


def complaint_text(actor: Actor) -> LetterText | None:
    """Return the confirmed words about complaining, ``None`` while nobody confirmed any (1 statement)."""
    rows = LetterText.objects.filter(municipality_id__in=actor.municipality_ids)
    return rows.select_related("confirmed_by").first()
