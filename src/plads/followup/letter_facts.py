"""What a letter of decision is about: the facts of a course, and which kinds of letter they allow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plads.core.errors import Refused
from plads.core.periods import closed_last_day, first_day, show_day
from plads.core.week import show, show_hours
from plads.followup.models import DecisionLetter
from plads.placements.models import Extension, Placement, Purpose

Kind = DecisionLetter.Kind


@dataclass(frozen=True, slots=True)
class Ground:
    """What a kind of letter stands on. ``missing`` says why it does not fit yet."""

    kind: str
    fits: bool
    missing: str
    verdicts: tuple[Mapping[str, Any], ...]

    @property
    def paragraphs(self) -> str:
        """The exact paragraphs of the rules that were looked at, each once; empty when none is exact."""
        exact = (str(each["paragraph"]) for each in self.verdicts if "§" in str(each["paragraph"]))
        return "; ".join(dict.fromkeys(exact))


MISSING = {
    Kind.GRANTED: "Forløbet er ikke bevilget. Bevilg det først.",
    Kind.EXTENDED: "Der er ikke givet en forlængelse af forløbet.",
    Kind.REFUSED: "Der er ikke sagt nej til noget: hverken en forlængelse eller et planlagt forløb, der er aflyst.",
    Kind.ENDED: "Forløbet er ikke slut endnu.",
}
"""What a person is told when a kind of letter does not fit the course."""


def ground(placement: Placement, kind: str) -> Ground:
    """Return what a letter of ``kind`` about a placement stands on (at most 1 statement)."""
    if kind == Kind.GRANTED:
        return _of_course(kind, placement, placement.approved_at is not None)
    if kind == Kind.ENDED:
        return _of_course(kind, placement, placement.state == Placement.State.ENDED)
    wanted = Extension.State.GRANTED if kind == Kind.EXTENDED else Extension.State.REFUSED
    extension = newest_extension(placement, wanted)
    if extension is not None:
        return Ground(kind, True, "", tuple(extension.verdicts))
    called_off = placement.state == Placement.State.CANCELLED and placement.approved_at is None
    return _of_course(kind, placement, kind == Kind.REFUSED and called_off)


def _of_course(kind: str, placement: Placement, fits: bool) -> Ground:
    return Ground(kind, fits, "" if fits else MISSING[Kind(kind)], tuple(placement.verdicts))


def newest_extension(placement: Placement, state: str) -> Extension | None:
    """Return the latest yes or no to making a placement longer (1 statement)."""
    return placement.extensions.filter(state=state).order_by("-decided_at", "-id").first()


def refuse_unfit(placement: Placement, kind: str) -> None:
    """Raise ``Refused`` when a letter of ``kind`` does not fit how the course stands."""
    found = ground(placement, kind)
    if not found.fits:
        raise Refused(found.missing, code="kind_does_not_fit", field="kind")


def facts_of(placement: Placement, kind: str) -> dict[str, Any]:
    """Return what Plads knows of a course, in words, ready for JSON (at most 3 statements)."""
    centre, town = placement.place.centre, placement.place.centre.municipality
    facts = {
        "name": placement.candidate.name,
        "municipality": town.name,
        "office": town.office_name,
        "phone": town.phone,
        "company": centre.workplace.company.name,
        "workplace": centre.workplace.name,
        "address": centre.workplace.address,
        "function": str(placement.place.get_function_display()),
        "first_day": show_day(first_day(placement.period)),
        "last_day": show_day(closed_last_day(placement.period)),
        "hours": list(_hours(placement)),
        "purposes": [str(Purpose(each).label) for each in placement.purposes],
        "tasks": list(placement.tasks),
    }
    return facts | _decided(placement, kind)


def _hours(placement: Placement) -> Iterable[str]:
    for step in placement.steps.order_by("period"):
        since = show_day(first_day(step.period))
        yield f"Fra {since}: {show_hours(step.weekly_minutes)} om ugen ({show(step.week)})"


def _decided(placement: Placement, kind: str) -> dict[str, str]:
    """Return what was decided, where that is more than the course itself."""
    if kind in (Kind.EXTENDED, Kind.REFUSED):
        state = Extension.State.GRANTED if kind == Kind.EXTENDED else Extension.State.REFUSED
        found = newest_extension(placement, state)
        if found is not None:
            return {
                "from_last_day": show_day(found.from_last_day),
                "asked_last_day": show_day(found.last_day),
            }
    if kind == Kind.ENDED:
        end = placement.end
        return {"ended_on": show_day(end.last_day), "end_reason": str(end.get_reason_display())}
    return {}
