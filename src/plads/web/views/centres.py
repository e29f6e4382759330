"""Centres: the list with its occupancy, and the page of one."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.centres.lifecycle import CENTRE, NEGOTIATORS
from plads.centres.models import Centre
from plads.centres.queries import Paper, has_draft, in_force, papers
from plads.centres.queries import centre as read_centre
from plads.centres.services.ending import UNFINISHED, close_centre
from plads.companies.queries import contacts_of
from plads.companies.services import add_contact, invite_contact
from plads.core.roles import OFFICE, Role
from plads.insight.centre_list import FILTERS, Use, centre_list
from plads.insight.places import PlaceLine, place_lines
from plads.insight.timeline import DAILY, timeline
from plads.mentoring.queries import mentors_of
from plads.mentoring.services import appoint_mentor
from plads.web.acts import carried_out, sent
from plads.web.forms_supply import CloseForm, ContactForm, MentorForm, SearchForm
from plads.web.handing_over import handed_over
from plads.web.page import PageRequest, page
from plads.web.supply_words import next_step, place_words

READERS = OFFICE | {Role.MANAGER}


@page(READERS)
def centres(request: PageRequest) -> HttpResponse:
    """List the centres with their occupancy today."""
    search = SearchForm(request.GET, label=_("Navn, by, CVR- eller P-nummer"))
    text, wanted = search.text(), request.GET.get("vis", "alle")
    chosen = wanted if wanted in FILTERS else "alle"
    found = centre_list(request.actor, text, chosen, request.GET.get("side", 1))
    labels = {
        "alle": _("Alle"),
        "tomme": _("Med tomme pladser"),
        "aftale": _("Under aftale"),
        "lukkede": _("Lukkede"),
    }
    tabs = [
        {"label": label, "url": f"?vis={name}", "current": name == chosen, "count": found.counts[name]}
        for name, label in labels.items()
    ]
    context = {
        "found": found,
        "page": found.page,
        "tabs": tabs,
        "search": search,
        "text": text,
        "chosen": chosen,
    }
    return render(request, "plads/supply/centres.html", context)


@page(READERS)
def centre(request: PageRequest, centre_id: UUID) -> HttpResponse:
    """Show a centre: places, agreement, mentors, contacts, what happened."""
    actor = request.actor
    row = read_centre(actor, centre_id)
    acts: dict[str, Any] = {
        "appoint": sent(request, MentorForm),
        "contact": sent(request, ContactForm, workplaces=[row.workplace]),
        "close": sent(request, CloseForm),
    }
    if request.method == "POST":
        asked, handed = handed_over(request, partial(invite_contact, actor))
        if not handed and (asked or _carry_out(request, row, acts)):
            return redirect("centre", row.id)
        acts["handed"] = handed
    lines, written = place_lines(actor, row.id), papers(actor, row.id)
    context = {
        "centre": row,
        "places": [place_words(each) for each in lines],
        "use": _use(lines),
        "step": next_step(row, written, actor.role),
        "agreement": in_force(written),
        "draft": has_draft(written),
        "may_write": actor.role in NEGOTIATORS and has_draft(written) is None,
        "mentors": mentors_of(actor, row.id),
        "contacts": contacts_of(actor, row.workplace_id),
        "events": timeline(actor, row.id, 40, without=DAILY),
        "may_close": _may_close(actor.role, row, written),
        "is_office": actor.is_office,
        **acts,
    }
    return render(request, "plads/supply/centre.html", context)


def _carry_out(request: PageRequest, row: Centre, acts: dict[str, Any]) -> bool:
    """Do what was asked; return whether the page should be read anew."""
    actor = request.actor
    return (
        carried_out(
            request,
            acts["appoint"],
            lambda data: appoint_mentor(actor, row.id, **data),
            _("Mentoren er udpeget. Tryk på mentorens navn og lav et link, så mentoren kan logge ind."),
        )
        or carried_out(
            request,
            acts["contact"],
            lambda data: add_contact(actor, data.pop("workplace"), **data),
            _("Kontakten er gemt."),
        )
        or carried_out(
            request,
            acts["close"],
            lambda _data: close_centre(actor, row.id),
            _("Centret er lukket. Det åbner igen, hvis I laver en ny aftale."),
        )
    )


def _may_close(role: Role, row: Centre, written: Sequence[Paper]) -> bool:
    """Return whether a centre can be closed: nothing holds it, and it would only stand on the lists."""
    if any(each.version.agreement.state in UNFINISHED for each in written):
        return False
    return "close" in {each.action for each in CENTRE.actions(role, row.state)}


def _use(lines: list[PlaceLine]) -> Use:
    """Return the centre's places today: those open, those taken."""
    open_now = [line for line in lines if line.now or line.empty_since]
    taken = [line for line in open_now if line.now]
    return Use(len(open_now), len(taken), sum(line.frees_soon for line in taken))
