"""SMS against a local gateway, well and badly behaved."""

import pytest

from plads.adapters.sms import SmsGateway, gateway
from plads.config.services import configuration
from plads.messages.ports import MaybeSent, NotSent, Post

POST = Post(
    to="+4520123456",
    name="Bo",
    subject="",
    body="Læs og skriv under: https://plads.example/x/",
    reference="0199-ref",
)


@pytest.fixture
def quick(sms_gateway):
    return lambda: SmsGateway(configuration().sms, seconds=1.0)


def test_an_sms_is_taken(sms_gateway):
    gateway().send(POST)
    (got,) = sms_gateway.sent
    assert (got.to, got.text, got.sender, got.reference) == (POST.to, POST.body, "Jobcenter", "0199-ref")
    assert got.encoding == "UTF8"


def test_letters_an_ordinary_sms_lacks_are_asked_for(sms_gateway):
    from dataclasses import replace

    gateway().send(replace(POST, body="مرحبا"))
    assert sms_gateway.sent[0].encoding == "UCS2"


def test_a_gateway_that_knows_repeats_sends_the_same_reference_once(sms_gateway):
    gateway().send(POST)
    gateway().send(POST)
    assert gateway().knows_repeats
    assert (len(sms_gateway.calls), len(sms_gateway.sent)) == (2, 1)


@pytest.mark.parametrize(
    ("mode", "code", "final"),
    [("500", "broken", False), ("503", "broken", False), ("429", "busy", False), ("422", "refused", True),
     ("404", "refused", False), ("302", "broken", False)],
)  # fmt: skip
def test_what_the_gateway_says_no_to_was_surely_not_sent(sms_gateway, quick, mode, code, final):
    sms_gateway.mode = mode
    with pytest.raises(NotSent) as fault:
        quick().send(POST)
    assert (fault.value.code, fault.value.final) == (code, final)
    assert sms_gateway.sent == []


@pytest.mark.parametrize("mode", ["cut", "slow", "other", "502", "504"])
def test_no_word_from_the_gateway_itself_leaves_it_open(sms_gateway, quick, mode):
    sms_gateway.mode = mode
    with pytest.raises(MaybeSent):
        quick().send(POST)


def test_a_gateway_that_is_down_gets_nothing(sms_gateway, quick):
    sms_gateway.down()
    with pytest.raises(NotSent, match="unreachable"):
        quick().send(POST)


def test_a_wrong_key_is_said(sms_gateway, quick, monkeypatch):
    monkeypatch.setenv("PLADS_TEST_SMS_TOKEN", "wrong")
    configuration.cache_clear()
    with pytest.raises(NotSent, match="signed_out"):
        quick().send(POST)


def test_without_a_gateway_nobody_carries_sms(services):
    assert gateway() is None
