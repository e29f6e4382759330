"""The certificate from a file, with and without a time stamp from a real server."""

from datetime import timedelta

import pytest
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils import timezone

from plads.adapters import seal as adapter
from plads.centres.ports import NoCertificate, NoTimestamp
from plads.config.services import SealService, Services
from plads.core import clock
from plads.documents.checks import faults
from plads.documents.render import render
from plads.documents.sealing import load_certificate, make_trial_certificate
from plads.documents.verifying import examine
from tests.documents.papers import MADE_AT, OWN, agreement
from tests.peers.timestamps import timestamp_server


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render("agreement", agreement(), OWN, made_at=MADE_AT)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("seal") / "seal.p12"
    path.write_bytes(make_trial_certificate(timezone.now(), "hemmelig"))
    return path


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """The certificate and key of a time stamp authority."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, "Tid")])
    now = timezone.now()
    made = (
        certificates.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(certificates.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tsa") / "tsa.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"tsa", key, made, None, NoEncryption()))
    signer = load_certificate(path, "").signer
    return signer.signing_cert, signer.signing_key


def use(monkeypatch, **service) -> None:
    found = Services(seal=SealService(**service)) if service else Services()
    monkeypatch.setattr(adapter, "configuration", lambda: found)


def test_a_paper_is_sealed_with_the_certificate_of_the_file(paper, file, monkeypatch):
    use(monkeypatch, file=str(file), password="hemmelig")
    sealer = adapter.seal()
    found = examine(sealer.seal(paper))
    assert (found.intact, found.stamped_at, found.signer) == (True, None, sealer.subject)


def test_with_a_server_the_seal_carries_its_stamp_and_the_paper_stays_sound(
    paper, file, authority, monkeypatch
):
    with timestamp_server(*authority) as server:
        use(
            monkeypatch,
            file=str(file),
            password="hemmelig",
            timestamp_url=server.url,
            inside=frozenset({server.host}),
        )
        sealed = adapter.seal().seal(paper)
        found = examine(sealed)
        assert server.asked
    assert found.intact, found.reason
    assert found.stamped_at is not None
    assert abs(found.stamped_at - timezone.now()) < timedelta(minutes=5)
    assert faults(sealed) == []


@pytest.mark.parametrize("mood", ["down", "strange"])
def test_a_server_that_gives_no_stamp_makes_it_wait(mood, paper, file, authority, monkeypatch):
    with timestamp_server(*authority) as server:
        server.mood = mood
        use(
            monkeypatch,
            file=str(file),
            password="hemmelig",
            timestamp_url=server.url,
            inside=frozenset({server.host}),
        )
        with pytest.raises(NoTimestamp):
            adapter.seal().seal(paper)


def test_without_a_certificate_only_the_demo_has_one(settings, monkeypatch):
    use(monkeypatch)
    assert adapter.seal().trial
    settings.PLADS_DEMO = False
    assert adapter.seal() is None


def test_a_certificate_that_is_over_or_not_readable_is_none(paper, file, tmp_path, monkeypatch):
    use(monkeypatch, file=str(file), password="hemmelig")
    with clock.at(clock.now() + timedelta(days=366 * 20)), pytest.raises(NoCertificate, match="is good from"):
        adapter.seal().seal(paper)
    use(monkeypatch, file=str(file), password="forkert")
    with pytest.raises(NoCertificate, match="password is wrong"):
        adapter.seal()
    use(monkeypatch, file=str(tmp_path / "gone.p12"))
    with pytest.raises(NoCertificate):
        adapter.seal()
