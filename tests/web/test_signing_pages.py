"""The pages of a personal link, by somebody without an account: and by those who should get nothing from it."""

import logging
from datetime import timedelta

import pytest
from django.test import Client

from plads.centres.models import Document, Party, SignatureRequest
from plads.centres.services.links import code_of
from plads.centres.services.redrafting import withdraw_agreement
from plads.centres.services.signing import sign_agreement
from plads.core import clock
from plads.core.models import Event
from plads.jobs.reactions import settle
from plads.messages.models import OutgoingMessage
from plads.web.logs import HideLinks
from tests.centres.signers import on_their_way

COMPANY, REPRESENTATIVE = Party.COMPANY, Party.REPRESENTATIVE


@pytest.fixture
def signers(world, settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    return on_their_way(world)


@pytest.fixture
def browser():
    return Client()


def path(signers, party=COMPANY) -> str:
    return f"/{signers.world.cast.municipality.slug}/underskrift/{signers.link(party)}/"


def row(party=COMPANY) -> dict:
    return SignatureRequest.objects.filter(party=party).values().get()


def text(response) -> str:
    return response.content.decode()


def code(party=COMPANY) -> str:
    found = code_of(SignatureRequest.objects.get(party=party, state="waiting"))
    assert found
    return found


def test_a_link_is_read_by_phone_a_code_asked_for_and_the_answer_given(signers, browser):
    page = path(signers)
    assert "Send mig en kode" in text(browser.get(page))
    sent = browser.post(page, {"do": "code"}, follow=True)
    assert "•• •• 34 56" in text(sent)
    assert "20 12 34 56" not in text(sent)
    answer = {"do": "answer", "answer": "yes", "code": code(), "me": "on"}
    done = browser.post(page, answer, follow=True)
    assert "Tak, Karin Holm" in text(done)
    assert signers.version.signatures.get().name == "Karin Holm"
    assert "Tak, Karin Holm" in text(browser.post(page, answer, follow=True))  # a double click
    assert signers.version.signatures.count() == 1


def test_scanners_previews_and_looks_use_nothing_up(signers, browser):
    page, before = path(signers), row()
    browser.head(page)
    browser.get(page, headers={"Sec-Purpose": "prefetch;prerender"})
    assert row() == before
    for _look in range(3):
        browser.get(page)
        browser.get(f"{page}ikke-mig/")
        browser.get(f"{page}?do=code&answer=yes&code=123456&me=on")
    after = row()
    assert after.pop("opened_at")
    assert after.items() <= before.items()
    assert not signers.version.signatures.exists()


def test_the_representative_reads_the_working_first_and_states_no_with_a_reason(signers, browser):
    page = path(signers, REPRESENTATIVE)
    shown = text(browser.get(page))
    assert "Sådan er det regnet ud" in shown
    assert shown.index("Sådan er det regnet ud") < shown.index("Læs hele aftalen")
    browser.post(page, {"do": "code"})
    answer = {"do": "answer", "answer": "no", "code": code(REPRESENTATIVE), "me": "on"}
    assert "Skriv, hvorfor du siger nej" in text(browser.post(page, answer))
    assert "Du sagde nej" in text(browser.post(page, answer | {"statement": "For få."}, follow=True))


def test_whoever_got_the_link_from_another_cannot_answer_and_can_say_so(signers, browser):
    page = path(signers)
    browser.post(page, {"do": "code"})
    wrong = f"{(int(code()) + 1) % 1_000_000:06d}"
    for _try in range(5):
        shown = browser.post(page, {"do": "answer", "answer": "yes", "code": wrong, "me": "on"})
    assert "Få en ny kode" in text(shown)
    late = browser.post(page, {"do": "answer", "answer": "yes", "code": code(), "me": "on"})
    assert "gælder ikke længere" in text(late)
    assert not signers.version.signatures.exists()
    assert "Tak. Vi ser på" in text(browser.post(f"{page}ikke-mig/"))
    assert Event.objects.filter(kind="centres.wrong_person_said").count() == 1


def test_codes_are_sent_five_times_in_six_hours(signers, browser):
    page = path(signers)
    answers = [browser.post(page, {"do": "code"}).status_code for _time in range(6)]
    assert answers == [302] * 5 + [429]


def test_tokens_are_guessed_sixty_times_in_a_quarter_of_an_hour(signers, browser):
    town = signers.world.cast.municipality.slug
    answers = [browser.get(f"/{town}/underskrift/{number:024d}/").status_code for number in range(61)]
    assert answers == [404] * 60 + [429]


def test_an_expired_link_is_renewed_to_its_owner_only(signers, browser):
    page = path(signers)
    with clock.at(clock.now() + timedelta(days=31)):
        shown = browser.get(page)
        assert (shown.status_code, "Linket er udløbet" in text(shown)) == (410, True)
        assert "Lageret" not in text(shown)
        assert "nyt link til •• •• 34 56" in text(browser.post(page, {"do": "again"}))
        assert "Linket virker ikke" in text(browser.get(page))
        assert path(signers) != page


def test_a_void_link_says_why(signers, browser):
    page = path(signers)
    withdraw_agreement(signers.consultant, signers.version.id)
    shown = browser.get(page)
    assert (shown.status_code, "Aftalen bliver rettet, efter du fik linket" in text(shown)) == (410, True)
    assert browser.post(page, {"do": "code"}).status_code == 410


def test_an_answer_on_words_that_were_changed_is_said_not_to_count(signers, browser):
    page = path(signers)
    signers.sign()
    withdraw_agreement(signers.consultant, signers.version.id)
    assert "Dit svar gælder ikke mere" in text(browser.get(page))


@pytest.mark.parametrize("address", ["20 12 34 56", "tina@firma.example", "ukendt@firma.example", "vrøvl"])
def test_a_lost_link_is_asked_for_without_learning_who_is_asked(signers, browser, address):
    page = f"/{signers.world.cast.municipality.slug}/underskrift/"
    assert "Hvis der venter en aftale" in text(browser.post(page, {"address": address}))


def test_one_number_is_one_address_however_it_is_typed(signers, browser):
    page = f"/{signers.world.cast.municipality.slug}/underskrift/"
    typed = ["20 12 34 56", "+4520123456", "0045 2012 3456", "(20)123456"]
    assert [browser.post(page, {"address": each}).status_code for each in typed] == [200] * 3 + [429]


def test_a_code_is_not_sent_when_its_ten_minutes_are_over(signers, browser):
    browser.post(path(signers), {"do": "code"})
    with clock.at(clock.now() + timedelta(minutes=10)):
        settle(signers.version.municipality_id)
    assert not [each for each in OutgoingMessage.objects.all() if "din kode" in each.body]


def test_a_codes_letter_is_of_no_use_after_ten_minutes(signers, browser):
    browser.post(path(signers), {"do": "code"})
    settle(signers.version.municipality_id)
    [letter] = [each for each in OutgoingMessage.objects.all() if "din kode" in each.body]
    assert letter.until == clock.now() + timedelta(minutes=10)


def test_who_answered_by_a_link_gets_their_own_copy_of_the_paper_and_nobody_before(signers, browser):
    page = path(signers)
    signers.sign()
    signers.sign(REPRESENTATIVE)
    assert browser.get(f"{page}aftalen.pdf").status_code == 404
    sign_agreement(signers.consultant, signers.version.id, Party.MUNICIPALITY)
    settle(signers.version.municipality_id)
    copies = [each for each in OutgoingMessage.objects.all() if "Alle har svaret" in each.body]
    assert sorted(each.to for each in copies) == ["+4520123456", "tina@firma.example"]
    assert page in next(each.body for each in copies if each.channel == "sms")
    assert "Hent aftalen" in text(browser.get(page))
    paper = browser.get(f"{page}aftalen.pdf")
    assert paper.content == bytes(Document.objects.get().content)
    assert "no-store" in paper["Cache-Control"]
    with clock.at(clock.now() + timedelta(days=91)):
        assert browser.get(f"{page}aftalen.pdf").status_code == 404
        assert "Hent aftalen" not in text(browser.get(page))


def test_forms_of_other_sites_and_other_peoples_frames_are_refused(signers):
    page = path(signers)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(page, {"do": "code"}).status_code == 403
    shown = strict.get(page)
    assert shown["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in shown["Content-Security-Policy"]
    assert shown["Referrer-Policy"] == "same-origin"
    assert "no-store" in shown["Cache-Control"]


def test_a_link_has_our_own_address_whatever_host_a_browser_names(signers, settings, browser):
    settings.ALLOWED_HOSTS = ["*"]
    browser.post(
        f"/{signers.world.cast.municipality.slug}/underskrift/",
        {"address": "20123456"},
        headers={"host": "evil.example"},
    )
    settle(signers.version.municipality_id)
    bodies = [each.body for each in OutgoingMessage.objects.all()]
    assert sum(signers.link() in body for body in bodies) == 2
    assert not [body for body in bodies if "evil.example" in body]


def test_no_log_holds_a_link(signers):
    record = logging.LogRecord("django.request", 30, "", 0, "Not Found: %s", (path(signers),), None)
    HideLinks().filter(record)
    assert signers.link() not in record.getMessage()
    assert "/underskrift/…" in record.getMessage()


def test_the_page_is_small(signers, browser):
    assert len(browser.get(path(signers)).content) < 40_000


def test_a_no_without_a_reason_is_asked_for_before_the_code_is_tried(signers, browser):
    page = path(signers)
    browser.post(page, {"do": "code"})
    said = text(browser.post(page, {"do": "answer", "answer": "no", "code": code(), "me": "on"}))
    assert "Skriv, hvorfor du siger nej" in said
    assert row()["code_tries"] == 0
    wrong = "000000" if code() != "000000" else "111111"
    browser.post(page, {"do": "answer", "answer": "yes", "code": wrong, "me": "on"})
    assert row()["code_tries"] == 1


def test_who_tried_a_code_too_often_reads_where_they_answer_that_nothing_was_sent(signers, browser):
    page = path(signers)
    browser.post(page, {"do": "code"})
    wrong = "000000" if code() != "000000" else "111111"
    for _try in range(5):
        said = text(browser.post(page, {"do": "answer", "answer": "yes", "code": wrong, "me": "on"}))
    section = said[said.index('id="svar"') :]
    assert "Dit svar er ikke sendt" in section
    assert "Send mig en kode" in section


def test_the_page_says_what_is_asked_who_reads_the_answer_and_what_follows(signers, browser):
    page = text(browser.get(path(signers, REPRESENTATIVE)))
    for words in (
        "Kort fortalt",
        "Du kan sige ja eller nej",
        "kan læse dit svar",
        "alle tre parter har sagt ja",
    ):
        assert words in page, words
