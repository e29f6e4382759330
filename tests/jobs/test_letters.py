"""Sending what was queued: never lost, never twice, and every failure in sight."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from plads.core import clock
from plads.core.actor import Actor
from plads.core.ids import new_id
from plads.core.models import Event
from plads.core.scope import acting
from plads.jobs.letters import deliver, deliver_due
from plads.jobs.tasks import deliver_due as every_minute
from plads.jobs.work import due_jobs, work
from plads.messages import delivery
from plads.messages.models import OutgoingMessage
from plads.messages.outgoing import Letter, queue
from tests import databases
from tests.days import TODAY
from tests.placements.conftest import committed  # noqa: F401 - the fixture

WORDS = "Skriv under her: https://plads.example/x/hemmelig/"


def write(municipality_id, key="signing:1", channel="mail", to="") -> OutgoingMessage:
    """Queue a letter as Plads does it."""
    system = Actor.system(municipality_id)
    to = to or ("anna@plads.example" if channel == "mail" else "20 12 34 56")
    letter = Letter(channel, to, "Anna Vik", "Aftalen venter", WORDS, "agreement", new_id())
    with acting(system):
        return queue(system, municipality_id, key, letter)


def now_of(message: OutgoingMessage) -> OutgoingMessage:
    with acting(Actor.system(message.municipality_id)):
        message.refresh_from_db()
    return message


@pytest.fixture
def place(inside):
    return inside.municipality.id


@pytest.mark.parametrize("channel", ["mail", "sms"])
def test_a_letter_is_sent_by_the_worker_and_its_words_are_gone(committed, smtp, sms_gateway, channel):  # noqa: F811
    message = write(committed.cast.municipality.id, channel=channel)
    work(once=True, signals=False)
    sent = now_of(message)
    assert (sent.state, sent.body, sent.error, sent.attempts) == ("sent", "", "", 1)
    assert sent.sent_at == clock.now()
    took = [each.get_content().strip() for each in smtp.mails] + [each.text for each in sms_gateway.sent]
    assert took == [WORDS]


def test_what_is_rolled_back_is_never_sent(committed, smtp):  # noqa: F811
    system = Actor.system(committed.cast.municipality.id)
    with pytest.raises(ZeroDivisionError), acting(system):  # noqa: PT012
        write(system.municipality_id)
        raise ZeroDivisionError
    work(once=True, signals=False)
    assert smtp.mails == []


def test_a_message_is_sent_once_however_often_it_is_asked_for(place, smtp):
    message = write(place)
    assert [deliver(place, message.id) for _ in range(3)] == ["", "", ""]
    deliver_due(place)
    assert len(smtp.mails) == 1


def test_the_worlds_timeline_tells_how_far_it_came_but_not_to_whom(place, smtp):
    message = write(place)
    deliver(place, message.id)
    events = list(Event.objects.filter(subjects__contains=[message.about_id]).order_by("id"))
    assert [each.kind for each in events] == ["messages.queued", "messages.sent"]
    assert not any(
        word in str(each.facts) for each in events for word in ("anna", "Anna", "Aftalen", "hemmelig")
    )


def test_a_server_that_is_down_delays_longer_each_time_and_gives_up_in_the_end(place, smtp):
    message, waits = write(place), []
    smtp.down()
    moment = clock.now()
    while now_of(message).state == "waiting":
        moment = max(moment, message.next_try)
        with clock.at(moment):
            deliver_due(place)
        waits.append(now_of(message).next_try - moment)
        assert message.error == "unreachable"
    assert waits[:-1] == list(delivery.WAITS)
    assert message.state == "failed"
    assert message.body == WORDS
    kinds = list(
        Event.objects.filter(subjects__contains=[message.id]).values_list("kind", flat=True).order_by("id")
    )
    assert kinds == ["messages.queued", *["messages.delayed"] * len(delivery.WAITS), "messages.failed"]


def test_when_the_server_is_back_everything_arrives_once(place, smtp):
    smtp.down()
    messages = [write(place, f"k{number}") for number in range(5)]
    for message in messages:
        deliver(place, message.id)
    smtp.up()
    with clock.at(clock.now() + timedelta(minutes=2)):
        deliver_due(place)
        deliver_due(place)
    assert {now_of(message).state for message in messages} == {"sent"}
    assert sorted(each["Message-ID"] for each in smtp.mails) == sorted(
        f"<{each.id}@kommune.example>" for each in messages
    )


def test_a_server_that_is_down_is_asked_once_a_round_not_once_a_message(place, sms_gateway):
    sms_gateway.mode = "500"
    messages = [write(place, f"k{number}", "sms") for number in range(5)]
    deliver_due(place)
    assert len(sms_gateway.calls) == 5, "an error of the gateway may be about the one message"
    sms_gateway.down()
    with clock.at(clock.now() + timedelta(minutes=2)):
        deliver_due(place)
    assert sorted(now_of(each).attempts for each in messages) == [1, 1, 1, 1, 2]


def test_a_recipient_the_server_refuses_has_failed_at_once(place, smtp):
    smtp.mode = "refuse"
    message = write(place)
    assert deliver(place, message.id) == "refused"
    assert (now_of(message).state, message.error) == ("failed", "refused")


def test_no_error_repeats_the_address_or_the_text(place, smtp, sms_gateway):
    smtp.mode, sms_gateway.mode = "refuse", "500"
    for message in (write(place, "a"), write(place, "b", "sms")):
        deliver(place, message.id)
        stored = now_of(message)
        assert stored.error in ("refused", "broken")
    facts = str(list(Event.objects.filter(kind__startswith="messages.").values_list("facts", flat=True)))
    assert not any(word in facts for word in ("anna", "2012", "hemmelig"))


@pytest.mark.parametrize("mode", ["cut", "slow"])
def test_a_mail_whose_answer_was_lost_waits_for_a_person(place, smtp, monkeypatch, mode):
    monkeypatch.setattr("plads.adapters.mail.SmtpMail.__init__.__defaults__", (0.6, False))
    smtp.mode = mode
    message = write(place)
    deliver(place, message.id)
    assert (now_of(message).state, message.error, message.body) == ("uncertain", "cut_off", WORDS)
    with clock.at(clock.now() + timedelta(days=1)):
        deliver_due(place)
    assert len(smtp.mails) == 1


@pytest.mark.parametrize(("knows", "state", "times"), [(True, "sent", 1), (False, "uncertain", 1)])
def test_an_sms_whose_answer_was_lost_is_tried_again_only_where_repeats_are_known(
    place, services, sms_gateway, knows, state, times
):
    sms_gateway.knows_repeats, sms_gateway.mode = knows, "cut"
    services.set("sms", **sms_gateway.table())
    message = write(place, channel="sms")
    deliver(place, message.id)
    sms_gateway.mode = "take"
    with clock.at(clock.now() + timedelta(minutes=2)):
        deliver_due(place)
    assert (now_of(message).state, len(sms_gateway.sent)) == (state, times)
    assert len({each["key"] for each in sms_gateway.calls}) == 1


def test_what_nobody_can_send_waits_in_sight_and_goes_when_it_is_set_up(place, services):
    message = write(place)
    deliver(place, message.id)
    assert (now_of(message).state, message.error, message.attempts) == ("waiting", "not_set_up", 0)
    from tests.peers.post_office import post_office

    with post_office() as office:
        services.set("mail", **office.table())
        deliver_due(place)
        assert now_of(message).state == "sent"


def test_the_clock_finds_what_the_queue_lost(committed, smtp):  # noqa: F811
    message = write(committed.cast.municipality.id)
    due_jobs().delete()
    work(once=True, signals=False)
    assert now_of(message).state == "waiting"
    every_minute.func(timestamp=0)
    assert now_of(message).state == "sent"


@pytest.mark.parametrize(("channel", "state"), [("mail", "uncertain"), ("sms", "sent")])
def test_a_worker_killed_while_it_sends_neither_loses_nor_doubles(
    committed,  # noqa: F811
    services,
    smtp,
    sms_gateway,
    tmp_path,
    channel,
    state,
):
    """kill -9 after the other server took it, before Plads noted so."""
    peer = smtp if channel == "mail" else sms_gateway
    peer.mode, peer.hold = "slow", 30.0
    message = write(committed.cast.municipality.id, channel=channel)
    worker = _worker(services, tmp_path)
    try:
        _until(lambda: smtp.mails or sms_gateway.sent, worker)
        assert now_of(message).state == "sending"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    peer.mode, later = "take", clock.now() + delivery.GIVEN_UP
    for moment in (clock.now() + timedelta(minutes=5), later, later + timedelta(minutes=2)):
        with clock.at(moment):
            every_minute.func(timestamp=0)
    assert now_of(message).state == state
    assert len(smtp.mails) + len(sms_gateway.sent) == 1


def _worker(services, folder) -> "subprocess.Popen[bytes]":
    """A real worker on this test's database and day."""
    from django.db import connection

    (folder / "clock").write_text(f"{TODAY}T12:00:00")
    urls = databases.named(databases.open_run(), connection.settings_dict["NAME"])
    environment = os.environ | databases.environment_of(urls) | services.environment
    environment |= {"PLADS_CLOCK_FILE": str(folder / "clock")}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.worker"], env=environment, cwd=databases.FOLDER.parent.parent
    )


def _until(done, worker) -> None:
    for _ in range(400):
        assert worker.poll() is None, "the worker stopped"
        if done():
            return
        time.sleep(0.05)
    raise AssertionError("nothing was sent")
