"""What a draft lacks, as lines that lead to where it is written."""

from collections.abc import Iterable
from itertools import groupby
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from plads.centres.services.whole import Lack

MOST_LINES = 6
"""How many unfinished places are named one by one."""

WHAT = {"function": lazy("stilling"), "tasks": lazy("opgaver"), "week": lazy("uge")}


def missing_lines(version_id: UUID, lacks: Iterable[Lack]) -> list[tuple[str, str]]:
    """Return each line with its address; the places that lack something are one line each, or one for all."""
    rows = list(lacks)
    lines = [(each.text, _address(version_id, each)) for each in rows if each.part != "place"]
    places = {
        number: list(group)
        for number, group in groupby(
            (each for each in rows if each.part == "place"), key=lambda each: each.place
        )
    }
    if len(places) > MOST_LINES:
        text = _("{n} pladser er ikke færdige.").format(n=len(places))
        return [*lines, (text, reverse("agreement_places", args=[version_id]))]
    return lines + [
        (
            _("Plads {n}: skriv {what}.").format(
                n=number, what=_joined([str(WHAT[each.field]) for each in group])
            ),
            reverse("agreement_place", args=[version_id, number]),
        )
        for number, group in places.items()
    ]


def _address(version_id: UUID, lack: Lack) -> str:
    if lack.part == "contacts":
        return reverse("agreement_contacts", args=[version_id])
    return f"{reverse('agreement_edit', args=[version_id])}#id_{lack.field}"


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {_('og')} {words[-1]}"
