"""Signing: three parties, three people, and words that nobody can change afterwards."""

from itertools import permutations
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from plads.centres.models import Agreement, AgreementVersion, Party, Signature
from plads.centres.queries import agreement as agreement_page
from plads.centres.queries import papers
from plads.centres.services.agreements import draft_agreement, offer_agreement
from plads.centres.services.redrafting import redraft_agreement, withdraw_agreement
from plads.centres.services.sealing import seal_of
from plads.centres.services.signing import sign_agreement
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.models import Membership
from tests.refusals import not_visible, refused
from tests.world import agreement_terms

COMPANY, REPRESENTATIVE, MUNICIPALITY = (
    Party.COMPANY,
    Party.REPRESENTATIVE,
    Party.MUNICIPALITY,
)


@pytest.fixture
def offer(world) -> AgreementVersion:
    return offer_agreement(world.cast[Role.CONSULTANT], world.draft().id)


@pytest.fixture
def people(world, offer):
    return world.signatories(offer.agreement.centre)


def told(kind: str, version: AgreementVersion) -> list[Event]:
    events = Event.objects.filter(kind=f"centres.{kind}", subjects__contains=[version.agreement_id])
    return list(events.order_by("id"))


@pytest.mark.parametrize(
    "order", list(permutations(Party)), ids=lambda order: "-".join(each[0] for each in order)
)
def test_it_is_sealed_exactly_when_all_three_have_said_yes_in_whatever_order(offer, people, order):
    for party in order[:2]:
        assert sign_agreement(people[party], offer.id, party).sealed_at is None
    assert told("agreement_signed", offer) == []
    sealed = sign_agreement(people[order[2]], offer.id, order[2])
    assert sealed.sealed_at is not None
    assert (sealed.state, sealed.agreement.state) == ("signed", "signed")
    assert [event.facts["version_id"] for event in told("agreement_signed", offer)] == [str(offer.id)]
    assert len(told("party_signed", offer)) == 3


def test_the_seal_is_of_every_word_and_signature(offer, people):
    for party, actor in people.items():
        sealed = sign_agreement(actor, offer.id, party)
    sealed.refresh_from_db()
    signatures = list(sealed.signatures.all())
    assert sealed.seal == seal_of(sealed, signatures)
    for field, other in {
        "goals": "Andre mål",
        "target_group": "Andre",
        "mentor_arrangement": "Ingen",
        "economy": "Gratis",
        "absence_procedure": "Ring",
        "notice_days": 1,
        "number": 9,
        "places": sealed.places[1:],
    }.items():
        changed = AgreementVersion.objects.get(id=sealed.id)
        setattr(changed, field, other)
        assert seal_of(changed, signatures) != sealed.seal, field
    assert seal_of(sealed, signatures[1:]) != sealed.seal


@pytest.mark.parametrize(
    "change",
    [
        lambda version: AgreementVersion.objects.filter(id=version.id).update(goals="Andre mål"),
        lambda version: AgreementVersion.objects.filter(id=version.id).update(sealed_at=None, state="draft"),
        lambda version: AgreementVersion.objects.filter(id=version.id)._raw_delete("default"),
    ],
    ids=["change a word", "break the seal", "remove it"],
)
def test_the_database_refuses_to_change_a_sealed_version(world, change):
    version = AgreementVersion.objects.get(agreement__centre=world.centre())
    with (
        pytest.raises(DatabaseError, match="Cannot"),
        transaction.atomic(),
    ):
        change(version)


def test_a_version_cannot_be_signed_without_a_seal_even_in_the_database(offer):
    offer.state = "signed"
    with pytest.raises(IntegrityError, match="centres_sealed_when_signed"), transaction.atomic():
        offer.save()


def test_nobody_answers_twice_for_a_party(world, offer, people):
    sign_agreement(people[COMPANY], offer.id, COMPANY)
    with refused("signed_already"):
        sign_agreement(people[COMPANY], offer.id, COMPANY)
    colleague = world.speaker(Role.CONTACT, offer.agreement.centre.workplace_id)
    with refused("signed_already"):
        sign_agreement(colleague, offer.id, COMPANY)


def test_nobody_signs_for_two_parties(offer, people):
    """Somebody who is both contact and representative answers in one of the two roles only."""
    contact = people[COMPANY]
    both = Actor(
        contact.user_id, contact.name, Role.REPRESENTATIVE, contact.municipality_ids, contact.subject_ids
    )
    sign_agreement(contact, offer.id, COMPANY)
    with refused("two_parties"):
        sign_agreement(both, offer.id, REPRESENTATIVE)
    with pytest.raises(IntegrityError, match="centres_nobody_signs_for_two"), transaction.atomic():
        Signature.objects.create(
            municipality_id=offer.municipality_id,
            version=offer,
            party=REPRESENTATIVE,
            user_id=contact.user_id,
            name=contact.name,
        )


@pytest.mark.parametrize("party", Party)
def test_each_party_is_signed_for_by_its_own_people_only(world, offer, people, party):
    others = [actor for other, actor in people.items() if other != party]
    for actor in [*others, world.cast[Role.CASEWORKER], Actor.system(offer.municipality_id)]:
        with refused("wrong_role"):
            sign_agreement(actor, offer.id, party)
    assert not offer.signatures.exists()


def test_only_a_person_signs(offer):
    nobody = Actor(None, "Ingen", Role.CONSULTANT, frozenset({offer.municipality_id}))
    with refused("no_person"):
        sign_agreement(nobody, offer.id, MUNICIPALITY)


def test_a_no_needs_its_reason_in_writing_and_keeps_the_agreement_open(offer, people):
    with refused("no_reason", "statement"):
        sign_agreement(people[REPRESENTATIVE], offer.id, REPRESENTATIVE, agrees=False, statement="  ")
    sign_agreement(
        people[REPRESENTATIVE], offer.id, REPRESENTATIVE, agrees=False, statement=" Vi er for få ansatte. "
    )
    sign_agreement(people[COMPANY], offer.id, COMPANY)
    unsealed = sign_agreement(people[MUNICIPALITY], offer.id, MUNICIPALITY)
    assert (unsealed.sealed_at, unsealed.agreement.state) == (None, "offered")
    stored = unsealed.signatures.get(party=REPRESENTATIVE)
    assert (stored.agrees, stored.statement) == (False, "Vi er for få ansatte.")
    assert told("agreement_signed", offer) == []
    (paper,) = papers(people[MUNICIPALITY], offer.agreement.centre_id)
    assert (paper.refused_by, paper.missing) == ([REPRESENTATIVE], [])


def test_a_draft_is_not_signed(world):
    draft = world.draft()
    with refused("wrong_state"):
        sign_agreement(world.cast[Role.CONSULTANT], draft.id, MUNICIPALITY)


def test_a_signed_agreement_is_neither_signed_nor_withdrawn_again(world):
    version = AgreementVersion.objects.get(agreement__centre=world.centre())
    with refused("wrong_state"):
        sign_agreement(world.cast[Role.COORDINATOR], version.id, MUNICIPALITY)
    with refused("wrong_state"):
        withdraw_agreement(world.cast[Role.CONSULTANT], version.id)


def test_an_offer_nobody_answered_is_taken_back_to_the_same_draft(world, offer):
    draft = withdraw_agreement(world.cast[Role.CONSULTANT], offer.id)
    assert (draft.id, draft.number, draft.state, draft.agreement.state) == (offer.id, 1, "draft", "draft")
    assert len(told("agreement_withdrawn", offer)) == 1


def test_a_signature_never_stands_under_words_its_giver_did_not_see(world, offer, people):
    consultant = world.cast[Role.CONSULTANT]
    sign_agreement(people[COMPANY], offer.id, COMPANY)
    draft = withdraw_agreement(consultant, offer.id)
    redraft_agreement(consultant, draft.id, agreement_terms(1, goals="Andre mål"))
    assert (draft.number, draft.signatures.count()) == (2, 0)
    old = AgreementVersion.objects.get(id=offer.id)
    assert (old.goals, len(old.places), old.signatures.count()) == ("Flere i job.", 4, 1)
    for use in (
        lambda: sign_agreement(people[REPRESENTATIVE], old.id, REPRESENTATIVE),
        lambda: offer_agreement(consultant, old.id),
        lambda: redraft_agreement(consultant, old.id, agreement_terms()),
        lambda: withdraw_agreement(consultant, old.id),
    ):
        with refused("superseded"):
            use()
    offer_agreement(consultant, draft.id)
    for party, actor in people.items():
        sealed = sign_agreement(actor, draft.id, party)
    assert (sealed.number, sealed.agreement.state) == (2, "signed")


def test_the_seal_of_a_paper_in_another_municipality_is_out_of_reach(world, offer, other_municipality):
    outsider = Actor(uuid4(), "Nabo", Role.CONSULTANT, frozenset({other_municipality.id}))
    for scope in (outsider, world.cast[Role.CONSULTANT]):
        with acting(scope):
            for use in (
                lambda: sign_agreement(outsider, offer.id, MUNICIPALITY),
                lambda: offer_agreement(outsider, offer.id),
                lambda: withdraw_agreement(outsider, offer.id),
                lambda: agreement_page(outsider, offer.id),
            ):
                with not_visible():
                    use()


@pytest.mark.parametrize(("role", "party"), [(Role.CONTACT, COMPANY), (Role.REPRESENTATIVE, REPRESENTATIVE)])
def test_another_companys_people_find_no_agreement(world, offer, role, party):
    stranger = world.speaker(role, world.workplace().id)
    with not_visible():
        sign_agreement(stranger, offer.id, party)
    with not_visible():
        agreement_page(stranger, offer.id)
    assert papers(stranger, offer.agreement.centre_id) == []


def test_a_second_offer_for_the_same_days_is_refused_once_the_first_is_signed(world, offer, people):
    consultant, centre = world.cast[Role.CONSULTANT], offer.agreement.centre
    rival = offer_agreement(consultant, draft_agreement(consultant, centre.id, agreement_terms()).id)
    for party, actor in people.items():
        sign_agreement(actor, offer.id, party)
    sign_agreement(people[COMPANY], rival.id, COMPANY)
    sign_agreement(people[REPRESENTATIVE], rival.id, REPRESENTATIVE)
    with refused("overlapping_agreement", "first_day"):
        sign_agreement(people[MUNICIPALITY], rival.id, MUNICIPALITY)
    assert Agreement.objects.filter(centre=centre, state="signed").count() == 1


def test_staff_sign_for_the_municipality_and_for_nobody_else(world):
    version = world.draft()
    offer_agreement(world.cast[Role.CONSULTANT], version.id)
    contact = world.signatories(version.agreement.centre)[Party.COMPANY]
    Membership.objects.create(
        municipality_id=version.municipality_id, user_id=contact.user_id, role=Role.CONSULTANT
    )
    with refused("staff"):
        sign_agreement(contact, version.id, Party.COMPANY)
