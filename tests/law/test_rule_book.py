"""The rule book: every rule cited, dated and honest about what was read."""

import json
import re
import tomllib
from datetime import date, timedelta
from importlib import resources

import pytest

from plads.law import Outcome, Rule, RuleBook, book, worst
from plads.law.groups import target_groups
from plads.law.mentor_support import support_period
from plads.law.practice import duration, purpose, weekly_hours
from plads.law.quota import QuotaFacts, quota
from plads.law.same_employer import EmployerFacts, same_employer
from tests.days import TODAY

RULES = book().rules
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.id}/{rule.version}")
FILES = [
    file for file in resources.files("plads.law").joinpath("rules").iterdir() if file.name.endswith(".toml")
]

READ = {
    "LAB § 6",
    *(f"LAB § {number}" for number in (54, 57, 58, 59, 61, 167, 168, 169, 175, 203)),
    *(f"BAB § {number}" for number in (1, 60, 61, 65)),
    "LAB §§ 105 a-b",
    "BEK 977/2018 § 92",
    "VEJ 9641 af 17.6.2022",
}
"""The paragraphs that the law collected for this project gives a text of."""

VERDICTS = [
    quota(QuotaFacts([(date(2026, 10, 1), 5)], [2220, 60], 1), TODAY),
    duration("aktivitetsparat", TODAY, TODAY),
    duration("ukendt", TODAY, TODAY),
    weekly_hours(3000, TODAY),
    purpose([], TODAY),
    purpose(["fastholdelse"], TODAY, target_group="sygedagpenge", employed_here=True),
    same_employer(EmployerFacts("dagpenge", last_employed_here=True), TODAY),
    same_employer(EmployerFacts("dagpenge", False, True, new_function=False), TODAY),
    support_period(TODAY, TODAY + timedelta(days=400)),
]


@each_rule
def test_a_rule_cites_its_paragraph_and_where_it_was_read(rule):
    assert rule.title
    assert rule.source
    assert any(re.match(rf"{re.escape(known)}\b", rule.paragraph) for known in READ)


@each_rule
def test_a_part_of_a_rule_cites_what_was_read_or_says_that_its_status_is_unknown(rule):
    for part in rule.parts.values():
        read = any(re.match(rf"{re.escape(known)}\b", part.paragraph) for known in READ)
        assert read or part.status == "unknown"


@each_rule
def test_a_rule_is_dated_and_says_how_it_stands(rule):
    assert rule.status in {"enacted", "announced", "repealed"}
    assert isinstance(rule.verified, bool)
    assert rule.valid_to is None or rule.valid_to >= rule.valid_from
    assert (rule.status == "repealed") == (rule.valid_to is not None and rule.valid_to < TODAY)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_rule_file_is_named_after_its_rule_and_complete(file):
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    assert f"{raw['id']}.toml" == file.name
    for version in raw["versions"]:
        merged = {**raw, **version}
        assert {"title", "version", "paragraph", "source", "valid_from", "status", "verified"} <= set(merged)
        assert merged["parameters"]


def test_every_rule_file_is_in_the_book():
    assert {f"{rule.id}.toml" for rule in RULES} == {file.name for file in FILES}


def test_no_two_versions_of_a_rule_apply_on_the_same_day():
    edges = {rule.valid_from for rule in RULES} | {rule.valid_to for rule in RULES if rule.valid_to} | {TODAY}
    days = {edge + timedelta(days=shift) for edge in edges for shift in (-1, 0, 1)}
    doubles = [
        (rule.id, day)
        for rule in RULES
        for day in days
        if sum(each.id == rule.id and each.applies_on(day) for each in RULES) > 1
    ]
    assert doubles == []


def test_every_rule_has_a_version_in_force_today():
    assert {book().on(rule.id, TODAY).id for rule in RULES} == {rule.id for rule in RULES}


def test_a_version_applies_on_its_first_and_last_day_and_not_outside():
    rule = Rule("r", "1", "t", "p", "s", date(2026, 1, 1), date(2026, 6, 30), "enacted", True)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [rule.applies_on(day) for day in days] == [False, True, True, False]


def test_two_versions_that_overlap_are_found_and_not_chosen_between():
    rule = Rule("r", "1", "t", "p", "s", date(2026, 1, 1), None, "enacted", True)
    with pytest.raises(LookupError, match="2 versions of r"):
        RuleBook((rule, rule)).on("r", TODAY)


def test_an_unknown_rule_is_not_found():
    with pytest.raises(LookupError, match="0 versions"):
        book().on("findes-ikke", TODAY)


@pytest.mark.parametrize("verdict", VERDICTS, ids=lambda verdict: f"{verdict.rule} {verdict.outcome.value}")
def test_a_verdict_cites_its_rule_shows_its_working_and_offers_a_remedy(verdict):
    rule = book().on(verdict.rule, TODAY)
    assert (verdict.version, verdict.title, verdict.status, verdict.verified) == (
        rule.version,
        rule.title,
        rule.status,
        rule.verified,
    )
    assert verdict.paragraph in {rule.paragraph, *(part.paragraph for part in rule.parts.values())}
    assert verdict.working
    assert bool(verdict.remedy) == (verdict.outcome is not Outcome.OK)
    assert verdict.blocks == (verdict.outcome is Outcome.BLOCK)


@pytest.mark.parametrize("verdict", VERDICTS, ids=lambda verdict: f"{verdict.rule} {verdict.outcome.value}")
def test_a_verdict_comes_back_from_json_as_it_was(verdict):
    stored = json.loads(json.dumps(verdict.as_dict()))
    again = type(verdict)(
        **stored | {"outcome": Outcome(stored["outcome"]), "working": tuple(stored["working"])}
    )
    assert again == verdict


def test_the_worst_of_several_verdicts_decides():
    ok, warn, block = VERDICTS[1], VERDICTS[2], VERDICTS[3]
    assert worst([]) is Outcome.OK
    assert worst([ok]) is Outcome.OK
    assert worst([ok, warn]) is Outcome.WARN
    assert worst([block, warn, ok]) is Outcome.BLOCK


def test_every_target_group_cites_lab_paragraph_6_and_its_own_number():
    groups = target_groups()
    numbers = [re.fullmatch(r"LAB § 6, nr\. (\d+)", group.paragraph)[1] for group in groups]
    assert len(set(numbers)) == len(numbers)
    assert len({group.code for group in groups}) == len(groups)
    assert len({group.label for group in groups}) == len(groups)


def test_no_page_or_service_names_a_paragraph_the_law_collection_does_not_give():
    """Paragraphs in the code are claims too: each must be one that was read."""
    found = {
        (file.name, match[0])
        for file in _sources()
        for match in re.finditer(r"(?:LAB|BAB) § \d+", file.read_text(encoding="utf-8"))
    }
    assert found
    assert {(name, paragraph) for name, paragraph in found if paragraph not in READ} == set()


def _sources():
    folder = resources.files("plads")
    return [
        path
        for path in folder.rglob("*")
        if path.suffix in {".py", ".html", ".toml"} and "vendor" not in path.parts
    ]
