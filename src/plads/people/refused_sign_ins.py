"""Telling a municipality that somebody tried too often to sign in as one of its people.

What is tried is counted under keys that name nobody, and the answer to a guess must not take longer when the account
exists. So the hourly job finds it out: it works out the key of every user, and looks for those that were refused.
"""

from collections.abc import Callable

from django.db import transaction

from plads.core.limits import key_of
from plads.core.models import Attempt
from plads.people.deeds import tell
from plads.people.models import Membership, User
from plads.people.security_events import SignInsRefused

KIND = "sign_in_refused"


@transaction.atomic
def note_refused_sign_ins() -> int:
    """Record for each user that sign-ins as them were refused; return how many users. Tells of each refusal once."""
    refused = {row.key: row for row in Attempt.objects.filter(count__gt=0)}
    found = [
        (user, refused[key])
        for user in User.objects.filter(is_active=True).order_by("id")
        if (key := key_of(KIND, user.email)) in refused
    ]
    for user, row in found:
        tell(user, _refused(user))
        row.delete()
    return len(found)


def _refused(user: User) -> Callable[[str, Membership], SignInsRefused]:
    return lambda name, _: SignInsRefused(user.id, name)
