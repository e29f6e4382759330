"""Requests from people about their own data, and the municipality's keeping of time limits."""

from django.db import models
from django.db.models import Q

from plads.candidates.models import Candidate
from plads.core.clock import now
from plads.core.fields import EncryptedTextField
from plads.core.models import TenantModel
from plads.people.models import User


class RightsRequest(TenantModel):
    """Something a candidate asks of the municipality about their own data. A person answers, with reasons.

    When the candidate is erased the request stays without words and without a name: that it came, what it was, and
    that it was answered in time.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", "Indsigt i oplysninger"
        RECTIFY = "rectify", "Rettelse af oplysninger"
        RESTRICT = "restrict", "Begrænsning af brugen"
        OBJECT = "object", "Nej til forslag fra Plads"
        ERASE = "erase", "Sletning af oplysninger"

    class State(models.TextChoices):
        RECEIVED = "received", "Modtaget"
        GRANTED = "granted", "Imødekommet"
        PARTLY = "partly", "Imødekommet delvist"
        REFUSED = "refused", "Afvist"
        WITHDRAWN = "withdrawn", "Trukket tilbage"

    candidate = models.ForeignKey(
        Candidate, models.PROTECT, null=True, related_name="rights_requests", verbose_name="kandidat"
    )
    kind = models.CharField("anmodning om", max_length=8, choices=Kind)
    text = EncryptedTextField("med personens egne ord", blank=True)
    by_candidate = models.BooleanField("skrevet af kandidaten selv", default=False)
    received_on = models.DateField("modtaget")
    due_on = models.DateField("svar senest")
    state = models.CharField("tilstand", max_length=10, choices=State, default=State.RECEIVED)
    answer = EncryptedTextField("svar og begrundelse", blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="afgjort af"
    )
    decided_at = models.DateTimeField("afgjort", null=True)

    class Meta:
        verbose_name = "anmodning"
        verbose_name_plural = "anmodninger"
        indexes = [
            models.Index(
                fields=["municipality", "due_on"], name="rights_waiting", condition=Q(state="received")
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "kind"], condition=Q(state="received"), name="rights_asked_once"
            ),
            models.CheckConstraint(
                name="rights_decided_by_somebody",
                condition=Q(state__in=["received", "withdrawn"]) | Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.received_on}"


class RetentionPeriod(TenantModel):
    """How many months a municipality keeps one kind of data, when it has chosen otherwise than the default."""

    kind = models.CharField("slags oplysninger", max_length=20)
    months = models.PositiveSmallIntegerField("måneder")

    class Meta:
        verbose_name = "opbevaringsfrist"
        verbose_name_plural = "opbevaringsfrister"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "kind"], name="rights_period_once"),
            models.CheckConstraint(
                name="rights_period_sane", condition=Q(months__gte=1) & Q(months__lte=600)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.months}"


class RetentionHold(TenantModel):
    """Wait with erasing: set by an administrator with a reason, until somebody lifts it."""

    reason = models.CharField("begrundelse", max_length=300)
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="sat af")
    since = models.DateTimeField("siden", default=now)
    lifted_at = models.DateTimeField("ophævet", null=True)

    class Meta:
        verbose_name = "vent med at slette"
        verbose_name_plural = "vent med at slette"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"], condition=Q(lifted_at=None), name="rights_one_hold"
            )
        ]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m-%d}: {self.reason}"


class RetentionRun(TenantModel):
    """One round of erasing what is too old: told ahead, then done, then reported. Holds numbers only."""

    class State(models.TextChoices):
        TOLD = "told", "Varslet"
        DONE = "done", "Udført"
        FAILED = "failed", "Udført med fejl"

    told_at = models.DateTimeField("varslet", default=now)
    runs_on = models.DateField("sletter tidligst")
    expected = models.JSONField("varslede antal")
    state = models.CharField("tilstand", max_length=8, choices=State, default=State.TOLD)
    ran_at = models.DateTimeField("kørt", null=True)
    report = models.JSONField("slettede antal", default=dict)
    failures = models.PositiveIntegerField("fejlede", default=0)

    class Meta:
        verbose_name = "sletterunde"
        verbose_name_plural = "sletterunder"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"], condition=Q(state="told"), name="rights_one_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.runs_on}: {self.state}"
