"""Users and roles, for the administrator: who can sign in, as what, since when and until when."""

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.companies.queries import names_of
from plads.core.errors import NotVisible
from plads.core.periods import show_day
from plads.core.roles import STAFF, Role
from plads.insight.timeline import timeline
from plads.people.accounts import correct_user, let_in_again, shut_out
from plads.people.listing import LONG_AWAY, RoleLine, UserFilter, user_page, users
from plads.people.models import User
from plads.people.organisation import hand_over, holdings
from plads.people.queries import member, staff
from plads.people.services import give_role, limit_role, take_role
from plads.people.stand_in import end_stand_in, name_stand_in, stand_ins
from plads.web.acts import carried_out, posted_id, pressed, sent
from plads.web.forms_users import (
    DetailsForm,
    HandOverForm,
    LastDayForm,
    NewUserForm,
    RoleForm,
    StandInForm,
    UserFilterForm,
)
from plads.web.handing_over import handed_over
from plads.web.page import PageRequest, page


@page([Role.ADMINISTRATOR])
def user_list(request: PageRequest) -> HttpResponse:
    """List who can sign in, and give somebody new their first role."""
    new = sent(request, NewUserForm)
    made: list[User] = []
    if carried_out(
        request,
        new,
        lambda data: made.append(give_role(request.actor, request.actor.municipality_id, **data)),
        _("Rollen er givet. Lav et link nu, så personen kan vælge en adgangskode."),
    ):
        return redirect("user", made[0].id)
    search = UserFilterForm(request.GET)
    data = search.cleaned_data if search.is_valid() else {}
    wanted = UserFilter(data.get("q", ""), data.get("rolle", ""), data.get("tilstand", ""))
    found = users(request.actor, wanted, request.GET.get("side", 1))
    context = {
        "page": found,
        "search": search,
        "new": new,
        "filtered": any((wanted.text, wanted.role, wanted.state)),
        "long_ago": LONG_AWAY.days,
    }
    return render(request, "plads/users/users.html", context)


@page([Role.ADMINISTRATOR], fresh=True)
def user(request: PageRequest, user_id: UUID) -> HttpResponse:
    """Show a user with their roles; a POST changes one thing."""
    row, roles = user_page(request.actor, user_id)
    own = [line.role for line in roles if not line.stands_in_for and not line.over]
    colleagues = [each for each in staff(request.actor.municipality_id, *STAFF) if each.id != user_id]
    acts: dict[str, Any] = {
        "role": sent(request, RoleForm, held=own),
        "stand_in": sent(request, StandInForm, colleagues=colleagues),
        "details": sent(request, DetailsForm, initial={"name": row.name, "email": row.email}),
    }
    if request.method == "POST":
        asked, acts["handed"] = handed_over(request, partial(member, request.actor))
        done = asked or _buttons(request, row) or _forms(request, row, acts)
        if done and not acts["handed"]:
            return redirect("user", user_id)
    context = {
        "person": row,
        "roles": _named(request, roles),
        "is_me": row.id == request.actor.user_id,
        "is_staff": any(role in STAFF for role in own),
        "stand_ins": stand_ins(request.actor, user_id),
        "events": timeline(request.actor, user_id, 20),
        **acts,
    }
    return render(request, "plads/users/user.html", context)


@page([Role.ADMINISTRATOR], fresh=True)
def user_role(request: PageRequest, user_id: UUID, membership_id: UUID) -> HttpResponse:
    """Show what follows from taking a role away, take it, or give it a last day."""
    row, roles = user_page(request.actor, user_id)
    line = next((each for each in roles if each.id == membership_id), None)
    if line is None:
        raise NotVisible
    limit = sent(request, LastDayForm, prefix="limit", initial={"until": line.last_day})
    if carried_out(
        request,
        limit,
        lambda data: limit_role(request.actor, membership_id, data["until"]),
        _("Slutdatoen er gemt."),
    ):
        return redirect("user", user_id)
    if "take" in request.POST and _take(request, line):
        return redirect("users" if len(roles) == 1 else "user", *([] if len(roles) == 1 else [user_id]))
    shares = [share for share in holdings(request.actor, user_id) if share.number]
    context = {"person": row, "line": line, "limit": limit, "shares": shares, "last": len(roles) == 1}
    return render(request, "plads/users/role.html", context)


@page([Role.ADMINISTRATOR], fresh=True)
def user_hand_over(request: PageRequest, user_id: UUID) -> HttpResponse:
    """Show what somebody holds, and give it to a colleague."""
    row, _roles = user_page(request.actor, user_id)
    shares = holdings(request.actor, user_id)
    takes = {role for share in shares if share.number for role in share.roles}
    colleagues = [each for each in staff(request.actor.municipality_id, *takes) if each.id != user_id]
    initial = {"kinds": [share.key for share in shares if share.number]}
    form = sent(request, HandOverForm, shares=shares, colleagues=colleagues, initial=initial)
    if carried_out(
        request,
        form,
        lambda data: hand_over(request.actor, user_id, data["to"], data["kinds"]),
        _("Det er overgivet. Det står på hver enkelt sag."),
    ):
        return redirect("user", user_id)
    context = {"person": row, "form": form, "shares": [share for share in shares if share.number]}
    return render(request, "plads/users/hand_over.html", context)


def _named(request: PageRequest, roles: list[RoleLine]) -> list[RoleLine]:
    """Return the roles with the names of the workplaces and companies they speak for."""
    asked = [line.subject_id for line in roles if line.subject_id]
    names = names_of(request.actor, asked) if asked else {}
    return [
        replace(line, subject=names.get(line.subject_id, "")) if line.subject_id else line for line in roles
    ]


def _take(request: PageRequest, line: RoleLine) -> bool:
    said = _("Rollen %(role)s er taget fra. Den gælder ikke længere.") % {"role": line.role.label}
    return pressed(request, partial(take_role, request.actor, line.id), said)


def _buttons(request: PageRequest, row: User) -> bool:
    """Answer the buttons without fields; return whether one was pressed."""
    actor = request.actor
    stop = posted_id(request, "end_stand_in")
    if stop is not None:
        end = partial(end_stand_in, actor, row.id, stop)
        pressed(request, end, _("Vikaren har ikke længere opgaverne."))
    elif "shut_out" in request.POST:
        said = _("%(name)s kan ikke længere logge ind.") % {"name": row.name}
        pressed(request, partial(shut_out, actor, row.id), said)
    elif "let_in" in request.POST:
        said = _("%(name)s kan logge ind igen.") % {"name": row.name}
        pressed(request, partial(let_in_again, actor, row.id), said)
    else:
        return False
    return True


def _forms(request: PageRequest, row: User, acts: dict[str, Any]) -> bool:
    actor = request.actor

    def give(data: dict[str, Any]) -> None:
        give_role(actor, actor.municipality_id, email=row.email, name=row.name, **data)

    def lend(data: dict[str, Any]) -> None:
        named = name_stand_in(actor, row.id, data["colleague"], data["first_day"], data["last_day"])
        days = {"name": named.colleague.name, "last": show_day(named.last_day)}
        messages.info(request, _("%(name)s er vikar til og med %(last)s.") % days)

    return (
        carried_out(request, acts["role"], give, _("Rollen er givet."))
        or carried_out(request, acts["stand_in"], lend, _("Vikaren er valgt."))
        or carried_out(
            request,
            acts["details"],
            lambda data: correct_user(actor, row.id, **data),
            _("Navn og e-mail er rettet."),
        )
    )
