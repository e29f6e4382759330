"""What stays of courses whose people were erased: numbers, and nothing else.

The figures are what still lives plus what was counted here. No row names a person, a place or a course, and history
does not listen to these tables: it would tell which numbers came together, and so whose they were.
"""

from django.db import models
from django.db.models import Q

from plads.centres.models import Centre
from plads.core.models import TenantModel
from plads.placements.models import Outcome


class CountedDay(TenantModel):
    """On how many of a centre's places somebody was on a day, by courses that are erased."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    day = models.DateField("dag")
    held = models.PositiveIntegerField("optagne pladser")

    class Meta:
        verbose_name = "optalt dag"
        verbose_name_plural = "optalte dage"
        constraints = [models.UniqueConstraint(fields=["centre", "day"], name="insight_counted_day_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.held}"


class CountedOutcome(TenantModel):
    """How many erased courses that ended in a month had an outcome, by target group. Names no centre."""

    month = models.DateField("måned")
    months = models.PositiveSmallIntegerField("måneder efter", default=0)
    target_group = models.CharField("målgruppe", max_length=40)
    kind = models.CharField("udfald", max_length=12, choices=Outcome.Kind)
    employer_is_centre = models.BooleanField("ansat på arbejdspladsen", default=False)
    number = models.PositiveIntegerField("antal")

    class Meta:
        verbose_name = "optalt udfald"
        verbose_name_plural = "optalte udfald"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "month", "months", "target_group", "kind", "employer_is_centre"],
                name="insight_counted_outcome_once",
            ),
            models.CheckConstraint(name="insight_counted_month_first", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y} {self.kind}: {self.number}"


class CountedYear(TenantModel):
    """A centre's year, of the people who are erased: how many they were, their minutes, jobs and hires."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("år")
    candidates = models.PositiveIntegerField("kandidater")
    minutes = models.PositiveBigIntegerField("minutter")
    jobs = models.PositiveIntegerField("job")
    hires = models.PositiveIntegerField("ansættelser")

    class Meta:
        verbose_name = "optalt år"
        verbose_name_plural = "optalte år"
        constraints = [models.UniqueConstraint(fields=["centre", "year"], name="insight_counted_year_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.candidates}"
