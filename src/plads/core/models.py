"""The tenant, and the tables that remember: what happened, what came of it, who changed and who saw what."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from plads.core.clock import now
from plads.core.fields import EncryptedTextField
from plads.core.ids import new_id


def _reminders() -> list[int]:
    return [3, 7, 14]


class Municipality(models.Model):
    """A Danish municipality: the tenant. Every other tenant row names one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("kommunekode", max_length=3, unique=True)
    cvr = models.CharField("CVR-nummer", max_length=8, blank=True)
    name = models.CharField("navn", max_length=80)
    slug = models.SlugField("adresse på nettet", unique=True)
    office_name = models.CharField("hvad jobcentret hedder", max_length=80, default="Jobcentret")
    phone = models.CharField("telefon", max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)
    inquiry_reply_days = models.PositiveSmallIntegerField("svarfrist for henvendelser, dage", default=5)
    followup_days = models.PositiveSmallIntegerField("dage mellem opfølgninger", default=21)
    refill_lead_days = models.PositiveSmallIntegerField("dage før kendt slut at genbesætte", default=14)
    signing_link_days = models.PositiveSmallIntegerField("dage et link til underskrift gælder", default=30)
    reminder_days = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name="dage efter afsendelse at minde om",
        default=_reminders,
    )
    """When those who have not signed are reminded, in days after they were asked."""
    uses_vitas = models.BooleanField("forløb søges i VITAS", default=True)
    """Whether nobody begins before VITAS has approved, or a caseworker has said why not to wait."""
    absent_notice_days = models.PositiveSmallIntegerField(
        "dage ikke mødt, før sagsbehandleren får besked", default=1
    )
    ill_notice_days = models.PositiveSmallIntegerField("dage syg, før sagsbehandleren får besked", default=1)
    """How many days, in a row or within 14, before the caseworker is told; 1 is at once."""
    mentor_rate = models.DecimalField("mentorsats, kr. i timen", max_digits=8, decimal_places=2, default=200)

    class Meta:
        verbose_name = "kommune"
        verbose_name_plural = "kommuner"

    def __str__(self) -> str:
        return self.name


class TenantModel(models.Model):
    """A row that belongs to one municipality; the database hides it from every other one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name="kommune")

    class Meta:
        abstract = True


class TransactionId(models.Func):
    """The number of the transaction a row is written in; no two transactions ever share one."""

    function = "txid_current"
    output_field = models.BigIntegerField()


def append_only(name: str) -> pgtrigger.Trigger:
    """Return the trigger of a table whose rows stay as they were written.

    Only the function that forgets a person (see ``core.traces``) passes, and only its owner may write there.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF current_setting('plads.forgetting', true) = 'on' THEN
                RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
            END IF;
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
        """,
    )


class Event(TenantModel):
    """A fact that was recorded with the change it tells of. Never changed, never removed."""

    kind = models.CharField(max_length=80)
    at = models.DateTimeField(default=now)
    actor_user_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=160)
    actor_role = models.CharField(max_length=20)
    subjects = ArrayField(models.UUIDField())
    facts = models.JSONField()
    transaction = models.BigIntegerField(db_default=TransactionId(), editable=False)
    """The database transaction it was recorded in: what ``Change`` rows of the same number were made for."""

    class Meta:
        verbose_name = "hændelse"
        verbose_name_plural = "hændelser"
        indexes = [
            models.Index(fields=["municipality", "-at"], name="core_event_latest"),
            models.Index(fields=["transaction"], name="core_event_transaction"),
        ]
        triggers = [append_only("event_is_append_only")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class EventSubject(TenantModel):
    """One thing an event is about: what timelines are found by. Only the database writes it, from ``Event.subjects``.

    Under row-level security PostgreSQL uses no index for "is this id in that array", so that a timeline would read
    every event of the municipality; equality on a plain column it can look up.
    """

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    event = models.ForeignKey(Event, models.PROTECT, related_name="links")
    subject = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "hvad en hændelse handler om"
        verbose_name_plural = "hvad hændelser handler om"
        constraints = [models.UniqueConstraint(fields=["event", "subject"], name="core_subject_once")]
        indexes = [models.Index(fields=["subject", "-at"], name="core_subject_latest")]

    def __str__(self) -> str:
        return f"{self.subject} {self.at:%Y-%m-%d %H:%M}"


class ReactionRun(TenantModel):
    """What one reaction did about one event; a row per pair, so that nothing is done twice."""

    class State(models.TextChoices):
        DONE = "done", "Udført"
        FAILED = "failed", "Fejlet"

    event = models.ForeignKey(Event, models.PROTECT, related_name="runs")
    reaction = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State)
    attempts = models.PositiveSmallIntegerField(default=1)
    error = models.TextField(blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "reaktion"
        verbose_name_plural = "reaktioner"
        constraints = [models.UniqueConstraint(fields=["event", "reaction"], name="core_reaction_once")]
        indexes = [
            models.Index(
                fields=["municipality", "-at"],
                name="core_reaction_failed",
                condition=models.Q(state="failed"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reaction}: {self.state}"


class AccessRecord(TenantModel):
    """One look at personal facts: who saw which people's what, on which page, and why they might.

    A list is one record with everybody on it. ``digest`` is an HMAC over the row, so that a changed row is found;
    ``LookTally`` and ``TraceDay`` find a removed one. Erasing a person empties ``why`` and leaves an id that is
    nobody's; the digest is taken of ``why_seal``, an HMAC over the reason, so it still fits.
    """

    at = models.DateTimeField()
    user_id = models.UUIDField(null=True)
    role = models.CharField(max_length=20)
    helps = models.UUIDField(null=True)
    page = models.CharField(max_length=80)
    people = ArrayField(models.UUIDField())
    sights = ArrayField(models.CharField(max_length=12))
    why = models.CharField(max_length=160, blank=True)
    why_seal = models.CharField(max_length=64, blank=True, db_default="")
    protected = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "opslag"
        verbose_name_plural = "opslag"
        indexes = [
            models.Index(fields=["municipality", "-at"], name="core_access_latest"),
            models.Index(fields=["user_id", "-at"], name="core_access_user"),
        ]
        triggers = [append_only("access_is_append_only")]

    def __str__(self) -> str:
        return f"{self.page} {self.at:%Y-%m-%d %H:%M}"


class LookReview(TenantModel):
    """That a person looked into an unusual look, and what they found; the look itself stays as it is."""

    class Conclusion(models.TextChoices):
        FINE = "fine", "I orden"
        FOLLOW = "follow", "Undersøges videre"
        WRONG = "wrong", "Ikke i orden"

    look = models.OneToOneField(AccessRecord, models.PROTECT, related_name="review", verbose_name="opslag")
    at = models.DateTimeField(default=now)
    reviewed_by = models.UUIDField()
    conclusion = models.CharField("konklusion", max_length=8, choices=Conclusion)
    note = EncryptedTextField("hvad du fandt ud af", blank=True)

    class Meta:
        verbose_name = "gennemgang af opslag"
        verbose_name_plural = "gennemgange af opslag"

    def __str__(self) -> str:
        return f"{self.look_id}: {self.conclusion}"


class LookTally(TenantModel):
    """How many looks were recorded on a day, and the sum of their digests; kept by a trigger as they come.

    In ``shard``s, so that two looks at once seldom wait for each other. A look that is removed no longer adds up.
    """

    day = models.DateField()
    shard = models.PositiveSmallIntegerField()
    looks = models.BigIntegerField()
    checksum = models.BigIntegerField()

    class Meta:
        verbose_name = "optælling af opslag"
        verbose_name_plural = "optællinger af opslag"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "day", "shard"], name="core_tally_once")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.looks}"


class TraceDay(TenantModel):
    """A closed day's looks, sealed: the hash over all of them and over the seal of the day before."""

    day = models.DateField()
    looks = models.BigIntegerField()
    seal = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "forseglet dag"
        verbose_name_plural = "forseglede dage"
        constraints = [models.UniqueConstraint(fields=["municipality", "day"], name="core_trace_day_once")]
        triggers = [append_only("trace_day_is_append_only")]

    def __str__(self) -> str:
        return f"{self.day}: {self.seal[:12]}"


class LooksDropped(TenantModel):
    """That the looks of all days before one were dropped, because they were kept as long as they may be.

    ``proof`` is an HMAC over the row, so that nobody without the keys can excuse a missing look. The seals stay.
    """

    before = models.DateField("før")
    looks = models.BigIntegerField("antal")
    at = models.DateTimeField(default=now)
    proof = models.CharField(max_length=64)

    class Meta:
        verbose_name = "slettede opslag"
        verbose_name_plural = "slettede opslag"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "before"], name="core_looks_dropped_once")
        ]
        triggers = [append_only("looks_dropped_is_append_only")]

    def __str__(self) -> str:
        return f"{self.before}: {self.looks}"


class Change(TenantModel):
    """What a write did to one row, noted by the database itself: the values that were there before.

    With the row as it is now, every earlier state can be read. ``before`` never holds a sealed column (only its
    name in ``columns``). The reason is the events of the same ``transaction``.
    """

    class Operation(models.TextChoices):
        INSERTED = "I", "Oprettet"
        UPDATED = "U", "Ændret"
        DELETED = "D", "Slettet"

    id = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    at = models.DateTimeField(db_default=Now())
    user_id = models.UUIDField(null=True)
    role = models.CharField(max_length=20)
    transaction = models.BigIntegerField(db_default=TransactionId())
    table_name = models.CharField(max_length=63)
    row_id = models.UUIDField()
    operation = models.CharField(max_length=1, choices=Operation)
    columns = ArrayField(models.CharField(max_length=63))
    before = models.JSONField(null=True)

    class Meta:
        verbose_name = "ændring"
        verbose_name_plural = "ændringer"
        indexes = [
            models.Index(fields=["row_id", "id"], name="core_change_row"),
            models.Index(fields=["municipality", "-at"], name="core_change_latest"),
            models.Index(
                fields=["municipality", "table_name"], name="core_change_deleted", condition=Q(operation="D")
            ),
        ]
        triggers = [append_only("change_is_append_only")]

    def __str__(self) -> str:
        return f"{self.table_name} {self.operation} {self.row_id}"


class Attempt(models.Model):
    """How often something guarded was tried since ``since``; the key is an HMAC of what and by whom."""

    key = models.CharField(primary_key=True, max_length=64)
    since = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = "forsøg"
        verbose_name_plural = "forsøg"

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.count}"
