"""Turns the board's stretches into the bars that ``components/board.html`` draws."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from plads.core.periods import show_day
from plads.insight.board import Board, BoardCentre, BoardPlace
from plads.insight.stretches import Stretch, StretchKind, columns

NOBODYS = UUID(int=0)

Address = Callable[[UUID], str]


@dataclass(frozen=True, slots=True)
class Addresses:
    """The pages the board leads to: hundreds of links, and each kind of address is looked up once."""

    centre: Address
    place: Address
    placement: Address
    nomination: Address


def drawing(board: Board, label: str, table_url: str) -> SimpleNamespace:
    """Return a page of the board as its component wants it."""
    to = Addresses(*(_address(page) for page in ("centre", "place", "placement", "nomination")))
    return SimpleNamespace(
        weeks=_weeks(board),
        centres=[_centre(centre, board, to) for centre in board.centres],
        today_day=board.day.isoweekday(),
        label=label,
        table_url=table_url,
        paused=any(
            part.kind == StretchKind.PAUSED
            for centre in board.centres
            for row in centre.rows
            for part in row.stretches
        ),
    )


def _address(page: str) -> Address:
    before, after = reverse(page, args=[NOBODYS]).split(str(NOBODYS))
    return lambda ident: f"{before}{ident}{after}"


def _weeks(board: Board) -> list[SimpleNamespace]:
    weeks, month = [], 0
    for number in range(board.window.weeks):
        monday = board.window.monday + timedelta(weeks=number)
        weeks.append(
            SimpleNamespace(
                label=str(monday.isocalendar().week),
                month_label="" if monday.month == month else date_format(monday, "N"),
                is_current=monday <= board.day < monday + timedelta(weeks=1),
            )
        )
        month = monday.month
    return weeks


def _centre(centre: BoardCentre, board: Board, to: Addresses) -> SimpleNamespace:
    filled = centre.places - centre.empty
    whole = not (board.window.only_gaps or board.window.text)
    return SimpleNamespace(
        name=centre.name,
        url=to.centre(centre.id),
        summary=_("%(filled)s af %(places)s besat") % {"filled": filled, "places": centre.places}
        if whole
        else "",
        rows=[_row(row, centre, board, to) for row in centre.rows],
    )


def _row(row: BoardPlace, centre: BoardCentre, board: Board, to: Addresses) -> SimpleNamespace:
    parts = columns(row.stretches, board.window.monday, board.window.weeks)
    return SimpleNamespace(
        number=row.number,
        function=row.function,
        url=to.place(row.id) if board.named else to.centre(centre.id),
        bars=[_bar(part, start, span, board.day, to) for part, start, span in parts],
    )


def _bar(part: Stretch, start: int, span: int, day: date, to: Addresses) -> SimpleNamespace:
    label, sub = _LABELS[part.kind](part, day)
    return SimpleNamespace(
        start=start,
        span=span,
        label=label,
        sub=sub,
        url=_url(part, to),
        kind=part.kind.value,
        text=_sentence(part),
    )


def _sentence(part: Stretch) -> str:
    """Return the whole of it in words, for the table and for those who point at a bar."""
    days = f"{show_day(part.first)} – {show_day(part.last)}"
    if part.kind == StretchKind.GAP:
        said = ngettext("tom, %(days)s dag", "tom, %(days)s dage", part.days) % {"days": part.days}
    elif part.kind == StretchKind.PAUSED:
        said = _("aftalen holder pause")
    else:
        said = f"{part.name or _('optaget')}, {_STATES[part.kind]}"
    return f"{days}: {said}"


_STATES = {
    StretchKind.RUNNING: gettext_lazy("i gang"),
    StretchKind.PLANNED: gettext_lazy("aftalt"),
    StretchKind.ENDED: gettext_lazy("slut"),
    StretchKind.PROPOSED: gettext_lazy("foreslået"),
}


def _url(part: Stretch, to: Addresses) -> str:
    if part.target is None:
        return ""
    return (to.nomination if part.nominated else to.placement)(part.target)


def _held(part: Stretch, day: date) -> tuple[str, str]:
    return part.name or _("Optaget"), _("til %(day)s") % {"day": _short(part.last)}


def _planned(part: Stretch, day: date) -> tuple[str, str]:
    return part.name or _("Optaget"), _("fra %(day)s") % {"day": _short(part.first)}


def _proposed(part: Stretch, day: date) -> tuple[str, str]:
    said = _("spurgt, fra %(day)s") if part.nominated else _("forslag fra %(day)s")
    return part.name or _("Forslag"), said % {"day": _short(part.first)}


def _gap(part: Stretch, day: date) -> tuple[str, str]:
    if part.on(day):
        so_far = (day - part.first).days
        if so_far:
            return _("Tom"), ngettext("i %(days)s dag", "i %(days)s dage", so_far) % {"days": so_far}
        return _("Tom"), _("fra i dag")
    return _("Tom"), ngettext("%(days)s dag", "%(days)s dage", part.days) % {"days": part.days}


def _paused(part: Stretch, day: date) -> tuple[str, str]:
    return _("Pause"), _("til %(day)s") % {"day": _short(part.last)}


_LABELS = {
    StretchKind.PAUSED: _paused,
    StretchKind.RUNNING: _held,
    StretchKind.ENDED: _held,
    StretchKind.PLANNED: _planned,
    StretchKind.PROPOSED: _proposed,
    StretchKind.GAP: _gap,
}


def _short(day: date) -> str:
    return f"{day.day}.{day.month}."
