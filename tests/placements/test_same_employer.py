"""A candidate who knows a workplace already: what the law says when they are put forward for it again."""

from datetime import timedelta

import pytest

from plads.candidates.services import make_ready
from plads.centres.models import Place
from plads.core import clock
from plads.core.roles import Role
from plads.placements.models import EndReason, Nomination, Outcome
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.nominations import nomination_verdicts
from plads.placements.services.outcomes import Standing, note_outcome
from plads.placements.services.placements import cancel_placement
from tests.days import TODAY
from tests.refusals import refused
from tests.world import nomination_terms

RULE = "praktik-samme-arbejdsgiver"
BEGAN = TODAY - timedelta(days=14)


def said(nomination):
    """The verdict on the same employer that is stored with a nomination."""
    return next(each for each in nomination.verdicts if each["rule"] == RULE)


def ended(world, reason=EndReason.COMPANY, **terms):
    """A course that ended today."""
    placement = world.running(first_day=BEGAN, **{"week": "man-tor 9-12"} | terms)
    job = 1800 if reason == EndReason.JOB_HERE else None
    end_placement(world.cast[Role.CASEWORKER], placement.id, Ending(TODAY, reason, "", job))
    return placement


def hired(world, target_group):
    """A course of two weeks that ended with a job at the workplace; the candidate looks for a place again."""
    who = world.candidate(target_group=target_group)
    placement = ended(world, EndReason.JOB_HERE, candidate=who, last_day=BEGAN + timedelta(weeks=4, days=-1))
    make_ready(world.cast[Role.CASEWORKER], who.id, motivation="Jeg vil gerne i gang.", consent=True)
    return placement


def two_places(world, second_function):
    """The places of a centre of two, the second with a function of its own."""
    centre = world.centre(2)
    Place.objects.filter(centre=centre, number=2).update(function=second_function)
    return list(Place.objects.select_related("centre").filter(centre=centre).order_by("number"))


def short(placement, **terms):
    """Four weeks from the day after tomorrow, in the place of an earlier course."""
    first = TODAY + timedelta(days=2)
    return {"first_day": first, "last_day": first + timedelta(weeks=4, days=-1)} | terms


def test_a_workplace_one_does_not_know_is_fine(world):
    verdict = said(world.nomination())
    assert (verdict["outcome"], verdict["paragraph"]) == ("ok", "BAB § 61, stk. 3")


def test_the_same_function_again_is_a_warning_that_names_the_earlier_course(world):
    before = ended(world)
    verdict = said(world.nomination(before.place, before.candidate, **short(before)))
    assert verdict["outcome"] == "warn"
    named = next(line for line in verdict["working"] if "været i forløb på arbejdspladsen før" in line)
    assert f"{before.place.centre.name}, plads {before.place.number} (" in named
    assert f"{BEGAN:%d.%m.%Y}"[:2] in named
    assert "en anden jobfunktion" in verdict["remedy"]


def test_another_function_at_the_same_workplace_is_fine(world):
    first, second = two_places(world, "lager")
    before = ended(world, place=first)
    verdict = said(world.nomination(second, before.candidate, **short(before)))
    assert verdict["outcome"] == "ok"
    assert "Jobfunktionen er en anden end sidst" in verdict["working"]


def test_the_same_function_in_another_place_of_the_workplace_is_the_same(world):
    first, second = two_places(world, "butik")
    before = ended(world, place=first)
    assert said(world.nomination(second, before.candidate, **short(before)))["outcome"] == "warn"


def test_the_same_function_at_another_workplace_is_new(world):
    before = ended(world)
    assert said(world.nomination(world.place(), before.candidate, **short(before)))["outcome"] == "ok"


def test_a_course_that_was_called_off_is_no_earlier_course(world):
    planned = world.planned()
    cancel_placement(world.cast[Role.CASEWORKER], planned.id)
    assert said(world.nomination(planned.place, planned.candidate))["outcome"] == "ok"


def test_what_is_new_since_last_time_is_kept_with_the_verdict(world):
    before = ended(world)
    again = world.nomination(before.place, before.candidate, difference=" Nu i kassen. ", **short(before))
    assert said(again)["outcome"] == "ok"
    assert said(again)["working"][-1] == "Nyt i forhold til sidst: Nu i kassen."


def test_a_job_ready_candidate_does_not_come_back_to_where_they_had_a_job(world):
    before = hired(world, "jobparat")
    nominations = Nomination.objects.count()
    with refused(RULE) as refusal:
        world.nomination(before.place, before.candidate, **short(before, difference="Nu i kassen."))
    assert "BAB § 61, stk. 2" in refusal.value.message
    assert "Vælg en anden virksomhed." in refusal.value.message
    assert f"{before.place.centre.name}, plads {before.place.number} (" in refusal.value.message
    assert Nomination.objects.count() == nominations


def test_a_job_elsewhere_since_opens_the_workplace_again(world):
    before = hired(world, "jobparat")
    with clock.at(TODAY + timedelta(days=100)):
        elsewhere = Standing(Outcome.Kind.JOB, 1200, TODAY + timedelta(days=60))
        note_outcome(world.cast[Role.CASEWORKER], before.id, 3, elsewhere)
        first = TODAY + timedelta(days=110)
        days = {"first_day": first, "last_day": first + timedelta(weeks=4, days=-1)}
        verdict = said(world.nomination(before.place, before.candidate, **days))
    assert verdict["outcome"] == "warn"
    assert "Kandidaten var ikke senest ansat i virksomheden" in verdict["working"]


def test_others_come_back_to_where_they_had_a_job_with_a_new_function(world):
    before = hired(world, "aktivitetsparat")
    where, who, days = before.place, before.candidate, short(before)
    asked = nomination_terms(where, who, **days)
    verdicts = {each.rule: each for each in nomination_verdicts(who, where, asked)}
    assert verdicts[RULE].outcome.value == "warn"
    assert "hvad der er nyt i forhold til sidst" in verdicts[RULE].remedy
    new = said(world.nomination(where, who, difference="Nu på lageret.", **days))
    assert (new["outcome"], new["paragraph"]) == ("ok", "BAB § 61, stk. 3")


@pytest.mark.parametrize(
    ("group", "outcome"), [("dagpenge", "block"), ("jobparat", "block"), ("sygedagpenge", "warn")]
)
def test_who_is_employed_there_is_judged_by_their_group(world, group, outcome):
    place, who = world.place(), world.candidate(target_group=group)
    terms = nomination_terms(place, who, employed_here=True)
    verdict = next(each for each in nomination_verdicts(who, place, terms) if each.rule == RULE)
    assert verdict.outcome.value == outcome
    assert "noter det som udfald" not in verdict.remedy


def test_hours_in_another_place_in_the_same_week_are_added(world):
    first = world.planned(week="man-fre 8-12")
    place = world.place()
    terms = nomination_terms(place, first.candidate, week="man-fre 12.30-16")
    verdict = nomination_verdicts(first.candidate, place, terms)[-1]
    assert verdict.outcome.value == "block"
    assert verdict.working[0] == "Forløbet og de andre i samme uge: 17,5 timer + 20 timer"
    assert verdict.remedy == "Sæt timerne ned med 0,5 timer."


def test_hours_of_a_place_that_is_over_by_then_are_not_added(world):
    first = world.planned(week="man-fre 8-12")
    after = first.agreed_last_day + timedelta(days=1)
    place = world.place()
    terms = nomination_terms(place, first.candidate, first_day=after, week="man-fre 12.30-16")
    assert len(nomination_verdicts(first.candidate, place, terms)[-1].working) == 1


def test_all_that_is_known_takes_two_statements(world, django_assert_num_queries):
    before = ended(world)
    terms = nomination_terms(before.place, before.candidate, **short(before))
    place, who = before.place, before.candidate
    assert place.centre.workplace_id
    with django_assert_num_queries(2):
        nomination_verdicts(who, place, terms)
