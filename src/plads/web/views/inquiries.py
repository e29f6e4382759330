"""Inquiries: what companies have written, and what becomes of it."""

from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.centres.lifecycle import INQUIRY
from plads.centres.models import Centre, Inquiry
from plads.centres.queries import centres_of, reply_by
from plads.centres.queries import inquiries as read_inquiries
from plads.centres.queries import inquiry as read_inquiry
from plads.centres.services.founding import Founding, found_centre
from plads.centres.services.inquiries import answer_inquiry, assign_inquiry, decline_inquiry
from plads.centres.services.looking_up import look_up_inquiry
from plads.companies.models import Company, Workplace
from plads.companies.ports import read_kept
from plads.companies.queries import workplaces_of
from plads.companies.register import Found
from plads.core import clock
from plads.core.roles import OFFICE, Role
from plads.insight.timeline import timeline
from plads.people.models import User
from plads.people.queries import staff
from plads.web.acts import carried_out, sent
from plads.web.forms_inquiry import DeclineForm, ReplyForm
from plads.web.forms_supply import QUOTA_MONTHS, AssignForm, FoundingForm, latest_months
from plads.web.page import PageRequest, page
from plads.web.register_look import checked, facts, looked_up, say_closed, wants_look


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
    context["keeps_rules"] = request.actor.role == Role.COORDINATOR
    return render(request, "plads/supply/inquiries.html", context)


@page(OFFICE)
def inquiry(request: PageRequest, inquiry_id: UUID) -> HttpResponse:
    """Show an inquiry; take it, give it away, answer it, make it a centre or close it."""
    row = read_inquiry(request.actor, inquiry_id)
    consultants = staff(row.municipality_id, Role.CONSULTANT, Role.COORDINATOR)
    known = workplaces_of(request.actor, row.cvr)
    company, unit = read_kept(row.register)
    said = Found(company, unit)
    acts = {
        "assign": sent(request, AssignForm, consultants=consultants, initial=_assignee(request, row)),
        "reply": sent(request, ReplyForm),
        "decline": sent(request, DeclineForm, answered=row.answered_at is not None),
        "found": _founding_form(request, row, known, said),
    }
    if request.method == "POST" and not wants_look(request, FoundingForm.prefix):
        answer = _carry_out(request, row, said, acts)
        if answer is not None:
            return answer
    permitted = {each.action for each in INQUIRY.actions(request.actor.role, row.state)}
    context = {
        "inquiry": row,
        "age": _age(row),
        **_deadline(row),
        "permitted": permitted,
        "may_take": _may_take(request, row, consultants) and "assign" in permitted,
        "known": known,
        "register": SimpleNamespace(
            company=company, unit=unit, closed_on=said.closed_on, fault=row.register.get("fault", "")
        ),
        "centres": centres_of(request.actor, [known[0].company_id]).get(known[0].company_id, [])
        if known
        else [],
        "events": timeline(request.actor, row.id),
        **acts,
    }
    return render(request, "plads/supply/inquiry.html", context)


def _takes(request: PageRequest, form: Form) -> bool:
    """Tell whether a person gives the inquiry to themselves."""
    return request.POST.get(form.add_prefix("consultant")) == str(request.actor.user_id)


def _carry_out(request: PageRequest, row: Inquiry, said: Found, acts: dict[str, Any]) -> HttpResponse | None:
    """Do what was asked; return where to go next, or ``None`` when a form must be corrected."""
    actor = request.actor
    made: list[Centre] = []
    if "fetch" in request.POST:
        _fetch(request, row)
        return redirect("inquiry", row.id)
    done = (
        carried_out(
            request,
            acts["assign"],
            lambda data: assign_inquiry(actor, row.id, data["consultant"]),
            _("Du har henvendelsen nu.")
            if _takes(request, acts["assign"])
            else _("Gemt. Konsulenten får besked."),
        )
        or carried_out(
            request,
            acts["reply"],
            lambda data: answer_inquiry(actor, row.id, data["reply"]),
            _("Svaret er gemt og bliver sendt til virksomheden."),
        )
        or carried_out(
            request,
            acts["decline"],
            lambda data: decline_inquiry(actor, row.id, data["reason"], data["reply"]),
            _("Henvendelsen er afsluttet."),
        )
        or carried_out(
            request,
            acts["found"],
            lambda data: made.append(found_centre(actor, _founding(request, acts, data, said), row.id)),
            _("Centret er oprettet. Næste skridt er aftalen."),
        )
    )
    if made:
        return redirect("centre", made[0].id)
    return redirect("inquiry", row.id) if done else None


def _fetch(request: PageRequest, row: Inquiry) -> None:
    before = row.register_at
    found = look_up_inquiry(request.actor, row.id)
    if found.register_at == before:
        messages.warning(
            request, _("Installationen har ikke adgang til CVR-registret. Slå virksomheden op på virk.dk.")
        )
    elif found.register.get("fault"):
        messages.error(request, found.register["fault"])
    else:
        messages.success(request, _("Oplysningerne er hentet fra CVR."))


def _founding_form(request: PageRequest, row: Inquiry, known: list[Workplace], said: Found) -> FoundingForm:
    months = _months(said)
    if wants_look(request, FoundingForm.prefix):
        return looked_up(request, FoundingForm.prefix, lambda data: FoundingForm(data, months=months))
    return sent(request, FoundingForm, months=months, initial=_prefill(row, known, said))


def _months(said: Found) -> list[date]:
    """Return the months to ask for, newest first: the register's newest, and those it does not have yet."""
    if said.unit is None or not said.unit.months:
        return latest_months(QUOTA_MONTHS)
    there = {each.month for each in said.unit.months[-QUOTA_MONTHS:]}
    newer = {month for month in latest_months(QUOTA_MONTHS) if month > max(there)}
    return sorted(there | newer, reverse=True)


def _founding(request: PageRequest, acts: dict[str, Any], data: dict[str, Any], said: Found) -> Founding:
    """Return what a centre is founded on; raises ``Refused`` when the register says the numbers are wrong."""
    same = said.unit is not None and said.unit.p_number == data["p_number"]
    found = said if same else checked(data["cvr"], data["p_number"])
    say_closed(request, found)
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
        employment=acts["found"].employment(),
        source=data["fte_source"] or "Virksomheden",
        found=found,
    )


def _prefill(row: Inquiry, known: list[Workplace], said: Found) -> dict[str, Any]:
    """Return what is known already, so that nobody keys it twice: what we work with, else what the register says."""
    workplace = next((each for each in known if not row.p_number or each.p_number == row.p_number), None)
    company_name = known[0].company.name if known else row.company_name
    sector = known[0].company.sector if known else Company.Sector.PRIVATE
    typed = {"cvr": row.cvr, "company_name": company_name, "sector": sector, "p_number": row.p_number}
    typed |= {"name": row.company_name, "postcode": row.postcode, **facts(said)}
    if workplace is not None:
        typed |= {
            "p_number": workplace.p_number,
            "name": workplace.name,
            "street": workplace.street,
            "postcode": workplace.postcode,
            "city": workplace.city,
        }
    return typed | {"centre_name": typed["name"]}


def _assignee(request: PageRequest, row: Inquiry) -> dict[str, Any]:
    return {"consultant": str(row.consultant_id or request.actor.user_id)}


def _may_take(request: PageRequest, row: Inquiry, consultants: list[User]) -> bool:
    me = request.actor.user_id
    return row.consultant_id != me and any(each.id == me for each in consultants)


def _age(row: Inquiry) -> int:
    return (clock.today() - row.received_at.astimezone(clock.COPENHAGEN).date()).days


def _deadline(row: Inquiry) -> dict[str, Any]:
    """How many days are left to answer (negative: too late), and whether an answer is still waited for."""
    limit = reply_by(row)
    left = (limit - clock.today()).days
    return {"reply_by": limit, "left": left, "late": left < 0 and row.answered_at is None}
