"""Nominations, placements and every day of a course."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from plads.candidates.models import Candidate
from plads.centres.models import Place
from plads.core.clock import now
from plads.core.fields import EncryptedTextField
from plads.core.models import Municipality, TenantModel
from plads.core.week import FULL_WEEK_MINUTES, Slot, load
from plads.people.models import User
from plads.placements.triggers import HOURS_WITHIN_WEEK, STEP_HOURS_WITHIN_WEEK, WITHIN_AGREEMENT


class Purpose(models.TextChoices):
    """The three legal purposes (BAB § 60, stk. 2)."""

    PAID_HOURS = "loentimer", "Ordinære løntimer"
    SKILLS = "kompetencer", "Optræning af bestemte kompetencer"
    CLARIFY = "afklaring", "Afklaring af job- eller uddannelsesmål"


class RefillProposal(TenantModel):
    """Who Plads proposes for a free place, with what it knew and why. A person decides."""

    class State(models.TextChoices):
        OPEN = "open", "Venter på et valg"
        ACCEPTED = "accepted", "Forslaget blev fulgt"
        OVERRIDDEN = "overridden", "En anden blev valgt"
        EXPIRED = "expired", "Afløst af et nyere forslag"

    place = models.ForeignKey(Place, models.PROTECT, related_name="proposals")
    free_from = models.DateField("ledig fra")
    free_to = models.DateField("ledig til")
    weights_version = models.CharField(max_length=20)
    inputs = models.JSONField()
    ranked = models.JSONField()
    blocked = models.JSONField()
    first_choice = models.ForeignKey(Candidate, models.PROTECT, null=True, related_name="+")
    state = models.CharField("tilstand", max_length=12, choices=State, default=State.OPEN)
    chosen = models.ForeignKey(Candidate, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField("begrundelse", blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "forslag"
        verbose_name_plural = "forslag"
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(state="open"), name="placements_one_proposal"
            )
        ]
        indexes = [models.Index(fields=["municipality", "state"], name="placements_proposals")]

    def __str__(self) -> str:
        return f"Forslag til plads {self.place_id}"


class Nomination(TenantModel):
    """A candidate put forward for a place; the candidate and the company each answer."""

    class State(models.TextChoices):
        OPEN = "open", "Venter på svar"
        ACCEPTED = "accepted", "Begge har sagt ja"
        DECLINED = "declined", "Sagt nej"
        WITHDRAWN = "withdrawn", "Trukket tilbage"
        PLACED = "placed", "Blevet til et forløb"

    WAITING = ("open", "accepted")
    """States in which the candidate is still put forward for the place."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="nominations")
    place = models.ForeignKey(Place, models.PROTECT, related_name="nominations")
    proposal = models.ForeignKey(RefillProposal, models.PROTECT, null=True, related_name="nominations")
    period = DateRangeField("periode")
    steps = models.JSONField("timer")
    purposes = ArrayField(models.CharField(max_length=20, choices=Purpose), verbose_name="formål")
    verdicts = models.JSONField("regler", default=list)
    candidate_answer = models.BooleanField("kandidatens svar", null=True)
    company_answer = models.BooleanField("virksomhedens svar", null=True)
    reason = models.TextField("begrundelse", blank=True)
    answer_reason = models.TextField("begrundelse for svaret", blank=True)
    nominated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    employed_here = models.BooleanField("ansat på arbejdspladsen", default=False)
    """Whether the candidate is employed at the workplace: some groups are then outside rimelighedskravet."""
    state = models.CharField("tilstand", max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "indstilling"
        verbose_name_plural = "indstillinger"
        constraints = [
            models.CheckConstraint(name="placements_nomination_period", condition=Q(period__isempty=False)),
            models.UniqueConstraint(
                fields=["candidate", "place"],
                condition=Q(state__in=["open", "accepted"]),
                name="placements_nominated_once",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "state"], name="placements_nominations")]

    def __str__(self) -> str:
        return f"Indstilling {self.id}"


class Placement(TenantModel):
    """A candidate in a place for a period (forløb, virksomhedspraktik). Two never share a place."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planlagt"
        APPROVED = "approved", "Bevilget"
        RUNNING = "running", "I gang"
        ENDED = "ended", "Slut"
        CANCELLED = "cancelled", "Aflyst"

    HOLDING = ("planned", "approved", "running")
    """States in which the candidate has or awaits the place."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="placements")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="placements")
    nomination = models.OneToOneField(Nomination, models.PROTECT, null=True, related_name="placement")
    period = DateRangeField("periode")
    day_after = models.GeneratedField(
        expression=Func(F("period"), function="upper"),
        output_field=models.DateField("dagen efter"),
        db_persist=True,
    )
    """The day after the last day, kept by the database from ``period``. Days are looked up in an index behind the
    walls between municipalities; the bounds of a period are not, because their functions might tell what they see."""
    agreed_last_day = models.DateField("aftalt sidste dag")
    employed_here = models.BooleanField("ansat på arbejdspladsen", default=False)
    purposes = ArrayField(models.CharField(max_length=20, choices=Purpose), verbose_name="formål")
    tasks = ArrayField(models.CharField(max_length=120), verbose_name="opgaver", default=list)
    verdicts = models.JSONField("regler", default=list)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    state = models.CharField("tilstand", max_length=10, choices=State, default=State.PLANNED)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "forløb"
        verbose_name_plural = "forløb"
        constraints = [
            models.CheckConstraint(name="placements_period", condition=Q(period__isempty=False)),
            ExclusionConstraint(
                name="placements_one_person_in_a_place",
                expressions=[("place", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=~Q(state="cancelled"),
            ),
        ]
        indexes = [
            models.Index(F("municipality"), F("state"), name="placements_by_state"),
            models.Index(F("candidate"), name="placements_by_candidate"),
            models.Index(  # who has a place, from the index alone: that of the rule against two is too slow
                fields=["place", "day_after"],
                include=["period", "municipality"],
                condition=~Q(state="cancelled"),
                name="placements_held",
            ),
            models.Index(  # who has a place now or later, of all courses there ever were
                fields=["municipality", "day_after"],
                condition=~Q(state="cancelled"),
                name="placements_not_over",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="placement_within_agreement",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("period", "place_id", "state"),  # type: ignore[no-untyped-call]
                func=WITHIN_AGREEMENT,
            ),
            pgtrigger.Trigger(
                name="placement_hours_within_week",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("period", "state", "candidate_id"),  # type: ignore[no-untyped-call]
                func=HOURS_WITHIN_WEEK,
            ),
        ]

    def __str__(self) -> str:
        return f"Forløb {self.id}"

    @property
    def holds_place(self) -> bool:
        """Whether the candidate has or awaits the place."""
        return self.state in self.HOLDING


class HoursStep(TenantModel):
    """The week of a placement from one day to another: hours may rise step by step."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="kommune", db_index=False
    )
    """Without an index of its own: while an import fills the table, PostgreSQL took it for the quickest way."""
    placement = models.ForeignKey(Placement, models.CASCADE, related_name="steps")
    period = DateRangeField("periode")
    weekly_minutes = models.PositiveIntegerField("minutter om ugen")
    slots = models.JSONField("tider")

    class Meta:
        verbose_name = "timetrin"
        verbose_name_plural = "timetrin"
        constraints = [
            ExclusionConstraint(
                name="placements_steps_apart",
                expressions=[("placement", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="placements_step_period", condition=Q(period__isempty=False)),
            models.CheckConstraint(
                name="placements_step_minutes",
                condition=Q(weekly_minutes__gt=0, weekly_minutes__lte=FULL_WEEK_MINUTES),
            ),
        ]
        indexes = [models.Index(fields=["placement", "municipality"], name="placements_steps_of")]
        triggers = [
            pgtrigger.Trigger(
                name="step_hours_within_week",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=STEP_HOURS_WITHIN_WEEK,
            )
        ]

    def __str__(self) -> str:
        return f"{self.weekly_minutes} minutter"

    @property
    def week(self) -> list[Slot]:
        """The step's times as slots."""
        return load(self.slots)


class Attendance(TenantModel):
    """Whether a candidate was there on a day; a correction changes the row and leaves an event."""

    class State(models.TextChoices):
        PRESENT = "present", "Mødt"
        ILL = "ill", "Syg"
        EXCUSED = "excused", "Fri efter aftale"
        ABSENT = "absent", "Ikke mødt"

    AWAY = ("absent", "ill")
    """States in which somebody was expected and did not work."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="attendance", db_index=False)
    """Found by ``placements_attendance_once``: a second index on it alone would be read instead, with every day."""
    day = models.DateField("dag")
    state = models.CharField("fremmøde", max_length=8, choices=State)
    minutes = models.PositiveSmallIntegerField("minutter", default=0)
    note = EncryptedTextField("bemærkning", blank=True)
    noted_by = models.CharField("noteret af", max_length=160)
    noted_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "fremmøde"
        verbose_name_plural = "fremmøde"
        constraints = [
            models.UniqueConstraint(fields=["placement", "day"], name="placements_attendance_once"),
            models.CheckConstraint(name="placements_day_minutes", condition=Q(minutes__lte=24 * 60)),
        ]
        indexes = [
            models.Index(fields=["municipality", "day"], name="placements_attendance_day"),
            models.Index(  # the few who did not come, of half a million days
                fields=["municipality", "day"],
                condition=Q(state__in=["absent", "ill"]),
                name="placements_attendance_away",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.state}"


class EndReason(models.TextChoices):
    """Why a placement ended."""

    AGREED = "agreed", "Den aftalte sidste dag"
    JOB_HERE = "job_here", "Ordinært job på arbejdspladsen"
    JOB_ELSEWHERE = "job_elsewhere", "Ordinært job et andet sted"
    EDUCATION = "education", "Uddannelse"
    FLEKSJOB = "fleksjob", "Fleksjob"
    OTHER_OFFER = "other_offer", "Andet tilbud"
    ILLNESS = "illness", "Sygdom"
    NO_SHOW = "no_show", "Mødte ikke"
    COMPANY = "company", "Virksomhedens ønske"
    CANDIDATE = "candidate", "Kandidatens ønske"
    AGREEMENT = "agreement", "Aftalen om centret ophører eller holder pause"


JOBS = (EndReason.JOB_HERE, EndReason.JOB_ELSEWHERE)
"""Ends that are an ordinary job: the course stops early, and that is the point."""


class PlacementEnd(TenantModel):
    """The end of a placement: its last day and why."""

    placement = models.OneToOneField(Placement, models.PROTECT, related_name="end")
    last_day = models.DateField("sidste dag")
    reason = models.CharField("årsag", max_length=16, choices=EndReason)
    weekly_minutes = models.PositiveIntegerField("ordinære minutter om ugen", null=True)
    job_starts = models.DateField("jobbet begynder", null=True, blank=True)
    note = EncryptedTextField("bemærkning", blank=True)
    noted_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "afslutning"
        verbose_name_plural = "afslutninger"
        indexes = [models.Index(fields=["municipality", "last_day"], name="placements_end_day")]

    def __str__(self) -> str:
        return f"{self.last_day}: {self.reason}"


class Outcome(TenantModel):
    """Where a candidate stands after a placement: on the day, and after 3, 6 and 12 months."""

    class Kind(models.TextChoices):
        JOB = "job", "Ordinært job"
        EDUCATION = "education", "Uddannelse"
        FLEKSJOB = "fleksjob", "Fleksjob"
        SUPPORT = "support", "Offentlig forsørgelse"
        UNKNOWN = "unknown", "Ved ikke"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="outcomes", db_index=False)
    """Found by ``placements_outcome_once``."""
    months = models.PositiveSmallIntegerField("måneder efter", default=0)
    kind = models.CharField("udfald", max_length=12, choices=Kind)
    weekly_minutes = models.PositiveIntegerField("ordinære minutter om ugen", null=True)
    employer_is_centre = models.BooleanField("ansat på arbejdspladsen", default=False)
    since = models.DateField("siden", null=True, blank=True)
    noted_by = models.CharField("noteret af", max_length=160, blank=True, db_default="")
    noted_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "udfald"
        verbose_name_plural = "udfald"
        constraints = [
            models.UniqueConstraint(fields=["placement", "months"], name="placements_outcome_once"),
            models.CheckConstraint(name="placements_outcome_months", condition=Q(months__in=[0, 3, 6, 12])),
        ]

    def __str__(self) -> str:
        return f"{self.months} mdr.: {self.kind}"
