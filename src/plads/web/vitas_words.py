"""A placement's application in VITAS in words: on the placement's page and on its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from plads.core.periods import covers, show_day
from plads.placements.models import Placement, VitasApplication

State = VitasApplication.State


@dataclass(frozen=True, slots=True)
class VitasShown:
    """Where an application stands. ``kind`` colours it, ``blocks`` says that nobody may begin on it."""

    kind: str
    label: str
    text: str
    blocks: bool
    fault: str = ""


def vitas_of(placement: Any) -> VitasShown | None:
    """Return where the application of an annotated placement stands (``queries.vitas_beside``).

    ``None`` where the municipality uses no VITAS, and for courses that have begun without ever being applied for.
    """
    stored: Mapping[str, Any] | None = placement.vitas_row
    waits = placement.state in (Placement.State.PLANNED, Placement.State.APPROVED)
    if not placement.uses_vitas or (stored is None and not waits):
        return None
    row = stored or {"state": State.TO_SEND, "overridden_at": None, "fault": ""}
    state = State(row["state"])
    outgrown = state == State.APPROVED and _outgrown(placement, row)
    let_go = bool(row["overridden_at"]) and state in VitasApplication.LIVING
    blocks = not let_go and (state != State.APPROVED or outgrown)
    text = _("Godkendelsen dækker ikke forløbet, som det er nu. Søg igen.") if outgrown else _text(state, row)
    if let_go and state != State.APPROVED:
        text = f"{text} {_('En sagsbehandler har besluttet, at forløbet må begynde uden.')}"
    kind = (
        "ok"
        if state == State.APPROVED and not outgrown
        else "block"
        if state in _OVER or outgrown
        else "warn"
    )
    return VitasShown(kind, str(state.label), text, blocks, row["fault"])


_OVER = (State.REFUSED, State.WITHDRAWN)


def _text(state: Any, row: Mapping[str, Any]) -> str:
    sent, answered = _shown(row.get("sent_on")), _shown(row.get("answered_on"))
    number = row.get("number", "")
    return {
        State.TO_SEND: _("Ansøgningen er ikke sendt i VITAS endnu."),
        State.SENT: _("Sendt {day} med nummer {number}. VITAS har ikke svaret.").format(
            day=sent, number=number
        ),
        State.APPROVED: _("Godkendt i VITAS {day}.").format(day=answered),
        State.REFUSED: _("Afvist i VITAS {day}. Søg igen, eller aflys forløbet.").format(day=answered),
        State.WITHDRAWN: _("Trukket tilbage i VITAS."),
    }[state]


def _outgrown(placement: Any, row: Mapping[str, Any]) -> bool:
    applied = DateRange(_day(row["first"]), _day(row["after"]), "[)")
    most = max((step.weekly_minutes for step in placement.steps.all()), default=0)
    return not covers(applied, placement.period) or most > (row["weekly_minutes"] or 0)


def _day(text: str | None) -> date | None:
    return parse_date(text) if text else None


def _shown(text: str | None) -> str:
    day = _day(text)
    return show_day(day) if day else "–"
