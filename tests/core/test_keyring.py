"""The key ring: what is private is unreadable in the database, untouched when read, and found again."""

import base64
import os
import stat

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from plads.candidates.models import Candidate
from plads.core.fields import MASK, masked
from plads.core.keyring import KeyRing, key_ring, make_key_file
from tests.properties import always

OLD, NEW, LOOKUP = b"o" * 32, b"n" * 32, b"l" * 32
RING = KeyRing("k2", {"k1": OLD, "k2": NEW}, LOOKUP, LOOKUP)

plain = st.text(st.characters(exclude_categories=["Cs"]))


@always
@given(plain)
def test_what_is_encrypted_reads_back(text):
    assert RING.decrypt(RING.encrypt(text)) == text


def test_the_same_text_is_never_sealed_the_same_way_twice():
    assert RING.encrypt("2401901234") != RING.encrypt("2401901234")
    assert "2401901234" not in RING.encrypt("2401901234")


@always
@given(st.integers(0, 10**6), st.integers(0, 7))
def test_a_token_with_one_bit_changed_is_refused(position, bit):
    name, _, body = RING.encrypt("Har brug for ro").partition(":")
    raw = bytearray(base64.b64decode(body))
    raw[position % len(raw)] ^= 1 << bit
    with pytest.raises(InvalidTag):
        RING.decrypt(f"{name}:{base64.b64encode(bytes(raw)).decode()}")


def test_a_token_moved_to_another_keys_name_is_refused():
    twins = KeyRing("k1", {"k1": OLD, "k2": OLD}, LOOKUP, LOOKUP)
    _, _, body = twins.encrypt("Har brug for ro").partition(":")
    with pytest.raises(InvalidTag):
        twins.decrypt(f"k2:{body}")


def test_what_an_older_key_sealed_is_still_read_after_a_new_one_is_in_use():
    before = KeyRing("k1", {"k1": OLD}, LOOKUP, LOOKUP)
    token = before.encrypt("Har brug for ro")
    assert RING.decrypt(token) == "Har brug for ro"
    assert RING.encrypt("x").startswith("k2:")
    assert before.lookup("2401901234") == RING.lookup("2401901234")


def test_a_key_that_is_not_on_the_ring_is_named():
    with pytest.raises(KeyError, match="k9"):
        RING.decrypt("k9:" + RING.encrypt("x").partition(":")[2])


def test_a_lookup_is_the_same_for_the_same_number_only_and_depends_on_the_key():
    assert RING.lookup("2401901234") == RING.lookup("2401901234")
    assert RING.lookup("2401901234") != RING.lookup("2401901235")
    assert RING.lookup("2401901234") != KeyRing("k2", RING.keys, OLD, LOOKUP).lookup("2401901234")


def test_a_key_file_is_its_owners_alone_and_never_overwritten(tmp_path):
    path = tmp_path / "new" / "keys.json"
    make_key_file(path)
    first = path.read_text()
    make_key_file(path)
    assert path.read_text() == first
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_the_database_holds_only_sealed_tokens_of_a_candidates_secrets(world):
    candidate = world.candidate(considerations="Har brug for ro")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cpr, considerations, motivation FROM candidates_candidate WHERE id = %s", [candidate.id]
        )
        cpr, considerations, _ = cursor.fetchone()
    assert key_ring().decrypt(cpr) == candidate.cpr
    assert key_ring().decrypt(considerations) == "Har brug for ro"
    assert candidate.cpr not in cpr
    assert Candidate.objects.get(id=candidate.id).considerations == "Har brug for ro"


def test_an_empty_secret_stays_empty(world):
    candidate = world.candidate(considerations="")
    with connection.cursor() as cursor:
        cursor.execute("SELECT considerations FROM candidates_candidate WHERE id = %s", [candidate.id])
        assert cursor.fetchone() == ("",)
    assert Candidate.objects.get(id=candidate.id).considerations == ""


def test_a_row_that_was_read_masked_is_never_stored_over_its_secrets(world):
    candidate = world.candidate(considerations="Har brug for ro")
    with masked():
        seen = Candidate.objects.get(id=candidate.id)
    assert (seen.cpr, seen.considerations) == (MASK, MASK)
    with pytest.raises(ValueError, match="masked"), transaction.atomic():
        seen.save()
    assert Candidate.objects.get(id=candidate.id).considerations == "Har brug for ro"
