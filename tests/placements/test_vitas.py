"""A placement's application in VITAS: sent, answered, outgrown, withdrawn, gone without; and nobody begins before."""

from datetime import timedelta

import pytest

from plads.core import clock
from plads.core.events import sentence
from plads.core.models import Event, Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.insight.today import today as matters_today
from plads.jobs.daily import live_the_day
from plads.placements.models import HoursStep, Placement, VitasApplication
from plads.placements.services.placements import (
    approve_placement,
    cancel_placement,
    start_placement,
    starts_due,
)
from plads.placements.services.vitas import (
    Answer,
    note_answer,
    override_vitas,
    renew_application,
    send_application,
    withdraw_application,
)
from plads.placements.vitas_sheet import LONGEST, as_json, describe, sheet
from tests.days import TODAY
from tests.refusals import refused

TOMORROW = TODAY + timedelta(days=1)
YES, NO = Answer(True, TODAY, "B-1"), Answer(False, TODAY, reason="P-nummeret er forkert.")


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


@pytest.fixture
def granted(world, caseworker):
    """A granted placement that begins tomorrow; its application waits to be sent."""
    return approve_placement(caseworker, world.planned().id)


def rows(placement):
    return VitasApplication.objects.filter(placement=placement).order_by("created_at", "id")


def begin(actor, placement):
    with clock.at(placement.period.lower):
        return start_placement(actor, placement.id)


def test_a_planned_course_waits_for_its_application(world):
    placement = world.planned()
    assert [row.state for row in rows(placement)] == ["to_send"]


def test_a_municipality_without_vitas_has_no_applications_and_begins(world, caseworker):
    Municipality.objects.filter(id=caseworker.municipality_id).update(uses_vitas=False)
    placement = approve_placement(caseworker, world.planned().id)
    assert not rows(placement).exists()
    with clock.at(TOMORROW):
        assert starts_due(caseworker) == [placement.id]
    assert begin(caseworker, placement).state == "running"


def test_nobody_begins_before_vitas_has_approved_and_each_refusal_says_what_to_do(granted, caseworker):
    for deed, words in (
        (lambda: None, "ikke søgt i VITAS"),
        (lambda: send_application(caseworker, granted.id, "V-1", TODAY), "ikke svaret"),
        (lambda: note_answer(caseworker, granted.id, NO), "afvist"),
        (lambda: renew_application(caseworker, granted.id), "ikke søgt"),
        (lambda: withdraw_application(caseworker, granted.id), "trukket tilbage"),
    ):
        deed()
        with refused("vitas_missing") as refusal:
            begin(caseworker, granted)
        assert words in refusal.value.message
        with clock.at(TOMORROW):
            assert starts_due(caseworker) == []


def test_an_approved_application_lets_the_course_begin_and_all_of_it_is_told(granted, caseworker):
    send_application(caseworker, granted.id, " V-2026/7 ".replace("/", "-"), TODAY)
    row = note_answer(caseworker, granted.id, YES)
    assert (row.state, row.number, row.grant_number, row.answered_by) == (
        "approved",
        "V-2026-7",
        "B-1",
        caseworker.name,
    )
    assert (row.period, row.weekly_minutes) == (granted.period, 20 * 60)
    with clock.at(TOMORROW):
        assert starts_due(caseworker) == [granted.id]
    assert begin(caseworker, granted).state == "running"
    told = Event.objects.filter(subjects__contains=[granted.id], kind__contains="vitas").order_by("at", "id")
    assert [sentence(each.kind, each.facts) for each in told] == [
        "Ansøgningen er sendt i VITAS med nummer V-2026-7",
        f"Ansøgningen i VITAS er godkendt (noteret af {caseworker.name})",
    ]


def test_the_mentor_is_told_to_ring_the_jobcentre(world, granted, caseworker):
    from plads.mentoring.services import assign_mentor

    mentor, actor = world.mentor(granted.place.centre)
    assign_mentor(caseworker, granted.id, mentor.id)
    with acting(actor), refused("vitas_missing") as refusal:
        begin(actor, granted)
    assert "Ring til jobcentret" in refusal.value.message


def test_a_course_that_outgrew_its_approval_needs_a_new_one(world, granted, caseworker):
    world.approved_in_vitas(granted)
    with refused("vitas_holds"):
        renew_application(caseworker, granted.id)
    HoursStep.objects.filter(placement=granted).update(weekly_minutes=21 * 60)
    with refused("vitas_outgrown") as refusal:
        begin(caseworker, granted)
    assert "højst 20 timer om ugen" in refusal.value.message
    with clock.at(TOMORROW):
        assert starts_due(caseworker) == []
    assert sheet(caseworker, granted.id).outgrown
    renew_application(caseworker, granted.id)
    assert [row.state for row in rows(granted)] == ["withdrawn", "to_send"]
    world.approved_in_vitas(granted)
    assert begin(caseworker, granted).state == "running"


def test_an_approval_for_fewer_days_does_not_hold_the_course(world, granted, caseworker):
    row = world.approved_in_vitas(granted)
    shorter = type(granted.period)(granted.period.lower, granted.period.upper - timedelta(days=1), "[)")
    VitasApplication.objects.filter(id=row.id).update(period=shorter)
    with refused("vitas_outgrown"):
        begin(caseworker, granted)


@pytest.mark.parametrize("sent", [False, True])
def test_a_caseworker_may_go_without_on_record_and_the_application_still_waits(granted, caseworker, sent):
    if sent:
        send_application(caseworker, granted.id, "V-1", TODAY)
    with refused("no_reason", "reason"):
        override_vitas(caseworker, granted.id, "  ")
    row = override_vitas(caseworker, granted.id, "VITAS er nede, og holdet begynder i morgen.")
    assert (row.state, row.overridden_by_id) == ("sent" if sent else "to_send", caseworker.user_id)
    with clock.at(TOMORROW):
        assert starts_due(caseworker) == [granted.id]
    assert begin(caseworker, granted).state == "running"
    event = Event.objects.get(kind="placements.vitas_overridden")
    assert "nede" not in str(event.facts)


def test_whose_word_a_course_goes_without_vitas_on_stays_as_it_is(world, granted, caseworker):
    override_vitas(caseworker, granted.id, "Holdet begynder i morgen.")
    with refused("vitas_overridden"):
        override_vitas(world.cast[Role.CASEWORKER], granted.id, "Noget andet.")
    row = rows(granted).get()
    assert row.override_reason == "Holdet begynder i morgen."


def test_a_consultant_does_not_go_without_and_nobody_after_a_no(world, granted, caseworker):
    with refused("wrong_role"):
        override_vitas(world.cast[Role.CONSULTANT], granted.id, "Det haster.")
    send_application(caseworker, granted.id, "V-1", TODAY)
    note_answer(caseworker, granted.id, NO)
    with refused("wrong_state"):
        override_vitas(caseworker, granted.id, "Det haster.")


@pytest.mark.parametrize("number", ["", "  ", "ab", "V 1", "<b>1</b>", "a/../b", "V" * 41, "æøå-1"])
def test_a_number_that_is_none_is_refused_and_nothing_stored(granted, caseworker, number):
    with refused("vitas_number", "number"):
        send_application(caseworker, granted.id, number, TODAY)
    assert rows(granted).get().state == "to_send"


def test_answers_that_cannot_be_are_refused_at_their_field(granted, caseworker):
    with refused("wrong_state"):
        note_answer(caseworker, granted.id, YES)
    with refused("future", "sent_on"):
        send_application(caseworker, granted.id, "V-1", TOMORROW)
    send_application(caseworker, granted.id, "V-1", TODAY)
    with refused("vitas_number", "grant_number"):
        note_answer(caseworker, granted.id, Answer(True, TODAY, ""))
    with refused("no_reason", "reason"):
        note_answer(caseworker, granted.id, Answer(False, TODAY))
    with refused("answer_before_sent", "answered_on"):
        note_answer(caseworker, granted.id, Answer(True, TODAY - timedelta(days=1), "B-1"))
    with refused("future", "answered_on"):
        note_answer(caseworker, granted.id, Answer(True, TOMORROW, "B-1"))
    assert rows(granted).get().state == "sent"


def test_calling_a_course_off_drops_what_was_never_sent_and_keeps_what_stands_in_vitas(world, caseworker):
    unsent, sent = world.planned(), world.planned()
    send_application(caseworker, sent.id, "V-1", TODAY)
    for placement in (unsent, sent):
        cancel_placement(caseworker, placement.id)
    assert [rows(each).get().state for each in (unsent, sent)] == ["withdrawn", "sent"]
    withdraw_application(caseworker, sent.id)
    for deed in (
        lambda: renew_application(caseworker, sent.id),
        lambda: renew_application(caseworker, unsent.id),
    ):
        with refused("vitas_over"):
            deed()


def test_another_municipalitys_placement_is_not_found(world, granted, other_municipality):
    from plads.core.actor import Actor
    from plads.core.errors import NotVisible

    stranger = Actor.system(other_municipality.id)
    with acting(stranger), pytest.raises(NotVisible):
        send_application(stranger, granted.id, "V-1", TODAY)


def test_a_running_course_that_never_was_applied_for_runs_on(world, caseworker):
    running = world.running(first_day=TODAY - timedelta(days=7))
    rows(running).delete()
    live_the_day(running.municipality_id)
    running.refresh_from_db()
    assert running.state == "running"
    assert not [each for each in matters_today(caseworker).matters if each.kind == "vitas"]


def test_today_says_which_courses_lack_it_and_when_they_break(world, granted, caseworker):
    (matter,) = [each for each in matters_today(caseworker).matters if each.kind == "vitas"]
    assert (matter.id, matter.due, matter.detail) == (granted.id, TOMORROW, "to_send")
    assert matter.level(TODAY) == "soon"
    assert matter.level(TOMORROW) == "late"
    with clock.at(TOMORROW):
        assert not [each for each in matters_today(caseworker).matters if each.kind == "start"]
    world.approved_in_vitas(granted)
    assert not [each for each in matters_today(caseworker).matters if each.kind == "vitas"]
    with clock.at(TOMORROW):
        assert [each.id for each in matters_today(caseworker).matters if each.kind == "start"] == [granted.id]


def test_the_sheet_has_every_field_vitas_asks_for_under_its_own_name(world, granted, caseworker):
    said = as_json(sheet(caseworker, granted.id, with_cpr=True))
    centre = granted.place.centre
    assert said["cvrNummer"] == centre.workplace.company.cvr
    assert said["pNummer"] == centre.workplace.p_number
    assert said["borgerCprNummer"] == granted.candidate.cpr
    assert (said["startDato"], said["slutDato"]) == ("2026-11-25", "2027-02-23")
    assert (said["ugentligArbejdstid"], said["antalMedarbejdere"]) == (20.0, 60.0)
    assert said["borgerKommunekode"] == "991"
    assert said["formaal"] == ["Optræning af bestemte kompetencer"]
    assert said["jobcenterKode"] is said["conceptUriDa"] is None
    assert {"virksomhedsType", "kontaktperson", "medarbejderrepraesentant", "jobBeskrivelse"} <= set(said)
    assert {"jobtilbudId", "bevillingId", "bevillingsstatus", "saerligAftale", "cvrNummerAndenAktoer"} <= set(
        said
    )
    assert {"timeloentilskudssats", "skabelontype", "offentligVirksomhedNavn", "bevillingsansvarlig"} <= set(
        said
    )


def test_only_those_who_decide_get_the_cpr_number_and_the_look_is_noted(world, granted, caseworker):
    from plads.core.models import AccessRecord

    consultant = world.cast[Role.CONSULTANT]
    assert sheet(consultant, granted.id, with_cpr=True).cpr == ""
    assert sheet(caseworker, granted.id).cpr == ""
    assert not AccessRecord.objects.filter(sights__contains=["cpr"], people=[granted.candidate_id]).exists()
    assert sheet(caseworker, granted.id, with_cpr=True).cpr == granted.candidate.cpr
    look = AccessRecord.objects.get(sights__contains=["cpr"], people=[granted.candidate_id])
    assert look.user_id == caseworker.user_id


def test_a_protected_candidates_cpr_number_needs_a_reason(world, granted, caseworker):
    type(granted.candidate).objects.filter(id=granted.candidate_id).update(protected=True)
    assert sheet(caseworker, granted.id, with_cpr=True).cpr == ""
    assert sheet(caseworker, granted.id, with_cpr=True, opened_for="Ansøgning").cpr == granted.candidate.cpr


def test_hours_that_rise_are_applied_for_at_their_most_and_described(world, caseworker):
    from plads.core.parse_week import parse_week
    from plads.placements.services.nominations import StepTerms

    later = TOMORROW + timedelta(days=28)
    steps = [StepTerms(TOMORROW, parse_week("man 9-13")), StepTerms(later, parse_week("man-tor 9-13"))]
    placement = world.planned(steps=steps)
    made = sheet(caseworker, placement.id)
    assert made.minutes == 16 * 60
    assert "fra 25.11.2026 4 timer (man 9.00–13.00); fra 23.12.2026 16 timer" in describe(made.placement)


def test_the_description_is_never_longer_than_vitas_takes(world, caseworker):
    placement = world.planned()
    Placement.objects.filter(id=placement.id).update(tasks=["x" * 120] * 50)
    text = describe(sheet(caseworker, placement.id).placement)
    assert len(text) == LONGEST
    assert text.endswith("…")
