"""Form fields for weeks and hours, written and read the Danish way."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from plads.core.parse_week import parse_week
from plads.core.week import Slot, show

WEEK_HELP = _("Skriv dage og klokkeslæt, fx »man-tor 9-13; fre 8.30-12«.")


class WeekField(forms.CharField):
    """A week written in words; cleans to slots. Takes slots or text as its initial value."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", WEEK_HELP)
        options.setdefault("max_length", 300)
        options.setdefault("widget", forms.TextInput(attrs={"class": "input-width-xl"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Return slots as the words a person would write."""
        return show(value) if isinstance(value, Sequence) and not isinstance(value, str) else value

    def clean(self, value: Any) -> list[Slot]:
        """Return the slots; raises ``ValidationError`` that names the part not understood."""
        text = super().clean(value)
        try:
            return parse_week(text or "")
        except ValueError as error:
            raise ValidationError(str(error), code="bad_week") from error


class HoursField(forms.DecimalField):
    """Hours with a comma or a point; cleans to whole minutes. Takes minutes as its initial value."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("decimal_places", 2)
        options.setdefault("min_value", 0)
        attrs = {"inputmode": "decimal", "class": "input-width-xs"}
        options.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Return minutes as hours in Danish: ``750`` → ``12,5``."""
        if isinstance(value, int):
            return f"{value / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",")
        return value

    def to_python(self, value: Any) -> Any:
        """Read hours with a comma too."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def clean(self, value: Any) -> Any:
        """Return whole minutes, or ``None`` when nothing was written."""
        hours: Decimal | None = super().clean(value)
        return None if hours is None else int(hours * 60)


class LinesField(forms.CharField):
    """Short texts, one on each line; cleans to a list without doubles or blanks. Takes a list as initial value."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Return a list as the lines a person would write."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Return the lines in the order they were written."""
        lines = (" ".join(line.split()) for line in (super().clean(value) or "").splitlines())
        return list(dict.fromkeys(filter(None, lines)))
