"""What happens to a placement on its way: it is made longer, its first day is planned, paid hours come beside it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from plads.core.clock import now
from plads.core.models import TenantModel
from plads.core.week import FULL_WEEK_MINUTES
from plads.people.models import User
from plads.placements.models.courses import Placement


class Extension(TenantModel):
    """A decision whether a placement goes on longer (forlængelse, LAB § 61, stk. 2), yes or no, with its reason."""

    class Kind(models.TextChoices):
        ASSESSED = "assessed", "Efter en konkret vurdering"
        SPECIAL_NEED = "special_need", "Helt særligt behov"

    class State(models.TextChoices):
        GRANTED = "granted", "Forlænget"
        REFUSED = "refused", "Ikke forlænget"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="extensions")
    kind = models.CharField("grund", max_length=12, choices=Kind)
    from_last_day = models.DateField("sidste dag før")
    last_day = models.DateField("ønsket sidste dag")
    reason = models.TextField("begrundelse")
    verdicts = models.JSONField("regler", default=list)
    state = models.CharField("afgørelse", max_length=8, choices=State)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "forlængelse"
        verbose_name_plural = "forlængelser"
        constraints = [
            models.CheckConstraint(
                name="placements_extension_longer", condition=Q(last_day__gt=F("from_last_day"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_last_day} → {self.last_day}: {self.state}"


class FirstDay(TenantModel):
    """The welcome to a placement: where and whom to meet, what to bring, a colleague as buddy, and a checklist."""

    placement = models.OneToOneField(Placement, models.CASCADE, related_name="first_day_plan")
    meet_at = models.TimeField("mødetid", null=True, blank=True)
    where = models.CharField("mødested", max_length=160, blank=True)
    bring = models.CharField("tag med", max_length=300, blank=True)
    buddy = models.CharField("makker", max_length=160, blank=True)
    tasks = models.JSONField("tjekliste", default=list)
    """The checklist in its order: ``text``, and ``done_by`` and ``done_on`` once it is done."""

    class Meta:
        verbose_name = "første dag"
        verbose_name_plural = "første dage"

    def __str__(self) -> str:
        return f"Første dag i {self.placement_id}"


class OrdinaryHours(TenantModel):
    """Ordinary paid hours a candidate has beside a placement (ordinære løntimer), recorded apart from its hours."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="ordinary_hours")
    period = DateRangeField("periode")
    weekly_minutes = models.PositiveIntegerField("minutter om ugen")
    employer_is_centre = models.BooleanField("på arbejdspladsen", default=False)
    noted_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "ordinære timer"
        verbose_name_plural = "ordinære timer"
        constraints = [
            ExclusionConstraint(
                name="placements_ordinary_apart",
                expressions=[
                    ("placement", RangeOperators.EQUAL),
                    ("employer_is_centre", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="placements_ordinary_minutes",
                condition=Q(
                    period__isempty=False, weekly_minutes__gt=0, weekly_minutes__lte=FULL_WEEK_MINUTES
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekly_minutes} minutter"
