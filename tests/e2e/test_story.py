"""The leaflet's story in a browser: every role signs in themselves, from the public inquiry to the refill."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as moment

import pytest
from playwright.sync_api import expect

from plads.core.roles import Role
from plads.demo.people import DEMO_PASSWORD, person
from plads.documents.sealing import make_trial_certificate
from plads.web.forms_inquiry import SOONEST
from tests import databases
from tests.e2e.agreeing import (
    MOBILE,
    STORE,
    agreement_is_sent,
    agreement_is_written,
    others_sign,
    paper_is_genuine,
    representative_answers_by_sms,
)
from tests.e2e.conftest import served
from tests.e2e.days import BEGIN, JOB, OPENING
from tests.e2e.weeks import (
    hours_rise_around_the_classes,
    the_law_says_no_to_a_longer_course,
    the_others_end_on_the_agreed_day,
)
from tests.peers.starting import free_port

SEAL_PASSWORD = "only-for-tests"

CVR, P_NUMBER = "99000007", "9900000001"


class Stage:
    """The served story: who has the page open, and what day it is."""

    def __init__(self, base, clock, open_page, gateway) -> None:
        self.base, self.clock, self.open_page, self.gateway = base, clock, open_page, gateway
        self.pages = {}

    def day(self, day: date) -> None:
        """Let another day come: a session lasts one at most, so everybody signs in anew."""
        self.pages = {}
        self.clock.write_text(f"{day.isoformat()}T10:00:00")

    def visitor(self):
        return self.open_page(self.base)

    def sms_with(self, words: str):
        """The newest SMS that was sent with these words; waits for the worker to send it."""
        for _ in range(120):
            found = [each for each in self.gateway.sent if words in each.text]
            if found:
                return found[-1]
            time.sleep(0.25)
        raise AssertionError(f"no SMS says »{words}«")

    def wait_for(self, page, path, text):
        wait_for(page, path, text)

    def as_(self, role: Role):
        """The page of somebody in a role; they stay signed in for the day."""
        if role not in self.pages:
            phone = role in (Role.MENTOR, Role.CANDIDATE)
            self.pages[role] = self.open_page(self.base, person(role).email, DEMO_PASSWORD, phone=phone)
        return self.pages[role]


@pytest.fixture
def stage(tmp_path, open_page, services, smtp, sms_gateway):
    """The story served, with a mail server, an SMS gateway and a certificate of its own for papers."""
    clock, port = tmp_path / "clock", free_port()
    clock.write_text(f"{OPENING.isoformat()}T10:00:00")
    (tmp_path / "seal.p12").write_bytes(
        make_trial_certificate(datetime.combine(OPENING, moment(10), UTC), SEAL_PASSWORD)
    )
    services.set("seal", file="seal.p12", password_env="PLADS_TEST_SEAL_PASSWORD")
    services.address = f"http://127.0.0.1:{port}"
    services.write()
    more = services.environment | {"PLADS_TEST_SEAL_PASSWORD": SEAL_PASSWORD}
    opening = "tests.e2e.opening"
    with served(databases.template(), opening=opening, clock=clock, port=port, more=more) as base:
        yield Stage(base, clock, open_page, sms_gateway)


def wait_for(page, path, text, *, tries=60):
    """Look at a page again until the worker has done what follows."""
    for _ in range(tries):
        page.goto(path)
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"»{text}« never came on {path}")


def test_from_the_public_inquiry_to_the_refill(stage):
    a_store_writes(stage)
    the_coordinator_gives_it_to_the_consultant(stage)
    centre = a_centre_is_founded(stage)
    agreement = agreement_is_written(stage, centre)
    agreement_is_sent(stage, agreement)
    representative_answers_by_sms(stage)
    others_sign(stage, centre, agreement)
    paper_is_genuine(stage, agreement)
    a_mentor_is_ready(stage, centre)
    placements = four_candidates_begin(stage, centre)
    the_days_go_by(stage, placements)
    hours_rise_around_the_classes(stage, placements)
    one_gets_a_job_and_the_place_is_proposed(stage, centre, placements)
    the_freed_place_is_filled(stage, centre, placements)
    the_law_says_no_to_a_longer_course(stage, placements)
    the_others_end_on_the_agreed_day(stage, placements)


def a_store_writes(stage):
    page = stage.visitor()
    page.goto("/helsingoer/virksomhed/")
    page.get_by_label("Virksomhedens navn").fill(STORE)
    page.get_by_label("CVR-nummer").fill("99000008")
    page.get_by_label("P-nummer").fill(P_NUMBER)
    page.get_by_label("Dit navn").fill(person(Role.CONTACT).name)
    page.get_by_label("E-mail").fill(person(Role.CONTACT).email)
    page.locator("textarea").fill("Vi vil gerne give fire mennesker en chance.")
    page.locator("form button[type=submit], form button:not([type])").last.click()
    expect(page.get_by_text("kontrolcifferet passer ikke").first).to_be_visible()
    page.get_by_label("CVR-nummer").fill(CVR)
    page.wait_for_timeout(SOONEST * 1000)  # a person is not as fast as this test
    page.locator("form button[type=submit], form button:not([type])").last.click()
    expect(page.get_by_text(re.compile(r"H\d{8}"))).to_be_visible()


def the_coordinator_gives_it_to_the_consultant(stage):
    page = stage.as_(Role.COORDINATOR)
    wait_for(page, "/i-dag/", f"Ny henvendelse fra {STORE}")
    page.goto("/henvendelser/")
    page.get_by_role("link", name=STORE).first.click()
    page.get_by_text("Giv den til en kollega").click()
    page.get_by_label("Konsulent").select_option(label=person(Role.CONSULTANT).name)
    page.get_by_role("button", name="Giv videre").click()
    expect(page.get_by_text("Konsulenten får besked")).to_be_visible()


def a_centre_is_founded(stage):
    """The consultant makes the centre, with its contacts; returns its path."""
    page = stage.as_(Role.CONSULTANT)
    wait_for(page, "/i-dag/", f"Du har fået henvendelsen fra {STORE}")
    page.get_by_role("link", name=f"Du har fået henvendelsen fra {STORE}").click()
    page.get_by_text("Se arbejdspladsen efter, og opret centret").click()
    for field in page.get_by_label(re.compile("^Ansatte i ")).all():
        field.fill("31,5")
    page.get_by_role("button", name="Opret centret").click()
    expect(page.get_by_role("heading", name=STORE, level=1)).to_be_visible()
    centre = page.url.removeprefix(stage.base)
    for kind, role in (("Kontaktperson", Role.CONTACT), ("Tillidsrepræsentant", Role.REPRESENTATIVE)):
        page.get_by_text("Tilføj en kontakt", exact=True).click()
        form = page.locator("form").filter(has=page.get_by_role("button", name="Gem kontakten"))
        form.get_by_label(kind, exact=True).check(force=True)
        form.get_by_label("Navn").fill(person(role).name)
        form.get_by_label("E-mail").fill(person(role).email)
        form.get_by_label("Telefon").fill(MOBILE if role == Role.REPRESENTATIVE else "")
        form.get_by_role("button", name="Gem kontakten").click()
        page.goto(centre)
        if role == Role.CONTACT:  # the representative never signs in: a link comes by SMS
            page.locator("button[name=invite]").first.click()
            page.goto(centre)
    return centre


def a_mentor_is_ready(stage, centre):
    page = stage.as_(Role.CONTACT)
    page.goto("/min-virksomhed/")
    page.get_by_role("link", name="Udpeg en mentor").first.click()
    page.get_by_label("Navn").fill(person(Role.MENTOR).name)
    page.get_by_label("E-mail").fill(person(Role.MENTOR).email)
    page.locator("main form button").last.click()
    page = stage.as_(Role.MENTOR)
    page.goto("/mentor/")
    expect(page.get_by_text("tavshed").first).to_be_visible()
    page.locator("main form button").first.click()
    page = stage.as_(Role.CASEWORKER)
    page.goto(centre)
    page.get_by_role("link", name=person(Role.MENTOR).name).click()
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    form = page.locator("form").filter(has=page.locator("[name$=beyond_normal]"))
    form.locator("[name$=first_day]").fill(BEGIN.isoformat())
    form.locator("[name$=last_day]").fill((BEGIN + timedelta(days=170)).isoformat())
    form.locator("[name$=weekly_minutes]").fill("10")
    form.locator("[name$=beyond_normal]").fill("Daglig oplæring på let dansk.")
    form.locator("button").last.click()
    page.goto(page.url)
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    form = page.locator("form").filter(has=page.locator("[name$=decision]")).first
    form.locator("[name$=decision]").fill("Fire kandidater kræver mere end det normale.")
    form.get_by_label(re.compile("Bevilg")).first.check(force=True)
    form.locator("button").last.click()
    expect(page.get_by_text("Bevilget").first).to_be_visible()


def four_candidates_begin(stage, centre):
    """Each place: the proposal is followed, both say yes, planned, granted, a mentor; returns their paths."""
    stage.day(BEGIN - timedelta(days=1))
    paths = dict(one_is_placed(stage, centre, number) for number in range(1, 5))
    for number, path in enumerate(paths.values(), start=1):
        vitas_approves(stage, path, number)
    stage.day(BEGIN)
    page = stage.as_(Role.CASEWORKER)
    for path in paths.values():
        page.goto(path)
        page.get_by_role("button", name="Sæt i gang").click()
        expect(page.get_by_role("link", name="Afslut forløbet").first).to_be_visible()
    return paths


def the_freed_place_is_filled(stage, centre, placements):
    """The next candidate takes the place that became free, some days later."""
    stage.day(JOB + timedelta(days=4))
    left = next(each for each in placements if each != person(Role.CANDIDATE).name)
    number = list(placements).index(left) + 1
    name, path = one_is_placed(stage, centre, number, "")
    assert name not in placements
    vitas_approves(stage, path, 5)


def vitas_approves(stage, path, number):
    """The application is written off into VITAS, and what VITAS answers is noted: before that nobody begins."""
    page = stage.as_(Role.CASEWORKER)
    page.goto(f"{path}vitas/")
    page.get_by_label("Ansøgningens nummer").fill(f"A-{number}")
    page.get_by_role("button", name="Noter som sendt").click()
    page.get_by_label("Bevillingens nummer").fill(f"B-{number}")
    page.get_by_role("button", name="Noter godkendelsen").click()
    expect(page.get_by_text("VITAS har godkendt forløbet").first).to_be_visible()


def one_is_placed(stage, centre, number, begins=" fra 7. sep"):
    """Fill one place from that day; returns the candidate's name and the placement's path."""
    page = stage.as_(Role.CASEWORKER)
    page.goto(centre)
    page.get_by_role("link", name=f"Plads {number}", exact=True).click()
    wait_for(page, page.url.removeprefix(stage.base), " point")
    page.get_by_role("button", name=re.compile(f"^Indstil .*{begins}")).click()
    page.wait_for_url(re.compile("/indstillinger/"))
    nomination = page.url.removeprefix(stage.base)
    name = page.get_by_role("heading", level=1).inner_text().removeprefix("Indstilling af ")
    if name == person(Role.CANDIDATE).name:
        own = stage.as_(Role.CANDIDATE)
        own.goto("/min-dag/")
        own.locator("a[href*='/min-dag/plads/']").first.click()
        own.get_by_role("button", name="Ja tak").click()
    else:
        page.get_by_label(re.compile("^Ja")).first.check(force=True)
        page.get_by_role("button", name="Noter svaret").click()
    contact = stage.as_(Role.CONTACT)
    contact.goto("/min-virksomhed/")
    contact.locator("a[href*='/min-virksomhed/kandidater/']").first.click()
    for private in ("ktivitetsparat", "610190", "rolig første uge"):
        assert private not in contact.content()
    contact.get_by_role("button", name=re.compile("^Ja, vi vil gerne have")).click()
    page.goto(nomination)
    page.get_by_role("button", name="Planlæg forløbet").click()
    page.wait_for_url(re.compile("/forloeb/"))
    page.get_by_role("button", name="Bevilg forløbet").click()
    page.get_by_label("Mentor", exact=True).select_option(index=1)
    page.get_by_role("button", name="Tilknyt mentoren").click()
    expect(page.get_by_role("link", name=person(Role.MENTOR).name).first).to_be_visible()
    return name, page.url.removeprefix(stage.base).split("?")[0].split("#")[0]


def the_days_go_by(stage, placements):
    """The mentor notes who came; the candidate is ill; the caseworker holds a meeting."""
    stage.day(BEGIN + timedelta(days=1))
    mentor = stage.as_(Role.MENTOR)
    mentor.goto("/mentor/")
    expect(mentor.get_by_role("button", name=re.compile("Mødt"))).to_have_count(4)
    mentor.get_by_role("button", name=re.compile("Mødt")).first.click()
    own = stage.as_(Role.CANDIDATE)
    own.goto("/min-dag/")
    own.get_by_role("button", name=re.compile("Jeg er syg")).click()
    caseworker = stage.as_(Role.CASEWORKER)
    wait_for(caseworker, "/i-dag/", f"Fravær: {person(Role.CANDIDATE).name}")
    stage.day(BEGIN + timedelta(weeks=3))
    path, caseworker = placements[person(Role.CANDIDATE).name], stage.as_(Role.CASEWORKER)
    caseworker.goto(f"{path}?vis=followup")
    caseworker.locator("[name$=held_on]").last.fill((BEGIN + timedelta(weeks=3)).isoformat())
    caseworker.locator("[name$=note]").last.fill("Det går fremad.")
    caseworker.locator("button[name=do][value=followup]").click()
    expect(caseworker.get_by_text("Det går fremad.").first).to_be_visible()


def one_gets_a_job_and_the_place_is_proposed(stage, centre, placements):
    """The course ends early with a job; the freed place is proposed to the next, and the board shows it."""
    stage.day(JOB)
    name = next(each for each in placements if each != person(Role.CANDIDATE).name)
    page = stage.as_(Role.CASEWORKER)
    page.goto(f"{placements[name]}?vis=end")
    page.locator("[name$=last_day]").last.fill((BEGIN - timedelta(days=1)).isoformat())
    page.locator("[name$=reason]").last.select_option("job_here")
    page.locator("[name$=weekly_minutes]").last.fill("30")
    page.locator("[name$=job_starts]").last.fill((JOB + timedelta(days=1)).isoformat())
    page.locator("button[name=do][value=end]").click()
    expect(page.get_by_text("Det kan ikke slutte før").first).to_be_visible()
    page.locator("[name$=last_day]").last.fill(JOB.isoformat())
    page.locator("button[name=do][value=end]").click()
    expect(page.get_by_text("Ordinært job på arbejdspladsen").first).to_be_visible()
    page.get_by_role("link", name="Se, hvem pladsen tilbydes").click()
    wait_for(page, page.url.removeprefix(stage.base), " point")
    expect(page.get_by_role("button", name=re.compile("^Indstil "))).to_be_visible()
    page.goto("/tavle/")
    expect(page.get_by_text(re.compile("forslag fra")).first).to_be_visible()
    manager = stage.as_(Role.MANAGER)
    manager.goto("/tal/")
    expect(manager.get_by_role("heading", level=1)).to_be_visible()
    assert name not in manager.content()
    administrator = stage.as_(Role.ADMINISTRATOR)
    administrator.goto("/drift/")
    expect(administrator.get_by_role("heading", level=1)).to_be_visible()
    assert "Prøv igen" not in administrator.content()
