"""A candidate's way in without MitID, e-mail or password: a personal link, and a code said by word of mouth.

Neither is worth anything alone: the link may be read by others on its way, and the code is six digits. Both die with
the sign-in they are used for, with a new password or role, and after ``link_days()``. Neither is stored.
"""

import secrets
from uuid import UUID

from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.keyring import key_ring
from plads.core.roles import Role
from plads.people.access import LinkTokens, access_link, user_id_of
from plads.people.models import User
from plads.people.queries import roles_of


class _CodeTokens(LinkTokens):
    key_salt = "plads.people.code_links"


_TOKENS = _CodeTokens()


@transaction.atomic
def code_link(actor: Actor, user_id: UUID) -> tuple[str, str]:
    """Return the path of a candidate's personal link, and its code; that they were made is recorded.

    Raises ``Refused`` as ``access.access_link`` does, and for anybody but a candidate: others have a password.
    """
    access_link(actor, user_id)  # asks whether the actor may, and records it; its own link goes nowhere
    user = User.objects.get(id=user_id)
    if {each.role for each in roles_of(user.id)} != {Role.CANDIDATE}:
        raise Refused("Kun kandidater kan logge ind med link og kode.", code="only_candidates")
    token = _TOKENS.make_token(user)
    return f"/adgang/kode/{urlsafe_base64_encode(force_bytes(user.pk))}/{token}/", _code(token)


def user_of_code_link(uid: str, token: str) -> User | None:
    """Return whom a living link is for (2 statements); looking at it does not use it."""
    user_id = user_id_of(uid)
    user = User.objects.filter(id=user_id, is_active=True).first() if user_id else None
    return user if user is not None and _TOKENS.check_token(user, token) else None


def fits(token: str, code: str) -> bool:
    """Return whether ``code`` is that of a link, spaces aside; takes as long for a wrong one."""
    return secrets.compare_digest("".join(code.split()).encode(), _code(token).encode())


def _code(token: str) -> str:
    return f"{int(key_ring().lookup(f'code {token}'), 16) % 1_000_000:06d}"
