"""What forms say of a wrong value where Django's own Danish is stiff: what to write, not what the value must be."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import Field
from django.utils.translation import gettext_lazy as _


def speak_plainly() -> None:
    """Let every form field say it so, unless it has words of its own; called once, when the pages start."""
    Field.default_error_messages["required"] = _("Udfyld feltet.")
    MinValueValidator.message = _("Skriv mindst %(limit_value)s.")
    MaxValueValidator.message = _("Skriv højst %(limit_value)s.")
