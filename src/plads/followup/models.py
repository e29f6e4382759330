"""Follow-up, progress and competence statements."""

from django.db import models
from django.db.models import Q

from plads.core.clock import now
from plads.core.fields import EncryptedTextField
from plads.core.models import TenantModel
from plads.placements.models import Placement


class FollowUp(TenantModel):
    """A meeting of jobcentre, mentor and candidate about a placement: due on a day, held on a day."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="followups")
    due_on = models.DateField("senest")
    held_on = models.DateField("holdt", null=True, blank=True)
    note = EncryptedTextField("referat", blank=True)
    agreed = models.TextField("aftalt", blank=True)
    held_by = models.CharField("holdt af", max_length=160, blank=True)

    class Meta:
        verbose_name = "opfølgning"
        verbose_name_plural = "opfølgninger"
        constraints = [models.UniqueConstraint(fields=["placement", "due_on"], name="followup_due_once")]
        indexes = [
            models.Index(fields=["municipality", "due_on"], name="followup_due", condition=Q(held_on=None))
        ]

    def __str__(self) -> str:
        return f"Opfølgning {self.due_on}"


class ProgressMeasure(TenantModel):
    """A step scored together with the candidate, 1 to 10, on one question."""

    class Question(models.TextChoices):
        ATTENDANCE = "attendance", "Møder stabilt"
        TASKS = "tasks", "Klarer opgaverne"
        LANGUAGE = "language", "Taler dansk på arbejdet"
        COLLEAGUES = "colleagues", "Er en del af holdet"
        BELIEF = "belief", "Tror på et job"

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="progress")
    day = models.DateField("dag")
    question = models.CharField("spørgsmål", max_length=12, choices=Question)
    score = models.PositiveSmallIntegerField("trin, 1 til 10")
    noted_by = models.CharField(max_length=160)

    class Meta:
        verbose_name = "udvikling"
        verbose_name_plural = "udvikling"
        constraints = [
            models.UniqueConstraint(fields=["placement", "day", "question"], name="followup_progress_once"),
            models.CheckConstraint(name="followup_score", condition=Q(score__gte=1, score__lte=10)),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.score}"


class Statement(TenantModel):
    """A competence statement (kompetencebevis): what a candidate did and learnt, theirs to keep."""

    placement = models.OneToOneField(Placement, models.PROTECT, related_name="statement")
    content = models.JSONField("indhold")
    digest = models.CharField("kontroltal", max_length=64)
    issued_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "kompetencebevis"
        verbose_name_plural = "kompetencebeviser"

    def __str__(self) -> str:
        return f"Bevis {self.digest[:8]}"
