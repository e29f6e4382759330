"""How often something may be tried: counted without naming anyone, and not to be outrun."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from plads.core import clock, limits
from plads.core.limits import LIMITS, forgive, hit, sweep
from plads.core.models import Attempt
from tests import databases

ONCE = {"answer"}
"""What is taken once and never again is no try of a person's."""


def test_so_many_tries_and_no_more(db):
    tries = LIMITS["sign_in"].tries
    assert [hit("sign_in", "a@b.dk", "192.0.2.1").allowed for _ in range(tries + 2)] == [True] * tries + [
        False
    ] * 2


def test_the_wait_is_told_and_is_over_when_it_is(db):
    limit = LIMITS["sign_in"]
    for _ in range(limit.tries):
        hit("sign_in", "a@b.dk")
    with clock.at(clock.now() + timedelta(minutes=5)):
        assert hit("sign_in", "a@b.dk").retry_after == 600
    with clock.at(clock.now() + limit.within):
        assert hit("sign_in", "a@b.dk").allowed


def test_others_and_other_kinds_are_counted_apart(db):
    for _ in range(LIMITS["sign_in"].tries + 1):
        hit("sign_in", "a", "b")
    assert hit("sign_in", "a", "c").allowed
    assert hit("sign_in", "ab", "").allowed
    assert hit("confirm", "a", "b").allowed


def test_what_turned_out_right_is_taken_back(db):
    for _ in range(LIMITS["sign_in"].tries * 2):
        assert hit("sign_in", "a").allowed
        forgive("sign_in", "a")


def test_nobody_is_found_in_the_table(db):
    hit("sign_in", "vera@varehus.example", "192.0.2.77")
    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text FROM core_attempt a")
        text = str(cursor.fetchall())
    assert "vera" not in text
    assert "192.0.2" not in text


def test_what_nobody_counts_any_more_is_swept(db):
    hit("sign_in", "early")
    with clock.at(clock.now() + max(limit.within for limit in LIMITS.values())):
        hit("sign_in", "late")
        assert sweep() == 1
    assert Attempt.objects.get().key == limits.key_of("sign_in", "late")


def test_a_hundred_at_once_are_all_counted():
    """The same statement from eight connections, against a database of its own."""
    with databases.copy_of(databases.template()) as urls:
        facts = {"key": "k" * 64, "now": clock.now(), "over": clock.now() - timedelta(minutes=15)}

        def tries(_: int) -> list[int]:
            with psycopg.connect(urls.app, autocommit=True) as app:
                return [app.execute(limits._HIT, facts).fetchone()[0] for _ in range(25)]

        with ThreadPoolExecutor(8) as pool:
            counts = sorted(count for found in pool.map(tries, range(8)) for count in found)
    assert counts == list(range(1, 201))


SENDING = {"receipt_mail", "signing_code", "signing_again"}
"""Limits on what is sent to one address: somebody is disturbed each time, and an SMS costs money."""

EVERYBODY = {"calendar", "receipt_place", "register_place"}
"""Limits on what many ask for together: all visitors of a municipality, all whose calendar one company reads."""


@pytest.mark.parametrize("kind", sorted(SENDING))
def test_nobody_can_make_plads_write_to_one_address_again_and_again(kind):
    limit = LIMITS[kind]
    assert 1 <= limit.tries <= 5
    assert timedelta(hours=1) <= limit.within <= timedelta(days=1)


@pytest.mark.parametrize("kind", sorted(EVERYBODY))
def test_a_limit_on_all_visitors_together_leaves_room_for_a_busy_day(kind):
    assert 100 <= LIMITS[kind].tries <= 1000


@pytest.mark.parametrize("kind", sorted(LIMITS.keys() - ONCE - SENDING - EVERYBODY))
def test_every_limit_lets_a_person_err_and_no_machine_guess(kind):
    limit = LIMITS[kind]
    assert 5 <= limit.tries <= 100
    assert timedelta(minutes=15) <= limit.within <= timedelta(hours=1)
