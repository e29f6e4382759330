"""The week plan's pages: the office leafs and is warned, the candidate gets a calendar, a helper never its address."""

import pytest

from plads.candidates.models import Candidate
from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.core.scope import acting


def look(question):
    with acting(Actor.system(Municipality.objects.get(slug="helsingoer").id)):
        return question()


@pytest.fixture
def own(story):
    return look(lambda: Candidate.objects.get(name="Kamal Kandidat"))


@pytest.mark.parametrize(
    "week", ["", "?uge=2026-12-07", "?uge=nonsens", "?uge=9999-12-31", "?uge=0001-01-01"]
)
def test_the_office_leafs_through_weeks_as_far_as_there_are_any(own, sign_in, week):
    response = sign_in(Role.CASEWORKER).get(f"/kandidater/{own.id}/uge/{week}")
    assert response.status_code == 200
    assert "Kamal Kandidat" in response.content.decode()


def test_a_week_says_what_the_way_and_the_hours_are(own, sign_in):
    text = sign_in(Role.CASEWORKER).get(f"/kandidater/{own.id}/uge/").content.decode()
    assert "Rejse" in text
    assert "Danskuddannelse" in text
    assert "Arbejdspligt" not in text


def test_where_the_work_duty_applies_the_week_is_held_against_it_and_said_to_be_unverified(story, sign_in):
    oksana = look(lambda: Candidate.objects.get(name="Oksana Modelenko"))
    text = sign_in(Role.CASEWORKER).get(f"/kandidater/{oksana.id}/uge/").content.decode()
    assert "LAB §§ 105 a-b" in text
    assert "ikke verificeret" in text


def test_a_candidate_makes_a_calendar_address_and_a_new_one_closes_it(own_story, sign_in, client):
    candidate = sign_in(Role.CANDIDATE)
    old = candidate.get("/min-uge/").context["calendar_url"]
    assert client.get(old)["Content-Type"] == "text/calendar; charset=utf-8"
    assert candidate.post("/min-uge/kalender/")["Location"] == "/min-uge/"
    new = candidate.get("/min-uge/").context["calendar_url"]
    assert new != old
    assert client.get(old).status_code == 404
    answer = client.get(new)
    assert answer.content.startswith(b"BEGIN:VCALENDAR")
    assert "no-store" in answer["Cache-Control"]
