"""The board: places down, weeks across, as bars or as a table."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from plads.core import clock
from plads.core.roles import OFFICE, Role
from plads.insight.board import Board, Window, board
from plads.web.board_words import drawing
from plads.web.forms_insight import BoardForm
from plads.web.page import PageRequest, page

BACK = timedelta(weeks=4)
"""How much of the past the board shows at first."""


@page(OFFICE | {Role.MANAGER})
def board_page(request: PageRequest) -> HttpResponse:
    """Show who has which place when, what stands empty, and who is proposed."""
    window = _window(request)
    shown = board(request.actor, window)
    as_table = request.GET.get("view") == "table"
    context = {
        "board": drawing(shown, _("Tavlen"), _address(request, view="table")),
        "shown": shown,
        "form": BoardForm(
            {"q": window.text, "show": "gaps" if window.only_gaps else "all", "weeks": str(window.weeks)}
        ),
        "filtered": bool(window.text or window.only_gaps or window.centre_id or request.GET.get("from")),
        "as_table": as_table,
        "board_url": _address(request, view=""),
        "table_url": _address(request, view="table"),
        "earlier": _address(request, **{"from": _step(shown, -1)}),
        "later": _address(request, **{"from": _step(shown, 1)}),
        "now": _address(request, **{"from": ""}),
        "moved": "from" in request.GET,
        "previous_side": _address(request, side=str(shown.side - 1)) if shown.side > 1 else "",
        "next_side": _address(request, side=str(shown.side + 1)) if shown.side < shown.sides else "",
    }
    return render(request, "plads/insight/board.html", context)


def _window(request: PageRequest) -> Window:
    """Read what to look at; what cannot be understood is as if it was not said."""
    get = request.GET
    return Window(
        monday=_monday(get.get("from", "")),
        weeks=int(get["weeks"]) if get.get("weeks") in ("13", "26", "52") else 26,
        centre_id=_uuid(get.get("centre", "")),
        text=get.get("q", "").replace("\0", "").strip()[:80],
        only_gaps=get.get("show") == "gaps",
        side=int(get["side"]) if get.get("side", "").isascii() and get.get("side", "").isdigit() else 1,
    )


def _monday(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = clock.today() - BACK
    in_reach = date(2000, 1, 1) <= day <= date(2100, 1, 1)
    return clock.monday(day if in_reach else clock.today() - BACK)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _step(shown: Board, direction: int) -> str:
    half = timedelta(weeks=shown.window.weeks // 2)
    return (shown.window.monday + half * direction).isoformat()


def _address(request: PageRequest, **changes: str) -> str:
    """Return this page's address with some of its questions changed; an empty one is left out."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value:
            query[name] = value
        else:
            query.pop(name, None)
    if "side" not in changes:
        query.pop("side", None)
    return f"?{query.urlencode()}"
