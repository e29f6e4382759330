"""The places of a signed agreement, brought in step with each version that is sealed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from plads.centres.events import PlaceChanged, PlaceCloses, PlaceKept, PlaceOpened
from plads.centres.lifecycle import CENTRE
from plads.centres.models import Agreement, AgreementVersion, Centre, Place
from plads.centres.services.terms import PlaceTerms, place_from
from plads.core import clock, week
from plads.core.actor import Actor
from plads.core.events import DomainEvent, record_many
from plads.core.periods import ONE_DAY, closed_last_day, first_day, last_day, period

NEVER = DateRange(empty=True)
"""The period of a place that was closed before its first day."""

_WORDS = {
    "function": "funktion",
    "occupation": "stilling",
    "tasks": "opgaver",
    "slots": "uge",
    "danish_level": "dansk",
    "languages": "sprog",
    "demands": "krav",
    "certificates": "beviser",
    "shift": "arbejdstid",
}
"""What a place takes from the words of its agreement, and what each is called."""


@transaction.atomic
def open_places(actor: Actor, version_id: UUID, stays: Mapping[int, date] | None = None) -> list[Place]:
    """Bring the places of a sealed version in step with its words and open its centre; returns the new places.

    Places the words know and the centre has not are opened, from today when the version came later; changed ones
    get the new words and days; those the words leave out close yesterday. ``stays`` is, by number, the last day
    of whoever has a place: it is open at least until then. Doing it twice changes nothing, and an older version
    than the one in force changes nothing.
    """
    version = AgreementVersion.objects.select_related("agreement").get(id=version_id)
    centre = Centre.objects.select_for_update(no_key=True).get(id=version.agreement.centre_id)
    newer = version.agreement.versions.filter(number__gt=version.number, state=AgreementVersion.State.SIGNED)
    if newer.exists() or version.agreement.state == Agreement.State.ENDED:
        return []
    centre.state = CENTRE.permit(actor.role, centre.state, "open")
    centre.save(update_fields=["state"])
    living = Place.objects.filter(agreement=version.agreement).exclude(state=Place.State.CLOSED)
    present = {place.number: place for place in living.order_by("id").select_for_update(no_key=True)}
    spent = [present.pop(place.number) for place in list(present.values()) if _spent(place)]
    wanted = {terms.number: terms for terms in map(place_from, version.places)}
    changed = [
        _changed(version, present[n], terms, stays or {}) for n, terms in wanted.items() if n in present
    ]
    lapsed = [place for number, place in present.items() if number not in wanted]
    yesterday = clock.today() - ONE_DAY
    closed = [
        _close(
            place, max(yesterday, (stays or {}).get(place.number, yesterday)), "den er taget ud af aftalen"
        )
        for place in lapsed
    ]
    closed += [_close(place, clock.today() - ONE_DAY, "dens dage er gået") for place in spent]
    fresh = [terms for number, terms in wanted.items() if number not in present and _begins(version, terms)]
    opened = Place.objects.bulk_create(_place(version, centre, terms) for terms in fresh)
    events: list[DomainEvent] = [event for found in (*changed, *closed) for event in found]
    events += [PlaceOpened(centre.id, each.id, each.number, first_day(each.period)) for each in opened]
    record_many(actor, version.municipality_id, events)
    return opened


def cut_places(actor: Actor, agreement: Agreement, last: date, why: str) -> None:
    """Let all places of an agreement have ``last`` as their last day, or an earlier one they have already."""
    places = Place.objects.filter(agreement=agreement).exclude(state=Place.State.CLOSED)
    found = [_close(place, last, why) for place in places.order_by("id").select_for_update(no_key=True)]
    record_many(actor, agreement.municipality_id, [event for events in found for event in events])


def draw_out_places(actor: Actor, version: AgreementVersion, since: date) -> None:
    """Let the places that were cut to ``since`` have the days their version gives them again."""
    agreement = version.agreement
    words = {terms.number: terms for terms in map(place_from, version.places)}
    events: list[DomainEvent] = []
    cut = Place.objects.filter(agreement=agreement, period__endswith=since + ONE_DAY)
    for place in cut.exclude(state=Place.State.CLOSED).order_by("id").select_for_update(no_key=True):
        if place.number not in words:
            continue
        _, last = _days(version, words[place.number])
        if last > since:
            place.period = period(first_day(place.period), last)
            place.save(update_fields=["period"])
            events.append(PlaceKept(agreement.centre_id, place.id, place.number, last))
    events += _opened_again(version, words)
    record_many(actor, agreement.municipality_id, events)


def _opened_again(version: AgreementVersion, words: Mapping[int, PlaceTerms]) -> list[PlaceOpened]:
    """Open the places that a notice closed before their first day. Saves them."""
    agreement = version.agreement
    places = Place.objects.filter(agreement=agreement)
    gone = set(places.filter(period=NEVER).values_list("number", flat=True))
    gone -= set(places.exclude(state=Place.State.CLOSED).values_list("number", flat=True))
    coming = [terms for number, terms in words.items() if number in gone and _begins(version, terms)]
    opened = Place.objects.bulk_create(_place(version, agreement.centre, terms) for terms in coming)
    return [PlaceOpened(agreement.centre_id, each.id, each.number, first_day(each.period)) for each in opened]


def _place(version: AgreementVersion, centre: Centre, terms: PlaceTerms) -> Place:
    first, last = _days(version, terms)
    late = version.agreement.versions.filter(number__lt=version.number, state=AgreementVersion.State.SIGNED)
    if late.exists():
        first = max(first, clock.today())
    return Place(
        municipality_id=version.municipality_id,
        centre=centre,
        agreement=version.agreement,
        number=terms.number,
        period=period(first, last),
        state=_resting(version.agreement),
        **_words(terms),
    )


def _spent(place: Place) -> bool:
    """Return whether a place's own days are over: its number may be used again, its days stay as they were."""
    last = last_day(place.period)
    return last is not None and last < clock.today()


def _begins(version: AgreementVersion, terms: PlaceTerms) -> bool:
    """Return whether a new place has any day left: one that was to run out may be over by now."""
    return _days(version, terms)[1] >= clock.today() or not version.agreement.places.exists()


def _resting(agreement: Agreement) -> str:
    return Place.State.PAUSED if agreement.state == Agreement.State.PAUSED else Place.State.OPEN


def _words(terms: PlaceTerms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in _WORDS} | {"slots": week.dump(terms.slots)}


def _days(version: AgreementVersion, terms: PlaceTerms) -> tuple[date, date]:
    """Return a place's first and last day: its own, or the agreement's; none after a notice has run out."""
    first = terms.first_day or first_day(version.period)
    last = terms.last_day or closed_last_day(version.period)
    return first, min(last, version.agreement.ends_on or last)


def _changed(
    version: AgreementVersion, place: Place, terms: PlaceTerms, stays: Mapping[int, date]
) -> Iterable[DomainEvent]:
    """Give a place its new words and last day; its first day stays. Saves it."""
    words, (_, last) = _words(terms), _days(version, terms)
    last = max(last, stays.get(place.number, last))
    different = [name for name, value in words.items() if getattr(place, name) != value]
    for name in different:
        setattr(place, name, words[name])
    before = last_day(place.period)
    if before != last:
        place.period = period(first_day(place.period), max(last, first_day(place.period)))
    if different or before != last:
        place.save(update_fields=[*different, "period"])
    centre_id, what = version.agreement.centre_id, ", ".join(_WORDS[name] for name in different)
    if different:
        yield PlaceChanged(centre_id, place.id, place.number, version.number, what)
    if before is not None and last < before:
        yield PlaceCloses(centre_id, place.id, place.number, last, "aftalen blev ændret")
    elif before is not None and last > before:
        yield PlaceKept(centre_id, place.id, place.number, last)


def _close(place: Place, last: date, why: str) -> list[DomainEvent]:
    """Let a place have ``last`` as its last day unless it ends before; closed at once when that has passed."""
    first, before = first_day(place.period), last_day(place.period)
    if before is not None and before <= last and before >= clock.today():
        return []
    last = last if before is None else min(last, before)
    place.period = period(first, last) if last >= first else NEVER
    if last < clock.today() or last < first:
        place.state = Place.State.CLOSED
    place.save(update_fields=["period", "state"])
    return [PlaceCloses(place.centre_id, place.id, place.number, last, why)]
