"""A company's way in over HTTP: found in the register, sent once, followed by a link, answered; and who gets it."""

import re

import pytest
from django.urls import reverse

from plads.centres.models import AssignmentRule, Inquiry
from plads.centres.services.following import link_of
from plads.companies import register as reading
from plads.companies.models import Workplace, WorkplaceMonth
from plads.companies.ports import RegisterDown
from plads.core.actor import Actor
from plads.core.limits import LIMITS, Limit
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from tests.web.stamps import shown

TYPED = {
    "contact_name": "Kim",
    "email": "kim@firma.example",
    "message": "To pladser & en mentor",
    "phone": "12",
}
PAGE = "/helsingoer/virksomhed/"


class Down:
    """A register that never answers."""

    def __getattr__(self, name):
        raise RegisterDown("CVR-registret svarer ikke lige nu. Prøv igen senere.")


def inside():
    return acting(Actor.system(Municipality.objects.get(code="217").id))


def find(client, **typed):
    return client.post(PAGE, TYPED | {"began": shown(9), "find": "1"} | typed)


def values(answer):
    form = answer.context["form"]
    return {name: form[name].value() for name in form.fields}


def test_find_fills_in_the_company_keeps_what_was_typed_and_stores_nothing(story, sign_in):
    answer = find(sign_in(None), cvr="99 02 00 08")
    filled = values(answer)
    assert filled["company_name"] == "Byens Bageri Prøve ApS"
    assert (filled["p_number"], filled["postcode"]) == ("9902000001", "3000")
    assert {name: filled[name] for name in TYPED} == TYPED
    assert not answer.context["form"].errors
    assert "Mønstergade 14" in answer.content.decode()
    with inside():
        assert Inquiry.objects.count() == 1


def test_a_company_with_several_workplaces_chooses_and_sends(own_story, sign_in):
    client = sign_in(None)
    html = find(client, cvr="99000007").content.decode()
    assert re.search(r'type="radio" name="p_number" value="9900000003"', html)
    assert "9900000002" not in html  # it lies in another municipality
    sent = TYPED | {
        "cvr": "99000007",
        "company_name": "Varehuset",
        "p_number": "9900000003",
        "began": shown(9),
    }
    assert client.post(PAGE, sent).status_code == 302
    with inside():
        assert Inquiry.objects.filter(p_number="9900000003").count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"cvr": ""}, "Skriv først jeres CVR-nummer"),
        ({"cvr": "12345678"}, "kontrolcifferet passer ikke"),
        ({"cvr": "99020091"}, "kender ikke CVR-nummeret 99020091"),
        ({"cvr": "99000007", "p_number": "9902000001"}, "hører til Byens Bageri Prøve ApS"),
        ({"cvr": "99020032"}, "lukkede"),
    ],
)
def test_what_cannot_be_found_is_said_where_it_is_wrong(story, sign_in, typed, said):
    answer = find(sign_in(None), **typed)
    html = answer.content.decode()
    assert said in html
    assert "To pladser &amp; en mentor" in html


def test_a_register_that_is_down_or_asked_too_often_leaves_the_form_to_be_typed(
    own_story, sign_in, monkeypatch
):
    client = sign_in(None)
    monkeypatch.setitem(LIMITS, "register", Limit(1, LIMITS["register"].within))
    monkeypatch.setattr(reading, "register", Down)
    html = find(client, cvr="99000007").content.decode()
    assert "svarer ikke lige nu" in html
    assert "Skriv virksomhedens navn selv" in html
    html = find(client, cvr="99000007").content.decode()
    assert "slået meget op" in html
    assert "To pladser &amp; en mentor" in html
    sent = TYPED | {"cvr": "99000007", "company_name": "Varehuset", "began": shown(9)}
    assert client.post(PAGE, sent).status_code == 302


def test_what_is_sent_too_fast_too_late_or_without_our_mark_is_sent_once_more(own_story, sign_in):
    client = sign_in(None)
    sent = TYPED | {"cvr": "99000007", "company_name": "Varehuset"}
    marks = {"": "åben længe", "forged:abc:def": "åben længe", shown(13 * 3600): "åben længe"}
    for mark, said in (marks | {shown(0): "meget hurtigt"}).items():
        answer = client.post(PAGE, sent | {"began": mark})
        assert answer.status_code == 200
        assert said in answer.content.decode()
        assert values(answer)["message"] == TYPED["message"]
        assert values(answer)["began"]
    with inside():
        assert Inquiry.objects.count() == 1
    assert client.post(PAGE, sent | {"began": shown(3)}).status_code == 302


def test_the_company_follows_its_inquiry_to_the_answer_by_the_link_on_the_receipt(own_story, sign_in):
    visitor, consultant = sign_in(None), sign_in(Role.CONSULTANT)
    sent = TYPED | {"cvr": "99020008", "company_name": "Bageriet", "began": shown(9)}
    receipt = visitor.get(visitor.post(PAGE, sent).url).content.decode()
    link = re.search(r'href="(/helsingoer/virksomhed/henvendelse/[0-9a-f]{40}/)"', receipt)[1]
    stranger = sign_in(None)
    before = stranger.get(link)
    assert before["Referrer-Policy"] == "no-referrer"
    assert "no-store" in before["Cache-Control"]
    html = before.content.decode()
    assert "konsulent får den snart" in html
    for private in (TYPED["email"], "Bageriet", "To pladser", "Kim"):
        assert private not in html.split("<main")[1]
    with inside():
        inquiry = Inquiry.objects.get(company_name="Bageriet")
    page = reverse("inquiry", args=[inquiry.id])
    taken = consultant.post(page, {"giv-do": "1", "giv-consultant": str(consultant_id())}, follow=True)
    assert "Du har henvendelsen nu." in taken.content.decode()
    assert "Karla Konsulent har den" in stranger.get(link).content.decode()
    assert "Skriv et svar" in consultant.post(page, {"svar-do": "1", "svar-reply": ""}).content.decode()
    assert consultant.post(page, {"svar-do": "1", "svar-reply": "Vi ringer <i>snart</i>."}).status_code == 302
    html = stranger.get(link).content.decode()
    assert "Vi ringer &lt;i&gt;snart&lt;/i&gt;." in html
    assert stranger.get(link.replace("helsingoer", "nabokoebing")).status_code == 410
    assert stranger.get(link[:-2] + "/").status_code == 410


def consultant_id():
    from plads.people.models import User

    return User.objects.get(email="konsulent@plads.example").id


def test_a_consultant_sees_what_the_register_says_and_founds_a_centre_without_keying_it(own_story, sign_in):
    visitor, consultant = sign_in(None), sign_in(Role.CONSULTANT)
    sent = TYPED | {
        "cvr": "99020008",
        "company_name": "Bageriet",
        "p_number": "9902000001",
        "began": shown(9),
    }
    visitor.post(PAGE, sent)
    with inside():
        inquiry = Inquiry.objects.get(company_name="Bageriet")
    page = reverse("inquiry", args=[inquiry.id])
    assert consultant.post(page, {"fetch": str(inquiry.id)}).status_code == 302
    answer = consultant.get(page)
    assert "Fremstilling af friske bageriprodukter" in answer.content.decode()
    form = answer.context["found"]
    data = {form.add_prefix(name): form[name].value() or "" for name in form.fields} | {"center-do": "1"}
    assert (data["center-street"], data["center-fte_2026_09"]) == ("Mønstergade 14", "6,40")
    assert consultant.post(page, data).status_code == 302
    with inside():
        workplace = Workplace.objects.get(p_number="9902000001")
        assert workplace.months.count() == 12
        assert set(workplace.months.values_list("origin", flat=True)) == {"register"}


def test_a_workplace_is_added_by_its_p_number_alone(own_story, sign_in):
    client = sign_in(Role.CONSULTANT)
    page = reverse("companies")
    answer = client.post(page, {"ny-find": "1", "ny-p_number": "9902000011"})
    form = answer.context["added"]
    assert not form.errors
    assert (form["company_name"].value(), form["sector"].value()) == ("Kommunen i Eksemplet", "public")
    data = {form.add_prefix(name): form[name].value() or "" for name in form.fields} | {"ny-do": "1"}
    wrong = client.post(page, data | {"ny-cvr": "99000007"})
    assert "hører til Kommunen i Eksemplet" in wrong.content.decode()
    assert client.post(page, data).status_code == 302
    with inside():
        assert Workplace.objects.get(p_number="9902000011").months.count() == 12


def test_the_registers_number_and_address_are_used_by_a_button(own_story, sign_in, monkeypatch):
    client = sign_in(Role.CONSULTANT)
    with inside():
        row = next(each for each in WorkplaceMonth.objects.select_related("workplace") if each.differs)
    page = reverse("company", args=[row.workplace.company_id])
    assert "CVR siger" in client.get(page).content.decode()
    assert client.post(page, {"use_number": f"{row.workplace_id} {row.month}"}).status_code == 302
    assert client.post(page, {"use_number": "vrøvl"}).status_code == 404
    with inside():
        row.refresh_from_db()
        assert not row.differs
        Workplace.objects.filter(id=row.workplace_id).update(name="Noget andet")
    assert client.post(page, {"use_address": str(row.workplace_id)}).status_code == 302
    monkeypatch.setattr(reading, "register", Down)
    assert client.post(page, {"fetch": str(row.workplace_id)}).status_code == 302
    assert "svarer ikke lige nu" in client.get(page).content.decode()
    administrator = sign_in(Role.ADMINISTRATOR)
    system = reverse("system")
    assert "1 arbejdsplads mangler at blive læst" in administrator.get(system).content.decode()
    monkeypatch.undo()
    with inside():
        Workplace.objects.filter(id=row.workplace_id).update(register_at=None)
    assert administrator.post(system, {"register": "1"}).status_code == 302
    assert "mangler at blive læst" not in administrator.get(system).content.decode()


def test_the_coordinator_sets_tries_moves_and_removes_rules(own_story, sign_in):
    client, page = sign_in(Role.COORDINATOR), reverse("assignment_rules")
    assert "Karla Konsulent får den" in client.get(page, {"postnummer": "3120"}).content.decode()
    assert "Ingen regel passer" in client.get(page, {"postnummer": "3000"}).content.decode()
    assert "fire cifre" in client.get(page, {"postnummer": "30"}).content.decode()
    rule = {"regel-do": "1", "regel-first_postcode": "3000", "regel-consultant": str(consultant_id())}
    assert "fire cifre" in client.post(page, rule | {"regel-first_postcode": "30"}).content.decode()
    assert client.post(page, rule).status_code == 302
    with inside():
        made = AssignmentRule.objects.get(first_postcode="3000")
    assert (made.order, made.last_postcode) == (3, "3000")
    assert client.post(page, {"up": str(made.id)}).status_code == 302
    changed = client.get(page, {"ret": str(made.id)}).context["form"]
    assert changed["first_postcode"].value() == "3000"
    assert client.post(page, rule | {"regel-rule": str(made.id), "regel-industry": "47"}).status_code == 302
    assert client.post(page, {"remove": str(made.id)}).status_code == 302
    assert client.post(page, {"remove": str(made.id)}).status_code == 404
    with inside():
        assert AssignmentRule.objects.count() == 2
        assert link_of(Inquiry.objects.get())
