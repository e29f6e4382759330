"""Candidates and what they do beside a placement."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from plads.core.clock import now
from plads.core.codes import DanishLevel, Demand, Function, Language, Transport
from plads.core.collation import sort_key
from plads.core.fields import EncryptedTextField
from plads.core.models import TenantModel
from plads.core.week import FULL_WEEK_MINUTES, Slot, load
from plads.people.models import User

TRAVEL_AT_MOST = 180
"""The longest way to work that is noted, in minutes each way."""


class Candidate(TenantModel):
    """A person who stands for a job (kandidat). The CPR number is encrypted and found by HMAC."""

    class State(models.TextChoices):
        REGISTERED = "registered", "Oprettet"
        READY = "ready", "Klar til en plads"
        CLOSED = "closed", "Afsluttet"

    name = models.CharField("navn", max_length=160)
    sort_name = models.CharField(max_length=200, db_collation="C", editable=False)
    cpr = EncryptedTextField("CPR-nummer")
    cpr_lookup = models.CharField(max_length=64, editable=False)
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField("telefon", max_length=20, blank=True)
    caseworker = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="sagsbehandler"
    )
    target_group = models.CharField("målgruppe", max_length=40)
    danish_level = models.PositiveSmallIntegerField("dansk", choices=DanishLevel, default=DanishLevel.NONE)
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language), verbose_name="andre sprog", default=list, blank=True
    )
    functions = ArrayField(
        models.CharField(max_length=20, choices=Function), verbose_name="ønsker arbejde med", default=list
    )
    avoids = ArrayField(
        models.CharField(max_length=20, choices=Demand), verbose_name="skal undgå", default=list, blank=True
    )
    available = models.JSONField("kan arbejde", default=list)
    weekly_minutes = models.PositiveIntegerField("højst minutter om ugen", default=FULL_WEEK_MINUTES)
    transport = ArrayField(
        models.CharField(max_length=8, choices=Transport), verbose_name="kommer", default=list, blank=True
    )
    travel_minutes = models.PositiveSmallIntegerField("rejse hver vej, minutter", null=True, blank=True)
    """How long the candidate says the way is, or may be: nothing is looked up on a map."""
    work_duty = models.BooleanField("arbejdspligt", default=False)
    danish_test = models.CharField("danskprøve eller modul", max_length=80, blank=True)
    danish_tested_on = models.DateField("bestået den", null=True, blank=True)
    competences = ArrayField(
        models.CharField(max_length=80), verbose_name="kan allerede", default=list, blank=True
    )
    goal = models.CharField("jobmål", max_length=300, blank=True)
    wishes = models.TextField("egne ønsker", blank=True)
    considerations = EncryptedTextField("hensyn", blank=True)
    motivation = models.TextField("egen motivation", blank=True)
    consent_at = models.DateTimeField("samtykke givet", null=True, blank=True)
    waiting_since = models.DateField("venter siden")
    state = models.CharField("tilstand", max_length=12, choices=State, default=State.REGISTERED)
    protected = models.BooleanField("navne- og adressebeskyttelse", default=False)
    restricted_at = models.DateTimeField("brugen begrænset", null=True, blank=True)
    restricted_reason = EncryptedTextField("hvorfor brugen er begrænset", blank=True)
    planning_declined_at = models.DateTimeField("forslag fravalgt", null=True, blank=True)
    calendar_renewals = models.PositiveSmallIntegerField(default=0, editable=False)
    """How often the candidate has asked for a calendar address; only the latest opens, and none when it is 0."""
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "kandidat"
        verbose_name_plural = "kandidater"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "cpr_lookup"], name="candidates_cpr_once"),
            models.CheckConstraint(
                name="candidates_weekly_minutes", condition=Q(weekly_minutes__lte=FULL_WEEK_MINUTES)
            ),
            models.CheckConstraint(
                name="candidates_travel_minutes", condition=Q(travel_minutes__lte=TRAVEL_AT_MOST)
            ),
            models.CheckConstraint(
                name="candidates_test_named", condition=Q(danish_tested_on=None) | ~Q(danish_test="")
            ),
        ]
        indexes = [models.Index(fields=["municipality", "state", "sort_name"], name="candidates_by_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Store the candidate with a Danish sort key."""
        self.sort_name = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def restricted(self) -> bool:
        """Whether the facts are kept but must not be used for anything new (GDPR art. 18)."""
        return self.restricted_at is not None

    @property
    def available_slots(self) -> list[Slot]:
        """The candidate's availability as slots."""
        return load(self.available)


class TargetGroupSpell(TenantModel):
    """From when until when a candidate is in a legal target group (målgruppe); the last spell has no end.

    ``Candidate.target_group`` is today's. The law asks for the group on the first day of a placement.
    """

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="group_spells")
    group = models.CharField("målgruppe", max_length=40)
    period = DateRangeField("periode")

    class Meta:
        verbose_name = "målgruppe over tid"
        verbose_name_plural = "målgrupper over tid"
        constraints = [
            ExclusionConstraint(
                name="candidates_one_group_a_day",
                expressions=[("candidate", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="candidates_group_period",
                condition=Q(period__isempty=False, period__startswith__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.period}"


class Activity(TenantModel):
    """Something a candidate does beside the placement: Danish classes, treatment, a course, job search."""

    class Kind(models.TextChoices):
        DANISH = "danish", "Danskuddannelse"
        COURSE = "course", "Kursus"
        TREATMENT = "treatment", "Aftale"
        JOB_SEARCH = "job_search", "Jobsøgning"

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="activities")
    kind = models.CharField("slags", max_length=12, choices=Kind)
    title = models.CharField("navn", max_length=120)
    provider = models.CharField("sted", max_length=120, blank=True)
    period = DateRangeField("periode")
    slots = models.JSONField("tider", default=list)

    class Meta:
        verbose_name = "aktivitet"
        verbose_name_plural = "aktiviteter"
        constraints = [
            models.CheckConstraint(name="candidates_activity_period", condition=Q(period__isempty=False))
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def week(self) -> list[Slot]:
        """The activity's times as slots."""
        return load(self.slots)
