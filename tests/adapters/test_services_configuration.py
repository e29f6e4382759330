"""The file of services outside: a right one is read, a wrong one says every fault at once, and the rest goes on."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12
from cryptography.x509 import load_pem_x509_certificate

from plads.config import services
from plads.config.reading import Misconfigured
from plads.config.services import configuration, faults, read
from tests.peers.starting import keys

WHOLE = """
address = "https://plads.kommune.example/"

[mail]
host = "smtp.kommune.example"
sender = "plads@kommune.example"
user = "plads"
password_file = "password"

[sms]
url = "https://sms.example/rest/mtsms"
sender = "Jobcenter"
token_env = "PLADS_TEST_TOKEN"
knows_repeats = true

[register]
url = "http://cvr.intern/cvr-permanent/"
user = "kommunen"
password_file = "password"
inside = ["cvr.intern"]

[vitas]
url = "https://vitas.example/api/"
token_file = "password"

[seal]
file = "seal.p12"
password_file = "password"
timestamp_url = "https://tid.example/tsa"
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write the file, with changes, and what it names."""
    monkeypatch.setenv("PLADS_TEST_TOKEN", "hemmelig-nøgle")
    (tmp_path / "password").write_text("hemmelig-kode\n")
    ours = keys("plads")
    sealed = pkcs12.serialize_key_and_certificates(
        b"plads",
        load_pem_private_key(ours.key.encode(), None),
        load_pem_x509_certificate(ours.certificate.encode()),
        None,
        BestAvailableEncryption(b"hemmelig-kode"),
    )
    (tmp_path / "seal.p12").write_bytes(sealed)

    def written(*changes):
        text = WHOLE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        file = tmp_path / "services.toml"
        file.write_text(text, encoding="utf-8")
        monkeypatch.setenv(services.VARIABLE, str(file))
        configuration.cache_clear()
        return file

    yield written
    monkeypatch.undo()
    configuration.cache_clear()


def test_a_whole_file_is_read(write, tmp_path):
    found, wrong = read(write())
    assert wrong == []
    assert found.names() == ["mail", "sms", "register", "vitas", "seal"]
    assert found.address == "https://plads.kommune.example"
    assert (found.mail.port, found.mail.security, found.mail.password) == (587, "starttls", "hemmelig-kode")
    assert (found.sms.token, found.sms.knows_repeats) == ("hemmelig-nøgle", True)
    assert found.register.url == "http://cvr.intern/cvr-permanent"
    assert found.seal.file == str(tmp_path / "seal.p12")
    assert "hemmelig" not in repr(found)


def test_without_a_file_nothing_outside_is_used(monkeypatch):
    monkeypatch.delenv(services.VARIABLE, raising=False)
    monkeypatch.delenv(services.ADDRESS, raising=False)
    configuration.cache_clear()
    assert (configuration().names(), faults()) == ([], [])
    assert configuration().address == services.HERE
    monkeypatch.setenv(services.ADDRESS, "https://demo.example/")
    configuration.cache_clear()
    assert configuration().address == "https://demo.example"
    configuration.cache_clear()


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ('address = "https://plads.kommune.example/"', "", "address", "mangler"),
        ("[mail]", "[mial]", "mial", "slåfejl"),
        ('host = "smtp.kommune.example"', "", "mail.host", "mangler"),
        ("plads@kommune.example", "plads", "mail.sender", "e-mailadresse"),
        ('user = "plads"', 'user = "plads"\nport = 0', "mail.port", "65535"),
        ('user = "plads"', 'user = "plads"\nport = true', "mail.port", "65535"),
        ('user = "plads"', 'security = "ssl"', "mail.security", "starttls, tls, none"),
        ('user = "plads"', 'security = "none"', "mail.security", "ukrypteret"),
        ('user = "plads"', 'user = "plads"\nsecurity = "none"\ninside = ["smtp.kommune.example"]', "mail.user",
         "ukrypteret"),
        ('user = "plads"', 'authority_file = "password"', "mail.authority_file", "certifikat"),
        ('"https://sms.example/rest/mtsms"', '"http://sms.example/rest/mtsms"', "sms.url", "https://"),
        ('"https://sms.example/rest/mtsms"', '"https://[::1"', "sms.url", "https://"),
        ('sender = "Jobcenter"', 'sender = "Jobcenter Prøvekøbing"', "sms.sender", "11 tegn"),
        ("PLADS_TEST_TOKEN", "PLADS_TEST_NO_TOKEN", "sms.token_env", "ikke sat"),
        ("knows_repeats = true", 'knows_repeats = "ja"', "sms.knows_repeats", "true eller false"),
        ('inside = ["cvr.intern"]', "", "register.url", "https://"),
        ('user = "kommunen"', "user = 7", "register.user", "tekst"),
        ('token_file = "password"', "", "vitas.token_file", "mangler"),
        ("seal.p12", "none.p12", "seal.file", "kan ikke læses"),
        ("seal.p12", "password", "seal.file", "PKCS#12"),
        ('"https://tid.example/tsa"', "1", "seal.timestamp_url", "https://"),
    ],
)  # fmt: skip
def test_a_fault_is_said_with_its_place_and_only_its_table_is_left_out(write, old, new, place, words):
    write((old, new))
    (fault,) = [each for each in faults() if f": {place}: " in each]
    assert words in fault
    assert "hemmelig" not in fault
    table = place.partition(".")[0]
    expected = [name for name in services.NAMES if name != {"mial": "mail"}.get(table, table)]
    assert configuration().names() == expected


def test_every_fault_is_said_at_once(write):
    write(("smtp.kommune.example", ""), ("Jobcenter", ""), ("seal.p12", "none.p12"))
    places = [each.split(": ")[1] for each in faults()]
    assert places == ["mail.host", "sms.sender", "seal.file"]


@pytest.mark.parametrize("text", ["address =", "\xff"])
def test_a_file_that_is_none_is_said(write, text):
    file = write()
    file.write_text(text, encoding="latin-1")
    with pytest.raises(Misconfigured, match="TOML"):
        read(file)
    configuration.cache_clear()
    assert configuration().names() == []
    assert len(faults()) == 1


def test_a_file_that_is_not_there_is_said(write):
    write().unlink()
    configuration.cache_clear()
    assert "kan ikke læses" in faults()[0]


def test_the_example_in_the_documentation_is_right_but_for_the_files_it_names(tmp_path):
    root = Path(__file__).parent.parent.parent
    page = (root / "docs" / "how-to" / "connect-services.md").read_text(encoding="utf-8")
    file = tmp_path / "services.toml"
    file.write_text(page.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    wrong = read(file)[1]
    assert wrong
    assert [each for each in wrong if "kan ikke læses" not in each] == []
