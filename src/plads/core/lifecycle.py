"""One transition table per thing that lives: state × action → state, and who may."""

from collections.abc import Iterable
from dataclasses import dataclass

from plads.core.errors import Refused
from plads.core.roles import Role


@dataclass(frozen=True, slots=True)
class Transition:
    """One line of a table. ``label`` is the Danish name of the action, as on its button."""

    action: str
    label: str
    sources: frozenset[str]
    target: str
    roles: frozenset[Role]


class Lifecycle:
    """A transition table that answers what may happen next."""

    def __init__(self, thing: str, states: dict[str, str], transitions: Iterable[Transition]) -> None:
        self.thing = thing
        self.states = states
        self.transitions = {transition.action: transition for transition in transitions}

    def permit(self, role: Role, state: str, action: str) -> str:
        """Return the state that ``action`` leads to; raises ``Refused`` when the table does not allow it."""
        transition = self.transitions[action]
        if state not in transition.sources:
            raise Refused(
                f"{self.thing} er »{self.states[state].lower()}« og kan derfor ikke: {transition.label.lower()}.",
                code="wrong_state",
            )
        if role not in transition.roles:
            raise Refused(
                f"Din rolle kan ikke: {transition.label.lower()}. Spørg en, der kan.", code="wrong_role"
            )
        return transition.target

    def actions(self, role: Role, state: str) -> list[Transition]:
        """Return the actions open to ``role`` in ``state``, in the table's order."""
        return [t for t in self.transitions.values() if state in t.sources and role in t.roles]


def step(action: str, label: str, sources: str, target: str, roles: Iterable[Role]) -> Transition:
    """Return one line of a table; ``sources`` are states separated by blanks."""
    return Transition(action, label, frozenset(sources.split()), target, frozenset(roles))
