"""Words that name a day or a party follow when an agreement is taken over; what somebody wrote stays as it is."""

from datetime import timedelta

import pytest

from plads.centres.clauses import BY_KEY
from plads.centres.services.agreements import offer_agreement
from plads.centres.services.beginning import Beginning, begin_agreement
from plads.centres.services.changing import amend_agreement, extend_agreement
from plads.centres.services.copying import copy_agreement, renew_agreement
from plads.centres.services.inquiries import create_centre
from plads.centres.services.redrafting import redraft_agreement, withdraw_agreement
from plads.centres.services.terms import terms_of
from plads.core.periods import closed_last_day, show_day
from plads.core.roles import Role
from tests.days import TODAY
from tests.life import sealed, with_terms

OWN = "Vi ses i kantinen den 01.02.2027."
CLAUSES = [
    {"key": key, "title": "", "text": f"{BY_KEY[key].default} {own}".strip()}
    for key, own in (("evaluation", OWN), ("insurance", ""))
]
YEAR = timedelta(days=365)


@pytest.fixture
def consultant(world):
    return world.cast[Role.CONSULTANT]


@pytest.fixture
def version(world):
    """An agreement in force whose words name its last day and its municipality."""
    centre = world.centre(2)
    draft = amend_agreement(world.cast[Role.CONSULTANT], centre.agreements.get().id, "Nye ord")
    terms = terms_of(draft)
    known = [each for each in terms.clauses if each["key"] not in ("evaluation", "insurance")]
    redraft_agreement(world.cast[Role.CONSULTANT], draft.id, with_terms(terms, clauses=[*known, *CLAUSES]))
    return sealed(world, offer_agreement(world.cast[Role.CONSULTANT], draft.id))


def words(version, key="evaluation"):
    return next(each["text"] for each in version.clauses if each["key"] == key)


def offered(consultant, draft):
    return words(offer_agreement(consultant, draft.id))


def test_the_version_in_force_names_its_day(version):
    assert f"til og med {show_day(closed_last_day(version.period))};" in words(version)


def test_an_extension_names_the_later_day_and_not_the_old(version, consultant):
    before = show_day(closed_last_day(version.period))
    later = closed_last_day(version.period) + YEAR
    said = offered(consultant, extend_agreement(consultant, version.agreement_id, later, "Det går godt"))
    assert f"til og med {show_day(later)};" in said
    assert before not in said
    assert OWN in said


def test_a_renewal_names_its_own_days(version, consultant):
    fresh = renew_agreement(consultant, version.agreement_id)
    said = offered(consultant, fresh)
    assert f"til og med {show_day(closed_last_day(fresh.period))};" in said
    assert show_day(closed_last_day(version.period)) not in said


def test_an_offer_taken_back_follows_the_days_it_gets(version, consultant):
    draft = amend_agreement(consultant, version.agreement_id, "Længere")
    offer_agreement(consultant, draft.id)
    draft = withdraw_agreement(consultant, draft.id)
    later = closed_last_day(version.period) + YEAR
    redraft_agreement(consultant, draft.id, with_terms(terms_of(draft), last_day=later))
    assert f"til og med {show_day(later)};" in offered(consultant, draft)


def test_a_copy_for_another_workplace_names_that_one(world, version, consultant):
    draft = amend_agreement(consultant, version.agreement_id, "Navn")
    redraft_agreement(consultant, draft.id, with_terms(terms_of(draft), goals=BY_KEY["goals"].default))
    ours = sealed(world, offer_agreement(consultant, draft.id))
    workplace = world.workplace()
    workplace.company.name = "Det Andet Firma A/S"
    workplace.company.save(update_fields=["name"])
    other = create_centre(consultant, workplace, "Det andet center")
    copy = copy_agreement(consultant, version.agreement_id, other.id, TODAY + timedelta(days=1))
    assert f"hos {version.agreement.centre.workplace.company.name} " in ours.goals
    assert "hos Det Andet Firma A/S " in copy.goals


def test_an_agreement_begun_with_the_words_of_the_one_before_names_its_own_days(version, consultant):
    first = closed_last_day(version.period) + timedelta(days=1)
    beginning = Beginning(first, first + YEAR, places=2, earlier=True)
    draft = begin_agreement(consultant, version.agreement.centre_id, beginning)
    assert f"til og med {show_day(first + YEAR)};" in offered(consultant, draft)
