"""What Plads is made of is listed in full, and an audit that could not be made is not called well."""

import json
import re
import tomllib

import pytest
from launcher import checks, supply
from launcher.project import ROOT
from launcher.supply import Audit, read_npm_audit, read_pip_audit


@pytest.fixture(scope="module")
def bill():
    return supply.make_sbom()


def test_every_locked_package_is_in_the_bill_of_materials_with_its_version(bill):
    names = {
        (each["name"], each["version"]) for each in tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    }
    assert len(names) > 100
    found = {(part["name"].lower().replace("_", "-"), part["version"]) for part in bill["components"]}
    assert {each for each in names if each[0] != "plads"} <= found
    assert supply.locked() <= supply.listed(bill)


def test_every_npm_package_is_in_it_too(bill):
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    found = {
        (part["name"], part["version"]) for part in bill["components"] if part["purl"].startswith("pkg:npm/")
    }
    assert {
        (place.rpartition("node_modules/")[2], each["version"]) for place, each in packages.items() if place
    } <= found


def test_a_missing_package_is_named(monkeypatch, tmp_path, bill):
    few = bill | {"components": [part for part in bill["components"] if part["name"] != "django"]}
    monkeypatch.setattr(supply, "SBOM", tmp_path / "sbom.json")
    monkeypatch.setattr(supply, "_STAMP", tmp_path / "stamp")
    monkeypatch.setattr(supply, "WORK", tmp_path)
    monkeypatch.setattr(supply, "make_sbom", lambda: few)
    assert re.fullmatch(r"sbom.json lacks pkg:pypi/django@[0-9.]+", supply.write_sbom())


def test_it_tells_what_runs_in_service_from_what_only_checks_it(bill):
    scope = {part["name"]: part["scope"] for part in bill["components"]}
    assert (scope["django"], scope["psycopg-binary"], scope["htmx.org"]) == ("required",) * 3
    assert (scope["pytest"], scope["ruff"], scope["oidc-provider"]) == ("excluded",) * 3


def test_it_is_a_cyclonedx_document_of_this_project(bill):
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "plads"
    refs = [part["bom-ref"] for part in bill["components"]]
    assert len(refs) == len(set(refs))


def said(*packages):
    return "No known vulnerabilities found\n" + json.dumps({"dependencies": list(packages), "fixes": []})


HOLE = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["2.0"]}


@pytest.mark.parametrize("answer", ["", "{", "not json", "{}", said()])
def test_no_answer_is_not_a_good_answer(answer):
    assert read_pip_audit(answer).unasked
    assert read_npm_audit(answer).unasked


def test_a_package_that_was_skipped_was_not_audited():
    audit = read_pip_audit(
        said({"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found"})
    )
    assert audit == Audit((), "the index could not be asked about 1 of 2 packages")
    outcome = checks._audited(audit)
    assert not outcome.problem
    assert outcome.skipped.startswith("NOT AUDITED")


def test_a_hole_is_a_problem_until_somebody_says_why_not(monkeypatch):
    answer = said({"name": "a", "version": "1", "vulns": [HOLE]})
    assert read_pip_audit(answer).holes == ("a 1: PYSEC-2026-1, mended in 2.0",)
    assert checks._audited(read_pip_audit(answer)).problem
    monkeypatch.setitem(supply.ACCEPTED, "CVE-2026-1", "we never call it")
    assert read_pip_audit(answer) == Audit()


def test_npm_is_read_by_severity():
    found = {
        "a": {"severity": "critical", "via": [{"title": "Runs what it is sent"}]},
        "b": {"severity": "low", "via": []},
        "c": {"severity": "high", "via": ["a"]},
    }
    audit = read_npm_audit(json.dumps({"vulnerabilities": found}))
    assert audit.holes == ("a: critical (Runs what it is sent)", "c: high")
    assert read_npm_audit(json.dumps({"message": "405 Method Not Allowed"})).unasked


def test_every_hole_that_is_accepted_has_a_reason():
    assert all(len(reason) > 20 for reason in supply.ACCEPTED.values())
