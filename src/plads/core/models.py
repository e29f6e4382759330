"""The tenant, and the two tables that remember what happened and what came of it."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from plads.core.clock import now
from plads.core.ids import new_id


class Municipality(models.Model):
    """A Danish municipality: the tenant. Every other tenant row names one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("kommunekode", max_length=3, unique=True)
    name = models.CharField("navn", max_length=80)
    slug = models.SlugField("adresse på nettet", unique=True)
    office_name = models.CharField("hvad jobcentret hedder", max_length=80, default="Jobcentret")
    phone = models.CharField("telefon", max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)
    inquiry_reply_days = models.PositiveSmallIntegerField("svarfrist for henvendelser, dage", default=5)
    followup_days = models.PositiveSmallIntegerField("dage mellem opfølgninger", default=21)
    refill_lead_days = models.PositiveSmallIntegerField("dage før kendt slut at genbesætte", default=14)
    mentor_rate = models.DecimalField("mentorsats, kr. i timen", max_digits=8, decimal_places=2, default=200)

    class Meta:
        verbose_name = "kommune"
        verbose_name_plural = "kommuner"

    def __str__(self) -> str:
        return self.name


class TenantModel(models.Model):
    """A row that belongs to one municipality; the database hides it from every other one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name="kommune")

    class Meta:
        abstract = True


class Event(TenantModel):
    """A fact that was recorded with the change it tells of. Never changed, never removed."""

    kind = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)
    actor_user_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=160)
    actor_role = models.CharField(max_length=20)
    subjects = ArrayField(models.UUIDField())
    facts = models.JSONField()

    class Meta:
        verbose_name = "hændelse"
        verbose_name_plural = "hændelser"
        indexes = [
            GinIndex(fields=["subjects"], name="core_event_subjects"),
            models.Index(fields=["municipality", "-at"], name="core_event_latest"),
        ]
        triggers = [
            pgtrigger.Protect(name="event_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class ReactionRun(TenantModel):
    """What one reaction did about one event; a row per pair, so that nothing is done twice."""

    class State(models.TextChoices):
        DONE = "done", "Udført"
        FAILED = "failed", "Fejlet"

    event = models.ForeignKey(Event, models.PROTECT, related_name="runs")
    reaction = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State)
    attempts = models.PositiveSmallIntegerField(default=1)
    error = models.TextField(blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "reaktion"
        verbose_name_plural = "reaktioner"
        constraints = [models.UniqueConstraint(fields=["event", "reaction"], name="core_reaction_once")]
        indexes = [
            models.Index(
                fields=["municipality", "-at"],
                name="core_reaction_failed",
                condition=models.Q(state="failed"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reaction}: {self.state}"
