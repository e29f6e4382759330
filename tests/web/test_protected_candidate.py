"""A protected candidate on the pages: hidden, opened with a reason for a quarter of an hour, and hidden again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from plads.candidates.models import Candidate
from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import AccessRecord, Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from tests.days import TODAY

PHONE = "12 34 56 78"


@pytest.fixture
def hidden(own_story):
    """The story's Amina, protected, with a phone."""
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        rows = Candidate.objects.filter(name="Amina Eksempel")
        rows.update(protected=True, phone=PHONE)
        return rows.get()


def page_of(candidate):
    return reverse("candidate", args=[candidate.id])


def test_name_and_contact_are_opened_with_a_reason_and_shut_after_a_quarter_of_an_hour(hidden, sign_in):
    client = sign_in(Role.CONSULTANT)
    shut = client.get(page_of(hidden)).content.decode()
    assert "Beskyttet kandidat · K-" in shut
    assert not [word for word in ("Amina", PHONE, hidden.cpr[:6]) if word in shut]
    assert client.post(page_of(hidden), {"do": "open", "why": "Aftaler et møde"}).status_code == 302
    opened = client.get(page_of(hidden)).content.decode()
    assert "Amina Eksempel" in opened
    assert PHONE in opened
    assert "Amina" not in client.get(reverse("candidates")).content.decode()
    with clock.at(TODAY):
        later = clock.now() + timedelta(minutes=16)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        assert "Amina" not in client.get(page_of(hidden)).content.decode()
    with acting(Actor.system(hidden.municipality_id)):
        looks = AccessRecord.objects.filter(why="Aftaler et møde")
        assert {look.protected for look in looks} == {True}


def test_without_a_reason_nothing_opens(hidden, sign_in):
    client = sign_in(Role.CONSULTANT)
    html = client.post(page_of(hidden), {"do": "open", "why": " "}).content.decode()
    assert "Skriv, hvorfor du har brug for at se navn og kontakt." in html
    assert "Amina" not in html


@pytest.mark.parametrize("button", [{"do": "change"}, {"invite": "1"}, {"link": "1"}])
def test_what_is_shut_is_neither_corrected_nor_handed_over(hidden, sign_in, button):
    client = sign_in(Role.CASEWORKER)
    assert client.post(page_of(hidden), button).status_code == 403
    assert 'id="ret"' not in client.get(page_of(hidden) + "?vis=change").content.decode()


def test_the_caseworker_sets_it_on_the_page_and_a_consultant_has_no_button(own_story, sign_in):
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        candidate = Candidate.objects.get(name="Bo Prøvesen")
    assert 'value="protect"' not in sign_in(Role.CONSULTANT).get(page_of(candidate)).content.decode()
    client = sign_in(Role.CASEWORKER)
    assert 'value="protect"' in client.get(page_of(candidate)).content.decode()
    assert client.post(page_of(candidate), {"do": "protect"}).status_code == 302
    assert 'value="lift"' in client.get(page_of(candidate)).content.decode()
    assert "Bo Prøvesen" not in sign_in(Role.CONSULTANT).get(reverse("candidates")).content.decode()


def test_each_field_says_why_it_is_there_and_who_sees_it(story, sign_in):
    html = sign_in(Role.CASEWORKER).get(reverse("candidate_new")).content.decode()
    assert html.count("Hvem ser det?") >= 10
    assert "Virksomhed og mentor ser det ikke." in html
