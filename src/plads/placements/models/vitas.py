"""A placement's application in VITAS, the national form: what was applied for, how far it is, who said what."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from plads.core.clock import now
from plads.core.fields import EncryptedTextField
from plads.core.models import TenantModel
from plads.core.periods import covers
from plads.people.models import User
from plads.placements.models.courses import Placement


class VitasApplication(TenantModel):
    """One application for a placement. The newest counts; an older one was refused, or withdrawn for a new one.

    ``period`` and ``weekly_minutes`` are what was applied for, noted when it is sent: a placement that has grown
    beyond them needs a new application. ``grant_number`` is VITAS' bevillingId.
    """

    class State(models.TextChoices):
        TO_SEND = "to_send", "Skal sendes"
        SENT = "sent", "Sendt"
        APPROVED = "approved", "Godkendt"
        REFUSED = "refused", "Afvist"
        WITHDRAWN = "withdrawn", "Trukket tilbage"

    LIVING = ("to_send", "sent", "approved")

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="vitas_applications")
    state = models.CharField("tilstand", max_length=9, choices=State, default=State.TO_SEND)
    number = models.CharField("ansøgningens nummer i VITAS", max_length=40, blank=True)
    grant_number = models.CharField("bevillingens nummer i VITAS", max_length=40, blank=True)
    period = DateRangeField("søgt periode", null=True)
    weekly_minutes = models.PositiveIntegerField("søgte minutter om ugen", null=True)
    sent_on = models.DateField("sendt", null=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField("svar fra VITAS", null=True)
    answered_by = models.CharField("svaret er noteret af", max_length=160, blank=True)
    refusal_reason = EncryptedTextField("begrundelse for afvisningen", blank=True)
    overridden_at = models.DateTimeField("fraveget", null=True)
    overridden_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    override_reason = EncryptedTextField("hvorfor der ikke ventes", blank=True)
    asked_at = models.DateTimeField("VITAS sidst spurgt", null=True)
    fault = models.CharField("hvorfor VITAS ikke kunne spørges", max_length=200, blank=True)
    """Why the latest try to ask VITAS gave no answer, without anything about the candidate; empty when it did."""
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "ansøgning i VITAS"
        verbose_name_plural = "ansøgninger i VITAS"
        constraints = [
            models.UniqueConstraint(
                fields=["placement"],
                condition=Q(state__in=["to_send", "sent", "approved"]),
                name="placements_one_vitas_application",
            ),
            models.CheckConstraint(
                name="placements_vitas_sent_whole",
                condition=Q(state__in=["to_send", "withdrawn"])
                | Q(sent_on__isnull=False, period__isnull=False, weekly_minutes__isnull=False)
                & ~Q(number=""),
            ),
            models.CheckConstraint(
                name="placements_vitas_override_why",
                condition=Q(overridden_at=None) | ~Q(override_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["municipality", "state"], name="placements_vitas_state")]

    def __str__(self) -> str:
        return f"VITAS {self.number or self.id}: {self.state}"

    def covers(self, period: "DateRange", weekly_minutes: int) -> bool:
        """Return whether what was applied for holds these days and as many hours a week."""
        return (
            self.period is not None
            and self.weekly_minutes is not None
            and covers(self.period, period)
            and weekly_minutes <= self.weekly_minutes
        )
