"""Agreements: writing, correcting, offering, signing and taking back."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from plads.centres import queries
from plads.centres.lifecycle import AGREEMENT, NEGOTIATORS
from plads.centres.models import AgreementVersion, Centre, Signature
from plads.centres.queries import AgreementPage
from plads.centres.services.agreements import (
    agreement_quota,
    draft_agreement,
    offer_agreement,
    places_quota,
    sign_agreement,
)
from plads.centres.services.redrafting import redraft_agreement, withdraw_agreement
from plads.companies.queries import contacts_of
from plads.core import clock
from plads.core.actor import Actor
from plads.core.codes import DanishLevel, Demand, Function, Language
from plads.core.errors import Refused
from plads.core.parse_week import parse_week
from plads.core.periods import closed_last_day, first_day
from plads.core.roles import OFFICE
from plads.core.week import load, show, show_hours, total
from plads.insight.signers import admissions
from plads.insight.timeline import timeline
from plads.law import Verdict
from plads.web.acts import pressed
from plads.web.forms import add_refusal
from plads.web.forms_agreement import (
    PLACES,
    USUAL_PLACES,
    AgreementForm,
    PlaceRows,
    resized,
    row_of,
    terms,
    words_of,
    written_rows,
)
from plads.web.page import PageRequest, page
from plads.web.verdicts import shown


@page(NEGOTIATORS)
def agreement_new(request: PageRequest, centre_id: UUID) -> HttpResponse:
    """Write a new agreement for a centre; the words of its latest one are there to begin with."""
    centre = queries.centre(request.actor, centre_id)
    earlier = queries.papers(request.actor, centre_id)
    draft = queries.has_draft(earlier)
    if draft is not None:
        messages.info(request, _("Der er allerede en aftale i gang. Arbejd videre på den."))
        return redirect("agreement", draft.version.id)
    start, rows = _beginning(earlier[0].version if earlier else None)

    def store(form: AgreementForm, places: Any) -> AgreementVersion:
        return draft_agreement(request.actor, centre_id, terms(form, places))

    return _write(request, centre, start, rows, store, title=_("Ny aftale"))


@page(NEGOTIATORS)
def agreement_edit(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Correct a draft."""
    version = queries.agreement(request.actor, version_id).paper.version
    centre = version.agreement.centre
    if version.agreement.state != "draft":
        messages.info(request, _("Aftalen er sendt. Træk den tilbage for at rette den."))
        return redirect("agreement", version_id)

    def store(form: AgreementForm, places: Any) -> AgreementVersion:
        return redraft_agreement(request.actor, version_id, terms(form, places))

    rows = [row_of(place) for place in version.places]
    return _write(request, centre, words_of(version), rows, store, title=_("Ret kladden"))


@page(OFFICE)
def agreement(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Show a version with its quota and signatures; offer it, sign it or take it back."""
    found = queries.agreement(request.actor, version_id)
    version = found.paper.version
    if request.method == "POST":
        return _press(request, version)
    centre = version.agreement.centre
    is_draft = version.agreement.state == "draft" and found.newest
    verdicts = shown([agreement_quota(version)] if is_draft else [version.quota] if version.quota else [])
    context = {
        "found": found,
        "version": version,
        "centre": centre,
        "first": first_day(version.period),
        "last": closed_last_day(version.period),
        "places": [_place_words(place) for place in version.places],
        "verdicts": verdicts,
        "parties": _parties(found, contacts_of(request.actor, centre.workplace_id)),
        "permitted": _permitted(request.actor, found, verdicts),
        "blocked": is_draft and _blocks(verdicts),
        "steps": _steps(found),
        "seal_parts": [version.seal[i : i + 8] for i in range(0, len(version.seal), 8)],
        "events": timeline(request.actor, version.agreement_id, 20),
    }
    return render(request, "plads/supply/agreement.html", context)


def _write(
    request: PageRequest,
    centre: Centre,
    start: dict[str, Any],
    rows: list[dict[str, Any]],
    store: Any,
    *,
    title: str,
) -> HttpResponse:
    """Show the form of an agreement, and store it when it is right."""
    form, places = AgreementForm(initial=start), PlaceRows(prefix=PLACES, initial=rows)
    verdict: Verdict | None = None
    if request.method == "POST":
        form, places, verdict, version = _written(request, centre, store)
        if version is not None:
            messages.success(request, _("Kladden er gemt. Læs den igennem, og send den til underskrift."))
            return redirect("agreement", version.id)
    else:
        weeks = [parse_week(row["week"]) for row in rows if row.get("week")]
        verdict = places_quota(centre.workplace_id, weeks)
    context = {
        "centre": centre,
        "form": form,
        "places": places,
        "verdicts": shown([verdict]) if verdict else [],
        "title": title,
    }
    return render(request, "plads/supply/agreement_form.html", context)


def _written(
    request: PageRequest, centre: Centre, store: Any
) -> tuple[AgreementForm, Any, Verdict | None, AgreementVersion | None]:
    """Return the forms as they should be shown, the quota of what was written, and the version when stored."""
    wish = request.POST.get("do", "save")
    if wish in ("rows", "copy"):
        rows = resized(written_rows(request.POST), request.POST.get("count"))
        if wish == "copy":
            rows = [dict(rows[0]) for _row in rows]
        words = {name: request.POST.get(name, "") for name in AgreementForm.base_fields}
        return AgreementForm(initial=words), PlaceRows(prefix=PLACES, initial=rows), None, None
    form, places = AgreementForm(request.POST), PlaceRows(request.POST, prefix=PLACES)
    valid = [form.is_valid(), places.is_valid()]
    if not places.is_valid():
        return form, places, None, None
    verdict = places_quota(centre.workplace_id, [each.cleaned_data["week"] for each in places])
    if wish == "save" and all(valid):
        try:
            with transaction.atomic():
                return form, places, verdict, store(form, places)
        except Refused as error:
            add_refusal(form, error)
    return form, places, verdict, None


def _beginning(earlier: AgreementVersion | None) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the first words of a new agreement and its rows of places."""
    first = _next_first(clock.today())
    if earlier is None:
        return {"first_day": first, "last_day": _year_later(first)}, [{} for _row in range(USUAL_PLACES)]
    words = words_of(earlier)
    begins = max(first, words["last_day"])
    if words["last_day"] >= first:
        begins = date.fromordinal(words["last_day"].toordinal() + 1)
    words |= {"first_day": begins, "last_day": _year_later(begins)}
    return words, [row_of(place) for place in earlier.places]


def _next_first(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _year_later(day: date) -> date:
    return date.fromordinal(day.replace(year=day.year + 1, day=min(day.day, 28)).toordinal() - 1)


_PRESSES = {
    "offer": (offer_agreement, lazy("Aftalen er sendt til underskrift.")),
    "withdraw": (withdraw_agreement, lazy("Aftalen er trukket tilbage. Ret kladden, og send den igen.")),
}


def _press(request: PageRequest, version: AgreementVersion) -> HttpResponse:
    """Carry out the button that was pressed."""
    wish = request.POST.get("do", "")
    actor = request.actor
    result = [version]
    if wish == "sign":
        party, said = Signature.Party.MUNICIPALITY, _("Du har skrevet under for kommunen.")
        pressed(request, lambda: sign_agreement(actor, version.id, party), said)
    elif wish in _PRESSES:
        service, answer = _PRESSES[wish]
        pressed(request, lambda: result.append(service(actor, version.id)), str(answer))
    else:
        raise PermissionDenied
    return redirect("agreement", result[-1].id)


def _blocks(verdicts: list[dict[str, Any]]) -> bool:
    return any(each["outcome"] == "block" for each in verdicts)


def _permitted(actor: Actor, found: AgreementPage, verdicts: list[dict[str, Any]]) -> set[str]:
    """Return the names of the actions that this person has on this version now, and that lead somewhere."""
    if not found.newest:
        return set()
    version = found.paper.version
    names = {each.action for each in AGREEMENT.actions(actor.role, version.agreement.state)}
    signed_by_me = any(each.user_id == actor.user_id for each in found.signatures)
    if Signature.Party.MUNICIPALITY in found.paper.answers or signed_by_me or found.paper.refused_by:
        names.discard("sign_municipality")
    if _blocks(verdicts):
        names.discard("offer")
    return names - {"seal"}


def _place_words(place: dict[str, Any]) -> dict[str, Any]:
    """Return a place of an agreement in words."""
    slots = load(place["slots"])
    return {
        "number": place["number"],
        "function": Function(place["function"]).label,
        "tasks": place["tasks"],
        "week": show(slots),
        "hours": show_hours(total(slots)),
        "danish": DanishLevel(place["danish_level"]).label,
        "languages": [Language(each).label for each in place["languages"]],
        "demands": [Demand(each).label for each in place["demands"]],
    }


def _parties(found: AgreementPage, contacts: list[Any]) -> list[dict[str, Any]]:
    """Return each party with its answer, or who is to give it."""
    signed = {each.party: each for each in found.signatures}
    by_signature = admissions(found.signatures)
    let_in = {each.party: by_signature.get(each.id) for each in found.signatures}
    kinds = {Signature.Party.COMPANY: "contact", Signature.Party.REPRESENTATIVE: "representative"}
    return [
        {
            "party": party.label,
            "signature": signed.get(party),
            "admission": let_in.get(party),
            "people": [each for each in contacts if each.kind == kinds.get(party)],
            "is_ours": party == Signature.Party.MUNICIPALITY,
        }
        for party in (Signature.Party.REPRESENTATIVE, Signature.Party.COMPANY, Signature.Party.MUNICIPALITY)
    ]


def _steps(found: AgreementPage) -> list[dict[str, str]]:
    """Return how far an agreement has come."""
    labels = [_("Kladde"), _("Underskrifter"), _("Underskrevet")]
    at = {"draft": 0, "offered": 1, "signed": 3, "ended": 3}[found.paper.version.agreement.state]
    states = ["done" if i < at else "current" if i == at else "next" for i in range(len(labels))]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]
