"""The pages of a first day: planned by the jobcentre, ticked off by the mentor, read by candidate and company."""

import pytest
from django.urls import reverse

from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.placements.models import FirstDay, Placement

pytestmark = pytest.mark.usefixtures("own_story")


def own() -> Placement:
    """The course of the story's candidate, whose mentor is the story's mentor."""
    system = Actor.system(Municipality.objects.get(code="217").id)
    with acting(system):
        return Placement.objects.get(candidate__name="Kamal Kandidat")


def stored() -> FirstDay:
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        return FirstDay.objects.get()


def body(response) -> str:
    return response.content.decode()


def planned(sign_in, **words):
    """The jobcentre plans the first day from the proposal, and reads it back."""
    client, address = sign_in(Role.CONSULTANT), reverse("first_day", args=[own().id])
    sent = {
        "do": "plan",
        "meet_at": "8.30",
        "where": "Porten",
        "bring": "Sko",
        "buddy": "Bo",
        "tasks": "Hils\nSpis",
    }
    return client.post(address, sent | words, follow=True)


def test_the_form_comes_filled_with_what_is_agreed_and_usual(sign_in):
    html = body(sign_in(Role.CONSULTANT).get(reverse("first_day", args=[own().id])))
    assert "Det siger aftalen" in html
    assert "Spis frokost med makkeren" in html


def test_the_jobcentre_plans_and_the_mentor_ticks_off_with_one_tap(sign_in):
    html = body(planned(sign_in))
    assert "Den første dag er planlagt." in html
    assert "8.30" in html
    mentor, address = sign_in(Role.MENTOR), reverse("first_day", args=[own().id])
    html = body(mentor.post(address, {"do": "tick", "task": "Hils"}, follow=True))
    assert "1 af 2 er klaret." in html
    assert [bool(each["done_on"]) for each in stored().tasks] == [True, False]
    html = body(mentor.post(address, {"do": "untick", "task": "Hils"}, follow=True))
    assert "0 af 2 er klaret." in html


def test_what_cannot_be_is_said_at_its_field(sign_in):
    html = body(planned(sign_in, buddy="Bo Buddy", meet_at="tidligt"))
    assert "Skriv et klokkeslæt, fx 8.00." in html
    html = body(planned(sign_in, buddy="Bo Buddy"))
    assert "Skriv kun makkerens fornavn." in html
    assert "Det siger aftalen" in html


def test_the_company_reads_and_has_no_buttons(sign_in):
    planned(sign_in)
    client, address = sign_in(Role.CONTACT), reverse("first_day", args=[own().id])
    html = body(client.get(address))
    assert "Porten" in html
    assert 'name="do"' not in html
    assert "Kun mentoren og kommunen" in body(client.post(address, {"do": "tick", "task": "Hils"}))


def test_the_candidate_reads_the_letter_in_danish_and_their_own_language(sign_in):
    planned(sign_in)
    client, address = sign_in(Role.CANDIDATE), reverse("first_day_letter", args=[own().id])
    html = body(client.get(address, {"sprog": "ar"}))
    assert 'lang="ar"' in html
    assert 'dir="rtl"' in html
    assert "Mød kl. <bdi>" in html
    assert "Oversættelsen er ikke læst af en" in html
    assert 'lang="ti"' in html
    danish = body(client.get(address, {"sprog": "da"}))
    assert "Oversættelsen er ikke læst af en" not in danish
    assert client.get(address, {"sprog": "xx"}).status_code == 200


def coming() -> Placement:
    """The candidate's own course, moved so that its first day is today."""
    from plads.core import clock

    system = Actor.system(Municipality.objects.get(code="217").id)
    with acting(system):
        row = Placement.objects.get(candidate__name="Kamal Kandidat")
        FirstDay.objects.filter(placement=row).delete()
        Placement.objects.filter(id=row.id).update(period=(clock.today(), row.period.upper))
    return row


def test_the_candidates_own_page_says_where_to_meet_on_the_first_day_and_not_after_it(sign_in):
    planned(sign_in)
    assert "Din første dag" not in body(sign_in(Role.CANDIDATE).get(reverse("candidate_home")))
    coming()
    planned(sign_in)
    html = body(sign_in(Role.CANDIDATE).get(reverse("candidate_home")))
    assert "Mød kl. 8.30 hos Varehuset Eksempel." in html
    assert "Bo er din makker." in html
    assert reverse("first_day_letter", args=[own().id]) in html


@pytest.mark.parametrize(
    ("role", "page"), [(Role.MENTOR, "mentor_placement"), (Role.CONSULTANT, "placement")]
)
def test_the_page_of_a_course_leads_to_its_first_day(sign_in, role, page):
    html = body(sign_in(role).get(reverse(page, args=[own().id])))
    assert reverse("first_day", args=[own().id]) in html


def test_the_companys_page_leads_to_the_first_day_of_each_candidate(sign_in):
    assert reverse("first_day", args=[own().id]) in body(sign_in(Role.CONTACT).get(reverse("company_home")))
