"""The pages that make a course longer and let its hours rise: what is possible stands first, a no at its field."""

import re
from datetime import timedelta

import pytest

from plads.candidates.models import Candidate
from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.core.week import SHORT
from plads.placements.models import Extension, Placement
from plads.placements.services.hours import change_hours
from plads.placements.services.nominations import StepTerms
from tests.days import TODAY


@pytest.fixture
def town(own_story):
    return Actor.system(Municipality.objects.get(code="217").id)


@pytest.fixture
def course(town):
    """The story's first course that runs."""
    with acting(town):
        return Placement.objects.filter(state="running").order_by("agreed_last_day", "id").first()


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def extension(days, kind="assessed", reason="Hun er tæt på ordinære timer.", *, course):
    last = course.agreed_last_day + timedelta(days=days)
    return {"last_day": last.isoformat(), "kind": kind, "reason": reason}


def test_a_caseworker_sees_what_is_possible_and_makes_a_course_longer(course, town, sign_in):
    client, page = sign_in(Role.CASEWORKER), f"/forloeb/{course.id}/forlaeng/"
    assert f'href="{page}"' in client.get(f"/forloeb/{course.id}/").content.decode()
    shown = text(client.get(page))
    assert "Senest efter loven" in shown
    assert "Pladsen er åben til" in shown
    done = client.post(page, {"do": "extend", **extension(7, course=course)}, follow=True)
    assert "Forløbet er forlænget til" in text(done)
    assert "Hun er tæt på ordinære timer." in text(done)
    with acting(town):
        stored = Placement.objects.get(id=course.id)
        assert stored.agreed_last_day == course.agreed_last_day + timedelta(days=7)


def test_the_laws_no_stands_at_the_day_and_a_persons_no_is_kept(course, town, sign_in):
    client, page = sign_in(Role.CASEWORKER), f"/forloeb/{course.id}/forlaeng/"
    form = client.post(page, {"do": "extend", **extension(400, course=course)}).context["form"]
    assert "Vælg en slutdag senest" in form.errors["last_day"][0]
    form = client.post(page, {"do": "extend", **extension(7, reason="", course=course)}).context["form"]
    assert "konkret vurdering" in form.errors["reason"][0]
    done = client.post(page, {"do": "refuse", **extension(400, course=course)}, follow=True)
    assert "Forløbet slutter som aftalt" in text(done)
    assert "Ikke forlænget til" in text(done)
    assert "Afgjort før" in text(client.get(page))
    with acting(town):
        assert Extension.objects.get(placement=course).state == Extension.State.REFUSED


def test_a_consultant_reads_and_does_not_decide(course, town, sign_in):
    client, page = sign_in(Role.CONSULTANT), f"/forloeb/{course.id}/forlaeng/"
    assert "Kun en sagsbehandler eller tovholder" in text(client.get(page))
    client.post(page, {"do": "extend", **extension(7, course=course)})
    with acting(town):
        assert Placement.objects.get(id=course.id).agreed_last_day == course.agreed_last_day


def test_hours_rise_from_a_day_on_and_a_wrong_time_is_said_at_its_field(course, town, sign_in):
    client, page = sign_in(Role.CASEWORKER), f"/forloeb/{course.id}/timer/"
    assert "Pladsen er åben" in text(client.get(page))
    soon = (TODAY + timedelta(days=3)).isoformat()
    form = client.post(page, {"first_day": soon, "slots": "søn 2-5"}).context["form"]
    assert "passer ikke" in form.errors["slots"][0]
    form = client.post(page, {"first_day": "2026-01-01", "slots": "man 9-10"}).context["form"]
    assert "Forløbet varer" in form.errors["first_day"][0]
    with acting(town):
        slot = course.steps.order_by("-period").first().week[0]
    hour = slot.start // 60 + 1
    words = f"{SHORT[slot.weekday - 1]} {hour}-{hour + 1}"
    done = client.post(page, {"first_day": soon, "slots": words}, follow=True)
    assert "Timerne er ændret" in text(done)
    with acting(town):
        assert course.steps.order_by("-period").first().weekly_minutes == 60


def test_a_course_is_used_again_for_the_next_one_and_only_the_days_are_open(course, town, sign_in):
    client = sign_in(Role.CASEWORKER)
    with acting(town):
        week = course.steps.order_by("-period").first().week[:1]
        worker = Actor(None, "Sanne", Role.CASEWORKER, town.municipality_ids)
        change_hours(worker, course.id, [StepTerms(TODAY + timedelta(days=2), week)])
        Placement.objects.filter(id=course.id).update(purposes=["loentimer"])
    page = client.get(f"/forloeb/{course.id}/igen/")
    assert "Vælg, hvem der kommer efter" in text(page)
    with acting(town):
        next_one = Candidate.objects.exclude(id=course.candidate_id).filter(state="ready").first()
        first, *rest = course.steps.order_by("period")
    here = f"/kandidater/{next_one.id}/indstil/?plads={course.place_id}"
    plain = client.get(here, follow=True).context["form"].initial
    taken = client.get(f"{here}&efter={course.id}").context["form"].initial
    assert taken["purposes"] == ["loentimer"] != plain["purposes"]
    assert taken["slots"] == first.week
    rises = (rest[-1].period.lower - first.period.lower).days
    assert taken[("second_day", "third_day")[len(rest) - 1]] == taken["first_day"] + timedelta(days=rises)
    for garbled in ("x", course.place_id):
        assert client.get(f"{here}&efter={garbled}").context["form"].initial == plain
