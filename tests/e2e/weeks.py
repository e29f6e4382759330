"""Thirteen weeks in the browser: rising hours around two mornings of classes, a no by law, a refill, the last day."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from plads.core.roles import Role
from plads.demo.people import person
from tests.e2e.days import BEGIN, JOB

LAST = BEGIN + timedelta(weeks=13, days=-1)
OWN = person(Role.CANDIDATE).name


def hours_rise_around_the_classes(stage, placements):
    """Classes on Tuesday and Thursday morning stand in the way of one wish; then the hours rise in two steps."""
    page = stage.as_(Role.CASEWORKER)
    page.goto(f"{placements[OWN]}timer/")
    page.locator("[name$=first_day]").last.fill((BEGIN + timedelta(weeks=3)).isoformat())
    page.locator("[name$=slots]").first.fill("tir 9-11")
    page.get_by_role("button", name="Gem timerne").click()
    expect(page.get_by_text("er optaget af Danskuddannelse").first).to_be_visible()
    page.locator("[name=slots]").fill("man, ons, fre 9-11")
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    page.locator("[name=second_day]").fill((BEGIN + timedelta(weeks=6)).isoformat())
    page.locator("[name=second_slots]").fill("man, ons, fre 9-13")
    page.get_by_role("button", name="Gem timerne").click()
    page.wait_for_url(re.compile(f"{placements[OWN]}$"))
    page.goto(f"{placements[OWN]}timer/")
    for hours in ("6 t.", "12 t."):
        expect(page.get_by_text(hours).first).to_be_visible()
    own = stage.as_(Role.CANDIDATE)
    own.goto("/min-uge/")
    expect(own.get_by_text(re.compile(r"9\.00.11\.00")).first).to_be_visible()


def the_law_says_no_to_a_longer_course(stage, placements):
    """26 weeks is the longest after an assessment: the field says so; the no is kept with its reason."""
    stage.day(JOB + timedelta(weeks=2))
    page = stage.as_(Role.CASEWORKER)
    page.goto(f"{placements[OWN]}forlaeng/")
    page.locator("[name$=last_day]").last.fill((BEGIN + timedelta(weeks=30)).isoformat())
    page.locator("[name$=kind][value=assessed]").check(force=True)
    page.locator("[name$=reason]").last.fill("Kamal er godt på vej, men mangler stadig dansk.")
    page.locator("button[name=do][value=extend]").click()
    expect(page.get_by_text("26 uger").first).to_be_visible()
    page.locator("button[name=do][value=refuse]").click()
    page.goto(f"{placements[OWN]}forlaeng/")
    expect(page.get_by_text("Kamal er godt på vej").first).to_be_visible()
    expect(page.get_by_text("LAB § 61, stk. 2").first).to_be_visible()


def the_others_end_on_the_agreed_day(stage, placements):
    """The last day has come: whoever has not left ends as agreed."""
    stage.day(LAST)
    page = stage.as_(Role.CASEWORKER)
    page.goto(f"{placements[OWN]}?vis=end")
    page.locator("[name$=last_day]").last.fill(LAST.isoformat())
    page.locator("[name$=reason]").last.select_option("agreed")
    page.locator("button[name=do][value=end]").click()
    expect(page.get_by_text("Den aftalte sidste dag").first).to_be_visible()
