"""Everything about one place: its people through time, and the proposal for who comes next."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, Q, When

from plads.candidates.models import Candidate
from plads.candidates.names import shown_name
from plads.candidates.policy import visible
from plads.centres.models import Centre, Place
from plads.centres.policy import visible_centres
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.looks import Sight, saw_across
from plads.insight.places import PlaceLine, line_of, with_today
from plads.placements.models import Nomination, Placement, RefillProposal
from plads.placements.policy import visible_nominations, visible_placements, visible_proposals

BLOCKED_SHOWN = 60
"""How many of those a rule blocks are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who fits: points, the sentences behind them as (points, text), and the week that fits."""

    id: str
    name: str
    points: int
    reasons: tuple[tuple[int, str], ...]
    week: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Blocked:
    """Somebody who can't have the place, and the rules that say so."""

    id: str
    name: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalView:
    """An open proposal, ready to read. ``more_blocked`` is how many more the rules block."""

    proposal: RefillProposal
    choices: tuple[Choice, ...]
    blocked: tuple[Blocked, ...]
    more_blocked: int

    @property
    def first(self) -> Choice | None:
        """The first choice, if anybody fits."""
        return self.choices[0] if self.choices else None


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A place as its page shows it. ``decided`` is the latest proposal a person decided on."""

    line: PlaceLine
    course: list[Any]
    nominations: list[Nomination]
    proposal: ProposalView | None
    decided: RefillProposal | None

    @property
    def place(self) -> Place:
        """The place itself, with centre and agreement."""
        return self.line.place


def place_page(actor: Actor, place_id: UUID) -> PlacePage:
    """Return a place with its people and proposals (5 statements); raises ``NotVisible``."""
    centres = Centre.objects.filter(visible_centres(actor))
    rows = Place.objects.filter(centre__in=centres, id=place_id).select_related(
        "centre__workplace__company", "centre__consultant", "agreement", "municipality"
    )
    row = with_today(actor, rows).first()
    if row is None:
        raise NotVisible
    proposal, decided = _proposals(actor, place_id)
    return PlacePage(
        line=line_of(actor, row),
        course=_course(actor, place_id),
        nominations=_nominations(actor, place_id),
        proposal=_view(actor, proposal) if proposal else None,
        decided=decided,
    )


def _course(actor: Actor, place_id: UUID) -> list[Any]:
    """Everybody who had, has or awaits the place, newest first, as rows."""
    rows = (
        Placement.objects.filter(visible_placements(actor), place_id=place_id)
        .annotate(name=shown_name(actor, "candidate__"), end_reason=F("end__reason"))
        .only("id", "period", "agreed_last_day", "state", "candidate_id", "municipality_id")
        .order_by("-period")
    )
    return _seen(actor, rows)


def _nominations(actor: Actor, place_id: UUID) -> list[Any]:
    rows = (
        Nomination.objects.filter(visible_nominations(actor), place_id=place_id, state__in=Nomination.WAITING)
        .annotate(name=shown_name(actor, "candidate__"))
        .defer("verdicts", "steps")
        .order_by("created_at")
    )
    return _seen(actor, rows)


def _seen(actor: Actor, rows: Any) -> list[Any]:
    found = list(rows)
    saw_across(actor, ((row.municipality_id, row.candidate_id) for row in found), Sight.NAME, Sight.COURSE)
    return found


def _proposals(actor: Actor, place_id: UUID) -> tuple[RefillProposal | None, RefillProposal | None]:
    """Return the open proposal and the latest decided one, in one statement."""
    visible_ones = RefillProposal.objects.filter(visible_proposals(actor), place_id=place_id)
    decided = visible_ones.filter(state__in=[RefillProposal.State.ACCEPTED, RefillProposal.State.OVERRIDDEN])
    latest = decided.order_by("-decided_at").values("id")[:1]
    rows = (
        visible_ones.filter(Q(state=RefillProposal.State.OPEN) | Q(id__in=latest))
        .annotate(chosen_name=_name_if_any(actor, "chosen"), decider=F("decided_by__name"))
        .defer("inputs")
    )
    found = {row.state == RefillProposal.State.OPEN: row for row in rows}
    chosen = [(row.municipality_id, row.chosen_id) for row in found.values() if row.chosen_id]
    saw_across(actor, chosen, Sight.NAME, Sight.COURSE)
    return found.get(True), found.get(False)


def _name_if_any(actor: Actor, path: str) -> Case:
    """Return the name of who stands at ``path``, or nothing when nobody does."""
    return Case(
        When(**{path: None}, then=None), default=shown_name(actor, f"{path}__"), output_field=CharField()
    )


def _view(actor: Actor, proposal: RefillProposal) -> ProposalView:
    shown = list(proposal.blocked.items())[:BLOCKED_SHOWN]
    ids = [row["candidate"] for row in proposal.ranked] + [candidate for candidate, _ in shown]
    names = _names(actor, ids)
    choices = [_choice(row, names) for row in proposal.ranked if row["candidate"] in names]
    blocked = [Blocked(each, names[each], tuple(rules)) for each, rules in shown if each in names]
    return ProposalView(
        proposal,
        tuple(choices),
        tuple(sorted(blocked, key=lambda each: (len(each.rules), each.name))),
        len(proposal.blocked) - len(shown),
    )


def _names(actor: Actor, ids: list[str]) -> dict[str, str]:
    """Return the names of those a proposal speaks of; what it says of each are wishes and times."""
    rows = Candidate.objects.filter(visible(actor), id__in=ids).values_list(
        "municipality_id", "id", shown_name(actor)
    )
    found = list(rows)
    sights = (Sight.NAME, Sight.WISHES, Sight.WEEK)
    saw_across(actor, ((where, candidate_id) for where, candidate_id, _ in found), *sights)
    return {str(candidate_id): name for _, candidate_id, name in found}


def _choice(row: dict[str, Any], names: dict[str, str]) -> Choice:
    reasons = tuple((each["points"], each["text"]) for each in row["reasons"])
    slots = tuple((each["weekday"], each["start"], each["end"]) for each in row["week"])
    return Choice(row["candidate"], names[row["candidate"]], row["points"], reasons, slots)
