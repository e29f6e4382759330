"""The seals of agreements: worked out again from the rows, so that a change made past Plads is found and named."""

import pytest

from plads.centres.models import AgreementVersion, Party, Signature
from plads.centres.services.sealing import broken_seals, fits, seal_of
from plads.centres.services.signing import Noted, note_signature, sign_agreement
from plads.jobs.health_agreements import agreement_seals
from tests.centres.signers import on_their_way


@pytest.fixture
def sealed(world) -> AgreementVersion:
    """A version signed by link, by a noted word and by account."""
    signers = on_their_way(world)
    signers.sign()
    noted = Noted(Party.REPRESENTATIVE, "Tina Lind", "På papir.", statement="Enig.")
    note_signature(signers.coordinator, signers.version.id, noted)
    return sign_agreement(signers.consultant, signers.version.id, Party.MUNICIPALITY)


def again(version: AgreementVersion) -> tuple[AgreementVersion, list[Signature]]:
    found = AgreementVersion.objects.get(id=version.id)
    return found, list(found.signatures.all())


def test_the_seal_is_worked_out_again_from_the_rows(sealed):
    version, signatures = again(sealed)
    assert version.seal == seal_of(version, signatures)
    assert fits(version, signatures)
    assert broken_seals(version.municipality_id) == (1, [])
    assert (agreement_seals().ok, agreement_seals().found) == (True, "1 seals fit")


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("name", "En anden"),
        ("agrees", False),
        ("statement", "Ikke enig."),
        ("noted_why", "Fordi."),
        ("way", "account"),
    ],
)
def test_every_part_of_a_word_is_in_the_seal(sealed, field, other):
    version, signatures = again(sealed)
    for each in signatures:
        if getattr(each, field) != other:
            before = getattr(each, field)
            setattr(each, field, other)
            assert not fits(version, signatures), (each, field)
            setattr(each, field, before)
    assert fits(version, signatures)


def test_a_version_changed_past_plads_is_found_and_named(sealed):
    """The owner of the database can turn the trigger off; the seal still tells."""
    Signature.objects.filter(version=sealed, party=Party.COMPANY).update(name="Mallory")
    assert [each.id for each in broken_seals(sealed.municipality_id)[1]] == [sealed.id]
    finding = agreement_seals()
    assert not finding.ok
    assert f"agreement {sealed.agreement_id}, version 1" in finding.found


def test_an_agreement_signed_by_three_accounts_fits_too(world):
    centre = world.centre()
    assert broken_seals(centre.municipality_id) == (1, [])
