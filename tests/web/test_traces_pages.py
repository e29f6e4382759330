"""The pages of the traces: one's own log, what was changed and why, and the looks a person should look into."""

import csv
import io
import json
from datetime import datetime, timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.urls import reverse

from plads.candidates.models import Candidate
from plads.core import clock, looks
from plads.core.actor import Actor
from plads.core.looks import Look, Sight
from plads.core.models import AccessRecord, Change, LookReview, Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.people import DEMO_PEOPLE
from plads.insight.own_log import WORDS, own_log
from plads.insight.review import review
from plads.insight.review_rules import RULES
from plads.insight.reviewing import review_look
from plads.insight.unexplained import BESIDE, unexplained
from plads.people.models import User
from plads.placements.models import Placement
from plads.web.views.traces import PAGES
from tests.days import TODAY
from tests.refusals import not_visible, refused
from tests.web.pages import patterns


def here():
    return Municipality.objects.get(code="217").id


def kamal():
    with acting(Actor.system(here())):
        return Candidate.objects.get(name="Kamal Kandidat")


def actor_of(role):
    email = next(person.email for person in DEMO_PEOPLE if person.role == role)
    user = User.objects.get(email=email)
    subjects = frozenset({kamal().id}) if role == Role.CANDIDATE else frozenset()
    return Actor(user.id, user.name, role, frozenset({here()}), subjects)


def look(person, *, at=None, page="candidate", actor=None, why="", sights=(Sight.NAME,)):
    """Store a look at people, by default a caseworker's at noon today; return its id."""
    who = actor or actor_of(Role.CASEWORKER)
    people = person if isinstance(person, set) else {person}
    with clock.at(at or TODAY), acting(who):
        looks.write([Look(who, here(), people, set(sights), why)], page=page)
        return AccessRecord.objects.filter(user_id=who.user_id).latest("id").id


def at(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.COPENHAGEN)


def test_the_citizen_reads_who_saw_what_and_why_and_no_names(own_story, sign_in):
    look(kamal().id, at=at(TODAY, 9, 5), sights=(Sight.NAME, Sight.CPR), why="Borgeren ringer")
    look(kamal().id, at=at(TODAY, 10, 45))
    html = sign_in(Role.CANDIDATE).get(reverse("own_looks")).content.decode()
    assert "En sagsbehandler i jobcentret" in html
    assert "09.05–10.45" in html
    assert "CPR-nummer" in html
    assert "Borgeren ringer" in html
    assert WORDS[Role.CASEWORKER].why in html
    for person in DEMO_PEOPLE:
        if person.role not in (Role.CANDIDATE,):
            assert person.name not in html


def test_several_people_of_one_role_are_told_by_their_number(own_story):
    for _ in range(3):
        look(kamal().id, actor=Actor(uuid4(), "En", Role.MENTOR, frozenset({here()})))
    with clock.at(TODAY), acting(actor_of(Role.CANDIDATE)) as me:
        lines = [line for line in own_log(me).lines if line.day == TODAY]
    assert [line.who for line in lines] == ["3 mentorer på arbejdspladser"]


def test_a_list_and_a_page_of_ones_own_are_told_apart(own_story):
    look({kamal().id, uuid4()}, page="candidates")
    with clock.at(TODAY), acting(actor_of(Role.CANDIDATE)) as me:
        (line,) = [line for line in own_log(me).lines if line.day == TODAY]
        assert line.opened == 0
    look(kamal().id)
    with clock.at(TODAY), acting(actor_of(Role.CANDIDATE)) as me:
        (line,) = [line for line in own_log(me).lines if line.day == TODAY]
        assert line.opened == 1


def test_what_support_saw_is_marked(own_story, sign_in):
    supporter = Actor(uuid4(), "S", Role.CASEWORKER, frozenset({here()}), helps=uuid4())
    look(kamal().id, actor=supporter)
    html = sign_in(Role.CANDIDATE).get(reverse("own_looks")).content.decode()
    assert "En fra support" in html
    assert ">Support<" in html


def test_the_months_lead_back_to_the_first_and_no_further(own_story, sign_in):
    client = sign_in(Role.CANDIDATE)
    page = client.get(reverse("own_looks"), {"maaned": "2001-01"})
    assert page.context["log"].earlier is None
    page = client.get(reverse("own_looks"), {"maaned": "2999-01"})
    assert page.status_code == 200
    assert page.context["log"].later is None


def test_the_log_is_taken_out_as_spreadsheet_text_and_json(own_story, sign_in):
    look(kamal().id, at=at(TODAY, 9, 5), why="=cmd|' /C calc'!A1")
    client, url = sign_in(Role.CANDIDATE), reverse("own_looks")
    rows = json.loads(client.get(url, {"som": "json"}).content)["looks"]
    assert rows[0]["reason"].startswith("=cmd")
    text = client.get(url, {"som": "csv"})
    lines = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == len(rows) + 1
    assert lines[1][5].startswith("'=cmd")
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(url, {"som": "xlsx"}).content)).active
    assert (sheet["F2"].value, sheet["F2"].data_type) == ("=cmd|' /C calc'!A1", "s")
    assert "attachment" in text["Content-Disposition"]


def test_a_caseworker_prints_it_for_a_candidate_and_that_is_a_look(own_story, sign_in):
    html = sign_in(Role.CASEWORKER).get(reverse("candidate_looks", args=[kamal().id])).content.decode()
    assert "Kamal Kandidat" in html
    with acting(Actor.system(here())):
        assert AccessRecord.objects.filter(page="candidate_looks", people=[kamal().id]).count() == 1


def test_every_role_that_can_look_has_words_for_the_citizen():
    assert set(WORDS) == set(Role) - {Role.SYSTEM, Role.PUBLIC}


def test_nobody_reads_anothers_log(own_story):
    with acting(actor_of(Role.MENTOR)) as mentor, not_visible():
        own_log(mentor, candidate_id=kamal().id)
    with acting(actor_of(Role.CANDIDATE)) as candidate, not_visible():
        own_log(candidate, candidate_id=kamal().id)


def test_history_says_who_changed_what_from_what_to_what_and_why(own_story, sign_in):
    client, page = sign_in(Role.CASEWORKER), reverse("candidate_history", args=[kamal().id])
    with acting(actor_of(Role.CASEWORKER)):
        row = Candidate.objects.get(id=kamal().id)
        before, row.goal, row.considerations = row.goal, "Kok på et plejehjem", "hemmeligt hensyn"
        row.save()
    html = client.get(page).content.decode()
    assert f"Jobmål: <del>{before or '–'}</del> <ins>Kok på et plejehjem</ins>" in html
    assert "Hensyn" in html
    assert "hemmeligt hensyn" not in html
    assert "uden hændelse" in html
    assert "Kandidaten blev oprettet" in html


def test_an_administrator_reads_that_something_was_changed_and_not_what(own_story, sign_in):
    with acting(actor_of(Role.CASEWORKER)):
        Candidate.objects.filter(id=kamal().id).update(goal="Kok på et plejehjem")
    html = sign_in(Role.ADMINISTRATOR).get(reverse("candidate_history", args=[kamal().id])).content.decode()
    assert "Jobmål" in html
    assert "Kok på et plejehjem" not in html


def test_a_placements_history_holds_its_days(own_story, sign_in):
    with acting(Actor.system(here())):
        placement = Placement.objects.get(candidate=kamal())
    page = sign_in(Role.COORDINATOR).get(reverse("placement_history", args=[placement.id]))
    things = {entry.thing for entry in page.context["history"].entries}
    assert {"Fremmøde", "Opfølgning"} <= things


def test_the_story_makes_no_write_without_an_event(own_story):
    """Whoever writes without an event has it declared, with the reason, or records one."""
    with acting(actor_of(Role.ADMINISTRATOR)) as administrator:
        assert [(each.thing, each.operation) for each in unexplained(administrator)] == []
    assert all(BESIDE.values())


def test_a_write_past_the_services_is_listed(own_story, sign_in):
    with acting(actor_of(Role.CASEWORKER)):
        Candidate.objects.filter(id=kamal().id).update(goal="Kok")
    html = sign_in(Role.ADMINISTRATOR).get(reverse("unexplained_changes")).content.decode()
    assert "Kandidater" in html
    assert "Ændret" in html


def test_what_is_changed_on_a_page_says_the_role_it_was_changed_in(own_story, sign_in):
    person = kamal()
    sign_in(Role.CASEWORKER).post(reverse("candidate", args=[person.id]), {"do": "protect"})
    with acting(Actor.system(here())):
        change = Change.objects.filter(table_name="candidates_candidate", row_id=person.id).latest("id")
    assert (change.columns, change.role) == (["protected"], Role.CASEWORKER)


def found(code):
    with clock.at(TODAY), acting(actor_of(Role.ADMINISTRATOR)) as administrator:
        return {
            each.id for each in review(administrator).looks for hit in each.reasons if hit.rule.code == code
        }


def renamed(name, email=""):
    """A user of that name looks; returns the actor."""
    with acting(Actor.system(here())):
        user = User.objects.create_user(email or f"{uuid4().hex}@plads.example", name)
    return Actor(user.id, name, Role.CASEWORKER, frozenset({here()}))


def candidate(**changes):
    with acting(Actor.system(here())):
        row = Candidate.objects.exclude(id=kamal().id).order_by("id")[0]
        Candidate.objects.filter(id=row.id).update(**changes)
        return row.id


def test_a_look_at_somebody_of_ones_own_rare_name_is_unusual_even_in_a_list(own_story):
    person = candidate(name="Anton Qvistgård")
    in_a_list = look({person, *(uuid4() for _ in range(9))}, actor=renamed("Berta Qvistgård"))
    assert in_a_list in found("own_name")


def test_a_look_at_somebody_of_ones_own_common_name_is_unusual_only_alone(own_story):
    person, actor = candidate(name="Anton Jensen"), renamed("Berta Jensen")
    in_a_list, alone = look({person, *(uuid4() for _ in range(9))}, actor=actor), look(person, actor=actor)
    assert alone in found("own_name")
    assert in_a_list not in found("own_name")


def test_a_look_with_the_candidates_own_e_mail_is_unusual(own_story):
    person = candidate(email="Selv@plads.example")
    assert look(person, actor=renamed("Selv", "selv@plads.example")) in found("self")


def test_a_look_at_a_protected_person_by_another_than_their_caseworker_is_unusual(own_story):
    caseworker = actor_of(Role.CASEWORKER)
    person = candidate(protected=True, caseworker_id=caseworker.user_id)
    mine, theirs = look(person, actor=caseworker), look(person, actor=actor_of(Role.CONSULTANT))
    assert theirs in found("protected")
    assert mine not in found("protected")


def test_a_look_after_the_case_is_closed_is_unusual(own_story):
    person = candidate(goal="x")
    candidate(state=Candidate.State.CLOSED)
    with acting(Actor.system(here())):
        closed_at = Change.objects.filter(row_id=person).latest("id").at
    late = closed_at + timedelta(hours=1)
    before, after = look(person, at=closed_at - timedelta(hours=1)), look(person, at=late)
    with clock.at(late), acting(actor_of(Role.ADMINISTRATOR)) as administrator:
        closed = {x.id for x in review(administrator).looks for r in x.reasons if r.rule.code == "closed"}
    assert after in closed
    assert before not in closed


def test_a_mentors_look_long_after_the_course_is_unusual(own_story):
    with acting(Actor.system(here())):
        over = Placement.objects.filter(candidate=kamal()).get().period.upper + timedelta(days=40)
    mentor = Actor(uuid4(), "Mentor", Role.MENTOR, frozenset({here()}))
    after = look(kamal().id, at=over, actor=mentor)
    with clock.at(over), acting(actor_of(Role.ADMINISTRATOR)) as administrator:
        closed = {x.id for x in review(administrator).looks for r in x.reasons if r.rule.code == "closed"}
    assert after in closed


def test_many_different_people_in_an_hour_are_unusual_unless_one_does_so_every_day(own_story):
    busy, curious = (Actor(uuid4(), "B", Role.CASEWORKER, frozenset({here()})) for _ in range(2))
    people = [uuid4() for _ in range(20)]
    for back in (3, 2, 1, 0):
        for number, person in enumerate(people):
            last_busy = look(person, actor=busy, at=at(TODAY - timedelta(days=back), 9, number))
    for number, person in enumerate(people):
        last_curious = look(person, actor=curious, at=at(TODAY, 9, number))
    assert last_curious in found("many")
    assert last_busy not in found("many")


@pytest.mark.parametrize(
    ("hour", "days", "unusual"), [(9, 0, False), (5, 0, True), (20, 0, True), (9, -2, True)]
)
def test_a_look_outside_working_hours_is_unusual(own_story, hour, days, unusual):
    seen = look(kamal().id, at=at(TODAY + timedelta(days=days), hour))
    assert (seen in found("hours")) == unusual


def test_a_supporters_look_is_unusual(own_story):
    supporter = Actor(uuid4(), "S", Role.CASEWORKER, frozenset({here()}), helps=uuid4())
    assert look(kamal().id, actor=supporter) in found("support")


def test_an_ordinary_look_is_not_unusual(own_story):
    seen = look(kamal().id)
    assert not any(seen in found(rule.code) for rule in RULES)


def test_a_person_notes_what_they_found(own_story, sign_in):
    seen = look(kamal().id, at=at(TODAY, 5))
    client, page = sign_in(Role.ADMINISTRATOR), reverse("unusual_look", args=[seen])
    assert str(seen) in client.get(reverse("unusual_looks")).content.decode()
    assert "Skriv, hvad du fandt ud af" in client.post(page, {"conclusion": "wrong"}).content.decode()
    answer = client.post(page, {"conclusion": "wrong", "note": "Spurgt. Ingen grund."})
    assert answer.status_code == 302
    assert str(seen) not in client.get(reverse("unusual_looks")).content.decode()
    done = client.get(reverse("unusual_looks"), {"vis": "gennemgaaet"}).content.decode()
    assert str(seen) in done
    assert "Ikke i orden" in done
    assert "Spurgt. Ingen grund." in client.get(page).content.decode()
    with acting(Actor.system(here())):
        assert LookReview.objects.get(look=seen).note == "Spurgt. Ingen grund."


def test_only_an_administrator_reviews_and_never_their_own_look(own_story):
    seen = look(kamal().id, at=at(TODAY, 5))
    with acting(actor_of(Role.COORDINATOR)) as coordinator:
        with refused("wrong_role"):
            review_look(coordinator, seen, "fine")
        with not_visible():
            review(coordinator)
    administrator = actor_of(Role.ADMINISTRATOR)
    own = look(kamal().id, at=at(TODAY, 5), actor=administrator)
    with acting(administrator):
        with refused("own_look"):
            review_look(administrator, own, "fine")
        with refused("no_note", "note"):
            review_look(administrator, seen, "wrong", "  ")
        with not_visible():
            review_look(administrator, uuid4(), "fine")


def test_pages_that_are_named_where_looks_are_listed_exist():
    assert set(PAGES) <= {pattern.name for pattern in patterns()}
