"""``plads check`` says whether uploads are scanned."""

import json

import pytest

from tests.cli.test_commands import installation, plads
from tests.scanner import needs_clamd, running

__all__ = ["installation"]


def scanner_finding(installation, **settings):
    report = json.loads(plads(installation | settings, "check", "--json", expect=None))
    (finding,) = [each for each in report["checks"] if each["check"] == "virus scanner"]
    return finding


@pytest.mark.parametrize(
    ("settings", "ok", "says"),
    [
        ({}, True, "not scanned"),
        ({"PLADS_SCAN": "required"}, False, "refused"),
        ({"PLADS_CLAMD": "127.0.0.1:1"}, False, "uploads are refused"),
        ({"PLADS_CLAMD": "127.0.0.1:1", "PLADS_SCAN": "if-possible"}, False, "without being scanned"),
    ],
)
def test_what_becomes_of_uploads_is_said(installation, settings, ok, says):
    finding = scanner_finding(installation, **settings)
    assert finding["ok"] is ok
    assert says in finding["found"]


@needs_clamd
def test_a_scanner_that_answers_is_named(installation, tmp_path):
    with running(tmp_path) as address:
        finding = scanner_finding(installation, PLADS_CLAMD=address)
    assert finding["ok"]
    assert finding["found"].startswith("ClamAV")
