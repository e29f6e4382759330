"""The file that says who may vouch for users: a right one is read, a wrong one says every fault with its place."""

import pytest

from plads.config.sign_in import Kind, Level, Misconfigured, OidcWay, Profile, SamlWay, faults, read
from tests.peers import starting
from tests.peers.starting import OidcPeer, SamlPeer, oidc_table, right, saml_table, write_configuration

SAML = SamlPeer("erhverv", 4711, "https://plads.example")
OIDC = OidcPeer("mitid", 4712, "https://plads.example")


@pytest.fixture
def write(tmp_path):
    def written(**ways):
        return write_configuration(tmp_path, "https://plads.example", ways)

    return written


def complaints(file):
    with pytest.raises(Misconfigured) as error:
        read(file)
    return "\n".join(error.value.faults)


def test_a_whole_file_is_read(write):
    levels = '[ways.erhverv.levels]\nstaff = "high"'
    file = write(
        erhverv=saml_table(SAML, more=levels),
        mitid=oidc_table(OIDC, "MitID", '"candidate"', 'cpr = "cpr"\nlevel = "loa"'),
    )
    found = read(file)
    assert (found.address, list(found.ways)) == ("https://plads.example", ["erhverv", "mitid"])
    saml, oidc = found.ways["erhverv"], found.ways["mitid"]
    assert isinstance(saml, SamlWay)
    assert isinstance(oidc, OidcWay)
    assert (saml.profile, saml.kinds) == (Profile.OIOSAML3, (Kind.STAFF, Kind.COMPANY))
    assert (saml.levels[Kind.STAFF], saml.levels[Kind.COMPANY], saml.least) == (
        Level.HIGH,
        Level.LOW,
        Level.LOW,
    )
    assert saml.roles[right("caseworker")] == "caseworker"
    assert (oidc.client_secret, oidc.claims.cpr, oidc.claims.level) == (starting.SECRET, "cpr", "loa")
    assert oidc.acr[Level.HIGH] == "https://data.gov.dk/concept/core/nsis/High"
    assert starting.SECRET not in repr(oidc)
    assert "PRIVATE KEY" not in repr(saml)


def test_a_secret_may_stand_in_the_environment(write, monkeypatch):
    table = oidc_table(OIDC, "MitID", '"candidate"', 'cpr = "cpr"').replace(
        'client_secret_file = "secret"', 'client_secret_env = "PLADS_TEST_SECRET"'
    )
    file = write(mitid=table)
    assert "miljøvariablen PLADS_TEST_SECRET er ikke sat" in complaints(file)
    monkeypatch.setenv("PLADS_TEST_SECRET", "s")
    assert read(file).ways["mitid"].client_secret == "s"


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (('protocol = "saml"', 'protocol = "smal"'), "ways.erhverv.protocol", "oidc, saml"),
        (('"staff", "company"', '"robots"'), "ways.erhverv.kinds", "staff, company, candidate"),
        (("key_file", "keyfile"), "ways.erhverv.keyfile", "slåfejl"),
        (('key_file = "key.pem"', 'key_file = "none.pem"'), "ways.erhverv.key_file", "kan ikke læses"),
        (('key_file = "key.pem"', 'key_file = "secret"'), "ways.erhverv.key_file", "privat nøgle"),
        (('certificate_file = "certificate.pem"', 'certificate_file = "key.pem"'), "certificate_file", "certifikat"),
        (('certificate_file = "certificate.pem"', 'certificate_file = "other.pem"'), "certificate_file", "passer ikke"),
        (("http://127.0.0.1:4711/metadata", "http://intern.example/m"), "ways.erhverv.metadata_url", "https://"),
        (('label = "Log ind med MitID Erhverv"', "label = 3"), "ways.erhverv.label", "tekst"),
        (('profile = "oiosaml3"', 'profile = "saml1"'), "ways.erhverv.profile", "kombit"),
        (("metadata_url = ", 'idp_entity_id = "x"\nmetadata_url = '), "ways.erhverv", "netop én"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_said_with_its_place(write, tmp_path, change, place, words):
    file = write(erhverv=saml_table(SAML))
    (tmp_path / "other.pem").write_text(starting.keys("stranger").certificate)
    file.write_text(file.read_text().replace(*change))
    said = complaints(file)
    assert place in said
    assert words in said
    assert file.name in said


def test_every_fault_is_said_at_once(write):
    file = write(erhverv=saml_table(SAML))
    text = file.read_text().replace("oiosaml3", "x").replace("https://plads.example", "plads.example")
    file.write_text(text)
    assert len(complaints(file).splitlines()) >= 2


def test_an_openid_way_must_say_how_its_people_are_found(write):
    for kind, claim in (("staff", "roles"), ("company", "cvr"), ("candidate", "cpr")):
        file = write(mitid=oidc_table(OIDC, "x", f'"{kind}"', 'name = "name"'))
        assert f"ways.mitid.claims.{claim}" in complaints(file)


def test_staff_of_an_openid_way_belong_to_one_municipality(write):
    file = write(mitid=oidc_table(OIDC, "x", '"staff"', 'roles = "roles"'))
    assert "ways.mitid.municipality" in complaints(file)
    file = write(mitid=oidc_table(OIDC, "x", '"staff"', 'roles = "roles"', 'municipality = "217"'))
    assert read(file).ways["mitid"].municipality == "217"


@pytest.mark.parametrize("content", ["not toml =", 'address = "https://x"', "[ways]\nx = 3", "", "\xff"])
def test_a_broken_file_is_said(tmp_path, content):
    file = tmp_path / "sign_in.toml"
    file.write_bytes(content.encode("latin-1"))
    assert complaints(file)


def test_a_file_that_is_not_there_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PLADS_SIGN_IN", str(tmp_path / "none.toml"))
    assert "kan ikke læses" in faults()[0]


def test_no_file_is_no_fault(monkeypatch):
    monkeypatch.delenv("PLADS_SIGN_IN", raising=False)
    assert faults() == []
