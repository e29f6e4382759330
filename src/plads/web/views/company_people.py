"""Who at the workplace has access, for its contact: see them, let a colleague in, take a role away."""

from functools import partial
from itertools import groupby
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.companies.queries import own_workplaces
from plads.companies.services import invite_colleague
from plads.core.roles import Role
from plads.people.listing import colleagues
from plads.people.models import User
from plads.people.queries import member
from plads.people.services import take_role
from plads.web.acts import carried_out, posted_id, pressed, sent
from plads.web.forms_users import ColleagueForm
from plads.web.handing_over import handed_over
from plads.web.page import PageRequest, page


@page([Role.CONTACT])
def company_people(request: PageRequest) -> HttpResponse:
    """Show who speaks for each workplace; a POST lets a colleague in, takes a role away or makes a link."""
    places = own_workplaces(request.actor)
    form = sent(request, ColleagueForm, workplaces=places)
    handed = None
    if request.method == "POST":
        asked, handed = handed_over(request, partial(_colleague, request))
        if (asked or _took(request) or _invited(request, form)) and not handed:
            return redirect("company_people")
    names = {place.id: place for place in places}
    rows = sorted(colleagues(request.actor, names), key=lambda row: names[_subject(row)].sort_name)
    groups = [
        SimpleNamespace(workplace=names[key], people=list(group))
        for key, group in groupby(rows, key=_subject)
    ]
    context = {"groups": groups, "form": form, "handed": handed, "me": request.actor.user_id}
    return render(request, "plads/users/company_people.html", context)


def _subject(row: Any) -> UUID:
    found: UUID = row.subject_id
    return found


def _colleague(request: PageRequest, user_id: UUID) -> User:
    return member(request.actor, user_id)


def _took(request: PageRequest) -> bool:
    gone = posted_id(request, "take")
    if gone is None:
        return False
    pressed(
        request, partial(take_role, request.actor, gone), _("Rollen er taget fra. Den gælder ikke længere.")
    )
    return True


def _invited(request: PageRequest, form: ColleagueForm) -> bool:
    return carried_out(
        request,
        form,
        lambda data: invite_colleague(
            request.actor, data["workplace"], name=data["name"], email=data["email"]
        ),
        _("Din kollega er nu kontaktperson. Lav et link, så din kollega kan vælge en adgangskode."),
    )
