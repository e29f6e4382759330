"""Inquiries and centres, and who gets which inquiry."""

from django.db import models
from django.db.models import Q

from plads.companies.models import Workplace
from plads.core.clock import now
from plads.core.models import TenantModel
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

    class By(models.TextChoices):
        AREA = "area", "Område"
        TRADE = "trade", "Branche"
        BOTH = "both", "Område og branche"
        HAND = "hand", "Givet af en kollega"

    number = models.CharField("kvittering", max_length=12)
    company_name = models.CharField("virksomhedens navn", max_length=160)
    cvr = models.CharField("CVR-nummer", max_length=8)
    p_number = models.CharField("P-nummer", max_length=10, blank=True)
    contact_name = models.CharField("dit navn", max_length=160)
    email = models.EmailField("e-mail")
    phone = models.CharField("telefon", max_length=20, blank=True)
    message = models.TextField("hvad tænker I på?", max_length=2000)
    postcode = models.CharField("postnummer", max_length=4, blank=True)
    industry_code = models.CharField("branchekode", max_length=6, blank=True)
    industry = models.CharField("branche", max_length=160, blank=True)
    register = models.JSONField("det står i CVR", default=dict)
    """What the business register said of the workplace (``companies.ports.kept``); empty when it was not asked."""
    register_at = models.DateTimeField("slået op i CVR", null=True)
    reply = models.TextField("svar til virksomheden", max_length=2000, blank=True)
    answered_at = models.DateTimeField("besvaret", null=True)
    follow_digest = models.CharField(max_length=64, blank=True, editable=False)
    """SHA-256 of the token in the link by which the company follows its inquiry."""
    consultant = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="konsulent"
    )
    assigned_by = models.CharField("fordelt efter", max_length=5, choices=By, blank=True)
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


class AssignmentRule(TenantModel):
    """Which consultant gets the inquiries of an area, a trade or both; the lowest ``order`` that fits decides.

    Both postcodes are included; empty ones are every area. ``industry`` is the beginning of a branch code (DB07);
    empty is every trade.
    """

    order = models.PositiveSmallIntegerField("rækkefølge")
    consultant = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="konsulent")
    first_postcode = models.CharField("fra postnummer", max_length=4, blank=True)
    last_postcode = models.CharField("til postnummer", max_length=4, blank=True)
    industry = models.CharField("branchekode begynder med", max_length=6, blank=True)

    class Meta:
        verbose_name = "fordelingsregel"
        verbose_name_plural = "fordelingsregler"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "order"], name="centres_rule_order"),
            models.CheckConstraint(
                name="centres_rule_postcodes",
                condition=Q(first_postcode="", last_postcode="")
                | Q(first_postcode__regex=r"^\d{4}$", last_postcode__regex=r"^\d{4}$"),
            ),
            models.CheckConstraint(name="centres_rule_industry", condition=Q(industry__regex=r"^\d{0,6}$")),
        ]

    def __str__(self) -> str:
        return f"Regel {self.order}"
