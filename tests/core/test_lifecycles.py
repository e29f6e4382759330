"""Every lifecycle table: the whole matrix of state × action × role, and the table itself for review."""

from itertools import product

import pytest

from plads.candidates.lifecycle import CANDIDATE
from plads.centres.lifecycle import AGREEMENT, CENTRE, INQUIRY, VERSION
from plads.core.errors import Refused
from plads.core.lifecycle import Lifecycle
from plads.core.roles import Role
from plads.followup.lifecycle import LETTER
from plads.mentoring.lifecycle import GRANT
from plads.messages.lifecycle import OUTGOING
from plads.placements.lifecycle import NOMINATION, PLACEMENT
from plads.rights.lifecycle import REQUEST

TABLES = {
    "inquiry": INQUIRY,
    "agreement": AGREEMENT,
    "version": VERSION,
    "centre": CENTRE,
    "candidate": CANDIDATE,
    "nomination": NOMINATION,
    "placement": PLACEMENT,
    "grant": GRANT,
    "letter": LETTER,
    "request": REQUEST,
    "outgoing": OUTGOING,
}
every_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())


def answer(table: Lifecycle, role: Role, state: str, action: str) -> str:
    """The state an action leads to, or the code it is refused with."""
    try:
        return f"→ {table.permit(role, state, action)}"
    except Refused as refusal:
        return refusal.code


def expected(table: Lifecycle, role: Role, state: str, action: str) -> str:
    line = table.transitions[action]
    if state not in line.sources:
        return "wrong_state"
    return f"→ {line.target}" if role in line.roles else "wrong_role"


@every_table
def test_an_action_is_open_exactly_where_the_table_says(table):
    cells = list(product(Role, table.states, table.transitions))
    assert len(cells) >= len(Role) * len(table.states)
    assert {cell: answer(table, *cell) for cell in cells} == {cell: expected(table, *cell) for cell in cells}


@every_table
def test_the_actions_offered_are_those_that_would_be_permitted(table):
    for role, state in product(Role, table.states):
        offered = [each.action for each in table.actions(role, state)]
        assert offered == [a for a in table.transitions if answer(table, role, state, a).startswith("→")]


@every_table
def test_a_table_speaks_of_states_that_exist(table):
    for line in table.transitions.values():
        assert line.sources
        assert line.sources <= set(table.states)
        assert line.target in table.states
        assert line.roles


@every_table
def test_nobody_signed_out_and_no_manager_changes_anything(table):
    """An administrator decides about no case, only about messages that were not sent: that is operations."""
    others = {Role.PUBLIC, Role.MANAGER, Role.HEAD_OFFICE, Role.ADMINISTRATOR}
    for line in table.transitions.values():
        assert not line.roles & (others - {Role.ADMINISTRATOR} if table is OUTGOING else others)


@every_table
def test_a_refusal_names_the_thing_its_state_and_the_action_in_danish(table):
    for state, (action, line) in product(table.states, table.transitions.items()):
        if state not in line.sources:
            with pytest.raises(Refused) as refusal:
                table.permit(Role.COORDINATOR, state, action)
            assert table.thing in refusal.value.message
            assert table.states[state].lower() in refusal.value.message
            assert line.label.lower() in refusal.value.message


@every_table
def test_the_table_is_as_reviewed(table, snapshot):
    """A change of who may do what is seen in review: run with ``--snapshot-update`` and read the difference."""
    lines = [
        f"{'|'.join(sorted(line.sources))} --{action}--> {line.target} by {', '.join(sorted(line.roles))}"
        for action, line in table.transitions.items()
    ]
    assert "\n".join(lines) == snapshot
