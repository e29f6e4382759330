"""The office's pages about people: every button does what it says, and every no is said where it belongs."""

import pytest
from django.test import Client

from plads.candidates.models import Candidate
from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.followup.models import FollowUp
from plads.placements.models import Attendance, Nomination, Placement


@pytest.fixture
def office(own_story, sign_in) -> Client:
    """A caseworker at a desk, in a story of the test's own."""
    return sign_in(Role.CASEWORKER)


@pytest.fixture
def reader(story, sign_in) -> Client:
    """A caseworker who changes nothing, in the story all tests share."""
    return sign_in(Role.CASEWORKER)


def look(question):
    """Ask the database as the municipality of the story itself."""
    with acting(Actor.system(Municipality.objects.get(slug="helsingoer").id)):
        return question()


def running() -> Placement:
    return look(lambda: Placement.objects.filter(state="running").order_by("id").first())


def facts(**changes):
    return {
        "name": "Åse Prøve",
        "cpr": "620391-0001",
        "target_group": "aktivitetsparat",
        "functions": ["butik"],
        "danish_level": "3",
        "available": "man-fre 8-14",
        "weekly_minutes": "25,5",
        "waiting_since": "2026-11-01",
        **changes,
    }


def test_a_new_candidate_is_entered_made_ready_and_put_forward_for_the_place_that_fits(office):
    response = office.post("/kandidater/ny/", facts())
    candidate = look(lambda: Candidate.objects.get(name="Åse Prøve"))
    assert response["Location"] == f"/kandidater/{candidate.id}/"
    assert candidate.weekly_minutes == 25.5 * 60
    office.post(response["Location"], {"do": "make_ready", "motivation": "Jeg vil i gang.", "consent": "on"})
    choices = office.get(f"/kandidater/{candidate.id}/indstil/")
    place = choices.context["fitting"][0].place
    page = f"/kandidater/{candidate.id}/indstil/?plads={place.id}"
    initial = office.get(page).context["form"].initial
    terms = {"first_day": initial["first_day"], "last_day": initial["last_day"], "slots": "man-ons 9-12"}
    answer = office.post(page, {**terms, "purposes": ["kompetencer"]})
    nomination = look(lambda: Nomination.objects.get(candidate=candidate))
    assert answer["Location"] == f"/indstillinger/{nomination.id}/"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("cpr", "12345", "10 cifre"),
        ("cpr", "310299-0001", "ikke en dato"),
        ("available", "af og til", "kan ikke læses"),
        ("weekly_minutes", "50", "37"),
        ("functions", [], "mindst ét"),
    ],
)
def test_what_is_wrong_with_a_new_candidate_is_said_at_its_field(reader, field, value, said):
    form = reader.post("/kandidater/ny/", facts(**{field: value})).context["form"]
    assert said in form.errors[field][0]


def test_a_cpr_number_already_there_leads_to_the_candidate_who_has_it(office):
    first = office.post("/kandidater/ny/", facts())["Location"]
    again = office.post("/kandidater/ny/", facts(name="En anden"))
    assert first in again.content.decode()
    assert "allerede" in again.context["form"].errors["cpr"][0]


def test_names_are_found_whatever_the_accents_and_case(office):
    office.post("/kandidater/ny/", facts(name="Åse Lindqvist"))
    for text in ("ÅSE", "aase", "lind ås"):
        assert "Åse Lindqvist" in office.get("/kandidater/", {"q": text}).content.decode()


@pytest.mark.parametrize("bad", ["side=x", "stand=x", "sagsbehandler=x", "ventet=x", "arbejde=x", "q=%00"])
def test_a_garbled_filter_is_no_filter(reader, bad):
    assert reader.get(f"/kandidater/?{bad}").status_code == 200


def test_a_follow_up_is_held_from_the_placements_page(office):
    placement = running()
    due = look(lambda: FollowUp.objects.filter(placement=placement, held_on=None).order_by("due_on").first())
    page = f"/forloeb/{placement.id}/"
    empty = office.post(page, {"do": "followup", "followup": due.id, "held_on": "2026-11-24"})
    assert "note" in empty.context["bad"]["followup"].errors
    done = office.post(page, {"do": "followup", "followup": due.id, "held_on": "2026-11-24", "note": "Godt."})
    assert done.status_code == 302
    assert look(lambda: FollowUp.objects.get(id=due.id).note) == "Godt."


def test_a_day_of_attendance_is_corrected(office):
    placement = running()
    day = look(lambda: placement.attendance.order_by("day").last().day)
    office.post(
        f"/forloeb/{placement.id}/", {"do": "attendance", "day": day, "state": "ill", "note": "Ringede"}
    )
    assert look(lambda: Attendance.objects.get(placement=placement, day=day).state) == "ill"


def test_an_end_with_a_job_asks_for_its_hours_and_says_from_when_the_place_is_free(office):
    placement = running()
    page = f"/forloeb/{placement.id}/"
    ending = {"do": "end", "last_day": "2026-11-24", "reason": "job_here"}
    assert {"weekly_minutes", "job_starts"} <= set(office.post(page, ending).context["bad"]["end"].errors)
    job = {"weekly_minutes": "30", "job_starts": "2026-12-01"}
    told = office.post(page, {**ending, **job}, follow=True).content.decode()
    assert "Pladsen bliver ledig fra 25.11.2026" in told
    assert look(lambda: Placement.objects.get(id=placement.id).state) == "ended"


def test_an_action_the_page_does_not_have_is_not_found(reader):
    assert reader.post(f"/forloeb/{running().id}/", {"do": "delete"}).status_code == 404


def test_a_refused_button_says_why_and_changes_nothing(office):
    placement = running()
    response = office.post(f"/forloeb/{placement.id}/", {"do": "cancel"})
    assert "I gang" in str(response.context["bad"]["cancel"].errors) or "i gang" in response.content.decode()
    assert look(lambda: Placement.objects.get(id=placement.id).state) == "running"


def test_only_the_candidates_own_page_shows_the_cpr_number_and_masks_it(reader):
    candidate = look(lambda: Candidate.objects.first())
    page = reader.get(f"/kandidater/{candidate.id}/").content.decode()
    assert f"{candidate.cpr[:6]}-••••" in page
    assert candidate.cpr not in page
    others = (
        "/kandidater/",
        f"/kandidater/{candidate.id}/indstil/",
        "/forloeb/",
        f"/forloeb/{running().id}/",
    )
    assert not [path for path in others if candidate.cpr[:6] in reader.get(path).content.decode()]


def test_the_facts_of_a_candidate_are_corrected_and_the_cpr_number_stays(office):
    candidate = look(lambda: Candidate.objects.order_by("id").first())
    page = f"/kandidater/{candidate.id}/"
    form = office.get(page, {"vis": "change"}).context["forms"]["change"]
    assert "cpr" not in form.fields
    assert "man" in str(form["available"])
    wrong = office.post(page, facts(do="change", available="engang"))
    assert "kan ikke læses" in wrong.context["bad"]["change"].errors["available"][0]
    office.post(page, facts(do="change", name="Et Nyt Navn", available="man 9-12"))
    changed = look(lambda: Candidate.objects.get(id=candidate.id))
    assert (changed.name, changed.sort_name, changed.cpr) == ("Et Nyt Navn", "et nyt navn", candidate.cpr)
    assert [str(slot) for slot in changed.available_slots] == ["man 9.00–12.00"]
    assert "blev rettet" in office.get(page).content.decode()
