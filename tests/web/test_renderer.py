"""What our selects look like, against what Django writes."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from plads.web.renderer import QuickSelects

PLAIN = [("", "Alle"), ("a", "Å & <b>"), (7, "Syv"), ('"x"', "Anførsel")]
GROUPED = [("", "Vælg"), ("Nord", [("1", "Et"), ("2", "To")]), ("Syd & vest", [("3", "Tre")])]


def tight(html):
    """HTML without the space between tags."""
    return re.sub(r">\s+", ">", re.sub(r"\s+<", "<", html)).strip()


@pytest.mark.parametrize("choices", [PLAIN, GROUPED, []], ids=["plain", "grouped", "empty"])
@pytest.mark.parametrize("chosen", [None, "", "2", 7, '"x"'])
@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple])
def test_a_select_is_what_django_writes(kind, choices, chosen):
    widget = kind(
        choices=choices, attrs={"class": "form-select", "required": True, "hidden": False, "data-x": 'a"b'}
    )
    value = [chosen] if kind is forms.SelectMultiple else chosen
    quick, usual = (widget.render("felt", value, renderer=each()) for each in (QuickSelects, DjangoTemplates))
    assert tight(quick) == tight(usual)


def test_forms_are_written_by_it():
    assert isinstance(forms.Form().renderer, QuickSelects)
