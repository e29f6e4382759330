"""What every form of the pages shares."""

from typing import Any

from django.forms import BaseForm, TextInput

from plads.core.errors import Refused


def add_refusal(form: BaseForm, error: Refused) -> None:
    """Show a service's refusal in a form: at the field it names, or on the whole when the form lacks it."""
    form.add_error(error.field if error.field in form.fields else None, error.message)


class OnceInput(TextInput):
    """An input for what is typed once, such as a code: a wrong one is not shown again."""

    def format_value(self, value: Any) -> None:
        """Return nothing, whatever was typed."""
