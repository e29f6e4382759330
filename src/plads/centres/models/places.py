"""The numbered places of a centre."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from plads.centres.models.agreements import Agreement
from plads.centres.models.centres import Centre
from plads.core.codes import Certificate, DanishLevel, Demand, Function, Language, Shift
from plads.core.models import TenantModel
from plads.core.week import Slot, load


class Place(TenantModel):
    """One of a centre's numbered places: its work, week and demands. At most one person at a time.

    ``period`` is when it is there to be filled: it ends on the last day of a notice, and is empty for a place that
    was closed before its first day.
    """

    class State(models.TextChoices):
        OPEN = "open", "Åben"
        PAUSED = "paused", "På pause"
        CLOSED = "closed", "Lukket"

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="places")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="places")
    number = models.PositiveSmallIntegerField("nummer")
    function = models.CharField("funktion", max_length=20, choices=Function)
    occupation = models.CharField("stilling (ISCO-08)", max_length=4, blank=True)
    tasks = ArrayField(models.CharField(max_length=120), verbose_name="opgaver", default=list)
    slots = models.JSONField("åbne tider", default=list)
    danish_level = models.PositiveSmallIntegerField("dansk", choices=DanishLevel, default=DanishLevel.NONE)
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language), verbose_name="kolleger taler også", default=list
    )
    demands = ArrayField(
        models.CharField(max_length=20, choices=Demand), verbose_name="krav", default=list, blank=True
    )
    certificates = ArrayField(
        models.CharField(max_length=20, choices=Certificate), verbose_name="beviser", default=list, blank=True
    )
    shift = models.CharField("arbejdstid", max_length=10, choices=Shift, default=Shift.DAY)
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
            models.CheckConstraint(
                name="centres_place_period", condition=Q(period__isempty=False) | Q(state="closed")
            ),
        ]
        indexes = [models.Index(F("municipality"), F("centre"), F("number"), name="centres_places")]
        triggers = [
            pgtrigger.Trigger(
                name="place_keeps_placements",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("period"),  # type: ignore[no-untyped-call]
                func="""
                    IF EXISTS (
                        SELECT FROM placements_placement f
                        WHERE f.place_id = NEW.id AND f.state <> 'cancelled' AND NOT f.period <@ NEW.period
                    ) THEN
                        RAISE EXCEPTION 'a placement lies outside the new period of place %', NEW.id
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_within_agreement';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"Plads {self.number}"

    @property
    def week(self) -> list[Slot]:
        """The place's opening times as slots."""
        return load(self.slots)
