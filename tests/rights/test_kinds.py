"""The table of kinds: a new table, column or relation to a person fails here until somebody decides about it."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from plads.candidates.models import Candidate
from plads.companies.models import Contact
from plads.mentoring.models import Mentor
from plads.people.models import User
from plads.rights.kinds import Fate, kind_of, kinds, parts
from plads.rights.kinds_others import NOT_PERSONAL, WORKS_ON

PEOPLE = (Candidate, User, Mentor, Contact)
STRUCTURE = {"id", "municipality"}
COLUMNS = Path(__file__).parent / "not_personal_columns.txt"
PARTS = list(parts())


def every_model():
    return apps.get_models(include_auto_created=True)


def columns(model):
    return {field.name for field in model._meta.concrete_fields}


def test_every_table_is_about_somebody_or_says_why_not():
    about = {part.model for _, part in PARTS}
    labels = {model._meta.label for model in every_model()}
    assert labels - about - set(NOT_PERSONAL) == set()
    assert set(NOT_PERSONAL) - labels == set()
    assert about & set(NOT_PERSONAL) == set()


@pytest.mark.parametrize("part", [part for _, part in PARTS], ids=lambda part: f"{part.model} {part.path}")
def test_every_column_of_a_personal_table_is_shown_or_says_why_not(part):
    way = part.path.partition("__")[0]
    assert columns(part.table) - part.decided() - STRUCTURE - {way} == set()
    assert part.decided() <= columns(part.table)


def test_every_relation_to_a_person_is_decided():
    """A key to a candidate, user, mentor or contact is the way to whom a part is about, or is named in WORKS_ON."""
    ways = {f"{part.model}.{part.path.partition('__')[0]}" for _, part in PARTS}
    relations = {
        f"{model._meta.label}.{field.name}"
        for model in every_model()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in PEOPLE
    }
    assert len(relations) > 20
    assert {each for each in relations if each.partition(".")[0] not in ALLAUTH} - ways - WORKS_ON == set()
    there = {f"{m._meta.label}.{f.name}" for m in every_model() for f in m._meta.concrete_fields}
    assert WORKS_ON - there == set()


ALLAUTH = {"account"}


def test_a_new_column_of_a_table_about_nobody_is_looked_at(request):
    """Such a table may begin to hold people: then it must move to the table of kinds. Renew with ``--renew``."""
    lines = "\n".join(
        f"{model._meta.label}.{field.name}"
        for model in sorted(every_model(), key=lambda model: model._meta.label)
        if model._meta.label in NOT_PERSONAL and model.__module__.startswith("plads")
        for field in model._meta.concrete_fields
    )
    if request.config.getoption("--renew"):
        COLUMNS.write_text(lines + "\n", encoding="utf-8")
    assert COLUMNS.read_text(encoding="utf-8") == lines + "\n"


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)
def test_every_kind_says_why_how_long_and_from_where(kind):
    assert kind.purpose
    assert kind.origin
    assert kind.basis.text
    assert kind.after or kind.along
    assert not (kind.months and kind.along)
    if kind.along:
        assert kind_of(kind.along).months


@pytest.mark.parametrize("part", [part for _, part in PARTS], ids=lambda part: f"{part.model} {part.path}")
def test_what_is_not_deleted_says_why(part):
    assert part.fate == Fate.DELETE or part.why


def test_only_what_was_read_in_a_source_is_shown_as_law():
    assert not any(kind.basis.verified for kind in kinds())
    assert all("ikke verificeret" in str(kind.basis) for kind in kinds())
