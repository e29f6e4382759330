"""Mentors, whom they help, what they have learnt and the support granted for it."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from plads.centres.models import Centre, Place
from plads.core.clock import now
from plads.core.models import TenantModel
from plads.core.week import FULL_WEEK_MINUTES
from plads.people.models import User
from plads.placements.models import Placement


class Mentor(TenantModel):
    """A colleague at the workplace, or somebody from outside, who helps candidates in their days."""

    class Kind(models.TextChoices):
        INTERNAL = "internal", "Medarbejder"
        EXTERNAL = "external", "Ekstern mentor"

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="mentors", verbose_name="center")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    name = models.CharField("navn", max_length=160)
    email = models.EmailField("e-mail")
    phone = models.CharField("telefon", max_length=20, blank=True)
    kind = models.CharField("slags", max_length=8, choices=Kind, default=Kind.INTERNAL)
    capacity = models.PositiveSmallIntegerField("højst kandidater ad gangen", default=4)
    confidentiality_at = models.DateTimeField("tavshedserklæring", null=True, blank=True)
    confidentiality_version = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = "mentor"
        verbose_name_plural = "mentorer"
        constraints = [models.UniqueConstraint(fields=["centre", "email"], name="mentoring_mentor_once")]

    def __str__(self) -> str:
        return self.name


class MentorAssignment(TenantModel):
    """A mentor helps in one placement. Several may."""

    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="assignments")
    placement = models.ForeignKey(Placement, models.CASCADE, related_name="mentor_assignments")
    since = models.DateField("siden")

    class Meta:
        verbose_name = "mentor for et forløb"
        verbose_name_plural = "mentorer for forløb"
        constraints = [
            models.UniqueConstraint(fields=["mentor", "placement"], name="mentoring_assignment_once")
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id} – {self.placement_id}"


class Training(TenantModel):
    """A course a mentor takes part in."""

    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="trainings")
    title = models.CharField("kursus", max_length=160)
    day = models.DateField("dag")
    completed = models.BooleanField("gennemført", default=False)

    class Meta:
        verbose_name = "mentorkursus"
        verbose_name_plural = "mentorkurser"
        constraints = [
            models.UniqueConstraint(fields=["mentor", "title", "day"], name="mentoring_training_once")
        ]

    def __str__(self) -> str:
        return self.title


class SupportGrant(TenantModel):
    """Mentor support (mentorstøtte): weekly minutes beyond the normal, per place or for a whole centre."""

    class State(models.TextChoices):
        APPLIED = "applied", "Ansøgt"
        GRANTED = "granted", "Bevilget"
        REFUSED = "refused", "Afslået"

    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="grants")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="grants")
    period = DateRangeField("periode")
    weekly_minutes = models.PositiveIntegerField("minutter om ugen")
    hourly_rate = models.DecimalField("kr. i timen", max_digits=8, decimal_places=2)
    beyond_normal = models.TextField("hvad der er ud over det normale")
    decision = models.TextField("begrundelse", blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    state = models.CharField("tilstand", max_length=8, choices=State, default=State.APPLIED)

    class Meta:
        verbose_name = "mentorstøtte"
        verbose_name_plural = "mentorstøtte"
        constraints = [
            models.CheckConstraint(name="mentoring_grant_period", condition=Q(period__isempty=False)),
            models.CheckConstraint(
                name="mentoring_grant_minutes",
                condition=Q(weekly_minutes__gt=0, weekly_minutes__lte=FULL_WEEK_MINUTES),
            ),
        ]
        indexes = [models.Index(fields=["municipality", "state"], name="mentoring_grants")]

    def __str__(self) -> str:
        return f"{self.weekly_minutes} minutter om ugen"


class MentorHours(TenantModel):
    """The hours ledger: minutes a mentor spent on a day under a grant."""

    grant = models.ForeignKey(SupportGrant, models.PROTECT, related_name="hours")
    day = models.DateField("dag")
    minutes = models.PositiveSmallIntegerField("minutter")
    approved_at = models.DateTimeField("godkendt", null=True)
    noted_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "mentortimer"
        verbose_name_plural = "mentortimer"
        constraints = [
            models.UniqueConstraint(fields=["grant", "day"], name="mentoring_hours_once"),
            models.CheckConstraint(
                name="mentoring_day_minutes", condition=Q(minutes__gt=0, minutes__lte=24 * 60)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.minutes}"
