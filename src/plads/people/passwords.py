"""What a password must not be, beside what Django knows of."""

from django.contrib.auth.password_validation import NumericPasswordValidator


class NotOnlyDigits(NumericPasswordValidator):
    """Refuses digits alone: dates, telephone numbers and the like are soon guessed."""

    def get_error_message(self) -> str:
        """Return the refusal in plain words."""
        return "Adgangskoden må ikke kun være tal. Brug ord."
