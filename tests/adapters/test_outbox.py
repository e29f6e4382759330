"""The demo's folder for mail and SMS."""

import stat

import pytest

from plads.adapters.mail import mail
from plads.adapters.sms import gateway
from plads.messages.ports import NotSent, Post

POST = Post("anna@plads.example", "Anna", "Hej\nmed dig", "Følg linket: http://x/", "0199-ref", "Jobcentret")


def test_a_message_is_a_file_its_owner_alone_can_read(services, settings, tmp_path):
    settings.PLADS_OUTBOX = str(tmp_path / "outbox")
    mail().send(POST)
    mail().send(POST)
    gateway().send(Post("+4520123456", "Bo", "", "Kode 1234", "0200-ref"))
    first, second = sorted((tmp_path / "outbox").iterdir(), key=lambda file: file.name.split("-")[4])
    assert first.read_text() == (
        "Til: Anna <anna@plads.example>\nFra: Jobcentret\nEmne: Hej med dig\n\nFølg linket: http://x/\n"
    )
    assert "Kode 1234" in second.read_text()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600


def test_only_a_demo_writes_letters_to_a_disk(services, settings, tmp_path):
    settings.PLADS_OUTBOX, settings.PLADS_DEMO = str(tmp_path), False
    assert mail() is None
    assert gateway() is None


def test_a_server_that_is_set_up_is_used_instead(smtp, settings, tmp_path):
    settings.PLADS_OUTBOX = str(tmp_path / "outbox")
    mail().send(POST)
    assert len(smtp.mails) == 1
    assert not (tmp_path / "outbox").exists()


def test_a_folder_that_cannot_be_written_delays(services, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.PLADS_OUTBOX = str(tmp_path / "file")
    with pytest.raises(NotSent, match="broken"):
        mail().send(POST)
