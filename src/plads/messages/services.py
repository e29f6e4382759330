"""Verbs about notices."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.models import Event
from plads.messages.models import Notice


@transaction.atomic
def tell(event: Event, recipients: Iterable[UUID | None], text: str, subject: str, subject_id: UUID) -> int:
    """Give each recipient one notice about ``event``; nobody is told twice. Returns how many were asked for."""
    notices = [
        Notice(
            municipality_id=event.municipality_id,
            recipient_id=recipient,
            event=event,
            text=text,
            subject=subject,
            subject_id=subject_id,
        )
        for recipient in dict.fromkeys(recipients)
        if recipient is not None
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(notices)


@transaction.atomic
def mark_read(actor: Actor, notice_id: UUID) -> None:
    """Mark one of the actor's own notices, or of whom they stand in for, as read; ``NotVisible`` for others'."""
    notice = Notice.objects.filter(id=notice_id, recipient_id__in=actor.own_ids).first()
    if notice is None:
        raise NotVisible
    if notice.read_at is None:
        notice.read_at = clock.now()
        notice.save(update_fields=["read_at"])
