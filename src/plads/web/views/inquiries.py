"""Inquiries: what companies have written, and what becomes of it."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.centres.lifecycle import INQUIRY
from plads.centres.models import Centre, Inquiry
from plads.centres.queries import inquiries as read_inquiries
from plads.centres.queries import inquiry as read_inquiry
from plads.centres.queries import reply_by
from plads.centres.services.founding import Founding, found_centre
from plads.centres.services.inquiries import assign_inquiry, decline_inquiry
from plads.companies.models import Company, Workplace
from plads.companies.queries import workplaces_of
from plads.core import clock
from plads.core.roles import OFFICE, Role
from plads.insight.timeline import timeline
from plads.people.models import User
from plads.people.queries import staff
from plads.web.acts import carried_out, sent
from plads.web.forms_supply import QUOTA_MONTHS, AssignForm, DeclineForm, FoundingForm, latest_months
from plads.web.page import PageRequest, page


@page(OFFICE)
def inquiries(request: PageRequest) -> HttpResponse:
    """List the inquiries that wait, or those that are closed."""
    closed = request.GET.get("vis") == "lukkede"
    found = read_inquiries(request.actor, closed=closed, side=request.GET.get("side", 1))
    lines = [SimpleNamespace(inquiry=each, age=_age(each), **_deadline(each)) for each in found.page]
    tabs = [
        {"label": _("Venter"), "url": "?", "current": not closed, "count": found.waiting},
        {"label": _("Afsluttede"), "url": "?vis=lukkede", "current": closed, "count": found.closed},
    ]
    context = {"lines": lines, "page": found.page, "tabs": tabs, "closed": closed}
    return render(request, "plads/supply/inquiries.html", context)


@page(OFFICE)
def inquiry(request: PageRequest, inquiry_id: UUID) -> HttpResponse:
    """Show an inquiry; take it, give it away, make it a centre or close it."""
    row = read_inquiry(request.actor, inquiry_id)
    consultants = staff(row.municipality_id, Role.CONSULTANT, Role.COORDINATOR)
    known = workplaces_of(request.actor, row.cvr)
    months = latest_months(QUOTA_MONTHS)
    assign = sent(request, AssignForm, consultants=consultants, initial=_assignee(request, row))
    decline = sent(request, DeclineForm)
    found = sent(request, FoundingForm, months=months, initial=_prefill(row, known))
    if request.method == "POST":
        answer = _carry_out(request, row, assign, decline, found)
        if answer is not None:
            return answer
    permitted = {each.action for each in INQUIRY.actions(request.actor.role, row.state)}
    context = {
        "inquiry": row,
        "age": _age(row),
        **_deadline(row),
        "permitted": permitted,
        "may_take": _may_take(request, row, consultants) and "assign" in permitted,
        "assign": assign,
        "decline": decline,
        "found": found,
        "known": known,
        "events": timeline(request.actor, row.id),
    }
    return render(request, "plads/supply/inquiry.html", context)


def _carry_out(
    request: PageRequest, row: Inquiry, assign: AssignForm, decline: DeclineForm, found: FoundingForm
) -> HttpResponse | None:
    """Do what was asked; return where to go next, or ``None`` when a form must be corrected."""
    actor = request.actor
    here = redirect("inquiry", row.id)
    if carried_out(
        request,
        assign,
        lambda data: assign_inquiry(actor, row.id, data["consultant"]),
        _("Gemt. Konsulenten får besked."),
    ):
        return here
    if carried_out(
        request,
        decline,
        lambda data: decline_inquiry(actor, row.id, data["reason"]),
        _("Henvendelsen er afsluttet. Husk at sige det til virksomheden."),
    ):
        return here
    made: list[Centre] = []
    if carried_out(
        request,
        found,
        lambda data: made.append(found_centre(actor, _founding(found, data), row.id)),
        _("Centret er oprettet. Næste skridt er aftalen."),
    ):
        return redirect("centre", made[0].id)
    return None


def _founding(form: FoundingForm, data: dict[str, Any]) -> Founding:
    return Founding(
        centre_name=data["centre_name"],
        cvr=data["cvr"],
        company_name=data["company_name"],
        p_number=data["p_number"],
        workplace_name=data["name"],
        sector=data["sector"],
        street=data["street"],
        postcode=data["postcode"],
        city=data["city"],
        employment=form.employment(),
    )


def _prefill(row: Inquiry, known: list[Workplace]) -> dict[str, Any]:
    """Return what is known already, so that nobody keys it twice."""
    workplace = next((each for each in known if not row.p_number or each.p_number == row.p_number), None)
    company_name = known[0].company.name if known else row.company_name
    sector = known[0].company.sector if known else Company.Sector.PRIVATE
    facts = {"cvr": row.cvr, "company_name": company_name, "sector": sector, "p_number": row.p_number}
    if workplace is None:
        return facts | {"name": row.company_name, "centre_name": row.company_name}
    return facts | {
        "p_number": workplace.p_number,
        "name": workplace.name,
        "street": workplace.street,
        "postcode": workplace.postcode,
        "city": workplace.city,
        "centre_name": workplace.name,
    }


def _assignee(request: PageRequest, row: Inquiry) -> dict[str, Any]:
    return {"consultant": str(row.consultant_id or request.actor.user_id)}


def _may_take(request: PageRequest, row: Inquiry, consultants: list[User]) -> bool:
    me = request.actor.user_id
    return row.consultant_id != me and any(each.id == me for each in consultants)


def _age(row: Inquiry) -> int:
    return (clock.today() - row.received_at.astimezone(clock.COPENHAGEN).date()).days


def _deadline(row: Inquiry) -> dict[str, Any]:
    """How many days are left to answer (negative: too late)."""
    limit = reply_by(row)
    left = (limit - clock.today()).days
    return {"reply_by": limit, "left": left, "late": left < 0}
