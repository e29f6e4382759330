"""The link by which a company follows its inquiry: shown on the receipt, sent by mail, stored only as a hash.

The same link can be written again later, because it is derived from the inquiry and a key outside the database.
"""

import re

from plads.centres.models import Inquiry
from plads.centres.services.links import digest
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.keyring import key_ring

LENGTH = 40
"""Signs of the secret part of a link: 160 bits."""


def set_link(inquiry: Inquiry) -> str:
    """Give an inquiry a link, and return its secret part; the caller saves the inquiry."""
    token = _tokens(inquiry)[0]
    inquiry.follow_digest = digest(token)
    return token


def link_of(inquiry: Inquiry) -> str:
    """Return the secret part of an inquiry's link, to be shown to the company only; empty when it is lost.

    It is lost when the key it came from has left the key ring: the link the company has works all the same.
    """
    return next((each for each in _tokens(inquiry) if digest(each) == inquiry.follow_digest), "")


def followed(actor: Actor, token: str) -> Inquiry:
    """Return the inquiry of a link in the actor's municipality (1 statement); raises ``NotVisible`` for a dead one."""
    if not re.fullmatch(rf"[0-9a-f]{{{LENGTH}}}", token):
        raise NotVisible
    found = (
        Inquiry.objects.select_related("consultant", "municipality", "centre")
        .filter(follow_digest=digest(token), municipality_id=actor.municipality_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def receipt(actor: Actor, number: str) -> Inquiry:
    """Return the inquiry of a receipt number (1 statement), for whom it was shown to; raises ``NotVisible``."""
    found = (
        Inquiry.objects.select_related("municipality")
        .filter(number=number, municipality_id=actor.municipality_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def _tokens(inquiry: Inquiry) -> list[str]:
    return [each[:LENGTH] for each in key_ring().lookups(f"inquiry {inquiry.id}")]
