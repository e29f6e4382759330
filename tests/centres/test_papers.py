"""The paper of an agreement: made once when all have signed, sealed, and never without what was signed."""

from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from plads.centres.models import AgreementVersion, Document, Party
from plads.centres.paper_queries import (
    begins_as,
    draft_version,
    paper_by_code,
    paper_by_digest,
    paper_file,
)
from plads.centres.ports import NoCertificate
from plads.centres.services.agreements import offer_agreement
from plads.centres.services.papers import draft_pdf, make_paper, new_code, papers_due, tidy_code
from plads.centres.services.signing import Noted, note_signature, sign_agreement
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.documents.checks import faults
from plads.documents.files import digest
from plads.documents.verifying import examine
from tests.centres.signers import on_their_way
from tests.documents.test_rendering import squeezed, text_of

ADDRESS = "https://plads.example/proevekoebing/aftale-tjek/"


@pytest.fixture
def system(world) -> Actor:
    return Actor.system(world.cast.municipality.id)


def sealed(world, **terms) -> AgreementVersion:
    return AgreementVersion.objects.get(agreement__centre=world.centre(**terms))


def make(system, version) -> Document:
    return make_paper(system, version.id, ADDRESS)


def test_the_paper_holds_all_that_was_signed_is_sealed_and_passes_every_check(world, system):
    version = sealed(world, places=4)
    paper = make(system, version)
    content = bytes(paper.content)
    assert faults(content) == []
    found = examine(content)
    assert (found.intact, found.code, found.sha256) == (True, paper.code, paper.sha256)
    assert (paper.trial, paper.signer) == (True, found.signer)
    said = text_of(content)
    for words in ("Flere i job.", "Mennesker langt fra arbejdsmarkedet.", "Fylde op", "Plads 1–4", "man–fre 8.00–14.00",
                  "30 timer", "Eksempel 1 A/S", version.seal, paper.code, "Ikke verificeret", "Gennemsnit af 4 måneder",
                  "PRØVE – ikke et gyldigt segl", ADDRESS.removeprefix("https://")):  # fmt: skip
        assert squeezed(words) in said, words
    for signature in version.signatures.all():
        assert squeezed(signature.name) in said


def test_a_paper_is_made_once_however_often_it_is_asked_for(world, system):
    version = sealed(world)
    first = make(system, version)
    assert make(system, version) == first
    assert Document.objects.filter(version=version).count() == 1
    assert Event.objects.filter(kind="centres.paper_made", subjects__contains=[version.id]).count() == 1


def test_a_paper_can_neither_be_changed_nor_removed(world, system):
    paper = make(system, sealed(world))
    for change in ({"signer": "Andre"}, {"content": b""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Document.objects.filter(id=paper.id).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(id=paper.id).delete()


def test_without_a_certificate_nothing_is_made_and_nothing_is_lost(world, system, settings):
    version = sealed(world)
    settings.PLADS_DEMO = False
    with pytest.raises(NoCertificate):
        make(system, version)
    assert papers_due(system) == []
    settings.PLADS_DEMO = True
    assert papers_due(system) == [version.id]
    make(system, version)
    assert papers_due(system) == []


def test_what_is_not_signed_gets_no_paper(world, system):
    with pytest.raises(NotVisible):
        make(system, world.draft())


def test_another_municipality_makes_no_paper_of_this_one(world, other_municipality):
    version = sealed(world)
    stranger = Actor.system(other_municipality.id)
    with acting(stranger), pytest.raises(NotVisible):
        make_paper(stranger, version.id, ADDRESS)


def test_a_word_noted_for_somebody_stands_with_who_noted_it_and_why(world, system):
    version = world.draft()
    people = world.signatories(version.agreement.centre)
    offer_agreement(world.cast[Role.CONSULTANT], version.id)
    noted = Noted(Party.REPRESENTATIVE, "Tove Tillid", "Ringede den 3.", statement="Det er i orden.")
    note_signature(world.cast[Role.COORDINATOR], version.id, noted)
    for party in (Party.COMPANY, Party.MUNICIPALITY):
        with acting(people[party]):
            sign_agreement(people[party], version.id, party)
    said = text_of(bytes(make(system, version).content))
    coordinator = world.cast[Role.COORDINATOR].name
    for words in ("Tove Tillid", f"Noteret af {coordinator}", "Hvorfor: Ringede den 3.", "»Det er i orden.«"):
        assert squeezed(words) in said, words


def test_an_agreement_signed_on_paper_says_so_and_has_no_signatures(world, system):
    version = world.draft()
    AgreementVersion.objects.filter(id=version.id).update(state="signed", sealed_at=version.created_at)
    said = text_of(bytes(make(system, version).content))
    assert squeezed("Aftalen er underskrevet på papir") in said
    assert "Mangler" not in said


def test_a_draft_says_so_and_is_for_the_company_only_once_it_is_sent(world):
    version = world.draft()
    office = world.cast[Role.CONSULTANT]
    contact = world.signatories(version.agreement.centre)[Party.COMPANY]
    pdf = draft_pdf(draft_version(office, version.id))
    assert faults(pdf) == []
    assert "UDKAST" in text_of(pdf)
    with acting(contact), pytest.raises(NotVisible):
        draft_version(contact, version.id)
    with acting(office):
        offer_agreement(office, version.id)
    with acting(contact):
        assert draft_version(contact, version.id) == version


def test_the_parties_have_the_file_and_no_other_company_has(world, system):
    version = sealed(world)
    paper = make(system, version)
    contact = world.signatories(version.agreement.centre)[Party.COMPANY]
    with acting(contact):
        file = paper_file(contact, version.id)
    assert digest(file.content) == paper.sha256
    assert file.name.isascii()
    assert file.name.endswith("-version-1.pdf")
    stranger = world.speaker(Role.CONTACT, world.workplace().id)
    with acting(stranger), pytest.raises(NotVisible):
        paper_file(stranger, version.id)


def test_whoever_holds_the_paper_learns_what_it_is_and_nobodys_name(world, system):
    version = sealed(world, places=3)
    paper = make(system, version)
    visitor = Actor.public(version.municipality_id)
    with acting(visitor):
        facts = paper_by_code(visitor, paper.code)
        assert facts is not None
        assert facts == paper_by_digest(visitor, paper.sha256)
        assert (facts.places, facts.number, facts.trial, facts.superseded, facts.over) == (
            3,
            1,
            True,
            False,
            False,
        )
        assert paper_by_code(visitor, new_code()) is None
        assert begins_as(visitor, paper.code, bytes(paper.content) + b"more")
        assert not begins_as(visitor, paper.code, bytes(paper.content)[:-1])
    names = {each.name for each in version.signatures.all()}
    assert not [name for name in names if name in str(facts)]


def test_a_code_is_found_in_another_municipality_by_nobody(world, system, other_municipality):
    paper = make(system, sealed(world))
    visitor = Actor.public(other_municipality.id)
    with acting(visitor):
        assert paper_by_code(visitor, paper.code) is None


@pytest.mark.parametrize("typed", ["7kq2m3xw9d4thp6r", " 7KQ2 M3XW 9D4T HP6R ", "7KQ2-M3XW-9D4T-HP6R"])
def test_a_code_is_understood_however_it_is_typed(typed):
    assert tidy_code(typed) == "7KQ2-M3XW-9D4T-HP6R"


def test_letters_that_look_alike_are_taken_for_what_they_look_like():
    assert tidy_code("OIL0-1111-1111-1111") == "0110-1111-1111-1111"


@pytest.mark.parametrize(
    "typed", ["", "7KQ2", "7KQ2-M3XW-9D4T-HP6R-7KQ2", "ææææ-ææææ-ææææ-ææææ", "'; DROP TABLE"]
)
def test_what_can_be_no_code_is_none(typed):
    assert tidy_code(typed) == ""


def test_codes_are_all_different_and_stored_as_they_are_made():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert {tidy_code(code) for code in codes} == codes


def test_the_demos_certificate_is_made_once_and_for_its_owner_only(settings, tmp_path):
    from plads.adapters.seal import TRIAL_FILE, seal

    settings.PLADS_DATA = tmp_path
    first = seal()
    assert first is not None
    file = Path(tmp_path) / TRIAL_FILE
    before = file.read_bytes()
    assert seal() == first
    assert file.read_bytes() == before
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [TRIAL_FILE]


def test_the_paper_says_where_a_link_and_its_code_went(world, system):
    signers = on_their_way(world)
    signers.sign()
    signers.sign(Party.REPRESENTATIVE)
    said = text_of(
        make(system, sign_agreement(signers.consultant, signers.version.id, Party.MUNICIPALITY)).content
    )
    for words in ("engangskode, sendt til •• •• 34 56", "engangskode, sendt til t•••@firma.example"):
        assert squeezed(words) in said
    assert "20123456" not in said
