"""No look without a record: whatever a page shows of a candidate, who saw it is written down before it is sent.

Every candidate is given values that stand nowhere else, every page is opened in every role, and what stands in the
HTML is held against what the log says: found by the values, not by trusting the queries.
"""

import io
from contextlib import contextmanager

import openpyxl
import psycopg
import pytest
from django.db import connection
from django.urls import reverse

from plads.candidates.models import Candidate
from plads.core.actor import Actor
from plads.core.looks import Sight
from plads.core.models import AccessRecord, Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.people import DEMO_PEOPLE
from tests import databases
from tests.web.conftest import use
from tests.web.pages import addresses, readable
from tests.web.test_pages import POST_ONLY

ROLES = [person.role for person in DEMO_PEOPLE]

QUESTIONS = {
    "today": ("?hvem=alle", "?hvem=mine", "?slags=kandidater"),
    "board": ("?view=table", "?q=Qz", "?from=2026-09-07&weeks=52"),
    "candidates": ("?stand=plads", "?stand=afsluttet", "?q=Qz"),
    "candidate": ("?vis=change",),
    "placements": ("?tilstand=alle", "?q=Qz"),
    "placement": ("?vis=end", "?dag=2026-11-20"),
    "candidate_looks": ("?som=csv", "?som=json"),
    "own_looks": ("?som=csv", "?som=json"),
    "unusual_looks": ("?vis=gennemgaaet",),
}
"""Pages that show other things when asked so."""


@pytest.fixture(scope="module")
def planted_copy(django_db_blocker):
    """A copy of the story in which each candidate's name, phone and e-mail stand nowhere else."""
    with django_db_blocker.unblock(), databases.copy_of(databases.story_template()) as urls:
        before = connection.settings_dict["NAME"]
        use(databases.name_of(urls))
        pages, people = addresses(), _plant()
        use(before)
        yield urls, people, pages


def _plant():
    people = {}
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        for number, row in enumerate(Candidate.objects.order_by("id")):
            row.name, row.phone = f"Qz{number:02d}navn Planteret", f"7700{number:04d}"
            row.email = f"qz{number:02d}post@plads.example"
            row.save()
            people[row.id] = {
                Sight.NAME: [row.name],
                Sight.CONTACT: [row.phone, row.email],
                Sight.CPR: [f"{row.cpr[:6]}-", row.cpr],
                Sight.NEEDS: [row.considerations] if row.considerations else [],
            }
    return people


@pytest.fixture
def planted(planted_copy, django_db_blocker):
    urls, people, _ = planted_copy
    with django_db_blocker.unblock():
        before = connection.settings_dict["NAME"]
        use(databases.name_of(urls))
        yield people
        use(before)


@contextmanager
def noted():
    """Collect the access records that a block adds."""
    found = []
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        before = set(AccessRecord.objects.values_list("id", flat=True))
    yield found
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        found += AccessRecord.objects.exclude(id__in=before)


def shown(html, people):
    """Which sights of which candidates stand in a text."""
    return {
        (person, sight)
        for person, values in people.items()
        for sight, words in values.items()
        if any(word in html for word in words)
    }


def covered(records):
    return {(person, Sight(sight)) for row in records for person in row.people for sight in row.sights}


def own_id(role):
    if role != Role.CANDIDATE:
        return None
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        return Candidate.objects.get(id__in=_subjects()).id


def _subjects():
    from plads.people.models import Membership

    email = next(person.email for person in DEMO_PEOPLE if person.role == Role.CANDIDATE)
    return Membership.objects.filter(user__email=email).values("subject_id")


@pytest.mark.parametrize("role", ROLES)
def test_whatever_a_page_shows_of_a_candidate_is_in_the_log(role, planted_copy, planted, sign_in):
    client, own, seen_somebody = sign_in(role), own_id(role), False
    for address in planted_copy[2]:
        if address.roles is None or role not in address.roles or address.name in POST_ONLY:
            continue
        for question in ("", *QUESTIONS.get(address.name, ())):
            with noted() as records:
                response = client.get(address.path + question)
            html = readable(response)
            where = (address.name, question)
            seen = {each for each in shown(html, planted) if each[0] != own}
            assert response.status_code in (200, 302, 403, 404), where
            assert seen <= covered(records), where
            if response.status_code != 200:
                assert records == [], where
            for row in records:
                assert (row.page, row.role) == (address.name, role.value), where
            if not seen and address.name != "candidate_looks":  # as a file it does not say whose it is
                assert covered(records) == set(), where
            seen_somebody |= bool(seen)
    looks = {*Role} - {Role.REPRESENTATIVE, Role.HEAD_OFFICE, Role.MANAGER, Role.CANDIDATE, Role.SUPPORT}
    assert seen_somebody == (role in looks), "the planted names were never seen: the test looks at nothing"


def test_a_page_of_ones_own_is_no_look(planted, sign_in):
    client = sign_in(Role.CANDIDATE)
    with noted() as records:
        assert client.get(reverse("candidate_home")).status_code == 200
        assert client.get(reverse("own_looks")).status_code == 200
    assert records == []


def test_a_list_is_one_record_with_everybody_on_it(planted, sign_in):
    client = sign_in(Role.CASEWORKER)
    with noted() as records:
        html = client.get(reverse("candidates")).content.decode()
    (record,) = records
    assert {person for person, sight in shown(html, planted) if sight == Sight.NAME} == set(record.people)
    assert len(record.people) > 2


def test_a_cpr_number_that_is_known_is_a_look_at_whose_it_is(planted, sign_in):
    person, values = next(iter(planted.items()))
    client = sign_in(Role.CASEWORKER)
    facts = {
        "name": "Ny Kandidat", "cpr": values[Sight.CPR][1], "target_group": "aktivitetsparat",
        "waiting_since": "2026-11-24", "weekly_minutes": "37", "danish_level": "0",
        "functions": "butik", "available": "man-fre 8-14",
    }  # fmt: skip
    with noted() as records:
        response = client.post(reverse("candidate_new"), facts)
    assert response.status_code == 200
    assert str(person) in response.content.decode()
    assert (person, Sight.CPR) in covered(records)


def test_a_search_is_a_look_at_those_it_finds(planted, sign_in):
    person, values = next(iter(planted.items()))
    with noted() as records:
        sign_in(Role.COORDINATOR).get(reverse("candidates"), {"q": values[Sight.NAME][0], "stand": "aktive"})
    assert all(set(row.people) <= {person} for row in records)


def test_a_page_that_is_not_there_and_a_no_are_no_looks(planted, sign_in):
    person = next(iter(planted))
    with noted() as records:
        assert sign_in(Role.MENTOR).get(reverse("candidate", args=[person])).status_code == 403
        assert (
            sign_in(Role.CASEWORKER).get(reverse("candidate", args=[own_municipality()])).status_code == 404
        )
    assert records == []


def own_municipality():
    return Municipality.objects.get(code="217").id


def test_an_answer_whose_looks_cannot_be_stored_is_never_sent(planted_copy, planted, sign_in):
    urls = planted_copy[0]
    client = sign_in(Role.CASEWORKER)
    client.raise_request_exception = False
    role = connection.settings_dict["USER"]
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute(f'REVOKE INSERT ON core_accessrecord FROM "{role}"')
        try:
            answers = [client.get(reverse(page)) for page in ("candidates", "placements", "today", "board")]
            person = next(iter(planted))
            answers.append(client.get(reverse("candidate_looks", args=[person]), {"som": "csv"}))
        finally:
            owner.execute(f'GRANT INSERT ON core_accessrecord TO "{role}"')
    for answer in answers:
        assert answer.status_code == 500
        assert not shown(answer.content.decode(), planted)
    assert client.get(reverse("candidates")).status_code == 200


def test_the_log_as_a_spreadsheet_is_a_look_and_reads_as_one(planted, sign_in):
    person = next(iter(planted))
    with noted() as records:
        answer = sign_in(Role.CASEWORKER).get(reverse("candidate_looks", args=[person]), {"som": "xlsx"})
    assert (person, Sight.LOOKS) in covered(records)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet["A1"].value == "Hvornår"
