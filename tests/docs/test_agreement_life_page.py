"""The picture in the page about an agreement's life is what its table says."""

import re
from pathlib import Path

from plads.centres.lifecycle import AGREEMENT

PAGE = Path(__file__).parent.parent.parent / "docs" / "explanation" / "agreement-life.md"
STAYS = {"amend", "ask_change", "call_off_pause", "give_notice", "take_back_notice", "renew", "copy"}
"""Deeds whose target is what they are about, not where the agreement goes."""


def test_the_picture_shows_every_move_of_the_table_and_no_other():
    drawn = re.findall(r"^    (\w+) --> (\w+): (\w+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    moves = {
        (source, line.target, action)
        for action, line in AGREEMENT.transitions.items()
        if action not in STAYS
        for source in line.sources
    }
    assert set(drawn) == moves
    assert len(drawn) == len(moves)
