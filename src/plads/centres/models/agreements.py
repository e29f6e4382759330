"""Agreements, their versions, and the municipality's templates for them."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from plads.centres.models.centres import Centre
from plads.core.clock import now
from plads.core.models import TenantModel
from plads.people.models import User


class NoticeBy(models.TextChoices):
    """Who ends an agreement before its time."""

    COMPANY = "company", "Virksomheden"
    MUNICIPALITY = "municipality", "Kommunen"
    BOTH = "both", "Begge parter er enige"


class AgreementTemplate(TenantModel):
    """One version of a municipality's own words for its agreements; a published one stays as it is.

    ``clauses`` is a list of ``{"key", "title", "text", "locked"}``: the keys of ``centres.clauses`` first, then the
    municipality's own. A text may name facts in braces, such as ``{virksomhed}``.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Kladde"
        PUBLISHED = "published", "I brug"
        RETIRED = "retired", "Ude af brug"

    name = models.CharField("navn", max_length=120)
    number = models.PositiveSmallIntegerField("version", default=1)
    state = models.CharField("tilstand", max_length=9, choices=State, default=State.DRAFT)
    clauses = models.JSONField("afsnit", default=list)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=now)
    published_at = models.DateTimeField("taget i brug", null=True)

    class Meta:
        verbose_name = "aftaleskabelon"
        verbose_name_plural = "aftaleskabeloner"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name", "number"], name="centres_template_number")
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_template_stands",
                operation=pgtrigger.UpdateOf("name", "number", "clauses"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"


class Agreement(TenantModel):
    """The agreement (samarbejdsaftale) of a centre. ``period`` is the one of the version in force."""

    class State(models.TextChoices):
        DRAFT = "draft", "Kladde"
        OFFERED = "offered", "Venter på underskrifter"
        SIGNED = "signed", "I kraft"
        PAUSED = "paused", "På pause"
        ENDED = "ended", "Ophørt"
        DROPPED = "dropped", "Opgivet"

    STANDING = ("signed", "paused", "ended")
    """States of an agreement that was sealed: its days are taken at its centre."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="agreements")
    period = DateRangeField("periode")
    state = models.CharField("tilstand", max_length=8, choices=State, default=State.DRAFT)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    """The agreement this one renews."""
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    paused_from = models.DateField("på pause fra", null=True)
    paused_until = models.DateField("på pause til og med", null=True)
    pause_reason = models.CharField("grund til pausen", max_length=400, blank=True)
    notice_given_on = models.DateField("opsagt den", null=True)
    notice_by = models.CharField("opsagt af", max_length=16, choices=NoticeBy, blank=True)
    notice_reason = models.CharField("grund til opsigelsen", max_length=400, blank=True)
    ends_on = models.DateField("sidste dag efter opsigelse", null=True)

    class Meta:
        verbose_name = "aftale"
        verbose_name_plural = "aftaler"
        constraints = [
            models.CheckConstraint(name="centres_agreement_period", condition=Q(period__isempty=False)),
            ExclusionConstraint(
                name="centres_one_agreement",
                expressions=[("centre", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(state__in=["signed", "paused", "ended"]),
            ),
            models.CheckConstraint(
                name="centres_notice_whole",
                condition=Q(notice_given_on=None, ends_on=None, notice_by="")
                | Q(notice_given_on__isnull=False, ends_on__isnull=False) & ~Q(notice_by=""),
            ),
            models.CheckConstraint(
                name="centres_pause_has_a_start", condition=~Q(state="paused") | Q(paused_from__isnull=False)
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="agreement_keeps_placements",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("period"),  # type: ignore[no-untyped-call]
                func="""
                    IF EXISTS (
                        SELECT FROM centres_place p JOIN placements_placement f ON f.place_id = p.id
                        WHERE p.agreement_id = NEW.id AND f.state <> 'cancelled' AND NOT f.period <@ NEW.period
                    ) THEN
                        RAISE EXCEPTION 'a placement lies outside the new period of agreement %', NEW.id
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_within_agreement';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"Aftale {self.id}"


class AgreementPause(TenantModel):
    """Days on which an agreement's places rest. ``period`` has no end while nobody knows it.

    Kept when the pause is over: its days are neither open nor empty in any figure, unless somebody was there.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="pauses")
    period = DateRangeField("periode")
    reason = models.CharField("grund", max_length=400)
    set_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "pause"
        verbose_name_plural = "pauser"
        constraints = [
            models.CheckConstraint(name="centres_pause_period", condition=Q(period__isempty=False)),
            ExclusionConstraint(
                name="centres_one_pause_at_a_time",
                expressions=[("agreement", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"Pause {self.id}"


class AgreementVersion(TenantModel):
    """The words of an agreement at one time. Once sealed, the database refuses every change to it."""

    class State(models.TextChoices):
        DRAFT = "draft", "Kladde"
        OFFERED = "offered", "Venter på underskrifter"
        SIGNED = "signed", "Underskrevet"
        DROPPED = "dropped", "Opgivet"

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version", default=1)
    period = DateRangeField("periode")
    goals = models.TextField("mål for centret")
    target_group = models.TextField("målgruppe")
    mentor_arrangement = models.TextField("mentorordning", blank=True)
    economy = models.TextField("økonomi", blank=True)
    absence_procedure = models.TextField("ved fravær", blank=True)
    notice_days = models.PositiveSmallIntegerField("opsigelse, dage", default=30)
    followup_days = models.PositiveSmallIntegerField("dage mellem opfølgninger", null=True)
    evaluation_on = models.DateField("evaluering", null=True)
    clauses = models.JSONField("afsnit", default=list)
    """Further words, as a list of ``{"key", "title", "text"}`` in the order they are read."""
    contacts = models.JSONField("kontaktpersoner", default=list)
    """Who answers for each side: ``{"side", "name", "role", "email", "phone"}``; side is a party of ``Signature``."""
    parties = models.JSONField("parterne", default=dict)
    """Who the parties were when it was sent for signatures, see ``services.parties``; empty in a draft."""
    template = models.ForeignKey(AgreementTemplate, models.PROTECT, null=True, related_name="+")
    places = models.JSONField("pladser", default=list)
    changed = models.JSONField("hvad der er ændret", default=list)
    """What this version changes in the one in force, as Danish sentences; empty for a first version."""
    reason = models.CharField("hvorfor aftalen ændres", max_length=400, blank=True)
    quota = models.JSONField("rimelighedskrav", null=True)
    state = models.CharField("tilstand", max_length=8, choices=State, default=State.DRAFT)
    sealed_at = models.DateTimeField("forseglet", null=True)
    seal = models.CharField("kontroltal", max_length=64, blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "aftaleversion"
        verbose_name_plural = "aftaleversioner"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="centres_version_number"),
            models.CheckConstraint(
                name="centres_sealed_when_signed",
                condition=Q(state="signed", sealed_at__isnull=False)
                | (~Q(state="signed") & Q(sealed_at=None)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="sealed_version_stands",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__sealed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"
