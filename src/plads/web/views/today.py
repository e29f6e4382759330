"""Today: what waits for me, what breaks first on top, each line with its action."""

from collections import Counter
from itertools import groupby, takewhile
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from plads.core.roles import OFFICE, Role
from plads.insight.today import Matter, Today, named, today
from plads.messages.models import Notice
from plads.messages.services import mark_read
from plads.rights.queries import due_requests
from plads.web.navigation import HOMES
from plads.web.page import PageRequest, page
from plads.web.today_words import GROUPS, line

LINES = 25
"""How many lines stand on one page."""

HEADINGS = {
    "late": gettext_lazy("Gør det først"),
    "soon": gettext_lazy("Inden for en uge"),
    "later": gettext_lazy("Senere"),
}


@page(OFFICE)
def today_page(request: PageRequest) -> HttpResponse:
    """Show what waits; ``?hvem=alle`` shows colleagues' too, ``?slags=`` one kind only."""
    waiting = today(request.actor)
    whose = _whose(request)
    own = request.actor.shown_ids
    mine = [matter for matter in waiting.matters if matter.is_for(own)]
    matters = list(waiting.matters) if whose == "alle" else mine
    group = next((each for each in GROUPS if each.key == request.GET.get("slags")), None)
    shown = [matter for matter in matters if group is None or matter.kind in group.kinds]
    side = Paginator(shown, LINES).get_page(request.GET.get("side"))
    lines = named(request.actor, side)
    context = {
        "waiting": waiting,
        "whose": whose,
        "mine": len(mine),
        "all": len(waiting.matters),
        "tabs": _tabs(request, matters),
        "side": side,
        "sections": _sections(lines, waiting, request.actor.role),
        "requests": due_requests(request.actor),
        "notices": [notice_line(each) for each in waiting.notices],
        "total": len(matters),
        "late": len(list(takewhile(lambda matter: matter.level(waiting.day) == "late", matters))),
    }
    return render(request, "plads/insight/today.html", context)


@page([*OFFICE, Role.ADMINISTRATOR])
@require_POST
def read_notice(request: PageRequest, notice_id: UUID) -> HttpResponse:
    """Put a notice away, and go back to the first page, where they stand."""
    mark_read(request.actor, notice_id)
    messages.success(request, _("Beskeden er lagt væk."))
    return redirect(HOMES[request.actor.role])


def _whose(request: PageRequest) -> str:
    """Whose matters to show: a coordinator begins with everybody's, others with their own."""
    usual = "alle" if request.actor.role == Role.COORDINATOR else "mine"
    wanted = request.GET.get("hvem", usual)
    return wanted if wanted in ("mine", "alle") else usual


def _tabs(request: PageRequest, matters: list[Matter]) -> list[SimpleNamespace]:
    current = request.GET.get("slags", "")
    address = f"{reverse('today')}?hvem={_whose(request)}"
    tabs = [SimpleNamespace(url=address, label=_("Alt"), count=len(matters), current=not current)]
    of_kind = Counter(matter.kind for matter in matters)
    for group in GROUPS:
        count = sum(of_kind[kind] for kind in group.kinds)
        if count or group.key == current:
            url = f"{address}&slags={group.key}"
            tabs.append(
                SimpleNamespace(url=url, label=group.label, count=count, current=group.key == current)
            )
    return tabs


def _sections(matters: list[Matter], waiting: Today, role: Role) -> list[dict[str, Any]]:
    return [
        {
            "level": level,
            "heading": HEADINGS[level],
            "lines": [line(each, waiting.day, role) for each in group],
        }
        for level, group in groupby(matters, key=lambda matter: matter.level(waiting.day))
    ]


def notice_line(notice: Notice) -> SimpleNamespace:
    """Return a notice as ``insight/notices.html`` shows it, with the page it is about."""
    url = _address(notice.subject, notice.subject_id) or _address(notice.subject)
    return SimpleNamespace(
        id=notice.id,
        text=notice.words(getattr(notice, "who", None) or _("kandidaten")),
        url=url,
        at=notice.created_at,
    )


def _address(page: str, *ids: UUID) -> str:
    try:
        return reverse(page, args=ids)
    except NoReverseMatch:
        return ""
