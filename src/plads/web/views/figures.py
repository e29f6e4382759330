"""Figures for those who lead: are the places used, do people get jobs, what does it cost."""

from types import SimpleNamespace

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from plads.core import clock
from plads.core.roles import Role
from plads.insight.figures import accounts, figures
from plads.web.page import PageRequest, page

YEARS = 5
"""How many years of accounts can be chosen."""

CENTRES = 50
"""How many centres stand on one page."""


@page([Role.MANAGER, Role.COORDINATOR])
def figures_page(request: PageRequest) -> HttpResponse:
    """Show the use of places, outcomes and cost; ``?section=regnskab`` the centres' yearly accounts."""
    if request.GET.get("section") == "regnskab":
        return _accounts(request)
    found = figures(request.actor)
    centres = sorted(found.centres, key=lambda each: (each.use.share, each.name))
    context = {
        "tabs": _tabs(accounts=False),
        "figures": found,
        "now": found.months[-1],
        "page": Paginator(centres, CENTRES).get_page(request.GET.get("side")),
    }
    return render(request, "plads/insight/figures.html", context)


def _accounts(request: PageRequest) -> HttpResponse:
    this_year = clock.today().year
    years = [this_year - back for back in range(YEARS)]
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted in map(str, years) else this_year
    rows = accounts(request.actor, year)
    total = {
        name: sum(getattr(account, name) for _, _, account in rows)
        for name in ("candidates", "hours", "jobs", "hires")
    }
    context = {"tabs": _tabs(accounts=True), "years": years, "year": year, "rows": rows, "total": total}
    return render(request, "plads/insight/accounts.html", context)


def _tabs(*, accounts: bool) -> list[SimpleNamespace]:
    url = reverse("figures")
    return [
        SimpleNamespace(url=url, label=_("Pladser og udfald"), current=not accounts, count=None),
        SimpleNamespace(
            url=f"{url}?section=regnskab", label=_("Virksomhedernes år"), current=accounts, count=None
        ),
    ]
