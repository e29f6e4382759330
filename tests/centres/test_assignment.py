"""Who gets which inquiry, and what rules do to each other."""

from datetime import timedelta
from uuid import uuid4

import pytest

from plads.centres.assignment import choose, covered_by, overlaps
from plads.centres.assignment_queries import rule_page
from plads.centres.models import AssignmentRule, Inquiry
from plads.centres.services.assignment import (
    RuleTerms,
    distribute_inquiry,
    move_rule,
    remove_rule,
    set_rule,
)
from plads.centres.services.following import followed, link_of
from plads.centres.services.inquiries import InquiryFacts, answer_inquiry, decline_inquiry, receive_inquiry
from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.insight.matters import Kind
from plads.insight.today import today
from plads.people.models import Membership
from tests.days import TODAY
from tests.refusals import not_visible, refused

STORE, BAKERY = "99000007", "99020008"


def rule(order, first="", last="", industry="") -> AssignmentRule:
    return AssignmentRule(order=order, first_postcode=first, last_postcode=last or first, industry=industry)


@pytest.fixture
def coordinator(inside):
    return inside[Role.COORDINATOR]


@pytest.fixture
def write(inside):
    def receive(cvr=STORE, **facts) -> Inquiry:
        public = Actor.public(inside.municipality.id)
        defaults = ("Firma", cvr, "Kim", "kim@firma.example", "Hej")
        return receive_inquiry(public, InquiryFacts(*defaults, **facts))

    return receive


def told(kind):
    return [event.facts for event in Event.objects.filter(kind=f"centres.{kind}").order_by("at", "id")]


@pytest.mark.parametrize(
    ("postcode", "industry", "expected"),
    [
        ("3000", "471900", 2),
        ("3100", "471900", 1),
        ("3150", "561010", 1),
        ("3000", "561010", 3),
        ("", "471900", 2),
        ("3000", "", None),
        ("", "", None),
        ("9999", "999999", None),
    ],
)
def test_the_lowest_rule_that_fits_decides_and_what_is_not_known_fits_no_rule(postcode, industry, expected):
    rules = [rule(1, "3100", "3150"), rule(2, industry="47"), rule(3, "3000", "3050", "56")]
    chosen = choose(rules, postcode, industry)
    assert (chosen.order if chosen else None) == expected


def test_rules_say_which_never_decide_and_which_lose_some():
    area, trade, inner, both, everything, last = rules = [
        rule(1, "3000", "3100"),
        rule(2, industry="47"),
        rule(3, "3050", "3060"),
        rule(4, "3090", "3200", "4711"),
        rule(5),
        rule(6, "9000", "9100", "56"),
    ]
    assert [covered_by(each, rules) for each in rules] == [None, None, area, trade, None, everything]
    assert overlaps(trade, rules) == [area]
    assert overlaps(everything, rules) == [area, trade, inner, both]
    assert overlaps(area, rules) == []
    assert last


def test_an_inquiry_is_given_to_the_consultant_of_its_area(inside, coordinator, write):
    consultant_id = inside[Role.CONSULTANT].user_id
    set_rule(coordinator, RuleTerms(consultant_id, "3000", "3050"))
    inquiry = write(postcode="3000")
    given = distribute_inquiry(Actor.system(inside.municipality.id), inquiry.id)
    assert (given.state, given.consultant_id, given.assigned_by) == ("assigned", consultant_id, "area")
    assert told("inquiry_assigned")[0]["consultant_user_id"] == str(consultant_id)
    assert distribute_inquiry(Actor.system(inside.municipality.id), inquiry.id) is None
    assert len(told("inquiry_assigned")) == 1


def test_an_inquiry_no_rule_fits_waits_for_the_coordinator(inside, coordinator, write):
    set_rule(coordinator, RuleTerms(inside[Role.CONSULTANT].user_id, "3000", "3050", "56"))
    inquiry = write(postcode="3000")
    assert distribute_inquiry(Actor.system(inside.municipality.id), inquiry.id) is None
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.consultant) == ("new", None)
    assert len(told("inquiry_unclaimed")) == 1


def test_a_rule_whose_consultant_left_is_passed_over_and_marked(inside, coordinator, write):
    leaver = inside[Role.CONSULTANT].user_id
    set_rule(coordinator, RuleTerms(leaver))
    set_rule(coordinator, RuleTerms(coordinator.user_id))
    Membership.objects.filter(user_id=leaver).delete()
    given = distribute_inquiry(Actor.system(inside.municipality.id), write().id)
    assert given.consultant_id == coordinator.user_id
    page = rule_page(coordinator)
    assert [(line.living, line.covered_by) for line in page.lines] == [(False, None), (True, None)]
    assert page.tried("3000", "").rule.order == 2


@pytest.mark.parametrize(
    ("terms", "code", "field"),
    [
        ({"first_postcode": "300", "last_postcode": "3000"}, "bad_postcode", "first_postcode"),
        ({"first_postcode": "3000"}, "bad_postcode", "last_postcode"),
        ({"first_postcode": "3050", "last_postcode": "3000"}, "postcodes_turned", "last_postcode"),
        ({"industry": "47a"}, "bad_industry", "industry"),
        ({"consultant_id": uuid4()}, "not_consultant", "consultant"),
    ],
)
def test_a_rule_that_cannot_be_is_said_at_its_field(inside, coordinator, terms, code, field):
    with refused(code, field):
        set_rule(coordinator, RuleTerms(**{"consultant_id": inside[Role.CONSULTANT].user_id} | terms))
    assert not AssignmentRule.objects.exists()


def test_rules_are_moved_changed_and_removed_by_those_who_keep_them(inside, coordinator):
    consultant_id = inside[Role.CONSULTANT].user_id
    first, second, third = (
        set_rule(coordinator, RuleTerms(consultant_id, industry=code)) for code in ("47", "56", "87")
    )
    move_rule(coordinator, third.id, up=True)
    move_rule(coordinator, first.id, up=True)  # it is first already
    assert list(AssignmentRule.objects.order_by("order")) == [first, third, second]
    move_rule(inside[Role.ADMINISTRATOR], first.id, up=False)
    assert list(AssignmentRule.objects.order_by("order")) == [third, first, second]
    set_rule(coordinator, RuleTerms(coordinator.user_id, "3000", "3000"), second.id)
    remove_rule(coordinator, third.id)
    assert [(each.order, each.industry) for each in AssignmentRule.objects.order_by("order")] == [
        (2, "47"),
        (3, ""),
    ]
    assert len(told("assignment_rule_moved")) == 2
    assert told("assignment_rule_set")[-1]["what"] == "3000"
    assert told("assignment_rule_removed")[0]["what"] == "brancher der begynder med 87"


def test_others_keep_no_rules_and_find_none_of_another_municipality(inside, coordinator, other_municipality):
    kept = set_rule(coordinator, RuleTerms(coordinator.user_id))
    for role in (Role.CONSULTANT, Role.CASEWORKER, Role.MANAGER):
        with refused("wrong_role"):
            remove_rule(inside[role], kept.id)
        with not_visible():
            rule_page(inside[role])
    outsider = Actor(uuid4(), "Nabo", Role.COORDINATOR, frozenset({other_municipality.id}))
    with acting(outsider), not_visible():
        remove_rule(outsider, kept.id)


def test_a_company_follows_its_inquiry_by_a_link_that_is_stored_only_as_a_hash(
    inside, write, other_municipality
):
    inquiry = write()
    token = link_of(inquiry)
    public = Actor.public(inside.municipality.id)
    assert followed(public, token).id == inquiry.id
    assert token not in str(Inquiry.objects.filter(id=inquiry.id).values().get())
    assert link_of(write()) != token
    for dead in ("", "x", token[:-1], token.upper(), "0" * 40):
        with not_visible():
            followed(public, dead)
    elsewhere = Actor.public(other_municipality.id)
    with acting(elsewhere), not_visible():
        followed(elsewhere, token)


def test_an_answer_is_kept_and_makes_an_unclaimed_inquiry_the_writers(inside, write):
    consultant, inquiry = inside[Role.CONSULTANT], write()
    with refused("no_reply", "reply"):
        answer_inquiry(consultant, inquiry.id, "  ")
    with refused("wrong_role"):
        answer_inquiry(inside[Role.CASEWORKER], inquiry.id, "Hej")
    answered = answer_inquiry(consultant, inquiry.id, " Vi ringer. ")
    assert (answered.reply, answered.answered_at) == ("Vi ringer.", clock.now())
    assert (answered.state, answered.consultant_id) == ("assigned", consultant.user_id)
    assert decline_inquiry(consultant, inquiry.id, "De ville ikke.").reply == "Vi ringer."
    assert told("inquiry_declined")[0]["replied"] is False


def test_nothing_unanswered_is_off_today_and_what_is_late_comes_first(inside, write):
    consultant = inside[Role.CONSULTANT]
    late, fresh, answered = write(), write(), write()
    late.received_at -= timedelta(days=6)
    late.save()
    answer_inquiry(consultant, answered.id, "Vi ringer.")
    matters = [each for each in today(consultant).matters if each.kind == Kind.INQUIRY]
    assert [(each.id, each.level(TODAY)) for each in matters] == [
        (late.id, "late"),
        (fresh.id, "soon"),
        (answered.id, "later"),
    ]
    assert matters[-1].due == TODAY + timedelta(days=14)
