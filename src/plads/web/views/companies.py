"""Companies the municipality works with: workplaces, employees, contacts."""

from datetime import date
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.centres.models import Centre
from plads.centres.queries import centres_of, inquiries_from
from plads.centres.services.founding import found_centre_at
from plads.companies.models import Company, Workplace
from plads.companies.queries import companies as read_companies
from plads.companies.queries import company as read_company
from plads.companies.register import (
    read_now,
    store_register,
    use_register_address,
    use_register_number,
)
from plads.companies.services import add_contact, add_workplace, invite_contact, note_employment
from plads.core.errors import NotVisible, Refused
from plads.core.roles import OFFICE, Role
from plads.insight.timeline import timeline_of
from plads.web.acts import carried_out, posted_id, pressed, sent
from plads.web.forms_supply import CentreForm, ContactForm, EmploymentForm, SearchForm, WorkplaceForm
from plads.web.handing_over import handed_over
from plads.web.page import PageRequest, page
from plads.web.register_look import checked, looked_up, say_closed, wants_look


@page(OFFICE)
def companies(request: PageRequest) -> HttpResponse:
    """List companies, find one, and add a workplace by its numbers."""
    search = SearchForm(request.GET, label=_("Navn, CVR- eller P-nummer"))
    text = search.text()
    looks = wants_look(request, WorkplaceForm.prefix)
    added = (
        looked_up(request, WorkplaceForm.prefix, WorkplaceForm)
        if looks
        else sent(request, WorkplaceForm, initial={"sector": Company.Sector.PRIVATE})
    )
    made: list[Workplace] = []
    if not looks and carried_out(
        request,
        added,
        lambda data: made.append(_add(request, data)),
        _("Arbejdspladsen er gemt. Skriv, hvem I taler med, og se efter, hvor mange ansatte der er."),
    ):
        return redirect("company", made[0].company_id)
    found = read_companies(request.actor, text, request.GET.get("side", 1))
    centres = centres_of(request.actor, [each.id for each in found])
    lines = [SimpleNamespace(company=each, centres=centres.get(each.id, [])) for each in found]
    context = {"lines": lines, "page": found, "search": search, "text": text, "added": added}
    return render(request, "plads/supply/companies.html", context)


def _add(request: PageRequest, data: dict[str, Any]) -> Workplace:
    """Store a workplace with what the register says of it; raises ``Refused`` when it says the numbers are wrong."""
    found = checked(data["cvr"], data["p_number"])
    say_closed(request, found)
    workplace = add_workplace(request.actor, **data)
    return store_register(request.actor, workplace.id, found) if found.unit else workplace


@page(OFFICE)
def company(request: PageRequest, company_id: UUID) -> HttpResponse:
    """Show a company; add contacts, employees and centres."""
    row = read_company(request.actor, company_id)
    workplaces = list(row.workplaces.all())
    acts: dict[str, Any] = {
        "contact": sent(request, ContactForm, workplaces=workplaces),
        "employment": sent(request, EmploymentForm, workplaces=workplaces),
        "new_centre": sent(request, CentreForm, workplaces=workplaces),
    }
    if request.method == "POST":
        asked, handed = handed_over(request, partial(invite_contact, request.actor))
        asked = asked or _register(request)
        answer = redirect("company", row.id) if asked else _carry_out(request, row, acts)
        if answer is not None and not handed:
            return answer
        acts["handed"] = handed
    context = {
        "company": row,
        "workplaces": workplaces,
        "centres": centres_of(request.actor, [row.id]).get(row.id, []),
        "inquiries": inquiries_from(request.actor, row.cvr),
        "events": timeline_of(request.actor, [row.id, *(each.id for each in workplaces)]),
        "may_found": request.actor.role in (Role.CONSULTANT, Role.COORDINATOR),
        **acts,
    }
    return render(request, "plads/supply/company.html", context)


def _register(request: PageRequest) -> bool:
    """Carry out a button about the business register; return whether one was pressed."""
    actor = request.actor
    fetched, named = posted_id(request, "fetch"), posted_id(request, "use_address")
    number = request.POST.get("use_number")
    if fetched is not None:
        _fetch(request, fetched)
    elif named is not None:
        said = _("Arbejdspladsen har nu navn og adresse fra CVR.")
        pressed(request, partial(use_register_address, actor, named), said)
    elif number is not None:
        workplace_id, month = _number(number)
        said = _("Tallet fra CVR gælder nu.")
        pressed(request, partial(use_register_number, actor, workplace_id, month), said)
    return not (fetched is None and named is None and number is None)


def _fetch(request: PageRequest, workplace_id: UUID) -> None:
    try:
        workplace = read_now(request.actor, workplace_id)
    except Refused as error:
        messages.warning(request, error.message)
        return
    if workplace.register_fault:
        messages.error(request, workplace.register_fault)
    else:
        messages.success(request, _("Oplysningerne er hentet fra CVR."))


def _number(value: str) -> tuple[UUID, date]:
    workplace_id, _space, month = value.partition(" ")
    try:
        return UUID(workplace_id), date.fromisoformat(month)
    except ValueError as error:
        raise NotVisible from error


def _carry_out(request: PageRequest, row: Company, acts: dict[str, Any]) -> HttpResponse | None:
    actor = request.actor
    made: list[Centre] = []
    done = (
        carried_out(
            request,
            acts["contact"],
            lambda data: add_contact(actor, data.pop("workplace"), **data),
            _("Kontakten er gemt."),
        )
        or carried_out(
            request,
            acts["employment"],
            lambda data: note_employment(actor, data.pop("workplace"), **data),
            _("Antallet af ansatte er gemt."),
        )
        or carried_out(
            request,
            acts["new_centre"],
            lambda data: made.append(found_centre_at(actor, data["workplace"], data["name"])),
            _("Centret er oprettet. Næste skridt er aftalen."),
        )
    )
    if made:
        return redirect("centre", made[0].id)
    return redirect("company", row.id) if done else None
