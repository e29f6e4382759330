"""Notices: a word to a person about something that happened. And what is sent to people outside: mail and SMS."""

from django.db import models
from django.db.models import Q

from plads.core.clock import now
from plads.core.fields import EncryptedTextField
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


class OutgoingMessage(TenantModel):
    """One mail or SMS to somebody outside, with how far it came. ``messages.outgoing`` queues it.

    ``key`` says what it is for, so that a reaction which runs twice sends once. The address and the words are sealed,
    and the words are emptied as soon as nobody needs them; so is the address after a while.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", "E-mail"
        SMS = "sms", "SMS"

    class State(models.TextChoices):
        WAITING = "waiting", "Venter på at blive sendt"
        SENDING = "sending", "Er ved at blive sendt"
        SENT = "sent", "Sendt"
        FAILED = "failed", "Kunne ikke sendes"
        UNCERTAIN = "uncertain", "Måske sendt"
        DROPPED = "dropped", "Lagt væk"

    key = models.CharField(max_length=200)
    channel = models.CharField("kanal", max_length=8, choices=Channel)
    to = EncryptedTextField("adresse", blank=True)
    name = EncryptedTextField("modtager", blank=True)
    subject = EncryptedTextField("emne", blank=True)
    body = EncryptedTextField("tekst", blank=True)
    about = models.CharField("om", max_length=20)
    about_id = models.UUIDField()
    to_whom = models.UUIDField("til hvem", null=True)
    """The row that says who gets it, as whoever is asked to sign: by it they find in their own data what was sent."""
    state = models.CharField("tilstand", max_length=12, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("forsøg", default=0)
    next_try = models.DateTimeField("næste forsøg", default=now)
    until = models.DateTimeField("skal frem inden", null=True)
    """After this nobody has a use for it, as for a one-time code: then it is put away, and not sent."""
    began_at = models.DateTimeField("sidste forsøg", null=True)
    error = models.CharField("fejl", max_length=40, blank=True)
    """A word of ``messages.faults``, never what a server said: that may hold the address or the text."""
    created_at = models.DateTimeField("skrevet", default=now)
    sent_at = models.DateTimeField("sendt", null=True)

    class Meta:
        verbose_name = "besked ud"
        verbose_name_plural = "beskeder ud"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "key"], name="notices_outgoing_once"),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="notices_outgoing_sent_when"
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "next_try"],
                name="notices_outgoing_open",
                condition=~Q(state__in=["sent", "dropped"]),
            ),
            models.Index(fields=["municipality", "-created_at"], name="notices_outgoing_latest"),
            models.Index(fields=["about_id"], name="notices_outgoing_about"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"
