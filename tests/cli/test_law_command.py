"""``plads law`` as somebody types it: an answer, or one Danish line and exit code 2."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from plads.cli.law import law
from plads.law import book

GOOD = '{"ordinary_fte": 23.7, "supported_fte": 3, "new_weekly_hours": 18.5}'


def run(*arguments, given=None):
    return CliRunner().invoke(law, arguments, input=given)


def explain(*arguments, rule="rimelighedskrav", facts=GOOD, on="2026-11-24"):
    return run("explain", rule, "--facts", facts, "--on", on, *arguments)


def test_the_answer_is_one_json_document_with_all_it_rests_on():
    answer = json.loads(explain("--json").stdout)
    assert set(answer) == {
        *("outcome", "rule", "version", "title", "paragraph", "status", "verified", "working", "remedy", "on")
    }
    assert (answer["outcome"], answer["version"], answer["paragraph"]) == ("ok", "aarsvaerk", "BAB § 65")


def test_the_answer_in_words_has_the_working_and_what_helps():
    said = explain(facts=GOOD.replace("18.5", "40")).stdout
    assert said.startswith("block: Ikke tilladt\n")
    assert "40 / 37 = 1,08 fuldtidspersoner" in said
    assert "Det hjælper: Sæt de ugentlige timer 3 timer ned" in said
    assert "ikke verificeret" in said


def test_facts_may_come_from_standard_input():
    assert run("explain", "rimelighedskrav", "--facts", "-", "--on", "2026-11-24", given=GOOD).exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "rimelighedskrav"),
        ("explain",),
        ("explain", "ukendt", "--facts", GOOD),
        ("explain", "rimelighedskrav", "--facts", "{"),
        ("explain", "rimelighedskrav", "--facts", GOOD, "--on", "i morgen"),
        ("explain", "rimelighedskrav", "--facts", GOOD, "--on", "2017-01-01"),
        ("explain", "rimelighedskrav", "--facts", GOOD, "--on", ""),
        ("explain", "rimelighedskrav", "--facts", GOOD, "--naar", "2026-01-01"),
        ("explain", "rimelighedskrav", "--facts", '{"\udce6": 1}'),
        ("explain", "rimelighedskrav", "--on", "2026-01-01", "--facts"),
        ("list", "--on", "2026-13-01"),
        ("list", "noget"),
    ],
    ids=" ".join,
)
def test_a_wrong_question_is_one_line_on_standard_error_and_exit_code_2(arguments):
    plain, as_json = run(*arguments), run(*arguments[:1], "--json", *arguments[1:])
    for result in (plain, as_json):
        assert result.exit_code == 2
        assert result.stderr.startswith("plads law: ")
        assert "Traceback" not in result.output
    assert not plain.stdout
    assert set(json.loads(as_json.stdout)) == {"error"}


def test_the_list_has_every_version_of_every_rule_and_the_facts_it_asks_for():
    listed = json.loads(run("list", "--json").stdout)["rules"]
    found = {(rule["rule"], version["version"]) for rule in listed for version in rule["versions"]}
    assert found == {(rule.id, rule.version) for rule in book().rules}
    for rule in listed:
        assert all({"name", "type", "unit", "meaning", "required"} == set(fact) for fact in rule["facts"])
        assert all(version["paragraph"] and version["source"] for version in rule["versions"])
    quota = next(rule for rule in listed if rule["rule"] == "rimelighedskrav")
    assert [fact["name"] for fact in quota["facts"]][:3] == [
        "ordinary_fte",
        "supported_fte",
        "new_weekly_hours",
    ]


def test_the_list_of_a_day_has_the_versions_in_force_then():
    then = json.loads(run("list", "--json", "--on", "2020-05-01").stdout)["rules"]
    assert [(rule["rule"], rule["versions"][0]["version"]) for rule in then] == [
        ("praktik-varighed", "2024"),
        ("rimelighedskrav", "hoveder"),
    ]


def test_the_list_in_words_names_facts_and_what_is_not_verified():
    said = run("list").stdout
    assert "ordinary_fte (number | list, årsværk)" in said
    assert "hoveder: 2018-07-01 til 2021-12-31, ophævet, ikke verificeret" in said


def test_it_works_without_a_database_a_folder_or_a_setting(tmp_path):
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [
        sys.executable,
        "-m",
        "plads.cli",
        "law",
        "explain",
        "rimelighedskrav",
        "--facts",
        GOOD,
        "--json",
    ]
    done = subprocess.run(
        command, env=bare, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert json.loads(done.stdout)["outcome"] == "ok", done.stderr
    assert list(tmp_path.iterdir()) == []
