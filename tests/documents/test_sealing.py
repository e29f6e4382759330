"""A sealed paper stays what it was, and no byte of it can be changed unseen."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from plads.documents.checks import faults
from plads.documents.render import render
from plads.documents.sealing import (
    TRIAL_NAME,
    Unusable,
    load_certificate,
    make_trial_certificate,
    seal_pdf,
)
from plads.documents.verifying import examine
from tests.documents.breaking import RAW
from tests.documents.papers import CODE, MADE_AT, OWN, agreement

NOW = timezone.now()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    file = tmp_path_factory.mktemp("seal") / "seal.p12"
    file.write_bytes(make_trial_certificate(NOW, "hemmelig"))
    return load_certificate(file, "hemmelig")


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render("agreement", agreement(), OWN, made_at=MADE_AT)


@pytest.fixture(scope="module")
def sealed(paper, certificate) -> bytes:
    return seal_pdf(paper, certificate)


def test_a_sealed_paper_still_passes_every_check_and_begins_with_the_unsealed_one(paper, sealed):
    assert faults(sealed) == []
    assert sealed.startswith(paper)


def test_the_seal_says_whose_it_is_and_that_it_is_a_trial(sealed):
    found = examine(sealed)
    assert (found.signed, found.intact, found.reason, found.code) == (True, True, "", CODE)
    assert found.signer.startswith(TRIAL_NAME)
    assert found.trial
    assert found.signed_at is not None
    assert abs(found.signed_at - timezone.now()) < timedelta(minutes=5)


def test_a_changed_byte_is_found_wherever_it_is(sealed):
    seal = sealed.index(b"/Contents <")
    dice = random.Random(4)  # noqa: S311 - the same sample each time, so that a failure can be seen again
    spots = {
        0,
        1,
        9,
        seal,
        seal + 10,
        seal + 11,
        seal + 60,
        seal + 62,
        seal + 4000,
        len(sealed) - 1,
        len(sealed) - 8,
    }
    spots |= {dice.randrange(len(sealed)) for _ in range(60)}
    spots |= {dice.randrange(seal, seal + 6000) for _ in range(60)}
    unseen = []
    for spot in sorted(spots):
        changed = bytearray(sealed)
        changed[spot] ^= dice.choice((1, 4, 32, 128))
        if examine(bytes(changed)).intact:
            unseen.append(spot)
    assert unseen == []


def test_something_added_or_taken_away_is_found(sealed, paper):
    for other in (sealed + b"\n", sealed + b"%%EOF\n", b"\n" + sealed, sealed[:-1], paper, b"", b"%PDF-1.7"):
        assert not examine(other).intact


def test_the_check_of_signatures_finds_one_that_covers_only_a_part(sealed):
    for way in RAW["signatures"]:
        assert [fault for fault in faults(way(sealed)) if "whole file" in fault.what]


def test_a_seal_by_another_certificate_of_the_same_name_has_another_fingerprint(paper, sealed, tmp_path):
    (tmp_path / "false.p12").write_bytes(make_trial_certificate(NOW))
    forged = examine(seal_pdf(paper, load_certificate(tmp_path / "false.p12", "")))
    assert forged.intact
    assert forged.signer == examine(sealed).signer
    assert forged.fingerprint != examine(sealed).fingerprint


@pytest.mark.parametrize(
    ("content", "password", "words"),
    [
        (b"no certificate", "", "password is wrong"),
        (make_trial_certificate(NOW, "rigtig"), "forkert", "password is wrong"),
    ],
)
def test_a_certificate_that_cannot_be_used_says_why_and_no_secret(content, password, words, tmp_path):
    (tmp_path / "a.p12").write_bytes(content)
    with pytest.raises(Unusable, match=words) as refusal:
        load_certificate(tmp_path / "a.p12", password)
    assert "forkert" not in str(refusal.value)


def test_a_certificate_file_that_is_gone_says_so(tmp_path):
    with pytest.raises(Unusable, match="could not be read"):
        load_certificate(tmp_path / "gone.p12", "")


def test_a_certificate_has_days(certificate):
    assert certificate.valid_at(NOW)
    assert not certificate.valid_at(certificate.ends + timedelta(seconds=1))
    assert not certificate.valid_at(certificate.begins - timedelta(seconds=1))
