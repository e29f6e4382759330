"""How often something guarded may be tried. One statement per try; no address and no e-mail is kept."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from plads.core import clock
from plads.core.keyring import key_ring
from plads.core.models import Attempt


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within so long a time."""

    tries: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a try is allowed, and how many seconds to wait when it is not."""

    allowed: bool
    retry_after: int = 0


QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)

LIMITS: dict[str, Limit] = {
    "sign_in": Limit(8, QUARTER),  # failures of one e-mail from one network
    "sign_in_account": Limit(50, HOUR),  # failures of one e-mail from anywhere
    "sign_in_network": Limit(
        100, QUARTER
    ),  # failures from one network, whatever the e-mail: a town hall is one
    "sign_in_refused": Limit(100, HOUR),  # only counted: who was refused is told to their municipality
    "second_step": Limit(6, QUARTER),  # wrong codes of one user; a million codes, so one in 50,000 a day
    "confirm": Limit(6, QUARTER),  # wrong answers to "are you still you" of one user
    "link": Limit(60, QUARTER),  # openings of links from one network, dead or alive
    "inquiry": Limit(20, HOUR),  # inquiries sent from one network, with their mistakes
    "receipt_mail": Limit(3, timedelta(days=1)),  # receipts mailed to one address: anybody may have typed it
    "receipt_place": Limit(200, timedelta(days=1)),  # receipts mailed for one municipality, to whomever
    "register": Limit(30, HOUR),  # look-ups in the business register from one network
    "register_place": Limit(300, HOUR),  # look-ups from one municipality's public page, whoever asks
    "code_link": Limit(5, HOUR),  # codes tried at one personal link: at most 360 of a million before it dies
    "signing_code": Limit(
        5, 6 * HOUR
    ),  # codes sent for one signature: 100 of a million tried in a day at most
    "signing_again": Limit(3, 6 * HOUR),  # links asked for again at one address, or for one signature
    "signing_lost": Limit(20, HOUR),  # links asked for again from one network
    "answer": Limit(
        1, timedelta(hours=25)
    ),  # one answer of an identity provider; none is valid for longer than 24 hours
    "by_others": Limit(
        100, QUARTER
    ),  # sign-ins by others begun or answered from one network that let nobody in
    "paper": Limit(
        60, QUARTER
    ),  # codes of papers and files checked from one network: a code is one of 2 to the 80
    "calendar": Limit(600, QUARTER),  # calendars read from one network: a calendar company reads for many
    "passkey": Limit(60, QUARTER),  # challenges asked for from one network
}
"""What may be tried how often. Read aloud: "sign_in: 8 times in a quarter of an hour"."""

_HIT = """
INSERT INTO core_attempt AS a (key, since, count) VALUES (%(key)s, %(now)s, 1)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN a.since <= %(over)s THEN 1 ELSE LEAST(a.count + 1, 1000000) END,
    since = CASE WHEN a.since <= %(over)s THEN excluded.since ELSE a.since END
RETURNING a.count, a.since
"""


def hit(kind: str, *parts: str) -> Decision:
    """Count one try of ``kind`` by whoever ``parts`` name, and say whether it is allowed (1 statement).

    Count before trying, so that a hundred at once don't all pass; ``forgive`` what turned out right. Outside a
    transaction the row is locked only for a moment.
    """
    limit, now = LIMITS[kind], clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_HIT, {"key": key_of(kind, *parts), "now": now, "over": now - limit.within})
        count, since = cursor.fetchone()
    return _decide(limit, count, since, now)


def forgive(kind: str, *parts: str) -> None:
    """Take back one try that turned out right (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_attempt SET count = count - 1 WHERE key = %s AND count > 0", [key_of(kind, *parts)]
        )


def key_of(kind: str, *parts: str) -> str:
    """Return the key a try is counted under: an HMAC, so that nobody is found in the table."""
    return key_ring().lookup("\x1f".join(("limit", kind, *parts)))


def sweep() -> int:
    """Remove tries nobody counts any more; return how many. For the hourly job."""
    longest = max(limit.within for limit in LIMITS.values())
    gone, _ = Attempt.objects.filter(since__lte=clock.now() - longest).delete()
    return gone


def _decide(limit: Limit, count: int, since: datetime, now: datetime) -> Decision:
    if count <= limit.tries:
        return Decision(True)
    return Decision(False, max(1, math.ceil((since + limit.within - now).total_seconds())))
