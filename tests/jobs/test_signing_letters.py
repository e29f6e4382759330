"""What is written to those whose word an agreement needs: each letter once, by the way they are asked."""

import pytest

from plads.centres.services.codes import ask_code
from plads.centres.services.links import code_of
from plads.centres.services.redrafting import withdraw_agreement
from plads.centres.services.reminders import remind
from plads.jobs.reactions import settle
from plads.messages.models import Notice, OutgoingMessage
from tests.centres.signers import on_their_way


@pytest.fixture
def signers(world):
    found = on_their_way(world)
    settle(found.version.municipality_id)
    return found


def letters(channel: str) -> list[OutgoingMessage]:
    return list(
        OutgoingMessage.objects.filter(channel=channel, about="agreement").order_by("created_at", "id")
    )


def test_each_is_asked_by_their_own_way_with_their_own_link(signers):
    (sms,), (mail,) = letters("sms"), letters("mail")
    assert (sms.to, mail.to) == ("+4520123456", "tina@firma.example")
    assert f"/underskrift/{signers.link('company')}/" in sms.body
    assert f"/underskrift/{signers.link('representative')}/" in mail.body
    assert settle(signers.version.municipality_id) == 0


def test_a_reminder_a_code_and_the_end_of_it(signers):
    remind(signers.consultant, signers.version.id)
    settle(signers.version.municipality_id)
    assert "mangler stadig dit svar" in letters("sms")[-1].body
    code = code_of(ask_code(signers.visitor, signers.request().id))
    settle(signers.version.municipality_id)
    assert f"{code[:3]} {code[3:]}" in letters("sms")[-1].body
    assert code[:3] not in letters("sms")[-1].subject
    signers.sign("representative")
    withdraw_agreement(signers.consultant, signers.version.id)
    settle(signers.version.municipality_id)
    assert "Du skal ikke svare" in letters("sms")[-1].body
    assert "gælder dit svar på version 1 ikke mere" in letters("mail")[-1].body


def test_an_sms_is_one_sms_but_for_long_names(signers):
    remind(signers.consultant, signers.version.id)
    ask_code(signers.visitor, signers.request().id)
    settle(signers.version.municipality_id)
    assert [each.body for each in letters("sms") if len(each.body) > 160] == []


def test_the_consultant_hears_of_a_no(signers):
    signers.sign("representative", agrees=False, statement="For få.")
    settle(signers.version.municipality_id)
    assert Notice.objects.filter(text__startswith="Tina Lind har sagt nej", subject="agreement").count() == 1
