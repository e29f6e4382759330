"""Handing over the link with which somebody chooses a password: shown once, on the page where it was asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.utils.translation import gettext as _

from plads.core.errors import Refused
from plads.people.access import access_link, link_days
from plads.people.models import User
from plads.web.acts import posted_id
from plads.web.page import PageRequest

GIVE, RENEW = "invite", "link"
"""The names of the two buttons: give somebody access, and make a link for one who has it."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """What the office hands over: the link, whom it is for, and for how many days it works."""

    url: str
    name: str
    email: str
    days: int


def handed_over(request: PageRequest, invite: Callable[[UUID], User]) -> tuple[bool, HandOver | None]:
    """Answer the two buttons: whether one was pressed, and the link to show in the answer, if there is one.

    ``invite`` lets the person a button names sign in and returns them. The link goes into the page itself and
    not into a message, because messages are stored. Who has a password needs no link unless one was asked for.
    """
    renew = posted_id(request, RENEW)
    wanted = renew or posted_id(request, GIVE)
    if wanted is None:
        return False, None
    try:
        with transaction.atomic():
            user = invite(wanted)
    except Refused as error:
        messages.error(request, error.message)
        return True, None
    if user.has_usable_password() and renew is None:
        said = _("{name} har allerede en adgangskode og kan logge ind med {email}.")
        messages.success(request, said.format(name=user.name, email=user.email))
        return True, None
    return True, _link(request, user)


def _link(request: PageRequest, user: User) -> HandOver | None:
    """Return the link to a user, or nothing with the reason said at the top of the page."""
    try:
        path = access_link(request.actor, user.id)
    except Refused as error:
        messages.warning(request, error.message)
        return None
    return HandOver(request.build_absolute_uri(path), user.name, user.email, link_days())
