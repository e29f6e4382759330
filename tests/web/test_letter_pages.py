"""The pages of letters of decision: written, read, approved and noted as sent by people."""

import pytest
from django.urls import reverse

from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.followup.models import DecisionLetter
from plads.placements.models import Placement
from tests.web.pages import readable

pytestmark = pytest.mark.usefixtures("own_story")

REASONS = "Du har brug for at prøve kræfter med lagerarbejde."


def look(question):
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        return question()


def course() -> Placement:
    return look(lambda: Placement.objects.get(candidate__name="Kamal Kandidat"))


def address() -> str:
    return reverse("letters", args=[course().id])


def letter() -> DecisionLetter:
    return look(lambda: DecisionLetter.objects.select_related("placement").get())


def body(response) -> str:
    return response.content.decode()


def written(client, **words):
    sent = {"do": "save", "kind": "granted", "paragraphs": "LAB § 61, stk. 1", "reasons": REASONS}
    return client.post(address(), sent | words, follow=True)


def confirmed(sign_in):
    client = sign_in(Role.ADMINISTRATOR)
    return client.post(reverse("letter_text"), {"complaint": "Klag inden 4 uger.", "sure": "on"}, follow=True)


def test_a_new_letter_begins_with_the_exact_paragraphs_and_no_reasons(sign_in):
    html = body(sign_in(Role.CASEWORKER).get(address(), {"ny": "granted"}))
    assert "LAB § 61" in html
    assert "Ingen har bekræftet kommunens klagevejledning" in html
    assert "Forløbet er ikke slut endnu." in html


def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(sign_in):
    client = sign_in(Role.CASEWORKER)
    assert "Skriv, hvorfor." in body(written(client, reasons=" "))
    assert "Et helt kapitel er ikke præcist nok" in body(written(client, paragraphs="kapitel 11"))
    assert "Forløbet er ikke slut endnu." in body(written(client, kind="ended"))
    assert look(DecisionLetter.objects.count) == 0


def test_a_letter_goes_from_draft_over_approval_to_sent(sign_in):
    client = sign_in(Role.CASEWORKER)
    html = body(written(client))
    assert REASONS in html
    assert "Kamal Kandidat" in html
    draft = client.get(reverse("letter_file", args=[course().id]), {"brev": letter().id})
    assert "UDKAST" in readable(draft)
    sent = {"do": "approve", "letter": letter().id}
    assert "klagevejledning er ikke bekræftet" in body(client.post(address(), sent, follow=True))
    assert "Klagevejledningen er bekræftet." in body(confirmed(sign_in))
    client = sign_in(Role.CASEWORKER)
    assert "Brevet er godkendt" in body(client.post(address(), sent, follow=True))
    paper = client.get(reverse("letter_file", args=[course().id]), {"brev": letter().id})
    assert "UDKAST" not in readable(paper)
    assert "Klag inden 4 uger." in readable(paper)
    noted = {"do": "sent", "letter": letter().id, "how": "handed", "on": "2020-01-01"}
    assert "Brevet blev først godkendt" in body(client.post(address(), noted, follow=True))
    noted["on"] = letter().approved_at.date().isoformat()
    assert "Brevet er noteret som sendt." in body(client.post(address(), noted, follow=True))
    assert letter().state == "sent"
    html = body(sign_in(Role.CANDIDATE).get(reverse("candidate_home")))
    assert "Kommunen har sendt dig et brev: Bevilling af forløb." in html


def test_an_approved_letter_has_no_form_to_change_it(sign_in):
    written(sign_in(Role.CASEWORKER))
    confirmed(sign_in)
    client = sign_in(Role.CASEWORKER)
    client.post(address(), {"do": "approve", "letter": letter().id})
    html = body(client.get(address(), {"brev": letter().id}))
    assert 'name="reasons"' not in html
    assert 'value="approve"' not in html
    assert 'value="sent"' in html


def test_a_consultant_reads_and_does_not_write(sign_in):
    written(sign_in(Role.CASEWORKER))
    client = sign_in(Role.CONSULTANT)
    html = body(client.get(address()))
    assert REASONS in html
    assert 'name="reasons"' not in html
    assert "Din rolle kan ikke" in body(written(client))


def test_a_draft_is_deleted(sign_in):
    client = sign_in(Role.CASEWORKER)
    written(client)
    assert "Kladden er slettet." in body(
        client.post(address(), {"do": "drop", "letter": letter().id}, follow=True)
    )


def test_a_letter_is_found_under_its_own_course_only(sign_in):
    client = sign_in(Role.CASEWORKER)
    written(client)
    other = look(lambda: Placement.objects.exclude(id=course().id).first())
    asked = {"brev": letter().id}
    assert client.get(reverse("letters", args=[other.id]), asked).status_code == 404
    assert client.get(reverse("letter_file", args=[other.id]), asked).status_code == 404
    assert client.get(reverse("letter_file", args=[course().id]), {"brev": "x"}).status_code == 404


def test_the_words_about_complaining_say_that_nobody_has_checked_them(sign_in):
    client = sign_in(Role.ADMINISTRATOR)
    assert "Ikke verificeret" in body(client.get(reverse("letter_text")))
    html = body(client.post(reverse("letter_text"), {"complaint": "", "sure": "on"}))
    assert "Uden det kan et brev ikke godkendes." in html
    assert "Sæt kryds" in body(client.post(reverse("letter_text"), {"complaint": "Klag."}))
