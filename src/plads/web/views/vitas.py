"""A placement's application in VITAS: the sheet to write off from, the same as a file, and how far it is."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from plads.companies.models import Contact
from plads.core import clock
from plads.core.actor import Actor
from plads.core.periods import closed_last_day, first_day, show_day
from plads.core.roles import OFFICE
from plads.core.week import show_hours
from plads.placements.lifecycle import DECIDERS, VITAS
from plads.placements.models import Purpose, VitasApplication
from plads.placements.ports import vitas
from plads.placements.services.vitas import (
    Answer,
    note_answer,
    override_vitas,
    renew_application,
    send_application,
    withdraw_application,
)
from plads.placements.vitas_sheet import Sheet, as_json, average, describe, sheet
from plads.web import opened
from plads.web.forms_vitas import ApproveForm, OverrideForm, RefuseForm, SendForm
from plads.web.page import PageRequest, page
from plads.web.verbs import Verb, perform

State = VitasApplication.State


def _send(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return send_application(actor, placement_id, data["number"], data["sent_on"])


def _approve(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return note_answer(actor, placement_id, Answer(True, data["answered_on"], data["grant_number"]))


def _refuse(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return note_answer(actor, placement_id, Answer(False, data["answered_on"], reason=data["reason"]))


def _withdraw(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return withdraw_application(actor, placement_id)


def _renew(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return renew_application(actor, placement_id)


def _override(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return override_vitas(actor, placement_id, data["reason"])


VERBS: dict[str, Verb] = {
    "send": Verb(
        _send, gettext_lazy("Ansøgningen er noteret som sendt. Noter svaret, når det kommer."), SendForm
    ),
    "approve": Verb(
        _approve, gettext_lazy("Godkendelsen er noteret. Forløbet kan begynde på sin dag."), ApproveForm
    ),
    "refuse": Verb(_refuse, gettext_lazy("Afvisningen er noteret. Forløbet kan ikke begynde."), RefuseForm),
    "withdraw": Verb(_withdraw, gettext_lazy("Ansøgningen er noteret som trukket tilbage.")),
    "renew": Verb(_renew, gettext_lazy("Der er gjort klar til en ny ansøgning.")),
    "override": Verb(
        _override, gettext_lazy("Forløbet må begynde uden VITAS. Din grund er gemt."), OverrideForm
    ),
}
"""What can be done on the page of an application."""


@page(OFFICE)
def placement_vitas(request: PageRequest, placement_id: UUID) -> HttpResponse:
    """Show what VITAS asks about a placement and where the application stands; note what happened (6 statements)."""
    bad: dict[str, forms.Form] = {}
    if request.method == "POST":
        bad = perform(request, VERBS, placement_id)
        if not bad:
            return redirect("placement_vitas", placement_id)
    made = sheet(request.actor, placement_id)
    today, newest = clock.today(), made.newest
    state = State(newest.state) if newest else State.TO_SEND
    days = {"sent_on": today, "answered_on": today}
    context = {
        "sheet": made,
        "placement": made.placement,
        "row": newest,
        "state": state,
        "state_label": state.label,
        "holds": state == State.APPROVED and not made.outgrown,
        "older": made.applications[1:],
        "groups": _groups(made),
        "may": _may(request.actor, made, state),
        "decides": request.actor.role in DECIDERS,
        "forms": {name: verb.blank(name, initial=days) for name, verb in VERBS.items()} | bad,
        "bad": bad,
        "begins": first_day(made.placement.period),
        "asks_itself": vitas() is not None,
        "today": today,
    }
    return render(request, "plads/people/vitas.html", context)


def _may(actor: Actor, made: Sheet, state: Any) -> set[str]:
    """Return which of the page's actions are open just now."""
    open_now = {each.action for each in VITAS.actions(actor.role, state)}
    if "override_sent" in open_now:
        open_now.add("override")
    if not made.placement.holds_place:
        open_now &= {"withdraw", "approve", "refuse"}
    if state == State.APPROVED and not made.outgrown:
        open_now.discard("renew")
    if made.newest is not None and made.newest.overridden_at:
        open_now.discard("override")
    return open_now


@page(OFFICE)
@require_POST
def placement_vitas_file(request: PageRequest, placement_id: UUID) -> HttpResponse:
    """Hand out the sheet as JSON; with the CPR number for those who decide, and the look is noted."""
    candidate_id = sheet(request.actor, placement_id).placement.candidate_id
    reason = opened.reason(request, candidate_id)
    made = sheet(request.actor, placement_id, with_cpr=True, opened_for=reason)
    said = json.dumps(as_json(made), ensure_ascii=False, indent=2)
    answer = HttpResponse(said, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="vitas-{first_day(made.placement.period)}.json"'
    answer["Cache-Control"] = "no-store"
    return answer


Lines = list[tuple[str, str]]


def _groups(made: Sheet) -> list[tuple[str, Lines]]:
    """Return the fields of the form as label and value, group by group in VITAS' own order."""
    return [
        (_("Virksomheden"), _company(made)),
        (_("Kandidaten"), _candidate(made)),
        (_("Forløbet"), _course(made)),
        (_("Kontakt"), _people(made)),
    ]


def _company(made: Sheet) -> Lines:
    workplace, fte = made.placement.place.centre.workplace, average(made.months)
    count = "" if fte is None else f"{fte}".replace(".", ",")
    return [
        (_("CVR-nummer"), workplace.company.cvr),
        (_("P-nummer"), workplace.p_number),
        (_("Virksomhed"), workplace.company.name),
        (_("Virksomhedstype"), str(workplace.company.get_sector_display())),
        (_("Arbejdssted"), ", ".join(filter(None, [workplace.name, workplace.address]))),
        (_("Ansatte, årsværk i gennemsnit af {n} måneder").format(n=len(made.months)), count),
    ]


def _candidate(made: Sheet) -> Lines:
    return [
        (_("Navn"), made.placement.shown_name),
        (_("Kommunekode"), made.placement.municipality.code),
    ]


def _course(made: Sheet) -> Lines:
    row = made.placement
    return [
        (_("Startdato"), show_day(first_day(row.period))),
        (_("Slutdato"), show_day(closed_last_day(row.period))),
        (_("Ugentlig arbejdstid, højst"), show_hours(made.minutes)),
        (_("Stilling"), as_json(made)["stilling"]),
        (_("Formål"), ", ".join(str(Purpose(each).label) for each in row.purposes)),
        (_("Jobbeskrivelse"), describe(row)),
    ]


def _people(made: Sheet) -> Lines:
    caseworker = made.placement.candidate.caseworker
    return [
        *_contact(made, Contact.Kind.CONTACT, _("Kontaktperson")),
        *_contact(made, Contact.Kind.REPRESENTATIVE, _("Repræsentant for de ansatte")),
        (_("Bevillingsansvarlig"), caseworker.name if caseworker else ""),
        *([(_("Bevillingsansvarliges e-mail"), caseworker.email)] if caseworker else []),
    ]


def _contact(made: Sheet, kind: str, label: str) -> Lines:
    """Return a person as the fields VITAS has: name, e-mail and telephone apart, what is not known left out."""
    found = next((each for each in made.contacts if each.kind == kind), None)
    if found is None:
        return [(label, "")]
    lines = [(label, found.name), (_("E-mail"), found.email), (_("Telefon"), found.phone)]
    return [line for line in lines if line[1]]
