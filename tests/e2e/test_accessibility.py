"""axe finds nothing on any page, in any role, on a phone or at a desk; and nothing is wider than the screen."""

import json
import subprocess
import sys

import pytest

from plads.core.roles import Role
from plads.demo.people import DEMO_PASSWORD, DEMO_PEOPLE
from tests import databases
from tests.e2e.conftest import ROOT, served

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """async () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(document, {runOnly: rules});
  return found.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).join(" | "));
}"""


@pytest.fixture(scope="module")
def base():
    """The story, as of today, served."""
    with served(databases.story_template("now")) as address:
        yield address


@pytest.fixture(scope="module")
def pages(base):
    """Every page's address in that story and who may open it, by role."""
    listing = subprocess.run(
        [sys.executable, "-m", "tests.e2e.addresses", databases.story_template("now")],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    return json.loads(listing.stdout)


def look_at(page, path):
    """Open a page and return what is wrong with it."""
    response = page.goto(path)
    assert response.status == 200, (path, response.status)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    # The bar at the bottom covers whatever lies behind it until one scrolls: ask with the whole page in view.
    tall = page.evaluate("document.documentElement.scrollHeight") + 200
    page.set_viewport_size({"width": page.viewport_size["width"], "height": tall})
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(RUN_AXE)
    return [f"{path}: {each}" for each in [*found, *([f"{wide} px too wide"] if wide > 0 else [])]]


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desk"])
@pytest.mark.parametrize("role", [person.role for person in DEMO_PEOPLE])
def test_axe_finds_nothing_on_the_pages_of(role, phone, base, pages, open_page):
    email = next(person.email for person in DEMO_PEOPLE if person.role == role)
    page = open_page(base, email, DEMO_PASSWORD, phone=phone)
    wrong = [each for path in pages[role] for each in look_at(page, path)]
    assert wrong == []


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desk"])
def test_axe_finds_nothing_on_the_public_pages(phone, base, pages, open_page):
    page = open_page(base, phone=phone)
    wrong = [each for path in pages[""] for each in look_at(page, path)]
    assert wrong == []


def test_no_page_is_wider_than_320_pixels(base, pages, open_page):
    page = open_page(base, "mentor@plads.example", DEMO_PASSWORD)
    page.set_viewport_size({"width": 320, "height": 640})
    assert [each for path in pages[Role.MENTOR] for each in look_at(page, path)] == []


STATES = (
    ("virksomhed/", "form.pl-form", {}, "Skriv jeres CVR-nummer"),
    ("underskrift/", "form.pl-form", {}, "Skriv din e-mail"),
    ("underskrift/", "form.pl-form", {"address": "20 12 34 56"}, "Hvis der venter en aftale"),
    ("aftale-tjek/", "form:has([name=code])", {"code": "hej"}, "fire gange fire tegn"),
    ("aftale-tjek/", "form:has([type=file])", {}, "Vælg først filen"),
)
"""Page of the municipality, form, what is typed, and what the page then says."""


def test_axe_finds_nothing_where_a_visitor_from_outside_went_wrong(base, open_page):
    page, wrong = open_page(base, phone=True), []
    for path, form, typed, said in STATES:
        page.goto(f"/helsingoer/{path}")
        for name, value in typed.items():
            page.locator(f"[name={name}]").fill(value)
        page.locator(f"main {form} button[type=submit]").last.click()
        page.get_by_text(said).first.wait_for()
        page.evaluate(AXE.read_text(encoding="utf-8"))
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [
            f"{path} {said}: {each}" for each in [*page.evaluate(RUN_AXE), *(["wide"] if wide > 0 else [])]
        ]
    assert wrong == []
