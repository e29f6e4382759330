"""Companies and their workplaces, with what the business register says of them."""

from django.db import models
from django.db.models import Q

from plads.core.clock import now
from plads.core.collation import sort_key
from plads.core.ids import new_id
from plads.core.models import TenantModel


class Company(models.Model):
    """A legal unit of the public business register (CVR): the same company for every municipality."""

    class Sector(models.TextChoices):
        PRIVATE = "private", "Privat"
        PUBLIC = "public", "Offentlig"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cvr = models.CharField("CVR-nummer", max_length=8, unique=True)
    name = models.CharField("navn", max_length=160)
    sort_name = models.CharField(max_length=200, db_collation="C", editable=False)
    sector = models.CharField("sektor", max_length=8, choices=Sector, default=Sector.PRIVATE)
    protected = models.BooleanField("reklamebeskyttet", default=False)
    """Whether the register says that nobody may advertise to the company."""
    closed_on = models.DateField("ophørt", null=True)
    register_at = models.DateTimeField("læst i CVR", null=True)

    class Meta:
        verbose_name = "virksomhed"
        verbose_name_plural = "virksomheder"
        constraints = [
            models.CheckConstraint(name="companies_cvr_digits", condition=Q(cvr__regex=r"^\d{8}$"))
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Store the company with its Danish sort key."""
        self.sort_name = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Workplace(TenantModel):
    """A production unit (P-number) of a company, as one municipality works with it."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="workplaces", verbose_name="virksomhed")
    p_number = models.CharField("P-nummer", max_length=10)
    name = models.CharField("navn", max_length=160)
    sort_name = models.CharField(max_length=200, db_collation="C", editable=False)
    street = models.CharField("vej og nummer", max_length=160, blank=True)
    postcode = models.CharField("postnummer", max_length=4, blank=True)
    city = models.CharField("by", max_length=80, blank=True)
    industry_code = models.CharField("branchekode", max_length=6, blank=True)
    industry = models.CharField("branche", max_length=160, blank=True)
    protected = models.BooleanField("reklamebeskyttet", default=False)
    """Whether the register says that nobody may advertise to the workplace."""
    closed_on = models.DateField("ophørt", null=True)
    """The day the register says the workplace closed."""
    register = models.JSONField("det står i CVR", default=dict)
    """What the register says, without months (``companies.ports.kept``); empty before it was read."""
    register_at = models.DateTimeField("læst i CVR", null=True)
    register_fault = models.CharField("hvorfor CVR ikke kunne læses", max_length=300, blank=True)
    """Why the latest try to read the register failed; empty when it succeeded."""
    register_tried_at = models.DateTimeField("prøvet at læse CVR", null=True)

    class Meta:
        verbose_name = "arbejdsplads"
        verbose_name_plural = "arbejdspladser"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "p_number"], name="companies_p_number_once"),
            models.CheckConstraint(
                name="companies_p_number_digits", condition=Q(p_number__regex=r"^[1-9]\d{9}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Store the workplace with its Danish sort key."""
        self.sort_name = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def register_differs(self) -> bool:
        """Whether the register has another name or address than the one written here."""
        said = self.register.get("unit")
        return bool(said) and any(
            said[name] != getattr(self, name) for name in ("name", "street", "postcode", "city")
        )

    @property
    def address(self) -> str:
        """The address on one line."""
        return ", ".join(filter(None, [self.street, f"{self.postcode} {self.city}".strip()]))


class WorkplaceMonth(TenantModel):
    """Employment at a workplace in one month, in full-time equivalents (årsværk), two decimals.

    ``ordinary_fte`` is the number that counts. What a person wrote stands until a person changes it: the register's
    number is kept beside it in ``register_fte``, and pages show both where they differ.
    """

    class Origin(models.TextChoices):
        REGISTER = "register", "CVR-registret"
        HAND = "hand", "Skrevet af en person"

    workplace = models.ForeignKey(Workplace, models.CASCADE, related_name="months")
    month = models.DateField("måned")
    ordinary_fte = models.DecimalField("ordinære årsværk", max_digits=9, decimal_places=2)
    source = models.CharField("kilde", max_length=80)
    origin = models.CharField("skrevet af", max_length=8, choices=Origin, default=Origin.HAND)
    noted_at = models.DateTimeField("noteret", default=now)
    register_fte = models.DecimalField("årsværk i CVR", max_digits=9, decimal_places=2, null=True)
    register_at = models.DateTimeField("læst i CVR", null=True)

    class Meta:
        verbose_name = "ansatte i en måned"
        verbose_name_plural = "ansatte pr. måned"
        constraints = [
            models.UniqueConstraint(fields=["workplace", "month"], name="companies_month_once"),
            models.CheckConstraint(name="companies_month_first", condition=Q(month__day=1)),
            models.CheckConstraint(name="companies_fte_positive", condition=Q(ordinary_fte__gte=0)),
            models.CheckConstraint(
                name="companies_register_fte_positive",
                condition=Q(register_fte=None) | Q(register_fte__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}: {self.ordinary_fte}"

    @property
    def differs(self) -> bool:
        """Whether the register says another number than the one that counts."""
        return self.register_fte is not None and self.register_fte != self.ordinary_fte


class Contact(TenantModel):
    """A named person at a workplace: contact person or employee representative."""

    class Kind(models.TextChoices):
        CONTACT = "contact", "Kontaktperson"
        REPRESENTATIVE = "representative", "Tillidsrepræsentant"

    workplace = models.ForeignKey(Workplace, models.CASCADE, related_name="contacts")
    kind = models.CharField("rolle", max_length=16, choices=Kind)
    name = models.CharField("navn", max_length=160)
    email = models.EmailField("e-mail")
    phone = models.CharField("telefon", max_length=20, blank=True)

    class Meta:
        verbose_name = "kontakt"
        verbose_name_plural = "kontakter"
        constraints = [
            models.UniqueConstraint(fields=["workplace", "kind", "email"], name="companies_contact_once")
        ]

    def __str__(self) -> str:
        return self.name
