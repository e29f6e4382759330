"""What a slip of the keyboard or a hostile hand sends to the pages: a refusal at the field, never a broken page."""

import pytest

from plads.candidates.models import Candidate
from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.placements.models import RefillProposal
from plads.placements.services.refill import propose_refill

PAST = "01.01.2010"
WRONG_YEARS = ("31.12.9999", "9999-12-31", "0001-01-01", "01.01.1900")


def look(question):
    with acting(Actor.system(Municipality.objects.get(slug="helsingoer").id)):
        return question()


def candidate(name):
    return look(lambda: Candidate.objects.get(name=name))


@pytest.mark.parametrize("day", WRONG_YEARS)
@pytest.mark.parametrize("field", ["first_day", "last_day"])
def test_a_mistyped_year_of_an_activity_is_said_at_its_day(own_story, sign_in, field, day):
    written = {"kind": "danish", "title": "Dansk", "slots": "fre 9-12", "do": "activity"}
    days = {"first_day": "01.12.2026", "last_day": "20.12.2026", field: day}
    page = f"/kandidater/{candidate('Lone Udkast').id}/"
    response = sign_in(Role.CASEWORKER).post(page, written | days)
    assert response.status_code == 200
    assert field in response.context["bad"]["activity"].errors


@pytest.mark.parametrize("day", WRONG_YEARS)
@pytest.mark.parametrize("field", ["first_day", "last_day", "second_day"])
def test_a_mistyped_year_of_a_nomination_is_said_at_its_day(own_story, sign_in, field, day):
    client = sign_in(Role.CASEWORKER)
    choices = client.get(f"/kandidater/{candidate('Oksana Modelenko').id}/indstil/").context
    place = [*choices["fitting"], *choices["asked"]][0].place
    written = {"slots": "fre 9-12", "second_slots": "fre 9-13", "purposes": ["kompetencer"]}
    days = {"first_day": "01.12.2026", "last_day": "20.12.2026", "second_day": "10.12.2026", field: day}
    page = f"/kandidater/{candidate('Oksana Modelenko').id}/indstil/?plads={place.id}"
    response = client.post(page, written | days)
    assert response.status_code == 200
    assert field in response.context["form"].errors


def test_nobody_is_put_forward_from_a_day_that_is_past(own_story, sign_in):
    client = sign_in(Role.CASEWORKER)
    page = f"/kandidater/{candidate('Oksana Modelenko').id}/indstil/"
    choices = client.get(page).context
    place = [*choices["fitting"], *choices["asked"]][0].place
    written = {"first_day": PAST, "last_day": "20.12.2026", "slots": "fre 9-12", "purposes": ["kompetencer"]}
    response = client.post(f"{page}?plads={place.id}", written)
    assert response.status_code == 200
    assert "first_day" in response.context["form"].errors


def two_fit():
    """The open proposal, made anew for two candidates who want the place's work."""
    place = RefillProposal.objects.get(state="open").place
    two = Candidate.objects.filter(name__in=["Bo Prøvesen", "Lone Udkast"])
    two.update(functions=[place.function], avoids=[], danish_level=3)
    propose_refill(Actor.system(place.municipality_id), place.id)
    return RefillProposal.objects.get(state="open")


def test_nobody_else_is_chosen_from_a_day_that_is_past(own_story, sign_in):
    client = sign_in(Role.CASEWORKER)
    proposal = look(two_fit)
    page = f"/pladser/{proposal.place_id}/"
    other = client.get(page).context["found"].proposal.choices[1].id
    written = {"do": "1", "proposal": proposal.id, "candidate": other, "reason": "Ønske", "first_day": PAST}
    response = client.post(page, {f"anden-{name}": value for name, value in written.items()})
    assert response.status_code == 200
    assert "first_day" in response.context["other"].errors
    assert look(lambda: RefillProposal.objects.get(id=proposal.id)).state == "open"
