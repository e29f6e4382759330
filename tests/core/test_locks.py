"""Locks that leave foreign keys alone."""

import re
from pathlib import Path

import plads

SOURCES = sorted(Path(plads.__file__).parent.rglob("*.py"))


def test_no_lock_keeps_a_foreign_key_waiting():
    """A plain FOR UPDATE waits for, and is waited for by, the key checks of others' commits: that deadlocks."""
    plain = [
        f"{file.name}: {call}"
        for file in SOURCES
        for call in re.findall(r"select_for_update\([^\n]*", file.read_text(encoding="utf-8"))
        if "no_key=True" not in call
    ]
    assert plain == []


def test_triggers_take_the_same_kind_of_lock():
    from plads.placements.triggers import HOURS_WITHIN_WEEK, STEP_HOURS_WITHIN_WEEK

    for trigger in (HOURS_WITHIN_WEEK, STEP_HOURS_WITHIN_WEEK):
        assert "FOR NO KEY UPDATE" in trigger
        assert not re.search(r"FOR UPDATE", trigger)
