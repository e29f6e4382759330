"""Noting that an unusual look was looked into."""

from uuid import UUID

from django.db import transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.models import AccessRecord, LookReview
from plads.insight.events import LookReviewed
from plads.insight.review import READERS


@transaction.atomic
def review_look(actor: Actor, look_id: UUID, conclusion: str, note: str = "") -> LookReview:
    """Store what a person found about a look; a later finding takes the earlier one's place.

    Raises ``Refused`` for who does not review (``wrong_role``), about one's own look (``own_look``), and for a
    conclusion that needs a word of explanation and has none (``no_note``).
    """
    if actor.role not in READERS or actor.user_id is None:
        raise Refused("Kun en administrator kan gennemgå opslag.", code="wrong_role")
    look = AccessRecord.objects.filter(id=look_id, municipality_id__in=actor.municipality_ids).first()
    if look is None:
        raise NotVisible
    if look.user_id == actor.user_id:
        raise Refused("Det er dit eget opslag. En anden administrator skal se på det.", code="own_look")
    found, note = LookReview.Conclusion(conclusion), note.strip()
    if found != LookReview.Conclusion.FINE and not note:
        raise Refused("Skriv, hvad du fandt ud af.", code="no_note", field="note")
    row, _ = LookReview.objects.update_or_create(
        look=look,
        defaults={
            "municipality_id": look.municipality_id,
            "at": clock.now(),
            "reviewed_by": actor.user_id,
            "conclusion": found,
            "note": note,
        },
    )
    record(actor, look.municipality_id, LookReviewed(look.id, str(found.label)))
    return row
