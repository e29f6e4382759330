"""A proposal for one free place: hard rules first, then declared points, every step explained."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plads.planning.terms import CandidateTerms, Interval, PlaceTerms, Reason, Weights
from plads.planning.week import fit_week, minutes


@dataclass(frozen=True, slots=True)
class Ranked:
    """An eligible candidate with points, the sentences behind them, and the week that fits."""

    candidate: str
    points: int
    reasons: tuple[Reason, ...]
    week: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The answer for one place: the eligible in order, and for everyone else the rules that block."""

    place: str
    weights: str
    ranked: tuple[Ranked, ...]
    blocked: dict[str, tuple[str, ...]]


def propose(place: PlaceTerms, candidates: Iterable[CandidateTerms], weights: Weights) -> Proposal:
    """Return who may be offered ``place``, best first; ties go to the longest wait, then the lowest id."""
    ranked: list[tuple[CandidateTerms, Ranked]] = []
    blocked: dict[str, tuple[str, ...]] = {}
    for candidate in candidates:
        week = fit_week(place.week, candidate.available, candidate.busy, candidate.weekly_minutes)
        rules = _blocks(place, candidate, week, weights)
        if rules:
            blocked[candidate.id] = rules
            continue
        reasons = _reasons(place, candidate, week, weights)
        points = sum(reason.points for reason in reasons)
        ranked.append((candidate, Ranked(candidate.id, points, reasons, week)))
    ranked.sort(key=lambda pair: (-pair[1].points, pair[0].waiting_since, pair[0].id))
    return Proposal(place.id, weights.version, tuple(each for _, each in ranked), blocked)


def _blocks(
    place: PlaceTerms, candidate: CandidateTerms, week: Sequence[Interval], weights: Weights
) -> tuple[str, ...]:
    rules: list[str] = []
    if place.id in candidate.places:
        rules.append("Har haft pladsen før")
    if candidate.functions and place.function not in candidate.functions:
        rules.append("Ønsker andet arbejde")
    if candidate.danish_level < place.danish_level and not candidate.languages & place.languages:
        rules.append(
            f"Pladsen kræver dansk på trin {place.danish_level}, kandidaten har {candidate.danish_level}"
        )
    if place.demands & candidate.avoids:
        rules.append("Arbejdet kræver noget, kandidaten skal undgå")
    if minutes(week) < weights.least_weekly_minutes:
        rules.append(f"Kun {minutes(week) // 60} timer om ugen passer i begges uge")
    return tuple(rules)


def _reasons(
    place: PlaceTerms, candidate: CandidateTerms, week: Sequence[Interval], weights: Weights
) -> tuple[Reason, ...]:
    reasons: list[Reason] = []
    if place.function in candidate.functions:
        reasons.append(Reason(weights.first_wish, "Arbejdet er et af dem, kandidaten ønsker"))
    hours = minutes(week) // 60
    reasons.append(Reason(hours * weights.hour, f"{hours} timer om ugen passer i begges uge"))
    if candidate.languages & place.languages:
        reasons.append(Reason(weights.shared_language, "En kollega taler et af kandidatens sprog"))
    steps = candidate.danish_level - place.danish_level
    if steps > 0:
        reasons.append(Reason(steps * weights.danish_step, "Taler mere dansk, end pladsen kræver"))
    waited = (place.free_from - candidate.waiting_since).days // 7
    counted = max(0, min(waited, weights.waiting_weeks_most))
    if counted:
        reasons.append(Reason(counted * weights.waiting_week, f"Har ventet i {waited} uger"))
    return tuple(reason for reason in reasons if reason.points)
