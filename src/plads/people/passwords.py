"""What a password must not be, beside what Django knows of, and how a user's new one is stored."""

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import NumericPasswordValidator, validate_password
from django.core.exceptions import ValidationError

from plads.core.errors import Refused

if TYPE_CHECKING:
    from plads.people.models import User


class NotOnlyDigits(NumericPasswordValidator):
    """Refuses digits alone: dates, telephone numbers and the like are soon guessed."""

    def get_error_message(self) -> str:
        """Return the refusal in plain words."""
        return "Adgangskoden må ikke kun være tal. Brug ord."


def store_password(user: "User", password: str) -> None:
    """Store the password a user chose; raises ``Refused`` for one that is too easy to guess."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), code="weak_password", field="password") from error
    user.set_password(password)
    user.save(update_fields=["password"])
