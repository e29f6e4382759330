"""The pages about attendance: the mentor's list of the day, the candidate's own buttons, the office's grid."""

from datetime import timedelta

import pytest

from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.people import person
from plads.people.models import Membership, User
from plads.placements.models import Attendance, Placement
from plads.placements.services.attendance import note_attendance
from tests.days import TODAY

WEEKS = [TODAY - timedelta(days=1, weeks=weeks) for weeks in range(4)]
"""The latest four Mondays."""


def home() -> Municipality:
    return Municipality.objects.get(slug="helsingoer")


def look(question):
    """Ask the database as the municipality of the story itself."""
    with acting(Actor.system(home().id)):
        return question()


def body(response) -> str:
    return response.content.decode()


def running() -> Placement:
    rows = Placement.objects.filter(state="running").select_related("candidate")
    return look(lambda: rows.order_by("place__number").first())


def staff(role: Role) -> Actor:
    user = User.objects.get(email=person(role).email)
    return Actor(user.id, user.name, role, frozenset({home().id}))


def away_on_mondays(placement: Placement) -> None:
    """Let the candidate have been away the latest Mondays and there on the other days."""
    for monday in WEEKS:
        rows = Attendance.objects.filter(placement=placement)
        look(lambda monday=monday, rows=rows: rows.filter(day=monday).update(state="absent", minutes=0))
        week = (monday + timedelta(days=1), monday + timedelta(days=6))
        look(lambda week=week, rows=rows: rows.filter(day__range=week).update(state="present"))


def test_all_came_is_one_tap_for_those_nobody_has_noted(own_story, sign_in):
    mentor = sign_in(Role.MENTOR)
    due = mentor.get("/mentor/").context["day"].silent
    assert len(due) > 1
    assert f"Alle {len(due)} er mødt" in body(mentor.get("/mentor/"))
    mentor.post(f"/mentor/forloeb/{due[0].id}/fremmoede/", {"state": "ill"})
    told = mentor.post("/mentor/alle-moedt/", follow=True)
    assert f"Noteret: {len(due) - 1} er mødt" in body(told)
    noted = look(lambda: dict(Attendance.objects.filter(day=TODAY).values_list("placement_id", "state")))
    assert noted == {each.id: "ill" if each == due[0] else "present" for each in due}
    again = body(mentor.post("/mentor/alle-moedt/", follow=True))
    assert "Alle var noteret i forvejen" in again
    assert "er mødt</strong>" not in again


def test_the_day_list_says_who_noted_and_that_nobody_is_punished(own_story, sign_in):
    placement, mentor = running(), sign_in(Role.MENTOR)
    mentor.post(f"/mentor/forloeb/{placement.id}/fremmoede/", {"state": "excused"})
    page = body(mentor.get("/mentor/"))
    assert f"Noteret af {person(Role.MENTOR).name}" in page
    assert "Plads straffer ingen" in page


def test_the_candidate_reads_that_it_is_a_message_only(own_story, sign_in):
    placement = running()
    look(lambda: Membership.objects.filter(role=Role.CANDIDATE).update(subject_id=placement.candidate_id))
    assert "Plads straffer dig ikke" in body(sign_in(Role.CANDIDATE).get("/min-dag/"))


def test_a_day_put_right_shows_who_said_what_and_when(own_story, sign_in):
    placement, caseworker = running(), staff(Role.CASEWORKER)
    sign_in(Role.MENTOR).post(f"/mentor/forloeb/{placement.id}/fremmoede/", {"state": "absent"})
    with acting(caseworker):
        note_attendance(caseworker, placement.id, TODAY, Attendance.State.PRESENT)
    response = sign_in(Role.CASEWORKER).get(f"/forloeb/{placement.id}/")
    (corrected,) = [each for each in response.context["corrections"] if each.day == TODAY]
    assert [(said.word, said.by) for said in corrected.said] == [
        ("fravær", person(Role.MENTOR).name),
        ("mødt", caseworker.name),
    ]
    assert 'id="rettelser"' in body(response)


def test_the_caseworker_reads_a_pattern_as_counts_and_others_do_not(own_story, sign_in):
    placement = running()
    away_on_mondays(placement)
    page = body(sign_in(Role.CASEWORKER).get(f"/forloeb/{placement.id}/"))
    assert "Ikke til stede 4 af " in page
    assert "mandage. På andre dage 0 af" in page
    assert "Plads straffer ingen" in page
    elsewhere = [
        sign_in(Role.CONSULTANT).get(f"/forloeb/{placement.id}/"),
        sign_in(Role.MENTOR).get(f"/mentor/forloeb/{placement.id}/"),
        sign_in(Role.MENTOR).get("/mentor/"),
        sign_in(Role.CONTACT).get("/min-virksomhed/"),
    ]
    assert not [response for response in elsewhere if "mandage" in body(response)]


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-21"])
def test_the_office_is_told_at_the_day_that_the_place_was_closed(own_story, sign_in, day):
    placement = running()
    sent = {"do": "attendance", "day": day, "state": "present", "note": ""}
    refused = sign_in(Role.CASEWORKER).post(f"/forloeb/{placement.id}/", sent)
    (said,) = refused.context["bad"]["attendance"].errors["day"]
    assert "Den dag var pladsen lukket" in said
