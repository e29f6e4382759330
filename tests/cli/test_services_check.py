"""What ``plads check`` says of the services outside."""

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12
from cryptography.x509 import load_pem_x509_certificate

from plads.jobs import health_outside
from plads.messages.delivery import begin, not_sent
from plads.messages.outgoing import Letter, queue
from plads.messages.ports import NotSent
from tests.peers.starting import keys


def findings():
    return {each.check: each for each in (look() for look in health_outside.CHECKS)}


def test_what_is_not_set_up_is_said_and_no_fault(services, inside):
    found = findings()
    assert {name for name, each in found.items() if not each.ok} == set()
    assert found["mail"].found == found["SMS"].found == found["VITAS"].found == "not set up: done by hand"


def test_what_is_set_up_is_named_without_its_secrets(smtp, sms_gateway, inside):
    found = findings()
    assert found["services outside"].found == "mail, sms"
    assert f"127.0.0.1:{smtp.port}, starttls" in found["mail"].found
    assert found["SMS"].found == f"{sms_gateway.host}, from Jobcenter; tried again when cut off"
    assert "only-for-tests" not in str(found)


def test_a_fault_in_the_file_is_a_finding(services, inside):
    services.set("mail", host="smtp.example", sender="none")
    found = findings()["services outside"]
    assert not found.ok
    assert "mail.sender" in found.found


@pytest.mark.parametrize("good", [True, False])
def test_a_seal_that_runs_out_within_a_month_is_a_finding(services, inside, tmp_path, good, monkeypatch):
    """The certificate of the tests runs out in 30 days of the machine's own clock."""
    from datetime import timedelta

    ours = keys("plads")
    sealed = pkcs12.serialize_key_and_certificates(
        b"plads",
        load_pem_private_key(ours.key.encode(), None),
        load_pem_x509_certificate(ours.certificate.encode()),
        None,
        BestAvailableEncryption(b"only-for-tests"),
    )
    (tmp_path / "seal.p12").write_bytes(sealed)
    services.set("seal", file="seal.p12", password_env="PLADS_TEST_SMS_TOKEN")
    ends = load_pem_x509_certificate(ours.certificate.encode()).not_valid_after_utc
    from plads.core import clock

    with clock.at(ends - timedelta(days=31 if good else 29)):
        assert findings()["seal on documents"].ok is good


def test_what_was_not_sent_is_a_finding(services, inside):
    from plads.core.actor import Actor
    from plads.core.ids import new_id

    system = Actor.system(inside.municipality.id)
    message = queue(
        system, system.municipality_id, "k", Letter("mail", "a@b.example", "", "", "", "x", new_id())
    )
    assert findings()["messages out"].found == "1 wait, 0 failed, 0 uncertain"
    begin(system, message.id, is_set_up=True)
    not_sent(system, message.id, NotSent("refused", final=True))
    found = findings()["messages out"]
    assert (found.ok, found.found) == (False, "0 wait, 1 failed, 0 uncertain")
