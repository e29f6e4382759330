"""Users, the roles they hold, and the support they asked for."""

from datetime import timedelta
from typing import Any, ClassVar

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from plads.core import clock
from plads.core.ids import new_id
from plads.core.models import TenantModel
from plads.core.periods import period
from plads.core.roles import SUBJECT_ROLES, Role
from plads.people.triggers import ROLE_LEFT, USER_LEFT

BY_HAND = "hand"
"""The source of a role that a person gave; any other is the name of the identity provider it came from."""

SUPPORT_AT_MOST = timedelta(minutes=240)
"""How long a user can let support see their pages at a time."""


class UserManager(BaseUserManager["User"]):
    """Creates users and finds them by e-mail, whatever its case."""

    def create_user(self, email: str, name: str, password: str | None = None, **extra: Any) -> "User":
        """Store and return a user; without a password nobody can sign in as them yet."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with that e-mail; raises ``User.DoesNotExist``."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Someone who can sign in. What they may do is in their memberships."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField("e-mail", unique=True)
    name = models.CharField("navn", max_length=160)
    is_active = models.BooleanField("kan logge ind", default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "bruger"
        verbose_name_plural = "brugere"
        triggers = [
            pgtrigger.Trigger(
                name="leaves_an_administrator",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("is_active"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(old__is_active=True, new__is_active=False),
                declare=[("place", "uuid"), ("before", "text"), ("who", "text")],
                func=USER_LEFT,
            )
        ]

    def __str__(self) -> str:
        return self.name


def from_today() -> DateRange:
    """Return the period from today on, without an end."""
    return period(clock.today(), None)


class Membership(TenantModel):
    """A role a user holds in one municipality, and for which workplace, company, mentor or candidate it speaks.

    ``subject_id`` is no foreign key, because people lie below companies, mentors and candidates; the role says
    which of them it names: a contact's and an employee representative's a workplace, a head office's a company.
    The role counts on the days of ``valid``. With ``stands_in_for`` it is that colleague's role, on loan.
    ``source`` is who answers for it: ``BY_HAND``, or the identity provider whose word it is.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField("rolle", max_length=20, choices=Role)
    subject_id = models.UUIDField("taler for", null=True, blank=True)
    valid = DateRangeField("gælder", default=from_today)
    stands_in_for = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="stand_ins", verbose_name="vikar for"
    )
    source = models.CharField("kilde", max_length=80, default=BY_HAND)
    given_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="givet af"
    )
    given_at = models.DateTimeField("givet", default=clock.now)

    class Meta:
        verbose_name = "rolle"
        verbose_name_plural = "roller"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "municipality", "role", "subject_id", "stands_in_for"],
                name="people_membership_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="people_membership_subject",
                condition=models.Q(role__in=sorted(SUBJECT_ROLES), subject_id__isnull=False)
                | (~models.Q(role__in=sorted(SUBJECT_ROLES)) & models.Q(subject_id__isnull=True)),
            ),
            models.CheckConstraint(name="people_membership_days", condition=models.Q(valid__isempty=False)),
            models.CheckConstraint(
                name="people_stand_in_ends",
                condition=models.Q(stands_in_for__isnull=True)
                | models.Q(valid__upper_inf=False, subject_id__isnull=True)
                & ~models.Q(stands_in_for=models.F("user")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="leaves_an_administrator",
                when=pgtrigger.After,
                operation=pgtrigger.Delete | pgtrigger.Update,
                declare=[("place", "uuid")],
                func=ROLE_LEFT,
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"


class SupportAccess(TenantModel):
    """Leave a user gives support to see Plads as they see it, in one role and for a short time.

    ``role`` is the role whose pages support may see; ``opened_at`` is when somebody first did, ``ended_at`` when
    the user ended it before its time. Who looked is in the events and in the access records.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="support_accesses")
    role = models.CharField("rolle", max_length=20, choices=Role)
    help_with = models.CharField("hvad du har brug for hjælp til", max_length=300)
    granted_at = models.DateTimeField("givet", default=clock.now)
    until = models.DateTimeField("gælder til")
    opened_at = models.DateTimeField("åbnet", null=True, blank=True)
    opened_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="åbnet af"
    )
    ended_at = models.DateTimeField("afsluttet", null=True, blank=True)

    class Meta:
        verbose_name = "adgang for support"
        verbose_name_plural = "adgange for support"
        indexes = [models.Index(fields=["user", "-until"], name="people_support_latest")]
        constraints = [
            models.CheckConstraint(
                name="people_support_is_short",
                condition=models.Q(until__gt=models.F("granted_at"))
                & models.Q(until__lte=models.F("granted_at") + SUPPORT_AT_MOST),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.until:%Y-%m-%d %H:%M}"

    @property
    def runs(self) -> bool:
        """Whether support may look now."""
        return self.ended_at is None and clock.now() < self.until
