"""Mail against a real server, well and badly behaved."""

import pytest

from plads.adapters.mail import SmtpMail, mail
from plads.config.services import configuration
from plads.messages.ports import MaybeSent, NotSent, Post

POST = Post(
    to="anna@plads.example",
    name="Anna Vik, indkøb",
    subject="Aftalen med Købmanden venter på dig",
    body="Kære Anna\n\nLæs aftalen her: https://plads.example/x/\n.\nVenlig hilsen æøå\n",
    reference="0199-ref",
    office="Jobcentret, Prøvekøbing Kommune",
    reply_to="job@kommune.example",
)


@pytest.fixture
def quick(smtp):
    """The mail server as Plads talks to it, with little patience."""
    return lambda: SmtpMail(configuration().mail, seconds=1.5)


def test_a_mail_is_taken_over_a_secure_connection_by_who_knows_the_password(smtp):
    mail().send(POST)
    (got,) = smtp.mails
    assert smtp.recipients == ["anna@plads.example"]
    assert got["From"] == '"Jobcentret, Prøvekøbing Kommune" <plads@kommune.example>'
    assert got["To"] == '"Anna Vik, indkøb" <anna@plads.example>'
    assert got["Reply-To"] == '"Jobcentret, Prøvekøbing Kommune" <job@kommune.example>'
    assert got["Subject"] == POST.subject
    assert got["Message-ID"] == "<0199-ref@kommune.example>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got.get_content() == POST.body


def test_the_same_mail_again_has_the_same_message_id(smtp):
    mail().send(POST)
    mail().send(POST)
    first, second = smtp.mails
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize(
    ("mode", "code", "final"),
    [("busy", "busy", False), ("refuse", "refused", True), ("no_text", "refused", True)],
)
def test_what_the_server_says_no_to_was_surely_not_sent(smtp, quick, mode, code, final):
    smtp.mode = mode
    with pytest.raises(NotSent) as fault:
        quick().send(POST)
    assert (fault.value.code, fault.value.final) == (code, final)
    assert "anna" not in str(fault.value)
    assert smtp.mails == []


@pytest.mark.parametrize("mode", ["cut", "slow"])
def test_no_answer_after_the_text_leaves_it_open_whether_it_was_sent(smtp, quick, mode):
    smtp.mode = mode
    with pytest.raises(MaybeSent):
        quick().send(POST)
    assert len(smtp.mails) == 1


def test_a_server_that_is_down_gets_nothing(smtp, quick):
    smtp.down()
    with pytest.raises(NotSent, match="unreachable"):
        quick().send(POST)


def test_a_wrong_password_is_said(services, smtp, quick, monkeypatch):
    monkeypatch.setenv("PLADS_TEST_MAIL_PASSWORD", "wrong")
    configuration.cache_clear()
    with pytest.raises(NotSent, match="signed_out"):
        quick().send(POST)


def test_a_server_nobody_vouches_for_gets_neither_password_nor_mail(services, smtp, quick):
    table = smtp.table()
    del table["authority_file"]
    services.set("mail", **table)
    with pytest.raises(NotSent, match="not_secure"):
        quick().send(POST)
    assert smtp.mails == []


def test_a_server_without_encryption_gets_nothing_unless_it_is_allowed(services):
    from tests.peers.post_office import post_office

    with post_office(secure=False) as plain:
        services.set("mail", **plain.table(security="starttls"))
        with pytest.raises(NotSent, match="not_secure"):
            SmtpMail(configuration().mail, seconds=1.5).send(POST)
        assert plain.mails == []
        services.set("mail", **plain.table())
        mail().send(POST)
        assert len(plain.mails) == 1


@pytest.mark.parametrize("field", ["subject", "name", "office"])
def test_no_header_can_be_slipped_in(smtp, field):
    from dataclasses import replace

    mail().send(replace(POST, **{field: "Hej\r\nBcc: alle@plads.example\r\n\r\nNyt brev"}))
    (got,) = smtp.mails
    assert "Bcc" not in got
    assert smtp.recipients == ["anna@plads.example"]
    assert got.get_content() == POST.body


def test_an_address_that_is_none_is_not_sent_to(smtp, quick):
    from dataclasses import replace

    with pytest.raises(NotSent):
        quick().send(replace(POST, to="anna@plads.example>\r\nRCPT TO:<alle@plads.example"))
    assert smtp.recipients == []


def test_without_a_server_nobody_carries_mail(services):
    assert mail() is None
