"""Notices: a word to a person about something that happened."""

from django.db import models
from django.db.models import Q

from plads.core.clock import now
from plads.core.models import Event, TenantModel
from plads.people.models import User

WHO = "{kandidat}"
"""Stands in a notice's text where the candidate's name is shown."""


class Notice(TenantModel):
    """A notice to one user, made from one event. It holds no private facts: it points to the page that does.

    Where the text speaks of a candidate it holds ``WHO``: what the reader may call them is decided when it is read.
    """

    recipient = models.ForeignKey(User, models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    text = models.CharField("besked", max_length=300)
    subject = models.CharField("om", max_length=20)
    subject_id = models.UUIDField()
    created_at = models.DateTimeField(default=now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "besked"
        verbose_name_plural = "beskeder"
        constraints = [models.UniqueConstraint(fields=["recipient", "event"], name="notices_notice_once")]
        indexes = [
            models.Index(
                fields=["recipient", "-created_at"], name="notices_unread", condition=Q(read_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.text

    def words(self, who: str) -> str:
        """Return the text with what its reader calls the candidate."""
        return self.text.replace(WHO, who)
