"""What every form of the pages shares."""

from django.forms import BaseForm

from plads.core.errors import Refused


def add_refusal(form: BaseForm, error: Refused) -> None:
    """Show a service's refusal in a form: at the field it names, or on the whole when the form lacks it."""
    form.add_error(error.field if error.field in form.fields else None, error.message)
