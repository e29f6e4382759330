"""A municipality's templates: drafted, corrected, in use and out of use, and never changed once in use."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from plads.centres.clauses import CLAUSES
from plads.centres.models import AgreementTemplate
from plads.centres.services.templates import (
    TemplateClause,
    discard_template,
    draft_template,
    edit_template,
    next_template,
    publish_template,
    retire_template,
)
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from tests.refusals import not_visible, refused


@pytest.fixture
def keeper(world):
    return world.cast[Role.COORDINATOR]


@pytest.fixture
def draft(world, keeper):
    return draft_template(keeper, world.cast.municipality.id, "Standard")


def texts(template: AgreementTemplate) -> dict[str, str]:
    return {each["key"]: each["text"] for each in template.clauses}


def test_a_first_template_has_the_usual_words_of_every_clause_in_their_order(draft):
    assert [each["key"] for each in draft.clauses] == [clause.key for clause in CLAUSES]
    assert all(each["text"] and not each["locked"] for each in draft.clauses)
    assert "kommunens ordning, bekræft" in texts(draft)["insurance"]


def test_the_municipalitys_own_clauses_follow_the_usual_ones(keeper, draft):
    own = [TemplateClause("own-2", "B", "Anden"), TemplateClause("own-1", "A {kommune}", " Klima ", True)]
    edited = edit_template(keeper, draft.id, "Grøn aftale", own)
    edited.refresh_from_db()
    assert edited.name == "Grøn aftale"
    assert [each["key"] for each in edited.clauses][-2:] == ["own-1", "own-2"]
    assert edited.clauses[-2] == {"key": "own-1", "title": "Klima", "text": "A {kommune}", "locked": True}
    assert texts(edited)["goals"] == ""


@pytest.mark.parametrize(
    ("clauses", "code", "field"),
    [
        ([TemplateClause("goals", "Hos {firma}.")], "unknown_field", "goals"),
        ([TemplateClause("own-1", "{}", "Klima")], "unknown_field", "own-1"),
        ([TemplateClause("surprise", "Tekst")], "unknown_clause", ""),
        ([TemplateClause("goals", "a"), TemplateClause("goals", "b")], "unknown_clause", ""),
        ([TemplateClause("own-1", "Tekst")], "clause_title", "own-1-title"),
        ([TemplateClause("goals", "x" * 4001)], "clause_too_long", "goals"),
        ([TemplateClause("goals", " ", locked=True)], "locked_empty", "goals"),
        ([TemplateClause(f"own-{n}", "a", "b") for n in range(1, 14)], "too_many_clauses", ""),
    ],
)
def test_clauses_no_template_can_have_are_refused(world, keeper, draft, clauses, code, field):
    with refused(code, field):
        edit_template(keeper, draft.id, "Standard", clauses)
    with refused(code, field):
        draft_template(keeper, world.cast.municipality.id, "Anden", clauses)


def test_an_unknown_field_is_refused_naming_clause_field_and_what_is_known(keeper, draft):
    with refused("unknown_field", "insurance") as refusal:
        edit_template(keeper, draft.id, "Standard", [TemplateClause("insurance", "Se {forsikring}.")])
    said = refusal.value.message
    assert "»Forsikring«" in said
    assert "{forsikring}" in said
    assert "{virksomhed}" in said
    assert "{antal_pladser}" in said


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "template_name"), ("x" * 121, "template_name"), ("sTANDARD ", "template_name_taken")],
)
def test_a_template_has_a_name_of_its_own(world, keeper, draft, name, code):
    with refused(code, "name"):
        draft_template(keeper, world.cast.municipality.id, name)


def test_a_new_version_in_use_puts_the_older_out_of_use(keeper, draft):
    first = publish_template(keeper, draft.id)
    second = next_template(keeper, first.id)
    assert (second.number, second.state, second.clauses) == (2, "draft", first.clauses)
    with refused("draft_exists"):
        next_template(keeper, first.id)
    publish_template(keeper, second.id)
    states = AgreementTemplate.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["retired", "published"]
    kinds = Event.objects.filter(subjects__contains=[first.id]).order_by("id").values_list("kind", flat=True)
    assert [kind.removeprefix("centres.template_") for kind in kinds] == ["drafted", "published", "retired"]


def test_the_words_of_a_template_in_use_never_change(keeper, draft):
    used = publish_template(keeper, draft.id)
    with refused("wrong_state"):
        edit_template(keeper, used.id, "Standard", [])
    with pytest.raises(DatabaseError), transaction.atomic():
        AgreementTemplate.objects.filter(id=used.id).update(clauses=[])


def test_a_template_goes_out_of_use_and_a_draft_can_be_dropped(keeper, draft):
    assert retire_template(keeper, publish_template(keeper, draft.id).id).state == "retired"
    again = next_template(keeper, draft.id)
    assert discard_template(keeper, again.id).state == "retired"
    with refused("wrong_state"):
        publish_template(keeper, again.id)
    assert next_template(keeper, draft.id).number == 3


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.CASEWORKER, Role.MANAGER])
def test_only_coordinators_and_administrators_keep_templates(world, draft, role):
    actor = world.cast[role]
    for act in (publish_template, discard_template):
        with refused("wrong_role"):
            act(actor, draft.id)
    with refused("wrong_role"):
        draft_template(actor, world.cast.municipality.id, "Min")


def test_another_municipalitys_template_does_not_exist(world, keeper, draft, other_municipality):
    stranger = Actor(uuid4(), "Nabo", Role.COORDINATOR, frozenset({other_municipality.id}))
    with not_visible():
        publish_template(stranger, draft.id)
    with not_visible():
        draft_template(keeper, other_municipality.id, "Min")
