"""Verbs about letters of decision: a person drafts, a person approves, a person sends. Plads sends nothing itself."""

import base64
import json
import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from plads.candidates.names import knows
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.periods import show_day
from plads.core.roles import Role
from plads.documents.files import digest
from plads.followup.letter_events import (
    LetterApproved,
    LetterDrafted,
    LetterDropped,
    LetterSent,
    LetterTextConfirmed,
)
from plads.followup.letter_facts import facts_of, refuse_unfit
from plads.followup.letter_words import letter_data
from plads.followup.lifecycle import LETTER
from plads.followup.models import DecisionLetter, LetterText
from plads.placements.lifecycle import DECIDERS
from plads.placements.models import Placement
from plads.placements.services.placements import lock_placement

CONFIRMS = frozenset(DECIDERS) | {Role.ADMINISTRATOR}
"""Who may say that the municipality's words about complaining are right."""

_PARAGRAPH = re.compile(r"§\s*\d")


@dataclass(frozen=True, slots=True)
class LetterTerms:
    """What a person writes in a letter: its kind, the reasons, and the exact paragraphs it stands on."""

    kind: str
    reasons: str
    paragraphs: str


@transaction.atomic
def draft_letter(actor: Actor, placement_id: UUID, terms: LetterTerms) -> DecisionLetter:
    """Write a letter as a draft, with the facts as they are now; returns it.

    Raises ``Refused`` for a kind that does not fit how the course stands, without reasons, without an exact
    paragraph (a whole chapter is not precise enough, Ankestyrelsen 2022), and for a protected candidate of somebody
    else's.
    """
    placement = _lock_course(actor, placement_id)
    letter = DecisionLetter(
        municipality_id=placement.municipality_id, placement=placement, written_by_id=actor.user_id
    )
    LETTER.permit(actor.role, letter.state, "change")
    return _written(actor, letter, terms)


@transaction.atomic
def change_letter(actor: Actor, letter_id: UUID, terms: LetterTerms) -> DecisionLetter:
    """Write the draft of a letter anew, with the facts as they are now; raises ``Refused`` as ``draft_letter`` does."""
    letter = _lock(actor, letter_id)
    LETTER.permit(actor.role, letter.state, "change")
    return _written(actor, letter, terms)


def _written(actor: Actor, letter: DecisionLetter, terms: LetterTerms) -> DecisionLetter:
    placement = letter.placement
    refuse_unfit(placement, terms.kind)
    letter.kind = terms.kind
    letter.reasons, letter.paragraphs = _reasons(terms.reasons), _exact(terms.paragraphs)
    letter.words = _as_json(placement, terms.kind)
    letter.written_at = clock.now()
    letter.save()
    event = LetterDrafted(placement.candidate_id, placement.id, letter.id, _what(letter))
    record(actor, letter.municipality_id, event)
    return letter


def _reasons(text: str) -> str:
    if not text.strip():
        raise Refused(
            "Skriv, hvorfor. En afgørelse skal begrundes, så borgeren kan forstå den.",
            code="no_reasons",
            field="reasons",
        )
    return text.strip()


def _exact(text: str) -> str:
    if not _PARAGRAPH.search(text):
        raise Refused(
            "Skriv den præcise paragraf, fx »LAB § 61, stk. 2«. Et helt kapitel er ikke præcist nok.",
            code="no_paragraph",
            field="paragraphs",
        )
    return " ".join(text.split())


def _as_json(placement: Placement, kind: str) -> str:
    return json.dumps(facts_of(placement, kind), ensure_ascii=False, sort_keys=True)


@transaction.atomic
def drop_letter(actor: Actor, letter_id: UUID) -> None:
    """Delete the draft of a letter; raises ``Refused`` for one that is approved."""
    letter = _lock(actor, letter_id)
    LETTER.permit(actor.role, letter.state, "drop")
    placement = letter.placement
    event = LetterDropped(placement.candidate_id, placement.id, letter.id, _what(letter))
    letter.delete()
    record(actor, placement.municipality_id, event)


@transaction.atomic
def approve_letter(actor: Actor, letter_id: UUID) -> DecisionLetter:
    """Approve a letter: its words, its date and its PDF stand from now on; returns it.

    Raises ``Refused`` while nobody has confirmed the municipality's words about complaining, when the course has
    changed since the draft was written, and for a kind that does not fit any more.
    """
    letter = _lock(actor, letter_id)
    target = LETTER.permit(actor.role, letter.state, "approve")
    refuse_unfit(letter.placement, letter.kind)
    if letter.words != _as_json(letter.placement, letter.kind):
        raise Refused(
            "Forløbet er ændret, siden kladden blev skrevet. Gem kladden igen, og læs den, før du godkender.",
            code="facts_changed",
        )
    letter.complaint = _confirmed_complaint(letter)
    letter.state, letter.approved_by_id, letter.approved_at = target, actor.user_id, clock.now()
    content = letter_pdf(letter, actor.name)
    letter.paper, letter.sha256 = base64.b64encode(content).decode(), digest(content)
    letter.save()
    placement = letter.placement
    event = LetterApproved(placement.candidate_id, placement.id, letter.id, _what(letter), actor.name)
    record(actor, letter.municipality_id, event)
    return letter


def _confirmed_complaint(letter: DecisionLetter) -> str:
    text = LetterText.objects.filter(municipality_id=letter.municipality_id).first()
    if text is None:
        raise Refused(
            "Kommunens klagevejledning er ikke bekræftet. Læs den igennem, og bekræft den, før brevet godkendes.",
            code="complaint_unconfirmed",
            field="complaint",
        )
    return text.complaint


def letter_pdf(letter: DecisionLetter, by: str = "") -> bytes:
    """Return a letter as a PDF; a draft says so on every page. ``by`` is who approves it."""
    # typst is large, and a web worker rarely needs it.
    from plads.documents.render import render

    moment = letter.approved_at or clock.now()
    day = moment.astimezone(clock.COPENHAGEN).date()
    return render("letter", letter_data(letter, day, by), made_at=moment)


@transaction.atomic
def note_sent(actor: Actor, letter_id: UUID, how: str, on: date) -> DecisionLetter:
    """Note that a person sent an approved letter, how and on which day; returns it.

    Raises ``Refused`` for a day to come, or before the letter was approved.
    """
    letter = _lock(actor, letter_id)
    target = LETTER.permit(actor.role, letter.state, "send")
    if on > clock.today():
        raise Refused("Dagen er ikke kommet endnu.", code="future", field="on")
    approved = letter.approved_at.astimezone(clock.COPENHAGEN).date() if letter.approved_at else on
    if on < approved:
        raise Refused(
            f"Brevet blev først godkendt {show_day(approved)}. Vælg den dag eller senere.",
            code="before_approval",
            field="on",
        )
    letter.state, letter.sent_by_id = target, actor.user_id
    letter.sent_how, letter.sent_on = how, on
    letter.save(update_fields=["state", "sent_by", "sent_how", "sent_on"])
    placement = letter.placement
    way = str(DecisionLetter.Way(how).label)
    event = LetterSent(placement.candidate_id, placement.id, letter.id, _what(letter), on, way)
    record(actor, letter.municipality_id, event)
    return letter


@transaction.atomic
def confirm_complaint(actor: Actor, municipality_id: UUID, complaint: str) -> LetterText:
    """Store the municipality's words about complaining and that the actor says they are right; returns them.

    Letters approved before keep the words they had. Raises ``Refused`` without words, and for who may not.
    """
    if municipality_id not in actor.municipality_ids:
        raise NotVisible
    if actor.role not in CONFIRMS:
        raise Refused(
            "Kun en sagsbehandler, en tovholder eller administratoren bekræfter klagevejledningen.",
            code="wrong_role",
        )
    if not complaint.strip():
        raise Refused(
            "Skriv, hvordan man klager, til hvem og inden hvornår. Uden det kan et brev ikke godkendes.",
            code="no_complaint",
            field="complaint",
        )
    text, _ = LetterText.objects.update_or_create(
        municipality_id=municipality_id,
        defaults={
            "complaint": complaint.strip(),
            "confirmed_by_id": actor.user_id,
            "confirmed_at": clock.now(),
        },
    )
    record(actor, municipality_id, LetterTextConfirmed(actor.name))
    return text


def _lock_course(actor: Actor, placement_id: UUID) -> Placement:
    """Return the course of a letter, locked; raises ``Refused`` when its candidate's name is not the actor's to see."""
    placement = lock_placement(actor, placement_id)
    if not Placement.objects.filter(knows(actor, "candidate__"), id=placement.id).exists():
        raise Refused(
            "Kandidaten har navnebeskyttelse. Kun kandidatens egen sagsbehandler skriver breve.",
            code="protected",
        )
    return placement


def _lock(actor: Actor, letter_id: UUID) -> DecisionLetter:
    """Return a letter, locked after its course; raises ``NotVisible`` for one the actor does not see."""
    course = DecisionLetter.objects.filter(id=letter_id).values_list("placement_id", flat=True).first()
    if course is None or not actor.is_office:
        raise NotVisible
    placement = _lock_course(actor, course)
    letter = DecisionLetter.objects.select_for_update(of=("self",), no_key=True).get(id=letter_id)
    letter.placement = placement
    return letter


def _what(letter: DecisionLetter) -> str:
    return str(DecisionLetter.Kind(letter.kind).label).lower()
