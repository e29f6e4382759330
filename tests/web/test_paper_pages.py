"""The papers as files for the parties, and the page where whoever holds one learns whether it is genuine."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from plads.centres.models import AgreementVersion, Document
from plads.core.actor import Actor
from plads.core.limits import LIMITS, Limit
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.documents.files import digest
from plads.documents.verifying import examine

CHECK = "/helsingoer/aftale-tjek/"


@pytest.fixture
def paper(story) -> Document:
    """The paper of the story's agreement."""
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        return Document.objects.select_related("version").get()


@pytest.fixture
def anybody(story, sign_in) -> Client:
    return sign_in(None)


def shown(response) -> str:
    return " ".join(response.content.decode().split())


def look(client, content: bytes, name="aftale.pdf"):
    return client.post(CHECK, {"look": "1", "file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.CONTACT, Role.HEAD_OFFICE, Role.REPRESENTATIVE])
def test_the_parties_fetch_the_very_file_that_was_sealed(role, paper, sign_in):
    answer = sign_in(role).get(f"/aftaler/{paper.version_id}/papir/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="aftale-')
    assert answer["Cache-Control"] == "no-store"
    assert digest(answer.content) == paper.sha256
    assert examine(answer.content).intact


@pytest.mark.parametrize("role", [Role.MENTOR, Role.CANDIDATE, Role.ADMINISTRATOR])
def test_others_fetch_nothing(role, paper, sign_in):
    assert sign_in(role).get(f"/aftaler/{paper.version_id}/papir/").status_code == 403


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.CONSULTANT, "aftaler"),
        (Role.CONTACT, "min-virksomhed/aftaler"),
        (Role.REPRESENTATIVE, "udtalelser"),
    ],
)
def test_the_page_of_an_agreement_leads_to_its_paper(role, path, paper, sign_in):
    page = shown(sign_in(role).get(f"/{path}/{paper.version_id}/"))
    assert f'href="/aftaler/{paper.version_id}/papir/"' in page


def test_a_code_however_it_is_typed_says_what_the_paper_is_and_nobodys_name(paper, anybody):
    typed = paper.code.lower().replace("-", " ")
    answer = anybody.post(CHECK, {"code": typed}, follow=True)
    page = shown(answer)
    for words in (
        "Koden er ægte",
        paper.code,
        paper.signer,
        "Prøve: ikke et gyldigt segl",
        "Helsingør Kommune",
    ):
        assert words in page, words
    with acting(Actor.system(paper.municipality_id)):
        names = {each.name for each in paper.version.signatures.all()}
    assert not [name for name in names if name in page]
    assert answer["Cache-Control"].startswith("max-age=0") or "no-store" in answer["Cache-Control"]


def test_a_file_is_genuine_changed_or_unknown(paper, anybody):
    content = bytes(paper.content)
    before = Document.objects.count()
    assert "Filen er ægte" in shown(look(anybody, content))
    added = shown(look(anybody, content + b"\n%more"))
    assert "føjet noget til filen" in added
    assert "Brug den ikke" in added
    changed = bytearray(content)
    changed[len(content) // 2] ^= 1
    assert "Filen er ændret" in shown(look(anybody, bytes(changed)))
    for unknown in (b"%PDF-1.7\nhello", b"%PDF-1.7 <pdf:Keywords>0000-0000-0000-0000</pdf:Keywords>"):
        assert "Vi kender ikke filen" in shown(look(anybody, unknown))
    assert "ikke en PDF" in shown(look(anybody, b"et brev"))
    assert Document.objects.count() == before


@pytest.mark.parametrize("code", ["0000-0000-0000-0000", "x", "%3Cscript%3E", "a" * 300])
def test_an_unknown_code_is_unknown(code, anybody):
    answer = anybody.get(f"{CHECK}{code}/")
    assert answer.status_code == 404
    assert "Ukendt papir" in shown(answer)
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize("sent", [{}, {"code": ""}, {"code": "kort"}, {"look": "1"}, {"code": "\x00" * 16}])
def test_what_is_missing_or_no_code_is_asked_for_again(sent, anybody):
    answer = anybody.post(CHECK, sent)
    assert answer.status_code == 200
    assert "pl-field-error" in shown(answer) or "form-error" in shown(answer)


def test_a_file_that_is_too_large_is_not_looked_at(anybody):
    assert "for stor" in shown(look(anybody, b"a" * (5 * 1024 * 1024 + 1)))


def test_another_municipality_does_not_know_the_paper(paper, anybody):
    other = Municipality.objects.exclude(code="217").first()
    assert anybody.get(f"/{other.slug}/aftale-tjek/{paper.code}/").status_code == 404


def test_who_tries_many_codes_is_told_to_wait(own_story, sign_in, monkeypatch):
    monkeypatch.setitem(LIMITS, "paper", Limit(2, LIMITS["paper"].within))
    client = sign_in(None)
    answers = [client.get(f"{CHECK}0000-0000-0000-0000/").status_code for _ in range(3)]
    assert answers == [404, 404, 429]


def test_an_offered_version_can_be_read_as_a_draft(own_story, sign_in):
    municipality = Municipality.objects.get(code="217")
    with acting(Actor.system(municipality.id)):
        version = AgreementVersion.objects.get()
        offered = AgreementVersion.objects.create(
            municipality=municipality,
            agreement=version.agreement,
            number=version.number + 1,
            period=version.period,
            goals="Mål",
            target_group="Gruppe",
            places=version.places,
            parties=version.parties,
            state="offered",
        )
    answer = sign_in(Role.CONTACT).get(f"/aftaler/{offered.id}/udkast/")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert 'filename="udkast-' in answer["Content-Disposition"]
    assert not examine(answer.content).signed
