"""Signing by a personal link and a one-time code: who holds both is let in once, and nobody else."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from plads.centres.models import Party, Signature, SignatureRequest
from plads.centres.services.codes import ask_code, check_code, note_opened, request_of_link, say_wrong_person
from plads.centres.services.links import code_of, link_over, token_of
from plads.centres.services.redrafting import withdraw_agreement
from plads.centres.services.reminders import ask_again, ask_again_by_address
from plads.centres.services.requests import Ask, send_for_signature
from plads.centres.services.signing import Noted, actor_of, note_signature, sign_agreement, sign_by_link
from plads.companies.services import note_employment
from plads.core import clock
from plads.core.actor import Actor
from plads.core.keyring import key_ring
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.models import User
from plads.people.services import give_role
from tests.centres.signers import SMS, on_their_way
from tests.days import TODAY
from tests.refusals import not_visible, refused

COMPANY, REPRESENTATIVE, MUNICIPALITY = Party.COMPANY, Party.REPRESENTATIVE, Party.MUNICIPALITY


@pytest.fixture
def signers(world):
    return on_their_way(world)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_three_people_sign_two_of_them_by_link_and_it_is_sealed(signers):
    signers.sign()
    signers.sign(REPRESENTATIVE, statement="Vi er enige.")
    sealed = sign_agreement(signers.consultant, signers.version.id, MUNICIPALITY)
    assert (sealed.state, bool(sealed.seal)) == ("signed", True)
    word = Signature.objects.get(party=COMPANY)
    assert (word.way, word.user, word.name, word.request.state) == ("link", None, "Karin Holm", "answered")
    assert not SignatureRequest.objects.filter(state="waiting").exists()


def test_the_link_lets_in_one_person_for_one_workplace(signers):
    actor = actor_of(signers.found(signers.link()))
    assert (actor.user_id, actor.name, actor.role) == (None, "Karin Holm", Role.CONTACT)
    assert actor.subject_ids == {signers.version.agreement.centre.workplace_id}


def test_looking_at_a_link_changes_nothing_but_when_it_was_opened(signers):
    token = signers.link()
    before = SignatureRequest.objects.filter(party=COMPANY).values().get()
    for _look in range(3):
        signers.found(token)
    assert SignatureRequest.objects.filter(party=COMPANY).values().get() == before
    note_opened(signers.found(token))
    with clock.at(TODAY + timedelta(days=1)):
        note_opened(signers.found(token))
    after = SignatureRequest.objects.filter(party=COMPANY).values().get()
    assert after.pop("opened_at") == clock.now()
    assert before | {"opened_at": None} == after | {"opened_at": None}


def test_a_link_of_another_municipality_or_a_guessed_one_leads_nowhere(signers, other_municipality):
    neighbour, token = Actor.public(other_municipality.id), signers.link()
    with acting(neighbour):
        assert request_of_link(neighbour, token) is None
    assert signers.found("a" * 24) is None
    assert signers.found("") is None


def test_a_right_code_alone_signs_and_only_once(signers):
    request, code = signers.request(), signers.code()
    sign_by_link(signers.visitor, request.id, f"{code[:3]} {code[3:]}")
    with refused("link_void"):
        sign_by_link(signers.visitor, request.id, code)
    with refused("link_void"):
        ask_code(signers.visitor, request.id)


def test_five_wrong_codes_and_the_right_one_comes_too_late(signers):
    request, code = signers.request(), signers.code()
    for left in range(4, -1, -1):
        with refused("wrong_code", "code") as refusal:
            sign_by_link(signers.visitor, request.id, wrong(code))
        assert (f"{left} forsøg" in refusal.value.message) is bool(left)
    with refused("code_over", "code"):
        sign_by_link(signers.visitor, request.id, code)
    signers.sign()  # a fresh one works
    assert signers.version.signatures.count() == 1


def test_a_code_lives_for_ten_minutes(signers):
    request, code = signers.request(), signers.code()
    with clock.at(clock.now() + timedelta(minutes=10)), refused("code_over", "code"):
        sign_by_link(signers.visitor, request.id, code)
    with clock.at(clock.now() + timedelta(minutes=9, seconds=59)):
        sign_by_link(signers.visitor, request.id, code)


def test_a_new_code_kills_the_one_before(signers):
    request, first = signers.request(), signers.code()
    with clock.at(clock.now() + timedelta(minutes=1)):
        second = signers.code()
        assert first != second
        with refused("wrong_code", "code"):
            sign_by_link(signers.visitor, request.id, first)
        sign_by_link(signers.visitor, request.id, second)


def test_no_code_was_asked_for_and_none_fits(signers):
    for guess in ("", "000000", "123456"):
        with refused("code_over", "code"):
            check_code(signers.visitor, signers.request().id, guess)


def test_one_persons_code_is_nothing_at_anothers_link(signers):
    code = signers.code(REPRESENTATIVE)
    other = signers.code(COMPANY)
    if code != other:
        with refused("wrong_code", "code"):
            sign_by_link(signers.visitor, signers.request(COMPANY).id, code)


def test_codes_stand_in_no_row_and_no_event(signers):
    code = signers.code()
    row = SignatureRequest.objects.get(party=COMPANY)
    assert code not in row.code_digest
    assert not [each for each in Event.objects.all() if code in str(each.facts)]


def test_a_link_dies_after_the_municipalitys_days_and_a_fresh_one_goes_to_its_owner(signers):
    token, request = signers.link(), signers.request()
    later = clock.now() + timedelta(days=signers.world.cast.municipality.signing_link_days)
    with clock.at(later):
        assert link_over(signers.found(token))
        with refused("link_over"):
            ask_code(signers.visitor, request.id)
        assert ask_again(signers.visitor, request.id)
        assert signers.link() != token
        assert signers.found(token) is None
        assert not link_over(signers.found(signers.link()))
        signers.sign()
    assert Event.objects.filter(kind="centres.signing_link_renewed").count() == 1


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("20123456", 1),
        ("+45 20 12 34 56", 1),
        (" TINA@firma.example ", 1),
        ("nogen@firma.example", 0),
        ("x", 0),
    ],
)
def test_a_lost_link_goes_again_to_the_address_on_record_only(signers, address, number):
    assert ask_again_by_address(signers.visitor, address) == number
    assert Event.objects.filter(kind="centres.signing_link_renewed").count() == number


def test_nothing_is_sent_again_to_who_has_answered(signers):
    request = signers.request()
    signers.sign()
    assert not ask_again(signers.visitor, request.id)
    assert ask_again_by_address(signers.visitor, "20123456") == 0


def test_others_find_nothing_to_send_again_or_to_sign(signers):
    stranger = Actor.public(uuid4())
    request = signers.request()
    for use in (
        lambda: ask_again(stranger, request.id),
        lambda: ask_code(stranger, request.id),
        lambda: sign_by_link(stranger, request.id, "123456"),
        lambda: say_wrong_person(stranger, request.id),
    ):
        with not_visible():
            use()


def test_an_offer_taken_back_beats_a_code_on_its_way(signers):
    request, code = signers.request(), signers.code()
    withdraw_agreement(signers.consultant, signers.version.id)
    with refused("link_void"):
        sign_by_link(signers.visitor, request.id, code)
    assert not signers.version.signatures.exists()


def test_a_no_by_link_needs_its_reason(signers):
    with refused("no_reason", "statement"):
        signers.sign(REPRESENTATIVE, agrees=False)
    signers.sign(REPRESENTATIVE, agrees=False, statement="Vi er for få.")
    assert signers.version.signatures.get().statement == "Vi er for få."


def test_who_joined_the_municipality_after_being_asked_does_not_sign_for_the_company(signers, world):
    system = Actor.system(world.cast.municipality.id)
    with acting(system):
        give_role(
            system,
            world.cast.municipality.id,
            email="tina@firma.example",
            name="Tina Lind",
            role=Role.CASEWORKER,
        )
    with refused("staff"):
        signers.sign(REPRESENTATIVE)


def test_who_signed_by_link_does_not_answer_for_another_party(signers):
    """The contact's SMS link was used; somebody of the same name then signs in as the representative."""
    signers.sign(REPRESENTATIVE)
    workplace_id = signers.version.agreement.centre.workplace_id
    other = signers.world.speaker(Role.CONTACT, workplace_id)
    User.objects.filter(id=other.user_id).update(name="Tina Lind")
    with refused("two_parties"):
        sign_agreement(other, signers.version.id, COMPANY)


def test_the_quota_is_worked_out_anew_when_somebody_signs(signers, world):
    workplace_id = signers.version.agreement.centre.workplace_id
    month = TODAY.replace(day=1)
    for _month in range(4):
        month = (month - timedelta(days=1)).replace(day=1)
        note_employment(world.cast[Role.CONSULTANT], workplace_id, month, Decimal("4.00"), "Prøve")
    with refused("quota", "places") as refusal:
        signers.sign()
    assert "årsværk" in refusal.value.message
    signers.sign(REPRESENTATIVE, agrees=False, statement="Vi er blevet for få.")


def test_a_link_is_worked_out_again_while_keys_are_renewed(signers, monkeypatch):
    """A key ring that was renewed knows the key before: the links in mails already sent are still the same."""
    token, request = signers.link(), signers.request()
    ring = key_ring()
    renewed = replace(ring, lookup_key=b"n" * 32, lookup_before=ring.lookup_key)
    monkeypatch.setattr("plads.centres.services.links.key_ring", lambda: renewed)
    assert token_of(request) == token
    assert code_of(ask_code(signers.visitor, request.id))


def test_a_wrong_person_says_so_and_the_link_lives_on(signers):
    say_wrong_person(signers.visitor, signers.request().id)
    assert Event.objects.filter(kind="centres.wrong_person_said").count() == 1
    signers.sign()


def test_a_word_on_paper_is_noted_by_a_colleague_with_the_reason(signers):
    noted = Noted(COMPANY, " Karin  Holm ", "Skrev under på papir den 3. november.")
    note_signature(signers.coordinator, signers.version.id, noted)
    word = signers.version.signatures.get()
    assert (word.way, word.user, word.noted_by_id) == ("on_behalf", None, signers.coordinator.user_id)
    assert (word.name, word.noted_why) == ("Karin Holm", "Skrev under på papir den 3. november.")
    signers.sign(REPRESENTATIVE)
    assert sign_agreement(signers.consultant, signers.version.id, MUNICIPALITY).sealed_at


def test_who_noted_a_word_neither_signs_for_the_municipality_nor_notes_another(signers):
    note_signature(signers.coordinator, signers.version.id, Noted(COMPANY, "Karin Holm", "På papir."))
    with refused("two_parties"):
        sign_agreement(signers.coordinator, signers.version.id, MUNICIPALITY)
    with refused("two_parties"):
        note_signature(
            signers.coordinator, signers.version.id, Noted(REPRESENTATIVE, "Tina Lind", "På papir.")
        )


def test_who_signed_for_the_municipality_notes_nobodys_word(signers):
    sign_agreement(signers.consultant, signers.version.id, MUNICIPALITY)
    with refused("two_parties"):
        note_signature(signers.consultant, signers.version.id, Noted(COMPANY, "Karin Holm", "På papir."))


@pytest.mark.parametrize(
    ("noted", "code", "field"),
    [
        (Noted(COMPANY, "", "På papir."), "nobody_named", "name"),
        (Noted(COMPANY, "Karin Holm", "  "), "no_why", "why"),
        (Noted(MUNICIPALITY, "Karin Holm", "På papir."), "noted_for_us", ""),
        (Noted(REPRESENTATIVE, "Tina Lind", "På papir.", agrees=False), "no_reason", "statement"),
    ],
    ids=["no name", "no reason why", "the municipality", "a no without its reason"],
)
def test_a_noted_word_needs_a_name_and_reasons(signers, noted, code, field):
    with refused(code, field):
        note_signature(signers.coordinator, signers.version.id, noted)


def test_nobody_notes_their_own_word_and_only_negotiators_note(signers, world):
    with refused("own_word", "name"):
        own = Noted(COMPANY, signers.coordinator.name, "På papir.")
        note_signature(signers.coordinator, signers.version.id, own)
    with refused("wrong_role"):
        note_signature(world.cast[Role.CASEWORKER], signers.version.id, Noted(COMPANY, "Karin", "På papir."))
    nobody = Actor(None, "Ingen", Role.CONSULTANT, frozenset({signers.version.municipality_id}))
    with refused("no_person"):
        note_signature(nobody, signers.version.id, Noted(COMPANY, "Karin", "På papir."))


def test_a_link_by_sms_alone_is_enough(world):
    version = world.draft()
    send_for_signature(world.cast[Role.CONSULTANT], version.id, [SMS])
    assert version.requests.filter(state="waiting").count() == 2
    assert not version.requests.filter(party=REPRESENTATIVE).exists()
    assert Ask(COMPANY, "sms") == Ask("company", "sms")
