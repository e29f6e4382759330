"""One's own account: roles, a stand-in, one's name, and leave for support to look."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.core.errors import NotVisible
from plads.core.roles import STAFF, Role
from plads.people.accounts import correct_own
from plads.people.listing import own_roles
from plads.people.queries import staff
from plads.people.services import leave_role
from plads.people.stand_in import end_stand_in, name_stand_in, stand_ins
from plads.people.support import accesses, end_support, grant_support
from plads.web.acts import carried_out, posted_id, pressed, sent
from plads.web.forms_users import DetailsForm, StandInForm, SupportForm
from plads.web.page import PageRequest, page

PEOPLE = frozenset(Role) - {Role.PUBLIC, Role.SYSTEM}
PHONE = frozenset({Role.MENTOR, Role.CANDIDATE, Role.REPRESENTATIVE})


def base_of(request: PageRequest) -> str:
    """Return the page's frame: the phone's for those who work on one."""
    return "plads/base_phone.html" if request.actor.role in PHONE else "plads/base.html"


@page(PEOPLE)
def my_account(request: PageRequest) -> HttpResponse:
    """Show one's roles, stand-in and support; a POST changes one thing."""
    actor = request.actor
    lends = actor.role in STAFF
    acts: dict[str, Any] = {"support": sent(request, SupportForm)}
    if lends:
        others = [each for each in staff(actor.municipality_id, *STAFF) if each.id not in actor.own_ids]
        acts["stand_in"] = sent(request, StandInForm, colleagues=others)
    if request.method == "POST" and (_buttons(request) or _forms(request, acts)):
        return redirect("my_account")
    context = {
        "base": base_of(request),
        "roles": own_roles(actor),
        "stand_ins": stand_ins(actor, actor.helps or _me(actor.user_id)) if lends and not actor.helps else [],
        "accesses": accesses(actor),
        "may_ask": actor.role != Role.SUPPORT,
        "me": request.signed_in.user,
        **acts,
    }
    return render(request, "plads/users/my_account.html", context)


@page(PEOPLE, fresh=True)
def my_details(request: PageRequest) -> HttpResponse:
    """Correct one's own name and the e-mail one signs in with, after proving anew who one is."""
    me = request.signed_in.user
    form = sent(request, DetailsForm, initial={"name": me.name, "email": me.email})
    if carried_out(request, form, lambda data: correct_own(request.actor, **data), _("Det er rettet.")):
        return redirect("my_account")
    return render(request, "plads/users/my_details.html", {"base": base_of(request), "form": form})


@page(PEOPLE)
def leave(request: PageRequest, membership_id: UUID) -> HttpResponse:
    """Show what leaving a role means, and leave it."""
    line = next((each for each in own_roles(request.actor) if each.id == membership_id), None)
    if line is None:
        raise NotVisible
    if request.method == "POST":
        said = _("Du har ikke længere rollen %(role)s.") % {"role": line.role.label}
        if pressed(request, partial(leave_role, request.actor, membership_id), said):
            return redirect("home")
        return redirect("my_account")
    return render(request, "plads/users/leave.html", {"base": base_of(request), "line": line})


def _me(user_id: UUID | None) -> UUID:
    if user_id is None:
        raise NotVisible
    return user_id


def _buttons(request: PageRequest) -> bool:
    actor = request.actor
    end, stop, quits = (posted_id(request, name) for name in ("end_support", "end_stand_in", "end_for"))
    if end is not None:
        pressed(request, partial(end_support, actor, end), _("Support kan ikke se dine sider længere."))
    elif stop is not None:
        act = partial(end_stand_in, actor, _me(actor.user_id), stop)
        pressed(request, act, _("Din vikar har ikke længere dine opgaver."))
    elif quits is not None:
        act = partial(end_stand_in, actor, quits, _me(actor.user_id))
        pressed(request, act, _("Du er ikke længere vikar."))
    else:
        return False
    return True


def _forms(request: PageRequest, acts: dict[str, Any]) -> bool:
    actor = request.actor

    def ask(data: dict[str, Any]) -> None:
        grant_support(actor, min(actor.municipality_ids), data["help_with"], data["minutes"])

    def lend(data: dict[str, Any]) -> None:
        me = _me(actor.user_id)
        name_stand_in(actor, me, data["colleague"], data["first_day"], data["last_day"])

    asked = carried_out(
        request, acts["support"], ask, _("Support kan nu se dine sider. Du kan slutte det, når du vil.")
    )
    lends = "stand_in" in acts and carried_out(
        request, acts["stand_in"], lend, _("Din vikar er valgt og får dine opgaver de dage.")
    )
    return asked or lends
