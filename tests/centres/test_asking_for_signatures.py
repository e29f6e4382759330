"""Who is asked for each party's word, how, and what becomes of those who need not answer any more."""

from dataclasses import replace
from uuid import uuid4

import pytest

from plads.centres.models import Party, SignatureRequest
from plads.centres.queries import agreement, requests_of
from plads.centres.services.links import token_of
from plads.centres.services.redrafting import withdraw_agreement
from plads.centres.services.requests import Ask, ask_for_signature, send_for_signature
from plads.centres.services.signing import sign_agreement
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.people.models import Membership, User
from tests.centres.signers import MAIL, SMS, contact, on_their_way
from tests.refusals import not_visible, refused

COMPANY, REPRESENTATIVE = Party.COMPANY, Party.REPRESENTATIVE


@pytest.fixture
def signers(world):
    return on_their_way(world)


def told(kind: str) -> list[dict]:
    return [each.facts for each in Event.objects.filter(kind=f"centres.{kind}").order_by("id")]


def test_each_party_is_asked_by_its_own_way_and_the_consultant_for_the_municipality(signers):
    asked = {each.party: each for each in requests_of(signers.consultant, signers.version.id)}
    assert {party: each.channel for party, each in asked.items()} == {
        "company": "sms",
        "representative": "mail",
        "municipality": "account",
    }
    assert asked["company"].phone == "+4520123456"
    assert asked["municipality"].user_id == signers.version.agreement.centre.consultant_id
    assert signers.version.state == "offered"


def test_a_link_is_in_no_row_and_no_event(signers):
    token = signers.link()
    assert len(token) == 24
    row = SignatureRequest.objects.filter(party=COMPANY).values().get()
    assert token not in str(row)
    assert not [each for each in Event.objects.all() if token in str(each.facts)]


def test_somebody_new_with_an_e_mail_becomes_the_workplaces_contact(signers):
    request = signers.request(REPRESENTATIVE)
    assert (request.contact.name, request.contact.kind) == ("Tina Lind", "representative")
    assert request.contact.workplace_id == signers.version.agreement.centre.workplace_id


def test_a_contact_gives_name_and_address_unless_others_are_written(world):
    version = world.draft()
    kim = contact(world, version, phone="20 99 88 77")
    ask = Ask(COMPANY, "sms", kim.id)
    send_for_signature(world.cast[Role.CONSULTANT], version.id, [ask])
    request = version.requests.get(party=COMPANY)
    assert (request.name, request.phone, request.email) == ("Kim Kontakt", "+4520998877", "kim@firma.example")


@pytest.mark.parametrize(
    ("ask", "code", "field"),
    [
        (Ask("company", "sms", name="Kim"), "no_phone", "company-phone"),
        (Ask("company", "sms", name="Kim", phone="1234"), "bad_phone", "company-phone"),
        (Ask("company", "sms", name="Kim", phone="+46 8 123 456 78"), "bad_phone", "company-phone"),
        (Ask("company", "mail", name="Kim"), "no_email", "company-email"),
        (Ask("company", "mail", name="Kim", email="kim@"), "bad_email", "company-email"),
        (Ask("company", "mail", email="kim@firma.example"), "nobody_named", "company-name"),
        (Ask("company", "account", name="Kim", email="kim@firma.example"), "no_account", "company-channel"),
        (Ask("company", "sms", contact_id=uuid4()), "unknown_contact", "company-contact"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_address_nobody_can_be_reached_at_is_refused_and_nothing_is_sent(world, ask, code, field):
    version = world.draft()
    with refused(code, field):
        send_for_signature(world.cast[Role.CONSULTANT], version.id, [MAIL, ask])
    version.refresh_from_db()
    assert version.state == "draft"
    assert not SignatureRequest.objects.exists()


def test_the_municipalitys_own_address_and_people_are_not_asked_for_the_company(signers, world):
    town = world.cast.municipality
    town.email = "post@kommune.example"
    town.save()
    with refused("our_address", "email"):
        ask_for_signature(
            signers.consultant,
            signers.version.id,
            Ask(COMPANY, "mail", name="Kim", email="Post@kommune.example"),
        )
    email = User.objects.get(id=world.cast[Role.CASEWORKER].user_id).email
    with refused("staff"):
        ask_for_signature(
            signers.consultant, signers.version.id, Ask(COMPANY, "mail", name="Kim", email=email)
        )


@pytest.mark.parametrize(
    "other",
    [
        Ask("company", "mail", name="En anden", email="TINA@firma.example"),
        Ask("company", "mail", name="tina  lind", email="tina.privat@firma.example"),
    ],
    ids=["one address", "one name"],
)
def test_one_person_is_not_asked_for_two_parties(signers, other):
    with refused("asked_for_two"):
        ask_for_signature(signers.consultant, signers.version.id, other)


def test_one_person_under_two_addresses_is_still_one(world):
    """The contact's own number leads to the e-mail the representative is asked at."""
    version = world.draft()
    contact(world, version, email="tina@firma.example", phone="20 12 34 56")
    with refused("asked_for_two", "representative-"):
        send_for_signature(world.cast[Role.CONSULTANT], version.id, [SMS, MAIL])


def test_two_people_behind_one_switchboard_are_two(world):
    version = world.draft()
    kim = contact(world, version, phone="33 66 33 66")
    tina = contact(
        world, version, "representative", name="Tina", email="t@firma.example", phone="33 66 33 66"
    )
    asks = [Ask(COMPANY, "mail", kim.id), Ask(REPRESENTATIVE, "mail", tina.id)]
    assert send_for_signature(world.cast[Role.CONSULTANT], version.id, asks).state == "offered"


def test_somebody_else_is_asked_and_the_first_link_is_dead(signers):
    first, token = signers.request(), signers.link()
    other = ask_for_signature(
        signers.consultant, signers.version.id, Ask(COMPANY, "sms", name="Bo Berg", phone="20 11 11 11")
    )
    first.refresh_from_db()
    assert (first.state, other.state) == ("void", "waiting")
    assert signers.found(token).state == "void"
    assert signers.request() == other
    assert [each["why"] for each in told("signature_not_needed")] == ["Bo Berg er spurgt i stedet"]


def test_nobody_is_asked_once_the_party_has_answered(signers):
    signers.sign()
    with refused("signed_already"):
        ask_for_signature(signers.consultant, signers.version.id, SMS)


def test_only_negotiators_ask_and_only_while_it_waits(signers, world):
    with refused("wrong_role"):
        ask_for_signature(world.cast[Role.CASEWORKER], signers.version.id, SMS)
    with refused("wrong_state"):
        ask_for_signature(signers.consultant, world.draft().id, SMS)
    outsider = Actor(uuid4(), "Nabo", Role.CONSULTANT, frozenset({uuid4()}))
    with not_visible():
        ask_for_signature(outsider, signers.version.id, SMS)
    assert requests_of(signers.world.speaker(Role.CONTACT, uuid4()), signers.version.id) == []


def test_an_account_that_speaks_for_the_workplace_is_asked_and_answers(world):
    version = world.draft()
    people = world.signatories(version.agreement.centre)
    user = User.objects.get(id=people[COMPANY].user_id)
    ask = Ask(COMPANY, "account", name=user.name, email=user.email)
    send_for_signature(world.cast[Role.CONSULTANT], version.id, [ask])
    request = version.requests.get(party=COMPANY)
    assert (request.user, token_of(request)) == (user, None)
    sign_agreement(people[COMPANY], version.id, COMPANY)
    request.refresh_from_db()
    assert request.state == "answered"


def test_a_colleague_answers_first_and_who_was_asked_need_not(signers):
    colleague = signers.world.speaker(Role.CONTACT, signers.version.agreement.centre.workplace_id)
    sign_agreement(colleague, signers.version.id, COMPANY)
    assert SignatureRequest.objects.get(party=COMPANY).state == "void"
    assert told("signature_not_needed")[0]["why"] == f"{colleague.name} har svaret"


def test_taking_an_offer_back_voids_links_and_words_and_says_so(signers):
    token = signers.link(REPRESENTATIVE)
    signers.sign()
    draft = withdraw_agreement(signers.consultant, signers.version.id)
    assert draft.number == 2
    assert not SignatureRequest.objects.filter(state="waiting").exists()
    assert signers.found(token).state == "void"
    (fell,) = told("signature_fell")
    assert (fell["name"], fell["number"]) == ("Karin Holm", 1)
    assert {each["name"] for each in told("signature_not_needed")} == {"Tina Lind", signers.consultant.name}
    page = agreement(signers.consultant, draft.id)
    assert [each.name for each in page.fallen] == ["Karin Holm"]


def test_the_same_words_sent_again_are_asked_for_anew(signers):
    token = signers.link()
    draft = withdraw_agreement(signers.consultant, signers.version.id)
    assert draft.id == signers.version.id
    send_for_signature(signers.consultant, draft.id, [SMS, MAIL])
    assert signers.found(token).state == "void"
    assert signers.link() != token


def test_who_lost_the_role_is_asked_by_no_account(world):
    version = world.draft()
    people = world.signatories(version.agreement.centre)
    user = User.objects.get(id=people[COMPANY].user_id)
    Membership.objects.filter(user=user).delete()
    with refused("no_account", "company-channel"):
        send_for_signature(
            world.cast[Role.CONSULTANT],
            version.id,
            [Ask(COMPANY, "account", name=user.name, email=user.email)],
        )


def test_nobody_outside_is_asked_at_a_number_or_address_the_agreement_gives_for_the_municipality(world):
    version, consultant = world.draft(), world.cast[Role.CONSULTANT]
    ours = {
        "side": "municipality",
        "name": "Kim",
        "role": "",
        "email": "kim@kommune.example",
        "phone": "20 12 34 56",
    }
    version.contacts = [*version.contacts, ours]
    version.save()
    with refused("our_number", "company-phone"):
        send_for_signature(consultant, version.id, [SMS, MAIL])
    borrowed = replace(MAIL, email="kim+tina@kommune.example")
    with refused("our_address", "representative-email"):
        send_for_signature(consultant, version.id, [replace(SMS, phone="21 12 34 56"), borrowed])
    assert not SignatureRequest.objects.exists()


def test_the_municipalitys_own_telephone_signs_for_nobody(world):
    town = world.cast.municipality
    town.phone = "20 12 34 56"
    town.save()
    with refused("our_number", "company-phone"):
        on_their_way(world)


def test_one_number_is_not_two_people_in_two_companies(signers, world):
    other = world.draft()
    with refused("others_number", "company-phone"):
        send_for_signature(signers.consultant, other.id, [replace(SMS, name="Bo Berg"), MAIL])
    sent = send_for_signature(signers.consultant, other.id, [SMS, MAIL])  # she keeps the books of both
    assert sent.requests.get(party=COMPANY).name == "Karin Holm"


def test_a_colleague_is_known_behind_a_tag_in_the_address(signers, world):
    colleague = User.objects.get(id=world.cast[Role.CASEWORKER].user_id)
    box, _at, host = colleague.email.partition("@")
    with refused("staff"):
        tagged = Ask(COMPANY, "mail", name="Bo Berg", email=f"{box}+firma@{host}")
        ask_for_signature(signers.consultant, signers.version.id, tagged)
