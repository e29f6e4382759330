"""The pages of rights and keeping, on the story: candidates ask, staff answer, the administrator keeps house."""

import io
import json
import zipfile

import pytest
from django.urls import reverse

from plads.candidates.models import Candidate
from plads.core.actor import Actor
from plads.core.models import AccessRecord, Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.founding import WAITING
from plads.messages.models import Notice
from plads.rights.models import RetentionHold, RetentionPeriod, RightsRequest


def inside():
    return acting(Actor.system(Municipality.objects.get(code="217").id))


def request_id():
    with inside():
        return RightsRequest.objects.get().id


def waiting_id():
    with inside():
        return Candidate.objects.get(name=WAITING[-1].name).id


def unzipped(response):
    with zipfile.ZipFile(io.BytesIO(response.content)) as file:
        return [file.read(name).decode() for name in file.namelist()]


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.COORDINATOR])
def test_today_shows_who_answers_what_is_asked_and_by_when_but_not_by_whom(role, own_story, sign_in):
    path, client = reverse("rights_request", args=[request_id()]), sign_in(role)
    with inside():
        Notice.objects.all().delete()
        before = AccessRecord.objects.count()
    html = client.get(reverse("today"), {"slags": "mentorer"}).content.decode()
    assert f'<a href="{path}">Rettelse af oplysninger</a>' in html
    assert "svar senest" in html
    with inside():
        assert AccessRecord.objects.count() == before


def test_today_says_nothing_of_requests_to_who_does_not_answer_them(own_story, sign_in):
    html = sign_in(Role.CONSULTANT).get(reverse("today")).content.decode()
    assert "Anmodninger om egne oplysninger" not in html


def test_an_answered_request_leaves_today(own_story, sign_in):
    with inside():
        RightsRequest.objects.update(state="withdrawn")
    html = sign_in(Role.COORDINATOR).get(reverse("today")).content.decode()
    assert "Anmodninger om egne oplysninger" not in html


def test_a_candidate_reads_asks_and_takes_back(own_story, sign_in):
    client, page = sign_in(Role.CANDIDATE), reverse("own_rights")
    html = client.get(page).content.decode()
    assert "Hent mine oplysninger" in html
    assert "Jeg har fået et nyt." in html
    assert "Vælg, hvad du vil bede om." in client.post(page, {"ask": "1"}).content.decode()
    assert "Skriv, hvad det handler om." in client.post(page, {"kind": "restrict"}).content.decode()
    assert client.post(page, {"kind": "object", "text": ""}).status_code == 302
    with inside():
        row = RightsRequest.objects.get(kind="object")
    assert client.post(page, {"withdraw": str(row.id)}).status_code == 302
    with inside():
        assert RightsRequest.objects.get(id=row.id).state == "withdrawn"


def test_a_candidate_gets_their_file(own_story, sign_in):
    response = sign_in(Role.CANDIDATE).post(reverse("own_archive"))
    assert response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "no-store"
    page, text = unzipped(response)
    assert "Oplysninger om Kamal Kandidat" in page
    assert json.loads(text)["om"]["person"] == "Kamal Kandidat"
    others = [waiting.name for waiting in WAITING if waiting.name != "Kamal Kandidat"]
    assert not [name for name in others if name in page + text]


def test_staff_hand_out_the_file_and_it_is_a_look(own_story, sign_in):
    client = sign_in(Role.CASEWORKER)
    assert client.post(reverse("candidate_archive", args=[waiting_id()])).status_code == 200
    with inside():
        look = AccessRecord.objects.filter(page="candidate_archive").get()
    assert "document" in look.sights


def test_a_caseworker_answers_with_words(own_story, sign_in):
    client, page = sign_in(Role.CASEWORKER), reverse("rights_request", args=[request_id()])
    assert "Skriv svaret til personen." in client.post(page, {"action": "grant"}).content.decode()
    assert client.post(page, {"action": "grant", "answer": "Vi har rettet nummeret."}).status_code == 302
    assert "Vi har rettet nummeret." in sign_in(Role.CANDIDATE).get(reverse("own_rights")).content.decode()


def test_an_administrator_carries_out_and_does_not_decide(own_story, sign_in):
    client, page = sign_in(Role.ADMINISTRATOR), reverse("rights_request", args=[request_id()])
    assert 'name="action"' not in client.get(page).content.decode()
    html = client.post(page, {"action": "grant", "answer": "Ja"}).content.decode()
    assert request_id()
    with inside():
        assert RightsRequest.objects.get().state == "received"
    assert html


def test_staff_restrict_and_note_on_the_persons_page(own_story, sign_in):
    client, page = sign_in(Role.COORDINATOR), reverse("candidate_rights", args=[waiting_id()])
    assert client.post(page, {"do": "restrict", "reason": "Adressen undersøges"}).status_code == 302
    assert "Adressen undersøges" in client.get(page).content.decode()
    assert client.post(page, {"do": "note", "kind": "access", "received_on": "2026-11-02"}).status_code == 302
    assert client.post(page, {"do": "decline"}).status_code == 302
    assert client.post(page, {"do": "lift"}).status_code == 302
    with inside():
        candidate = Candidate.objects.get(id=waiting_id())
    assert (candidate.restricted, candidate.planning_declined_at is not None) == (False, True)


def test_a_person_is_found_by_cpr_in_a_post(own_story, sign_in):
    client, page = sign_in(Role.ADMINISTRATOR), reverse("rights_requests")
    found = client.post(page, {"cpr": WAITING[-1].cpr})
    assert found["Location"] == reverse("candidate_rights", args=[waiting_id()])
    assert "Der er ingen kandidat" in client.post(page, {"cpr": "610190-0000"}).content.decode()


def test_an_administrator_erases_after_being_asked_once_more(own_story, sign_in):
    client, ident = sign_in(Role.ADMINISTRATOR), waiting_id()
    page = reverse("erase_candidate", args=[ident])
    assert "Sæt kryds, når du er sikker." in client.post(page, {"why": "ASKED"}).content.decode()
    assert client.post(page, {"why": "ASKED", "sure": "on"}).status_code == 302
    with inside():
        assert not Candidate.objects.filter(id=ident).exists()
    assert client.get(page).status_code == 404


def test_who_has_a_course_cannot_be_erased(own_story, sign_in):
    with inside():
        ident = Candidate.objects.get(name="Kamal Kandidat").id
    page = reverse("erase_candidate", args=[ident])
    client = sign_in(Role.ADMINISTRATOR)
    assert "Personen kan ikke slettes nu" in client.get(page).content.decode()
    assert client.post(page, {"why": "ASKED", "sure": "on"}).status_code == 200
    with inside():
        assert Candidate.objects.filter(id=ident).exists()


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.COORDINATOR, Role.CANDIDATE])
def test_only_an_administrator_may_erase(role, story, sign_in):
    assert sign_in(role).post(reverse("erase_candidate", args=[waiting_id()])).status_code == 403


def test_an_administrator_sets_periods_and_waits(own_story, sign_in):
    client, page = sign_in(Role.ADMINISTRATOR), reverse("retention")
    months = {"candidate": 36, "notice": 12, "change": 60, "look": 24}
    months |= {"user": 12, "mentor": 60, "contact": 60, "inquiry": 12}
    assert client.post(page, {"do": "periods", **months}).status_code == 302
    with inside():
        assert list(RetentionPeriod.objects.values_list("kind", "months")) == [("candidate", 36)]
    html = client.post(page, {"do": "periods", **months, "look": 3}).content.decode()
    assert "Skriv mellem 6 og 600 måneder." in html
    assert client.post(page, {"do": "hold", "reason": "En sag ved Ankestyrelsen"}).status_code == 302
    assert "En sag ved Ankestyrelsen" in client.get(page).content.decode()
    assert client.post(page, {"do": "resume"}).status_code == 302
    with inside():
        assert RetentionHold.objects.get().lifted_at is not None


def test_the_candidates_page_says_what_is_restricted_and_leads_to_the_rights(own_story, sign_in):
    client, page = sign_in(Role.CASEWORKER), reverse("candidate", args=[waiting_id()])
    rights = reverse("candidate_rights", args=[waiting_id()])
    assert rights in client.get(page).content.decode()
    client.post(rights, {"do": "decline"})
    assert "Planlægning fravalgt" in client.get(page).content.decode()
    client.post(rights, {"do": "restrict", "reason": "Undersøges"})
    assert "Brugen er begrænset" in client.get(page).content.decode()
    assert rights not in sign_in(Role.CONSULTANT).get(page).content.decode()
