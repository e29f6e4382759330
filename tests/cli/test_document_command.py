"""``plads document verify``: the seal of a file, where there is an installation and where there is none."""

import json
import os
import subprocess
import sys

import pytest
from django.utils import timezone

from plads.documents.render import render
from plads.documents.sealing import load_certificate, make_trial_certificate, seal_pdf
from tests import databases
from tests.cli.test_commands import plads
from tests.documents.papers import CODE, MADE_AT, OWN, agreement

PAPER = """
import sys
from pathlib import Path
from plads.cli.installation import installation
with installation():
    from plads.centres.models import Document
    from plads.core.actor import Actor
    from plads.core.models import Municipality
    from plads.core.scope import acting
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        Path(sys.argv[1]).write_bytes(bytes(Document.objects.get().content))
"""


@pytest.fixture
def nowhere(tmp_path):
    """An environment without any installation."""
    clean = {n: v for n, v in os.environ.items() if not n.startswith(("PLADS_", "DATABASE_"))}
    return clean | {"PLADS_DATA": str(tmp_path / "nothing")}


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    """A sealed paper, and the certificate it is sealed with, as files."""
    folder = tmp_path_factory.mktemp("paper")
    (folder / "seal.p12").write_bytes(make_trial_certificate(timezone.now()))
    certificate = load_certificate(folder / "seal.p12", "")
    sealed = seal_pdf(render("agreement", agreement(), OWN, made_at=MADE_AT), certificate)
    (folder / "aftale.pdf").write_bytes(sealed)
    (folder / "seal.cer").write_bytes(certificate.signer.signing_cert.dump())
    return folder


def test_a_sealed_file_is_verified_without_an_installation_and_leaves_nothing(paper, nowhere, tmp_path):
    said = json.loads(plads(nowhere, "document", "verify", str(paper / "aftale.pdf"), "--json"))
    assert (said["ok"], said["code"], said["trial"], said["here"], said["trusted"]) == (
        True,
        CODE,
        True,
        None,
        None,
    )
    assert "TRIAL" in plads(nowhere, "document", "verify", str(paper / "aftale.pdf"))
    assert not (tmp_path / "nothing").exists()


def test_a_changed_byte_and_a_file_that_is_no_pdf_are_exit_code_1(paper, nowhere, tmp_path):
    content = bytearray((paper / "aftale.pdf").read_bytes())
    content[1000] ^= 1
    for broken in (bytes(content), b"", b"hej"):
        (tmp_path / "broken.pdf").write_bytes(broken)
        said = json.loads(
            plads(nowhere, "document", "verify", str(tmp_path / "broken.pdf"), "--json", expect=1)
        )
        assert not said["ok"]
        assert said["reason"]


def test_the_certificate_must_lead_to_a_root_that_is_given(paper, nowhere, tmp_path):
    file, own = str(paper / "aftale.pdf"), str(paper / "seal.cer")
    assert json.loads(plads(nowhere, "document", "verify", file, "--root", own, "--json"))["trusted"] is True
    (tmp_path / "other.p12").write_bytes(make_trial_certificate(timezone.now()))
    other = load_certificate(tmp_path / "other.p12", "").signer.signing_cert.dump()
    (tmp_path / "other.cer").write_bytes(other)
    said = plads(
        nowhere, "document", "verify", file, "--root", str(tmp_path / "other.cer"), "--json", expect=1
    )
    assert (json.loads(said)["intact"], json.loads(said)["trusted"]) == (True, False)
    (tmp_path / "no.cer").write_bytes(b"no certificate")
    plads(nowhere, "document", "verify", file, "--root", str(tmp_path / "no.cer"), expect=1)


def test_an_installation_knows_its_own_papers(paper, tmp_path):
    with databases.copy_of(databases.story_template()) as urls:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PLADS_")}
        here = clean | {"DATABASE_URL": urls.owner, "DATABASE_APP_URL": urls.app, "PLADS_DATA": str(tmp_path)}
        own = tmp_path / "own.pdf"
        subprocess.run([sys.executable, "-c", PAPER, str(own)], env=here, check=True, timeout=120)
        said = json.loads(plads(here, "document", "verify", str(own), "--json"))
        assert (said["ok"], said["here"]) == (True, "Helsingør Kommune")
        strange = json.loads(plads(here, "document", "verify", str(paper / "aftale.pdf"), "--json"))
        assert (strange["ok"], strange["here"]) == (True, "")
