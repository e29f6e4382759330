"""Seals over the looks: each closed day's are sealed together with the day before, and everything can be verified."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Sum

from plads.core import clock
from plads.core.actor import Actor
from plads.core.keyring import key_ring
from plads.core.looks import SAID, seal_why
from plads.core.models import LooksDropped, LookTally, TraceDay
from plads.core.periods import ONE_DAY
from plads.core.scope import acting

UNSEALED_AT_MOST = timedelta(days=2)
"""A day with looks that is older than this and has no seal has lost it, or the daily job does not run."""

GRACE = timedelta(hours=1)
"""How long after its midnight a day is sealed, so that a look that began before it is in."""

_MASK = 1 << 60
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Broken:
    """Something about the looks of a day that is not as it was written."""

    day: date
    what: str


@dataclass(frozen=True, slots=True)
class Seal:
    """The seal of a closed day: what to keep outside Plads, so that not even its owner can rewrite the past."""

    day: date
    looks: int
    seal: str


@dataclass(slots=True)
class _Day:
    """The looks found of one day: how many, the sum of their digests as the tally has it, and their hash."""

    looks: int = 0
    checksum: int = 0
    running: Any = field(default_factory=hashlib.sha256)

    def add(self, ident: UUID, sealed: str) -> None:
        self.looks += 1
        self.checksum = (self.checksum + int(sealed[:12], 16)) % _MASK
        self.running.update(f"|{ident}:{sealed}".encode())

    def seal(self, day: date, previous: str) -> str:
        """Return the day's seal: an HMAC, so that who has the database and not the keys can't make another."""
        return key_ring().seal(f"{previous}|{day}|{self.looks}|{self.running.hexdigest()}")


def seal_days(actor: Actor) -> int:
    """Seal every closed day of the actor's municipality that has looks and no seal yet; return how many."""
    with transaction.atomic():
        over = (clock.now() - GRACE).astimezone(clock.COPENHAGEN).date()
        last = newest(actor.municipality_id)
        days = list(
            LookTally.objects.filter(municipality_id=actor.municipality_id, day__lt=over)
            .exclude(day__in=TraceDay.objects.filter(municipality_id=actor.municipality_id).values("day"))
            .order_by("day")
            .values_list("day", flat=True)
            .distinct()
        )
        previous = last.seal if last else ""
        for day in days:
            found = _Day()
            for _, ident, sealed, _said in _looks(actor.municipality_id, day):
                found.add(ident, sealed)
            seal = found.seal(day, previous)
            TraceDay.objects.create(
                municipality_id=actor.municipality_id, day=day, looks=found.looks, seal=seal
            )
            previous = seal
    return len(days)


def newest(municipality_id: UUID) -> Seal | None:
    """Return the newest seal of a municipality, ``None`` before its first; must run in its scope."""
    row = TraceDay.objects.filter(municipality_id=municipality_id).order_by("-sealed_at", "-day").first()
    return Seal(row.day, row.looks, row.seal) if row else None


def is_here(municipality_id: UUID, kept: Seal) -> bool:
    """Return whether a seal that was kept outside is the one of its day."""
    with acting(Actor.system(municipality_id)):
        here = TraceDay.objects.filter(municipality_id=municipality_id, day=kept.day)
        return here.filter(looks=kept.looks, seal=kept.seal).exists()


def verify(municipality_id: UUID) -> list[Broken]:
    """Return everything that is not as it was written: a look changed, added by hand or removed; a seal broken.

    Reads every look of the municipality once (100,000 in under three seconds).
    """
    with acting(Actor.system(municipality_id)):
        days, broken = _read(municipality_id)
        begins, forged = _begins(municipality_id)
        seals = list(TraceDay.objects.filter(municipality_id=municipality_id).order_by("sealed_at", "day"))
        return [
            *broken,
            *_reasons(municipality_id),
            *forged,
            *_miscounted(municipality_id, days),
            *_misfits(days, seals, begins),
            *_unsealed(days, seals),
        ]


def _looks(municipality_id: UUID, day: date | None = None) -> Iterator[tuple[date, UUID, str, str]]:
    """Yield each look's day, id, digest and what the digest must be of, in the order of their ids."""
    between, values = "", [str(municipality_id)]
    if day is not None:
        between = "AND at >= %s AND at < %s"
        values += [_midnight(day), _midnight(day + ONE_DAY)]
    sql = f"""
        SELECT (at AT TIME ZONE 'Europe/Copenhagen')::date, id, digest, {SAID}
        FROM core_accessrecord WHERE municipality_id = %s {between} ORDER BY id
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(_CHUNK):
            yield from rows


def _midnight(day: date) -> str:
    return datetime.combine(day, time(), clock.COPENHAGEN).isoformat()


def _read(municipality_id: UUID) -> tuple[dict[date, _Day], list[Broken]]:
    """Read all looks once: what each day holds, and the looks whose own digest does not fit."""
    days: dict[date, _Day] = {}
    broken: list[Broken] = []
    seal = key_ring().seal
    for day, ident, sealed, said in _looks(municipality_id):
        if seal(said) != sealed:
            broken.append(Broken(day, f"look {ident} was changed or made by hand"))
        days.setdefault(day, _Day()).add(ident, sealed)
    return days, broken


_REASONS = """
    SELECT (at AT TIME ZONE 'Europe/Copenhagen')::date, id, why, why_seal,
           EXISTS (SELECT FROM candidates_candidate c WHERE c.id = ANY (people))
    FROM core_accessrecord WHERE municipality_id = %s AND (why <> '' OR why_seal <> '') ORDER BY id
"""


def _reasons(municipality_id: UUID) -> list[Broken]:
    """Return looks whose reason is another than the one given, or gone although somebody seen is still here."""
    with connection.cursor() as cursor:
        cursor.execute(_REASONS, [str(municipality_id)])
        return [
            Broken(day, f"the reason of look {ident} was changed or taken away")
            for day, ident, why, sealed, here in cursor.fetchall()
            if (here if not why else seal_why(ident, why) != sealed)
        ]


def _miscounted(municipality_id: UUID, days: Mapping[date, _Day]) -> Iterator[Broken]:
    """Days whose looks no longer add up to what was counted as they came."""
    tallies = LookTally.objects.filter(municipality_id=municipality_id).values("day")
    counted = {
        row["day"]: (row["number"], row["total"] % _MASK)
        for row in tallies.annotate(number=Sum("looks"), total=Sum("checksum"))
    }
    for day in sorted(counted.keys() | days.keys()):
        here = days.get(day, _Day())
        number, total = counted.get(day, (0, 0))
        if (number, total) != (here.looks, here.checksum):
            yield Broken(day, f"{number} looks were recorded and {here.looks} are there, or one was replaced")


def _misfits(days: Mapping[date, _Day], seals: Iterable[TraceDay], begins: date) -> Iterator[Broken]:
    """Seals that don't fit the looks of their day, or the seal before: that one was changed or taken out.

    Days before ``begins`` were dropped in due course: their seals stay as links of the chain.
    """
    previous = ""
    for row in seals:
        here = days.get(row.day, _Day())
        fits = (here.looks, here.seal(row.day, previous)) == (row.looks, row.seal)
        if not fits and row.day >= begins:
            yield Broken(
                row.day,
                f"the seal does not fit: {row.looks} looks were sealed, {here.looks} are there, "
                "or the seal before is another",
            )
        previous = row.seal


def drop_looks(actor: Actor, before: date) -> int:
    """Drop every look of the days before one, for good, and note that it was done; return how many they were.

    Reviews of them go too; the seals stay. The database refuses to drop what is younger than six months.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT plads_drop_looks(%s, %s)", [actor.municipality_id, before])
        (looks,) = cursor.fetchone()
        proof = key_ring().seal(f"dropped|{actor.municipality_id}|{before}|{looks}")
        if looks:
            LooksDropped.objects.create(
                municipality_id=actor.municipality_id, before=before, looks=looks, proof=proof
            )
    return int(looks)


def _begins(municipality_id: UUID) -> tuple[date, list[Broken]]:
    """Return the first day whose looks are kept, and notes of dropping that nobody with the keys wrote."""
    begins, forged = date.min, []
    for row in LooksDropped.objects.filter(municipality_id=municipality_id):
        if row.proof == key_ring().seal(f"dropped|{municipality_id}|{row.before}|{row.looks}"):
            begins = max(begins, row.before)
        else:
            forged.append(Broken(row.before, "somebody without the keys noted that looks were dropped"))
    return begins, forged


def _unsealed(days: Mapping[date, _Day], seals: Iterable[TraceDay]) -> Iterator[Broken]:
    """Yield closed days with looks that should have been sealed by now."""
    sealed = {row.day for row in seals}
    for day in sorted(days.keys() - sealed):
        if day < clock.today() - UNSEALED_AT_MOST:
            yield Broken(day, "the day has no seal: it was taken away, or the daily job does not run")
