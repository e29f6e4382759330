"""A candidate without MitID or e-mail comes in by a link and a code, and nobody else does."""

import re

import pytest
from django.test import Client

from plads.candidates.models import Candidate
from plads.core.actor import Actor
from plads.core.models import Event, Municipality
from plads.core.roles import Role
from plads.core.scope import acting


def candidate(name="Oksana Modelenko"):
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        return Candidate.objects.get(name=name)


def made(sign_in, name="Oksana Modelenko"):
    response = sign_in(Role.CASEWORKER).post(f"/kandidater/{candidate(name).id}/kode/")
    assert response.status_code == 200, response.content.decode()
    page = response.content.decode()
    path = re.search(r"http://testserver(/adgang/kode/[^<\s]+)", page)[1]
    return path, re.search(r"<strong>(\d{3} \d{3})</strong>", page)[1]


def test_the_link_and_the_code_let_in_once(own_story, sign_in):
    path, code = made(sign_in)
    client = Client()
    assert client.get(path).status_code == 200
    assert "Oksana" not in client.get(path).content.decode()
    response = client.post(path, {"code": code})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get("/min-dag/").status_code == 200
    assert Client().get(path).status_code == 410
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        told = Event.objects.filter(kind="people.access_link_made").order_by("-at").first()
    assert "Oksana" not in str(told.facts)
    assert code.replace(" ", "") not in str(told.facts)


def test_a_wrong_code_lets_nobody_in_and_few_may_be_tried(own_story, sign_in):
    path, code = made(sign_in)
    wrong = f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06d}"
    client = Client()
    answers = [client.post(path, {"code": wrong}).status_code for _ in range(6)]
    assert answers == [200, 200, 200, 200, 200, 429]
    assert client.post(path, {"code": code}).status_code == 429
    assert "_auth_user_id" not in client.session


def test_the_code_of_one_link_does_not_open_another(own_story, sign_in):
    path, _ = made(sign_in)
    _, other = made(sign_in, "Amina Eksempel")
    assert Client().post(path, {"code": other}).status_code == 200


@pytest.mark.parametrize("path", ["/adgang/kode/x/y/", "/adgang/kode/%FF/y/", "/adgang/kode/MQ/a-b/"])
def test_a_made_up_link_is_dead(own_story, sign_in, path):
    assert Client().get(path).status_code == 410


def test_only_the_office_makes_them(own_story, sign_in):
    assert sign_in(Role.MENTOR).post(f"/kandidater/{candidate().id}/kode/").status_code == 403
