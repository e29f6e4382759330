"""Who may give which roles, and take them away again."""

from collections.abc import Mapping
from uuid import UUID

from plads.core.actor import Actor
from plads.core.roles import OFFICE, STAFF, SUBJECT_ROLES, Role

_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR, Role.SYSTEM})
_OFFICE = OFFICE | _ADMINISTRATORS

GIVEN_BY: Mapping[Role, frozenset[Role]] = {
    **dict.fromkeys(STAFF | {Role.SUPPORT}, _ADMINISTRATORS),
    **dict.fromkeys(SUBJECT_ROLES, _OFFICE),
    Role.CONTACT: _OFFICE | {Role.CONTACT},
}
"""Who gives each role inside their municipality, and takes it away.

A contact names further contacts of their own workplace, and never the employees' representative: whom the employees
choose is not the employer's to say.
"""


def may_give(actor: Actor, role: Role, subject_id: UUID | None) -> bool:
    """Return whether ``actor`` may give somebody ``role``, or take it away, for that subject."""
    if actor.helps or actor.role not in GIVEN_BY.get(role, frozenset()):
        return False
    return actor.role != Role.CONTACT or subject_id in actor.subject_ids


def may_manage(actor: Actor) -> bool:
    """Return whether ``actor`` sees and changes the users of their municipality."""
    return actor.role in _ADMINISTRATORS and not actor.helps
