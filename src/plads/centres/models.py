"""Inquiries, centres, agreements and places."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from plads.companies.models import Workplace
from plads.core.clock import now
from plads.core.codes import DanishLevel, Demand, Function, Language
from plads.core.models import TenantModel
from plads.core.week import Slot, load
from plads.people.models import User


class Centre(TenantModel):
    """A virksomhedscenter: a workplace that keeps a fixed number of places for the jobcentre."""

    class State(models.TextChoices):
        NEGOTIATING = "negotiating", "Under aftale"
        OPEN = "open", "Åbent"
        CLOSED = "closed", "Lukket"

    workplace = models.ForeignKey(
        Workplace, models.PROTECT, related_name="centres", verbose_name="arbejdsplads"
    )
    name = models.CharField("navn", max_length=160)
    sort_name = models.CharField(max_length=200, db_collation="C", editable=False)
    consultant = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="konsulent"
    )
    state = models.CharField("tilstand", max_length=12, choices=State, default=State.NEGOTIATING)
    created_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "center"
        verbose_name_plural = "centre"
        constraints = [models.UniqueConstraint(fields=["workplace", "name"], name="centres_name_once")]
        indexes = [models.Index(fields=["municipality", "sort_name"], name="centres_by_name")]

    def __str__(self) -> str:
        return self.name


class Inquiry(TenantModel):
    """A company's first word to the jobcentre, from the public page."""

    class State(models.TextChoices):
        NEW = "new", "Ny"
        ASSIGNED = "assigned", "Hos en konsulent"
        TURNED_CENTRE = "turned_centre", "Blevet til et center"
        DECLINED = "declined", "Afsluttet uden center"

    number = models.CharField("kvittering", max_length=12)
    company_name = models.CharField("virksomhedens navn", max_length=160)
    cvr = models.CharField("CVR-nummer", max_length=8)
    p_number = models.CharField("P-nummer", max_length=10, blank=True)
    contact_name = models.CharField("dit navn", max_length=160)
    email = models.EmailField("e-mail")
    phone = models.CharField("telefon", max_length=20, blank=True)
    message = models.TextField("hvad tænker I på?", max_length=2000)
    consultant = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="konsulent"
    )
    centre = models.ForeignKey(Centre, models.PROTECT, null=True, related_name="inquiries")
    state = models.CharField("tilstand", max_length=16, choices=State, default=State.NEW)
    received_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "henvendelse"
        verbose_name_plural = "henvendelser"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="centres_inquiry_number")
        ]
        indexes = [models.Index(fields=["municipality", "state", "received_at"], name="centres_inquiries")]

    def __str__(self) -> str:
        return f"{self.company_name} ({self.number})"


class Agreement(TenantModel):
    """The agreement (samarbejdsaftale) of a centre. ``period`` is the one of the version in force."""

    class State(models.TextChoices):
        DRAFT = "draft", "Kladde"
        OFFERED = "offered", "Venter på underskrifter"
        SIGNED = "signed", "Underskrevet"
        ENDED = "ended", "Ophørt"

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="agreements")
    period = DateRangeField("periode")
    state = models.CharField("tilstand", max_length=8, choices=State, default=State.DRAFT)

    class Meta:
        verbose_name = "aftale"
        verbose_name_plural = "aftaler"
        constraints = [
            models.CheckConstraint(name="centres_agreement_period", condition=Q(period__isempty=False)),
            ExclusionConstraint(
                name="centres_one_agreement",
                expressions=[("centre", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(state__in=["signed", "ended"]),
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


class AgreementVersion(TenantModel):
    """The words of an agreement at one time. Once sealed, the database refuses every change to it."""

    class State(models.TextChoices):
        DRAFT = "draft", "Kladde"
        OFFERED = "offered", "Venter på underskrifter"
        SIGNED = "signed", "Underskrevet"

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version", default=1)
    period = DateRangeField("periode")
    goals = models.TextField("mål for centret")
    target_group = models.TextField("målgruppe")
    mentor_arrangement = models.TextField("mentorordning", blank=True)
    economy = models.TextField("økonomi", blank=True)
    absence_procedure = models.TextField("ved fravær", blank=True)
    notice_days = models.PositiveSmallIntegerField("opsigelse, dage", default=30)
    places = models.JSONField("pladser", default=list)
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


class Signature(TenantModel):
    """One party's word on a version: the company's and the municipality's signature, the representative's statement."""

    class Party(models.TextChoices):
        COMPANY = "company", "Virksomheden"
        MUNICIPALITY = "municipality", "Kommunen"
        REPRESENTATIVE = "representative", "Tillidsrepræsentanten"

    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="signatures")
    party = models.CharField("part", max_length=16, choices=Party)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField("navn", max_length=160)
    agrees = models.BooleanField("er enig", default=True)
    statement = models.TextField("udtalelse", blank=True)
    signed_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "underskrift"
        verbose_name_plural = "underskrifter"
        constraints = [
            models.UniqueConstraint(fields=["version", "party"], name="centres_party_signs_once"),
            models.UniqueConstraint(fields=["version", "user"], name="centres_nobody_signs_for_two"),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.name}"


class Place(TenantModel):
    """One of a centre's numbered places: its work, week and demands. At most one person at a time."""

    class State(models.TextChoices):
        OPEN = "open", "Åben"
        CLOSED = "closed", "Lukket"

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="places")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="places")
    number = models.PositiveSmallIntegerField("nummer")
    function = models.CharField("funktion", max_length=20, choices=Function)
    tasks = ArrayField(models.CharField(max_length=120), verbose_name="opgaver", default=list)
    slots = models.JSONField("åbne tider", default=list)
    danish_level = models.PositiveSmallIntegerField("dansk", choices=DanishLevel, default=DanishLevel.NONE)
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language), verbose_name="kolleger taler også", default=list
    )
    demands = ArrayField(
        models.CharField(max_length=20, choices=Demand), verbose_name="krav", default=list, blank=True
    )
    period = DateRangeField("åben i perioden")
    state = models.CharField("tilstand", max_length=8, choices=State, default=State.OPEN)

    class Meta:
        verbose_name = "plads"
        verbose_name_plural = "pladser"
        constraints = [
            ExclusionConstraint(
                name="centres_place_number_once",
                expressions=[
                    ("centre", RangeOperators.EQUAL),
                    ("number", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="centres_place_period", condition=Q(period__isempty=False)),
        ]
        indexes = [models.Index(F("municipality"), F("centre"), F("number"), name="centres_places")]

    def __str__(self) -> str:
        return f"Plads {self.number}"

    @property
    def week(self) -> list[Slot]:
        """The place's opening times as slots."""
        return load(self.slots)
