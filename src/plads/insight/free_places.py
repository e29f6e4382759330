"""The free places as seen from one candidate: which fit, why, and what stands in the way of the others."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from plads.candidates.models import Candidate
from plads.centres.models import Centre, Place
from plads.centres.policy import visible_centres
from plads.core import clock
from plads.core.actor import Actor
from plads.core.week import Slot, show, show_hours, total
from plads.insight.expressions import free_from
from plads.placements.models import Nomination
from plads.placements.planning_facts import candidate_terms, place_terms, slots
from plads.planning import load_weights, propose

AHEAD = timedelta(weeks=8)
"""How far ahead a place may become free and still be shown."""


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A free place and how it fits: ``reasons`` for it, or what it is ``blocked`` by. ``asked``: of another."""

    place: Place
    free_from: date
    asked: bool
    points: int
    reasons: tuple[str, ...]
    blocked: tuple[str, ...]
    week: tuple[Slot, ...]

    @property
    def fits(self) -> bool:
        """Whether planning would propose the candidate for the place."""
        return not self.blocked

    @property
    def times(self) -> str:
        """The week that fits in words."""
        return show(self.week)

    @property
    def hours(self) -> str:
        """The hours of the week that fits."""
        return show_hours(total(self.week))


def free_places(actor: Actor, candidate: Candidate) -> list[PlaceChoice]:
    """Return the places free within eight weeks, the empty ones that fit first (1 statement).

    ``candidate`` comes with the activities that are not over.
    """
    tomorrow = clock.today() + timedelta(days=1)
    asked = Nomination.objects.filter(place=OuterRef("pk"), state__in=Nomination.WAITING)
    centres = Centre.objects.filter(visible_centres(actor), state=Centre.State.OPEN)
    rows = (
        Place.objects.filter(centre__in=centres)
        .exclude(state=Place.State.CLOSED)
        .select_related("centre")
        .annotate(free_day=free_from(tomorrow), asked=Exists(asked))
        .filter(free_day__lte=tomorrow + AHEAD)
        .order_by("centre__sort_name", "number")
    )
    found = [place_choice(candidate, row, row.free_day, asked=row.asked) for row in rows]
    return sorted(found, key=_order(tomorrow))


def _order(tomorrow: date) -> Callable[[PlaceChoice], tuple[object, ...]]:
    """Return the order of the list: what fits first, then the empty places, then the points."""
    soon = tomorrow + timedelta(weeks=2)
    return lambda each: (not each.fits, each.asked, each.free_from > soon, -each.points, each.free_from)


def place_choice(candidate: Candidate, place: Place, free_day: date, *, asked: bool) -> PlaceChoice:
    """Return how one place fits a candidate; the waiting counts until today, the same for every place."""
    terms = candidate_terms(candidate, candidate.activities.all())
    proposal = propose(place_terms(place, clock.today()), [terms], load_weights())
    if not proposal.ranked:
        return PlaceChoice(place, free_day, asked, 0, (), proposal.blocked[terms.id], ())
    best = proposal.ranked[0]
    reasons = tuple(reason.text for reason in best.reasons)
    return PlaceChoice(place, free_day, asked, best.points, reasons, (), tuple(slots(best.week)))
