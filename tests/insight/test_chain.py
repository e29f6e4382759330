"""The chain's page: all centres in all municipalities, one sign-in, and nobody's names."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from plads.centres.models import Agreement, AgreementVersion, Centre, Place
from plads.companies.models import Company, Workplace
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.ids import new_id
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.insight.chain_page import PAGE_SIZE, chain_centre, chain_page
from tests.days import TODAY
from tests.world import CVRS


def towns(number: int) -> list[Municipality]:
    return Municipality.objects.bulk_create(
        Municipality(
            code=f"{each:03d}", name=f"Kommune {each:03d}", slug=f"kommune-{each:03d}", phone="33 66 33 66"
        )
        for each in range(1, number + 1)
    )


def head_of(company: Company, places: list[Municipality]) -> Actor:
    scope = frozenset(each.id for each in places)
    return Actor(new_id(), "Hovedkontoret", Role.HEAD_OFFICE, scope, frozenset({company.id}))


def open_centres(company: Company, places: list[Municipality], *, last=TODAY + timedelta(days=300)) -> Actor:
    """One centre with two free places and a signed agreement in each municipality; returns the head office."""
    head, period = head_of(company, places), DateRange(TODAY - timedelta(days=30), last + timedelta(days=1))
    with acting(Actor(None, "Plads", Role.SYSTEM, head.municipality_ids)):
        for number, town in enumerate(places):
            here = {"municipality_id": town.id}
            work = Workplace.objects.create(
                **here,
                company=company,
                p_number=f"90{company.cvr[-3:]}{number:05d}",
                name="Butik",
                sort_name="butik",
            )
            centre = Centre.objects.create(
                **here,
                workplace=work,
                name=f"Butik {number:03d}",
                sort_name=f"butik {number:03d}",
                state="open",
            )
            agreement = Agreement.objects.create(**here, centre=centre, period=period, state="signed")
            AgreementVersion.objects.create(
                **here, agreement=agreement, number=1, period=period, state="signed", sealed_at=clock.now()
            )
            for each in (1, 2):
                Place.objects.create(
                    **here, centre=centre, agreement=agreement, number=each, function="butik", tasks=["Fylde op"],
                    slots=[], period=period, state="open",
                )  # fmt: skip
    return head


@pytest.fixture
def company(db) -> Company:
    return Company.objects.create(cvr=str(CVRS[900]), name="Kæden A/S", sort_name="kaeden")


def test_a_head_office_sees_all_centres_or_one_municipalitys_with_one_statement_each(company):
    head = open_centres(company, towns(98))
    with acting(head):
        from django.db import connection

        with CaptureQueriesContext(
            connection,
        ) as asked:
            whole = chain_page(head)
        assert len(asked) == 1
        assert (len(whole.towns), whole.places, whole.taken, whole.empty) == (98, 196, 0, 196)
        assert len(whole.page.object_list) == PAGE_SIZE
        assert whole.page.paginator.count == 98
        one = chain_page(head, "kommune-017")
        assert [(each.town, each.places) for each in one.page.object_list] == [("Kommune 017", 2)]
        assert (one.chosen, one.places, len(one.towns)) == ("kommune-017", 2, 98)
        assert chain_page(head, "findes-ikke").chosen == ""


def test_another_chains_centres_and_other_municipalities_do_not_exist(company):
    places = towns(3)
    other = Company.objects.create(cvr=str(CVRS[901]), name="Den anden A/S", sort_name="anden")
    mine, theirs = open_centres(company, places[:2]), open_centres(other, places)
    with acting(theirs):
        strange = [each.id for each in chain_page(theirs).page.object_list]
    with acting(mine):
        assert {each.town for each in chain_page(mine).page.object_list} == {"Kommune 001", "Kommune 002"}
        for each in strange:
            with pytest.raises(NotVisible):
                chain_centre(mine, each)


@pytest.mark.parametrize(
    ("days", "notice", "due"), [(89, False, True), (90, False, True), (91, False, False), (40, True, False)]
)
def test_an_agreement_is_to_be_renewed_when_it_runs_out_soon_and_nobody_ended_it(company, days, notice, due):
    last = TODAY + timedelta(days=days)
    head = open_centres(company, towns(1), last=last)
    with acting(Actor(None, "Plads", Role.SYSTEM, head.municipality_ids)):
        if notice:
            Agreement.objects.update(notice_given_on=TODAY, notice_by="company", ends_on=last)
        page = chain_page(head, show="fornyelse")
    assert page.counts["fornyelse"] == int(due)
    assert [each.renew_by for each in page.page.object_list] == [last] * due


def test_a_place_in_use_is_counted_and_an_agreement_sent_waits_for_the_company(world):
    placement = world.running(first_day=TODAY)
    sent = world.draft(2)
    from plads.centres.services.agreements import offer_agreement

    consultant = world.cast[Role.CONSULTANT]
    offer_agreement(consultant, sent.id)
    for version_centre, taken, unsigned in (
        (placement.place.centre, 1, False),
        (sent.agreement.centre, 0, True),
    ):
        company = Company.objects.get(workplaces=version_centre.workplace_id)
        head = head_of(company, [world.cast.municipality])
        (centre,) = chain_page(head).page.object_list
        assert (centre.taken, centre.unsigned is not None) == (taken, unsigned)
        assert chain_page(head).counts["underskrift"] == int(unsigned)
        assert chain_centre(head, centre.id) == centre


def test_a_centre_that_rests_has_no_free_places(company):
    from plads.centres.models import AgreementPause

    head = open_centres(company, towns(1))
    with acting(Actor(None, "Plads", Role.SYSTEM, head.municipality_ids)):
        agreement = Agreement.objects.get()
        AgreementPause.objects.create(
            municipality_id=agreement.municipality_id, agreement=agreement, reason="Ombygning",
            period=DateRange(TODAY, TODAY + timedelta(days=7)),
        )  # fmt: skip
        page = chain_page(head)
    assert (page.places, page.empty, page.page.object_list[0].resting) == (2, 0, 2)
