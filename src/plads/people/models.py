"""Users and memberships."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from plads.core.ids import new_id
from plads.core.models import TenantModel
from plads.core.roles import SUBJECT_ROLES, Role


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

    def __str__(self) -> str:
        return self.name


class Membership(TenantModel):
    """A role a user holds in one municipality, and for which company, mentor or candidate it speaks.

    ``subject_id`` is no foreign key, because people lie below companies, mentors and candidates; the role says
    which of them it names.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField("rolle", max_length=20, choices=Role)
    subject_id = models.UUIDField("taler for", null=True, blank=True)

    class Meta:
        verbose_name = "rolle"
        verbose_name_plural = "roller"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "municipality", "role", "subject_id"],
                name="people_membership_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="people_membership_subject",
                condition=models.Q(role__in=sorted(SUBJECT_ROLES), subject_id__isnull=False)
                | (~models.Q(role__in=sorted(SUBJECT_ROLES)) & models.Q(subject_id__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"
