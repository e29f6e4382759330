"""Whose word is asked for on a version of an agreement, and the words given."""

from django.db import models
from django.db.models import Q

from plads.centres.models.agreements import AgreementVersion
from plads.companies.models import Contact
from plads.core.clock import now
from plads.core.models import TenantModel
from plads.people.models import User


class Party(models.TextChoices):
    """The three whose word an agreement needs."""

    COMPANY = "company", "Virksomheden"
    MUNICIPALITY = "municipality", "Kommunen"
    REPRESENTATIVE = "representative", "Tillidsrepræsentanten"


class SignatureRequest(TenantModel):
    """One person asked for a party's word on a version, by account or by a personal link.

    The link's token and the one-time code are never stored, only their SHA-256. Looking at the link uses nothing up.
    """

    class Channel(models.TextChoices):
        ACCOUNT = "account", "Logger ind i Plads"
        MAIL = "mail", "Link på e-mail"
        SMS = "sms", "Link på SMS"

    class State(models.TextChoices):
        WAITING = "waiting", "Venter"
        ANSWERED = "answered", "Har svaret"
        VOID = "void", "Gælder ikke længere"

    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="requests")
    party = models.CharField("part", max_length=16, choices=Party)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    name = models.CharField("navn", max_length=160)
    channel = models.CharField("kanal", max_length=8, choices=Channel)
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField("telefon", max_length=20, blank=True)
    state = models.CharField("tilstand", max_length=8, choices=State, default=State.WAITING)
    token_digest = models.CharField(max_length=64, blank=True, editable=False)
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    code_sent_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField("spurgt", default=now)
    expires_at = models.DateTimeField("linket gælder til", null=True)
    opened_at = models.DateTimeField("åbnet første gang", null=True)
    reminded_at = models.DateTimeField("mindet om", null=True)
    reminders = models.PositiveSmallIntegerField("påmindelser", default=0)

    class Meta:
        verbose_name = "anmodning om underskrift"
        verbose_name_plural = "anmodninger om underskrift"
        constraints = [
            models.UniqueConstraint(
                fields=["token_digest"], condition=~Q(token_digest=""), name="centres_request_token"
            ),
            models.UniqueConstraint(
                fields=["version", "party"],
                condition=Q(state="waiting"),
                name="centres_one_asked_for_a_party",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.name}"

    @property
    def hint(self) -> str:
        """Where the link is sent, in a way its owner knows and others can't use: ``•• •• 12 34``, ``k•••@firma.dk``."""
        if self.channel == self.Channel.SMS:
            if not self.phone:
                return ""
            return f"•• •• {self.phone[-4:-2]} {self.phone[-2:]}"
        box, _, host = self.email.partition("@")
        return f"{box[:1]}•••@{host}" if host else ""


class Signature(TenantModel):
    """One party's word on a version: the company's and the municipality's signature, the representative's statement."""

    class Way(models.TextChoices):
        ACCOUNT = "account", "Logget ind i Plads"
        LINK = "link", "Personligt link og engangskode"
        ON_BEHALF = "on_behalf", "Noteret af en anden"

    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="signatures")
    party = models.CharField("part", max_length=16, choices=Party)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    """Whose account gave the word; empty for a link, and for a word that was noted for somebody else."""
    way = models.CharField("hvordan", max_length=10, choices=Way, default=Way.ACCOUNT)
    request = models.ForeignKey(SignatureRequest, models.PROTECT, null=True, related_name="+")
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    noted_why = models.CharField("hvorfor en anden noterede det", max_length=400, blank=True)
    name = models.CharField("navn", max_length=160)
    agrees = models.BooleanField("er enig", default=True)
    statement = models.TextField("udtalelse", blank=True)
    signed_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "underskrift"
        verbose_name_plural = "underskrifter"
        constraints = [
            models.UniqueConstraint(fields=["version", "party"], name="centres_party_signs_once"),
            models.UniqueConstraint(fields=["version", "user"], name="centres_nobody_signs_for_two"),
            models.CheckConstraint(
                name="centres_signature_is_somebodys",
                condition=Q(way="account", user__isnull=False, noted_by=None)
                | Q(way="link", user=None, request__isnull=False, noted_by=None)
                | Q(way="on_behalf", user=None, noted_by__isnull=False) & ~Q(noted_why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.name}"
