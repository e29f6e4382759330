"""The words of an agreement: begun from a template, kept to it, settled when it is offered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from plads.centres.clauses import CLAUSES, default_clauses
from plads.centres.placeholders import PLACEHOLDERS, example_facts, facts_of, fill, used
from plads.centres.services.agreements import draft_agreement, offer_agreement
from plads.centres.services.beginning import Beginning, begin_agreement
from plads.centres.services.inquiries import create_centre
from plads.centres.services.redrafting import change_draft, redraft_agreement, withdraw_agreement
from plads.centres.services.templates import (
    TemplateClause,
    draft_template,
    edit_template,
    next_template,
    publish_template,
)
from plads.centres.services.terms import PlaceTerms, terms_of
from plads.centres.services.whole import lacks
from plads.centres.services.wording import filled, with_words, words_in
from plads.companies.models import Contact
from plads.companies.services import add_contact
from plads.core.codes import Certificate, Shift
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from tests.days import TODAY
from tests.refusals import refused
from tests.world import agreement_terms

YEAR = {"first_day": TODAY, "last_day": TODAY + timedelta(days=364)}


@pytest.fixture
def consultant(world):
    return world.cast[Role.CONSULTANT]


@pytest.fixture
def centre(world, consultant):
    return create_centre(consultant, world.workplace(), "Centret")


@pytest.fixture
def template(world):
    """A template in use: a locked clause with facts in it, and one of the municipality's own."""
    keeper = world.cast[Role.COORDINATOR]
    draft = draft_template(keeper, world.cast.municipality.id, "Standard")
    clauses = [
        TemplateClause(each["key"], each["text"]) for each in default_clauses() if each["key"] != "notice"
    ]
    clauses.append(
        TemplateClause("notice", "{virksomhed}: {opsigelse_dage} dage, {antal_pladser} pladser.", locked=True)
    )
    clauses.append(TemplateClause("own-1", "Tøj vaskes af {kommune}.", "Tøj"))
    edit_template(keeper, draft.id, "Standard", clauses)
    return publish_template(keeper, draft.id)


def text(version, key):
    return next(each.text for each in words_in(terms_of(version)) if each.key == key)


def test_every_usual_text_names_only_facts_that_are_known():
    facts = example_facts()
    for clause in CLAUSES:
        assert used(fill(clause.default, facts)) == []
    assert len({each.name for each in PLACEHOLDERS}) == len(PLACEHOLDERS)


@pytest.mark.parametrize(("places", "said"), [(1, "stiller 1 plads til"), (12, "stiller 12 pladser til")])
def test_one_place_and_twelve_are_told_in_good_danish(world, consultant, centre, template, places, said):
    version = begin_agreement(
        consultant, centre.id, Beginning(**YEAR, places=places, template_id=template.id)
    )
    facts = facts_of(version)
    assert said in fill(text(version, "responsibilities"), facts)


def test_a_fact_that_is_not_given_stays_in_its_braces():
    assert fill("{a} og {b} og {", {"a": "1"}) == "1 og {b} og {"


def test_an_agreement_begun_from_a_template_knows_the_parties_and_names_contacts(
    world, consultant, centre, template
):
    add_contact(
        consultant, centre.workplace_id, kind=Contact.Kind.CONTACT, name="Vera", email="vera@plads.example"
    )
    version = begin_agreement(consultant, centre.id, Beginning(**YEAR, places=3, template_id=template.id))
    assert version.template_id == template.id
    assert text(version, "notice").startswith(centre.workplace.company.name + ": {opsigelse_dage}")
    assert text(version, "own-1") == f"Tøj vaskes af {world.cast.municipality.name}."
    assert [(each["side"], each["name"]) for each in version.contacts] == [
        ("company", "Vera"),
        ("municipality", world.cast.users[Role.CONSULTANT].name),
    ]
    assert [(place["number"], place["tasks"]) for place in version.places] == [(1, []), (2, []), (3, [])]
    assert version.followup_days == world.cast.municipality.followup_days


def test_an_agreement_begins_with_the_words_and_places_of_the_one_before(world, consultant):
    centre = world.centre(
        2, goals="Vores mål", place={"tasks": ["Vaske op"], "last_day": TODAY + timedelta(days=9)}
    )
    later = Beginning(TODAY + timedelta(days=400), TODAY + timedelta(days=700), places=3, earlier=True)
    version = begin_agreement(consultant, centre.id, later)
    assert version.goals == "Vores mål"
    assert [place["tasks"] for place in version.places] == [["Vaske op"]] * 3
    assert {place["last_day"] for place in version.places} == {None}


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"places": 0}, "places_number", "places"),
        ({"places": 61}, "places_number", "places"),
        ({"last_day": TODAY - timedelta(days=1)}, "end_before_start", "last_day"),
    ],
)
def test_an_agreement_that_cannot_be_is_not_begun(consultant, centre, change, code, field):
    with refused(code, field):
        begin_agreement(consultant, centre.id, Beginning(**YEAR | change))


def test_an_agreement_is_begun_only_from_a_template_in_use(world, consultant, centre, template):
    draft = next_template(world.cast[Role.COORDINATOR], template.id)
    with refused("no_template", "template"):
        begin_agreement(consultant, centre.id, Beginning(**YEAR, template_id=draft.id))
    with refused("no_template", "template"):
        draft_agreement(consultant, centre.id, agreement_terms(template_id=draft.id))


def test_the_facts_are_put_into_the_words_when_they_are_offered(world, consultant, centre, template):
    begun = begin_agreement(consultant, centre.id, Beginning(**YEAR, template_id=template.id))
    whole = replace(terms_of(begun), places=agreement_terms(2).places, notice_days=60)
    whole = replace(whole, contacts=agreement_terms().contacts)
    draft = redraft_agreement(consultant, begun.id, whole)
    company = centre.workplace.company.name
    assert (
        next(each.text for each in filled(draft) if each.key == "notice") == f"{company}: 60 dage, 2 pladser."
    )
    offered = offer_agreement(consultant, draft.id)
    offered.refresh_from_db()
    assert text(offered, "notice") == f"{company}: 60 dage, 2 pladser."
    assert all(used(each.text) == [] for each in words_in(terms_of(offered)))
    assert offered.parties["cvr"] == centre.workplace.company.cvr
    withdrawn = withdraw_agreement(consultant, offered.id)
    again = change_draft(consultant, withdrawn.id, lambda terms: replace(terms, notice_days=90))
    assert (
        next(each.text for each in filled(again) if each.key == "notice") == f"{company}: 90 dage, 2 pladser."
    )


def test_a_locked_clause_keeps_the_words_of_the_template(consultant, centre, template):
    version = begin_agreement(consultant, centre.id, Beginning(**YEAR, template_id=template.id))
    before = text(version, "notice")
    with refused("locked_clause", "notice"):
        change_draft(consultant, version.id, lambda terms: with_words(terms, {"notice": "Ingen opsigelse."}))
    cleared = change_draft(consultant, version.id, lambda terms: with_words(terms, {"notice": ""}))
    assert text(cleared, "notice") == before
    assert (
        text(
            change_draft(consultant, version.id, lambda terms: with_words(terms, {"economy": "Intet."})),
            "economy",
        )
        == "Intet."
    )


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"goals": "Hos {firma}."}, "unknown_field", "goals"),
        ({"economy": "x" * 4001}, "clause_too_long", "economy"),
        ({"clauses": [{"key": "goals", "title": "", "text": "a"}]}, "unknown_clause", ""),
        ({"clauses": [{"key": "quite-own", "title": "", "text": "a"}]}, "unknown_clause", ""),
        ({"contacts": [{"side": "company"}]}, "contact_side", "contacts"),
        (
            {"contacts": [{"side": "us", "name": "A", "role": "", "email": "", "phone": ""}]},
            "contact_side",
            "contacts",
        ),
        (
            {"contacts": [{"side": "company", "name": " ", "role": "", "email": "", "phone": ""}]},
            "contact_name",
            "contacts",
        ),
        (
            {"contacts": [{"side": "company", "name": "A", "role": "r" * 121, "email": "", "phone": ""}]},
            "contact_long",
            "contacts",
        ),
        (
            {"contacts": [{"side": "company", "name": "A", "role": "", "email": "", "phone": ""}] * 13},
            "too_many_contacts",
            "",
        ),
        ({"evaluation_on": TODAY + timedelta(days=999)}, "evaluation_outside", "evaluation_on"),
        ({"place": {"occupation": "0000"}}, "unknown_occupation", "occupation"),
        ({"place": {"tasks": ["x" * 121]}}, "task_too_long", "tasks"),
        ({"place": {"first_day": TODAY - timedelta(days=99)}}, "place_outside", "first_day"),
        (
            {"place": {"first_day": TODAY, "last_day": TODAY - timedelta(days=1)}},
            "place_ends_before_start",
            "last_day",
        ),
    ],
)
def test_words_no_agreement_can_have_are_refused(consultant, centre, change, code, field):
    with refused(code, field) as refusal:
        draft_agreement(consultant, centre.id, agreement_terms(2, **change))
    if "place" in change:
        assert "Plads 1, " in refusal.value.message


def test_what_is_missing_is_said_place_by_place_and_stops_the_offer(world, consultant):
    version = world.draft(2)
    terms = terms_of(version)
    bare = replace(
        terms,
        contacts=[],
        clauses=[each for each in terms.clauses if each["key"] != "insurance"],
        places=[terms.places[0], PlaceTerms(2, "", [], [])],
    )
    assert [(each.part, each.field, each.place) for each in lacks(bare)] == [
        ("words", "insurance", 0),
        ("contacts", "contacts", 0),
        ("contacts", "contacts", 0),
        ("place", "function", 2),
        ("place", "tasks", 2),
        ("place", "week", 2),
    ]
    redraft_agreement(consultant, version.id, bare)
    with refused("incomplete", "insurance") as refusal:
        offer_agreement(consultant, version.id)
    assert "»Forsikring«" in refusal.value.message
    assert lacks(terms) == []


def test_a_place_keeps_all_that_is_asked_of_it(world):
    asked = {
        "occupation": "8344",
        "certificates": [Certificate.TRUCK.value],
        "shift": Shift.EVENING.value,
        "slots": parse_week("man-fre 16-20"),
        "first_day": TODAY,
        "last_day": TODAY + timedelta(days=30),
    }
    version = world.draft(1, place=asked)
    version.refresh_from_db()
    place = terms_of(version).places[0]
    assert {name: getattr(place, name) for name in asked} == asked
