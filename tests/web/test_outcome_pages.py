"""The office's pages about what comes after a course and beside it: an end ahead, outcomes, and paid hours."""

from datetime import timedelta

import pytest
from django.test import Client

from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.periods import months_after, show_day
from plads.core.roles import Role
from plads.core.scope import acting
from plads.placements.models import OrdinaryHours, Outcome, Placement, PlacementEnd


@pytest.fixture
def office(own_story, sign_in) -> Client:
    """A caseworker at a desk, in a story of the test's own."""
    return sign_in(Role.CASEWORKER)


def look(question):
    """Ask the database as the municipality of the story itself."""
    with acting(Actor.system(Municipality.objects.get(slug="helsingoer").id)):
        return question()


def running() -> Placement:
    return look(lambda: Placement.objects.filter(state="running").order_by("id").first())


@pytest.fixture
def asked(office) -> Placement:
    """A course of the story that ended three months ago today."""
    ended = look(lambda: Placement.objects.filter(state="ended").select_related("end").first())
    last = months_after(clock.today(), -3)
    look(lambda: PlacementEnd.objects.filter(placement=ended).update(last_day=last))
    return ended


def test_an_end_ahead_is_set_moved_and_taken_back_on_the_page(office):
    placement = running()
    page, last = f"/forloeb/{placement.id}/", clock.today() + timedelta(days=3)
    ending = {"do": "end", "last_day": last.isoformat(), "reason": "company"}
    told = office.post(page, ending, follow=True).content.decode()
    assert f"Slutdagen er sat. Pladsen bliver ledig fra {show_day(last + timedelta(days=1))}" in told
    again = office.get(f"{page}?vis=end").context["forms"]["end"]
    assert (again.initial["last_day"], again.initial["reason"]) == (last, "company")
    told = office.post(page, {"do": "withdraw_end"}, follow=True).content.decode()
    assert "Forløbet varer igen som aftalt" in told
    assert not look(lambda: PlacementEnd.objects.filter(placement=placement).exists())


def test_an_end_that_cannot_be_is_said_at_its_field_with_what_is_possible(office):
    placement = running()
    ending = {"do": "end", "last_day": "2026-01-01", "reason": "company"}
    form = office.post(f"/forloeb/{placement.id}/", ending).context["bad"]["end"]
    assert "vælg den dag eller en senere" in str(form.errors["last_day"])
    job = ending | {"last_day": clock.today().isoformat(), "reason": "job_here", "weekly_minutes": "30"}
    form = office.post(f"/forloeb/{placement.id}/", job | {"job_starts": "2026-01-01"}).context["bad"]["end"]
    assert list(form.errors) == ["job_starts"]


def test_those_who_are_asked_about_are_on_one_page_and_noted_in_one_go(office, asked):
    assert "udfald mangler at blive noteret" in office.get("/i-dag/?hvem=alle").content.decode()
    page = office.get("/udfald/?hvem=alle")
    (line,) = page.context["lines"]
    assert line["row"].id == asked.id
    name = f"outcome_{asked.id}_3"
    nothing = office.post("/udfald/?hvem=alle", {name: ""}, follow=True).content.decode()
    assert "0 udfald er noteret." in nothing
    told = office.post("/udfald/?hvem=alle", {name: "support"}, follow=True).content.decode()
    assert "1 udfald er noteret." in told
    assert "Ingen udfald mangler" in told
    assert look(lambda: Outcome.objects.get(placement=asked, months=3).kind) == "support"


def test_what_a_colleague_noted_meanwhile_stays_and_is_said(office, asked):
    name = f"outcome_{asked.id}_3"
    office.post("/udfald/?hvem=alle", {name: "education"})
    told = office.post("/udfald/?hvem=alle", {name: "job"}, follow=True).content.decode()
    assert "1 var noteret af en kollega i mellemtiden" in told
    assert look(lambda: Outcome.objects.get(placement=asked, months=3).kind) == "education"


def test_a_word_that_is_no_outcome_is_refused_and_nothing_is_stored(office, asked):
    name = f"outcome_{asked.id}_3"
    assert name in office.post("/udfald/?hvem=alle", {name: "rig"}).context["form"].errors
    assert not look(lambda: Outcome.objects.filter(placement=asked, months=3).exists())


def test_one_outcome_is_noted_with_hours_and_day_and_corrected_later(office, asked):
    page, today = f"/forloeb/{asked.id}/udfald/3/", clock.today()
    assert page in office.get(f"/forloeb/{asked.id}/").content.decode()
    late = {"kind": "job", "weekly_minutes": "30", "since": (today + timedelta(days=1)).isoformat()}
    form = office.post(page, late).context["form"]
    assert "ved 6 måneder" in str(form.errors["since"])
    told = office.post(page, late | {"since": today.isoformat(), "here": "on"}, follow=True).content.decode()
    assert "Siden 24. nov. 2026" in told
    assert office.get(page).context["form"].initial["weekly_minutes"] == 1800
    office.post(page, {"kind": "unknown"})
    row = look(lambda: Outcome.objects.get(placement=asked, months=3))
    assert (row.kind, row.weekly_minutes, row.since, row.employer_is_centre) == ("unknown", None, None, False)


@pytest.mark.parametrize("months", [0, 4, 9999])
def test_it_is_asked_at_three_six_and_twelve_months_only(office, asked, months):
    assert office.get(f"/forloeb/{asked.id}/udfald/{months}/").status_code == 404


def test_paid_hours_are_noted_shown_apart_and_removed(office):
    placement = running()
    page, today = f"/forloeb/{placement.id}/loentimer/", clock.today()
    noted = {"do": "note", "first_day": today.isoformat(), "weekly_minutes": "36", "here": "on"}
    told = office.post(page, noted, follow=True).content.decode()
    assert "Løntimerne er noteret. Sammen med forløbet bliver det op til" in told
    assert "36 t. på arbejdspladsen" in " ".join(
        office.get(f"/forloeb/{placement.id}/").content.decode().split()
    )
    row = look(lambda: OrdinaryHours.objects.get(placement=placement))
    assert (
        "Løntimerne er fjernet."
        in office.post(page, {"do": "remove", "hours": str(row.id)}, follow=True).content.decode()
    )
    assert office.post(page, {"do": "remove", "hours": "nej"}).status_code == 200
    early = noted | {"first_day": "2026-01-01"}
    assert "Forløbet varer" in str(office.post(page, early).context["form"].errors["first_day"])
