"""The pages of company, representative, mentor and candidate: what each may see, and that each button does it."""

from datetime import date, timedelta

import pytest

from plads.candidates.models import Candidate
from plads.centres.models import AgreementVersion, Centre, Signature
from plads.centres.services.agreements import draft_agreement, offer_agreement
from plads.centres.services.inquiries import create_centre
from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.people import person
from plads.followup.models import ProgressMeasure
from plads.mentoring.models import Mentor, MentorHours, SupportGrant
from plads.mentoring.services import assign_mentor
from plads.people.models import Membership, User
from plads.placements.models import Attendance, Nomination, Placement, RefillProposal
from plads.placements.services.nominations import answer_nomination
from plads.placements.services.placements import approve_placement, plan_placement
from plads.placements.services.refill import decide_refill
from plads.placements.services.vitas import Answer, note_answer, send_application
from tests.days import TODAY
from tests.world import agreement_terms

TOMORROW = TODAY + timedelta(days=1)
AFTER = TODAY + timedelta(days=400)
"""A day after every agreement the story has at the store."""


def home() -> Municipality:
    return Municipality.objects.get(slug="helsingoer")


def look(question):
    """Ask the database as the municipality of the story itself."""
    with acting(Actor.system(home().id)):
        return question()


def staff(role: Role) -> Actor:
    user = User.objects.get(email=person(role).email)
    return Actor(user.id, user.name, role, frozenset({home().id}))


def running() -> Placement:
    query = Placement.objects.filter(state="running").select_related("candidate")
    return look(lambda: query.order_by("place__number").first())


def put_forward() -> Nomination:
    """The free place is offered to the first who fits, from tomorrow."""
    caseworker = staff(Role.CASEWORKER)
    with acting(caseworker):
        proposal = RefillProposal.objects.filter(state="open", first_choice__isnull=False).first()
        return decide_refill(caseworker, proposal.id, proposal.first_choice_id, first_day=TOMORROW)


def offered_agreement() -> AgreementVersion:
    """A second centre of the store, whose agreement waits for every signature."""
    consultant = staff(Role.CONSULTANT)
    with acting(consultant):
        centre = create_centre(consultant, Centre.objects.get().workplace, "Lageret")
        place = {"slots": parse_week("man-fre 8-12"), "function": "lager", "tasks": ["Pakke ud"]}
        terms = agreement_terms(1, place=place, first_day=AFTER, last_day=AFTER + timedelta(days=200))
        return offer_agreement(consultant, draft_agreement(consultant, centre.id, terms).id)


def as_candidate(sign_in, candidate: Candidate):
    """The candidate's person of the demo, speaking for another candidate."""
    look(lambda: Membership.objects.filter(role=Role.CANDIDATE).update(subject_id=candidate.id))
    return sign_in(Role.CANDIDATE)


def body(response) -> str:
    return response.content.decode()


def test_the_contact_sees_who_comes_when_and_that_a_place_is_free(story, sign_in):
    page = body(sign_in(Role.CONTACT).get("/min-virksomhed/"))
    assert running().candidate.name in page
    assert "3 af 4 pladser er i brug" in page
    assert "jobcentret finder en kandidat" in page


def test_no_page_of_a_company_or_a_mentor_holds_what_only_the_jobcentre_may_know(own_story, sign_in):
    nomination, placement = put_forward(), running()
    secret = "Har haft en depression"
    people = look(lambda: list(Candidate.objects.all()))
    for each in people:
        each.considerations = secret
        look(lambda each=each: each.save())
    contact, mentor = sign_in(Role.CONTACT), sign_in(Role.MENTOR)
    pages = [
        body(contact.get("/min-virksomhed/")),
        body(contact.get(f"/min-virksomhed/kandidater/{nomination.id}/")),
        body(mentor.get("/mentor/")),
        body(mentor.get(f"/mentor/forloeb/{placement.id}/")),
    ]
    unwanted = {secret} | {each.cpr[:6] for each in people} | {each.target_group for each in people}
    assert not [word for word in unwanted for page in pages if word in page]


def test_the_head_office_sees_every_municipality_and_no_candidates_name(own_story, sign_in):
    names = look(lambda: list(Candidate.objects.values_list("name", flat=True)))
    page = body(sign_in(Role.HEAD_OFFICE).get("/min-virksomhed/"))
    assert "3 af 4" in page
    assert not [name for name in names if name in page]
    other = put_forward()
    assert sign_in(Role.HEAD_OFFICE).get(f"/min-virksomhed/kandidater/{other.id}/").status_code == 403


def test_the_company_says_yes_to_an_agreement_once(own_story, sign_in):
    version, contact = offered_agreement(), sign_in(Role.CONTACT)
    page = f"/min-virksomhed/aftaler/{version.id}/"
    assert "mangler jeres underskrift" in body(contact.get("/min-virksomhed/"))
    assert "Jeg har læst aftalen" in body(contact.get(page))
    assert "answer" in contact.post(page, {}).context["form"].errors
    assert contact.post(page, {"answer": "yes"}).status_code == 302
    again = contact.post(page, {"answer": "yes"})
    assert "allerede" in str(again.context["form"].non_field_errors())
    assert look(lambda: Signature.objects.filter(version=version, party="company").count()) == 1


def test_the_company_says_no_to_an_agreement_and_why(own_story, sign_in):
    version, contact = offered_agreement(), sign_in(Role.CONTACT)
    page = f"/min-virksomhed/aftaler/{version.id}/"
    assert "statement" in contact.post(page, {"answer": "no"}).context["form"].errors
    done = contact.post(page, {"answer": "no", "statement": "Vi har kun tre pladser"}, follow=True)
    assert "Kommunen har fået din begrundelse" in body(done)
    word = look(lambda: Signature.objects.get(version=version, party="company"))
    assert (word.agrees, word.statement) == (False, "Vi har kun tre pladser")
    assert "En af parterne har sagt nej" in body(contact.get(page))


def test_a_draft_is_not_shown_to_the_company(own_story, sign_in):
    version = offered_agreement()
    look(lambda: AgreementVersion.objects.filter(id=version.id).update(state="draft"))
    for role, path in ((Role.CONTACT, "min-virksomhed/aftaler"), (Role.REPRESENTATIVE, "udtalelser")):
        assert sign_in(role).get(f"/{path}/{version.id}/").status_code == 404


def test_the_representative_reads_the_working_and_a_no_needs_a_reason(own_story, sign_in):
    version, person_ = offered_agreement(), sign_in(Role.REPRESENTATIVE)
    page = f"/udtalelser/{version.id}/"
    assert "Gennemsnit af" in body(person_.get(page))
    assert "statement" in person_.post(page, {"answer": "no"}).context["form"].errors
    assert person_.post(page, {"answer": "no", "statement": "For mange"}).status_code == 302
    said = look(lambda: Signature.objects.get(version=version, party="representative"))
    assert (said.agrees, said.statement) == (False, "For mange")


def test_the_company_says_no_with_a_reason_or_yes(own_story, sign_in):
    nomination, contact = put_forward(), sign_in(Role.CONTACT)
    page = f"/min-virksomhed/kandidater/{nomination.id}/"
    assert "reason" in contact.post(page, {"answer": "no"}).context["form"].errors
    assert "answer" in contact.post(page, {"answer": "perhaps"}).context["form"].errors
    told = contact.post(page, {"answer": "yes"}, follow=True)
    assert "venter på kandidatens svar" in body(told)
    assert look(lambda: Nomination.objects.get(id=nomination.id).company_answer) is True


def test_a_mentor_is_appointed_and_sees_nothing_before_promising_confidentiality(own_story, sign_in):
    centre = look(lambda: Centre.objects.get())
    told = sign_in(Role.CONTACT).post(
        f"/min-virksomhed/centre/{centre.id}/mentor/",
        {"name": "Ny Mentor", "email": "ny@plads.example", "kind": "internal"},
        follow=True,
    )
    assert "Ny Mentor er nu mentor" in body(told)
    look(lambda: Mentor.objects.update(confidentiality_at=None))
    mentor, placement = sign_in(Role.MENTOR), running()
    assert mentor.get("/mentor/")["Location"] == "/mentor/tavshed/"
    assert mentor.get(f"/mentor/forloeb/{placement.id}/").status_code == 404
    note = mentor.post(f"/mentor/forloeb/{placement.id}/fremmoede/", {"state": "present"})
    assert note.status_code == 404
    assert placement.candidate.name not in body(mentor.get("/mentor/tavshed/"))
    assert placement.candidate.name in body(mentor.post("/mentor/tavshed/", follow=True))


@pytest.mark.parametrize("state", Attendance.State.values)
def test_a_mentor_notes_each_word_about_today_with_one_tap(own_story, sign_in, state):
    placement, mentor = running(), sign_in(Role.MENTOR)
    mentor.post(f"/mentor/forloeb/{placement.id}/fremmoede/", {"state": state})
    assert look(lambda: Attendance.objects.get(placement=placement, day=TODAY).state) == state
    assert 'aria-pressed="true"' in body(mentor.get("/mentor/"))


@pytest.mark.parametrize("posted", [{}, {"state": "late"}, {"state": "ill", "day": "x"}])
def test_a_garbled_tap_is_said_and_changes_nothing(own_story, sign_in, posted):
    placement = running()
    told = sign_in(Role.MENTOR).post(f"/mentor/forloeb/{placement.id}/fremmoede/", posted, follow=True)
    assert "Tryk på en af de fire knapper" in body(told)
    assert not look(lambda: Attendance.objects.filter(placement=placement, day=TODAY).exists())


def test_the_mentors_tap_on_the_first_day_begins_a_granted_course(own_story, sign_in):
    nomination, caseworker = put_forward(), staff(Role.CASEWORKER)
    company = look(lambda: nomination.place.centre.workplace_id)
    user = User.objects.get(email=person(Role.CONTACT).email)
    contact = Actor(user.id, user.name, Role.CONTACT, frozenset({home().id}), frozenset({company}))
    with acting(caseworker):
        answer_nomination(caseworker, nomination.id, yes=True)
    with acting(contact):
        answer_nomination(contact, nomination.id, yes=True)
    with acting(caseworker):
        placement = approve_placement(caseworker, plan_placement(caseworker, nomination.id).id)
        send_application(caseworker, placement.id, "V-1", clock.today())
        note_answer(caseworker, placement.id, Answer(True, clock.today(), "B-1"))
        assign_mentor(caseworker, placement.id, Mentor.objects.get().id)
        Placement.objects.filter(id=placement.id).update(
            period=type(placement.period)(TODAY + timedelta(days=1), placement.period.upper)
        )
    mentor = sign_in(Role.MENTOR)
    early = mentor.post(
        f"/mentor/forloeb/{placement.id}/fremmoede/", {"state": "present", "begin": "1"}, follow=True
    )
    assert "begynder først" in body(early)
    with clock.at(TOMORROW):
        mentor = sign_in(Role.MENTOR)
        tap = {"state": "present", "begin": "1"}
        mentor.post(f"/mentor/forloeb/{placement.id}/fremmoede/", tap | {"day": TODAY.isoformat()})
        assert look(lambda: Placement.objects.get(id=placement.id).state) == "approved"
        mentor.post(f"/mentor/forloeb/{placement.id}/fremmoede/", tap)
    assert look(lambda: Placement.objects.get(id=placement.id).state) == "running"


def test_a_step_of_progress_is_one_tap(own_story, sign_in):
    placement, mentor = running(), sign_in(Role.MENTOR)
    page = f"/mentor/forloeb/{placement.id}/"
    mentor.post(page, {"question": "tasks", "score": "9"})
    score = look(lambda: ProgressMeasure.objects.get(placement=placement, day=TODAY, question="tasks").score)
    assert score == 9
    assert "trin fra 1 til 10" in body(mentor.post(page, {"question": "tasks", "score": "11"}, follow=True))


def test_mentor_time_is_noted_within_the_grant(own_story, sign_in):
    grant, mentor = look(lambda: SupportGrant.objects.get()), sign_in(Role.MENTOR)
    look(lambda: MentorHours.objects.filter(grant=grant).delete())
    terms = {"grant": grant.id, "day": TODAY.isoformat(), "minutes": "300"}
    assert mentor.post("/mentor/timer/", terms).status_code == 302
    assert look(lambda: MentorHours.objects.get(grant=grant, day=TODAY).minutes) == 300
    monday = (TODAY - timedelta(days=TODAY.weekday())).isoformat()
    too_much = mentor.post("/mentor/timer/", terms | {"day": monday, "minutes": "480"})
    assert "minutes" in too_much.context["form"].errors
    later = mentor.post("/mentor/timer/", terms | {"day": TOMORROW.isoformat()})
    assert "day" in later.context["form"].errors


def test_a_candidate_says_i_am_here_and_i_am_ill_for_themselves_only(own_story, sign_in):
    placement = running()
    client = as_candidate(sign_in, placement.candidate)
    page = body(client.get("/min-dag/"))
    assert "Jeg er her" in page
    assert "Jeg er syg" in page
    client.post("/min-dag/fremmoede/", {"placement": placement.id, "state": "ill"})
    assert look(lambda: Attendance.objects.get(placement=placement, day=TODAY).state) == "ill"
    other = look(lambda: Placement.objects.filter(state="running").exclude(id=placement.id).first())
    assert client.post("/min-dag/fremmoede/", {"placement": other.id, "state": "ill"}).status_code == 404
    excused = client.post("/min-dag/fremmoede/", {"placement": placement.id, "state": "excused"}, follow=True)
    assert "sagsbehandler" in body(excused)


def test_a_candidate_answers_only_with_a_button(own_story, sign_in):
    nomination = put_forward()
    client = as_candidate(sign_in, look(lambda: nomination.candidate))
    page = f"/min-dag/plads/{nomination.id}/"
    assert "En plads til dig" in body(client.get("/min-dag/"))
    client.post(page, {"answer": ""})
    assert look(lambda: Nomination.objects.get(id=nomination.id).candidate_answer) is None
    client.post(page, {"answer": "yes"})
    assert look(lambda: Nomination.objects.get(id=nomination.id).candidate_answer) is True


def test_the_one_who_got_a_job_is_congratulated_and_has_the_statement(own_story, sign_in):
    ended = look(lambda: Placement.objects.select_related("candidate").get(end__reason="job_here"))
    page = body(as_candidate(sign_in, ended.candidate).get("/min-dag/"))
    assert "Tillykke med dit job" in page
    assert "Dit bevis" in page


@pytest.mark.parametrize("asked", ["", "x", "2026-13-01", "0001-01-01", "9999-12-31", "2026-12-02"])
def test_any_week_asked_for_is_a_week(story, sign_in, asked):
    response = sign_in(Role.CANDIDATE).get("/min-uge/", {"uge": asked})
    assert response.status_code == 200
    assert abs(response.context["after"] - date(2026, 12, 1)) < timedelta(weeks=10)


def test_a_company_asks_for_a_pause_from_its_page(own_story, sign_in):
    version = look(lambda: AgreementVersion.objects.get(state="signed"))
    contact, page = sign_in(Role.CONTACT), f"/min-virksomhed/aftaler/{version.id}/"
    assert f"{page}bed-om/" in body(contact.get("/min-virksomhed/"))
    assert f"{page}bed-om/" in body(contact.get(page))
    assert f"{page}bed-om/" not in body(sign_in(Role.HEAD_OFFICE).get(page))
    empty = contact.post(f"{page}bed-om/", {})
    assert {"wish", "reason"} == set(empty.context["form"].errors)
    done = contact.post(f"{page}bed-om/", {"wish": "end", "reason": "Vi flytter"}, follow=True)
    assert "har fået besked og ringer til dig" in body(done)
    assert "»Vi flytter«" in body(contact.get(f"{page}bed-om/"))
    again = contact.post(f"{page}bed-om/", {"wish": "end", "reason": "Vi flytter"})
    assert "allerede" in str(again.context["form"].errors)


def test_nothing_is_asked_about_an_agreement_that_is_not_in_force(own_story, sign_in):
    version, contact = offered_agreement(), sign_in(Role.CONTACT)
    assert contact.get(f"/min-virksomhed/aftaler/{version.id}/bed-om/").status_code == 404
    assert "bed-om" not in body(contact.get(f"/min-virksomhed/aftaler/{version.id}/"))
