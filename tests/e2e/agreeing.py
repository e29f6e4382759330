"""From talks to sealed paper in the browser: the agreement is written, three people answer, one by SMS on a phone."""

import os
import re
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from plads.core.roles import Role
from plads.demo.people import person
from plads.documents.checks import faults
from tests.e2e.days import BEGIN

STORE = "Varehuset Eksempel"
MOBILE = "20123456"
PLACES = (
    ("9334", "Fylde varer op\nVende varer", "man-fre 8-14", "2"),
    ("9334", "Fylde varer op\nHjælpe kunder på vej", "man-fre 8-14", "2"),
    ("9333", "Modtage varer\nHolde orden på lageret", "man-fre 8-14", "0"),
    ("9333", "Pakke ud", "man-fre 8-14", "0"),
)


def agreement_is_written(stage, centre):
    """Four places, all that an agreement must say, and the quota with its working; returns the agreement's path."""
    page = stage.as_(Role.CONSULTANT)
    page.goto(f"{centre}aftale/ny/")
    page.get_by_label("Første dag").fill((BEGIN - timedelta(days=7)).isoformat())
    page.get_by_label("Sidste dag").fill((BEGIN + timedelta(days=358)).isoformat())
    page.get_by_label("Antal pladser").fill("4")
    page.get_by_role("button", name="Begynd aftalen").click()
    expect(page.get_by_text("Kladden er begyndt")).to_be_visible()
    agreement = page.url.removeprefix(stage.base)
    page.goto(f"{agreement}ret/")
    page.get_by_label("Mål for centret").fill("Fire kandidater ad gangen kommer tættere på et job.")
    page.get_by_label("Målgruppe").fill("Mennesker med lidt erfaring eller lidt dansk.")
    page.locator("main form.pl-form button[type=submit]").last.click()
    expect(page.get_by_text("Ordene er gemt")).to_be_visible()
    for number, (occupation, tasks, week, danish) in enumerate(PLACES, start=1):
        page.goto(f"{agreement}pladser/{number}/")
        page.locator("[name=occupation]").select_option(occupation)
        page.get_by_label("Opgaver").fill(tasks)
        page.locator("[name=week]").fill(week)
        page.locator("[name=danish_level]").select_option(danish)
        page.get_by_role("button", name="Gem pladsen").click()
    page.goto(agreement)
    expect(page.get_by_text("Gennemsnit af 4 måneder").first).to_be_attached()
    return agreement


def agreement_is_sent(stage, agreement):
    """The representative, who never signed in, gets a link by SMS; the contact signs in."""
    page = stage.as_(Role.CONSULTANT)
    page.goto(f"{agreement}send/")
    page.locator("[name=representative-channel][value=sms]").check(force=True)
    page.locator("[name=company-channel][value=account]").check(force=True)
    page.locator("main form button[type=submit]").last.click()
    expect(page.get_by_text("Aftalen er sendt til underskrift")).to_be_visible()


def representative_answers_by_sms(stage):
    """On a phone, without an account: read the quota, get a code by SMS, give the statement."""
    link = stage.sms_with("underskrift").text
    path = re.search(r"/helsingoer/underskrift/\S+", link)[0]
    page = stage.open_page(stage.base, phone=True)
    page.goto(path)
    expect(page.get_by_text("Gennemsnit af 4 måneder").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Send mig en kode").first.click()
    code = re.search(r"\d{3} \d{3}", stage.sms_with("er din kode").text)[0]
    wrong = "000 000" if code != "000 000" else "111 111"
    for attempt in (wrong, code):
        page.get_by_label(re.compile("^Ja")).first.check(force=True)
        page.locator("[name=statement]").fill("Vi er enige.")
        page.locator("[name=code]").fill(attempt)
        page.locator("[name=me]").check(force=True)
        page.get_by_role("button", name="Giv udtalelsen").click()
        if attempt == wrong:
            expect(page.get_by_text("Koden passer ikke").first).to_be_visible()
    expect(page.get_by_text("Tak").first).to_be_visible()


def others_sign(stage, centre, agreement):
    """The company by account, the municipality by account; then the places are open."""
    page = stage.as_(Role.CONTACT)
    page.goto("/min-virksomhed/")
    page.locator("a[href*='/min-virksomhed/aftaler/']").first.click()
    page.get_by_label("Jeg har læst aftalen").check(force=True)
    page.get_by_role("button", name="Giv svaret").click()
    page = stage.as_(Role.CONSULTANT)
    page.goto(agreement)
    expect(page.get_by_text(person(Role.CONTACT).name).first).to_be_visible()
    page.get_by_role("button", name="Skriv under for kommunen").click()
    expect(page.get_by_text("Underskrevet").first).to_be_visible()
    stage.wait_for(page, centre, "Plads 4")


def paper_is_genuine(stage, agreement):
    """The sealed PDF: as it must be, found genuine by anybody who holds it, and not after one byte is changed."""
    page = stage.as_(Role.CONSULTANT)
    stage.wait_for(page, agreement, "Hent aftalen (PDF)")
    pdf = page.request.get(f"{agreement}papir/").body()
    assert faults(pdf) == []
    at = pdf.index(b"/Contents") // 2
    changed = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
    assert (verified(pdf), verified(changed)) == (0, 1)
    holder = stage.visitor()
    for held, said in ((pdf, "Filen er ægte"), (changed, "Filen er ændret")):
        holder.goto("/helsingoer/aftale-tjek/")
        holder.locator("input[type=file]").set_input_files(
            {"name": "aftale.pdf", "mimeType": "application/pdf", "buffer": held}
        )
        holder.locator("form:has(input[type=file]) button").last.click()
        expect(holder.get_by_text(said).first).to_be_visible()


def verified(pdf):
    """What ``plads document verify`` ends with: 0 for a paper that is as it was sealed."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        command = [sys.executable, "-m", "plads.cli", "document", "verify", file.name]
        alone = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
        done = subprocess.run(
            command, capture_output=True, check=False, env=alone, cwd=Path(file.name).parent
        )
        assert b"Traceback" not in done.stderr
        return done.returncode
