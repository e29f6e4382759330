"""The pages of an agreement's life: each shows what a deed means, and does it when its button is pressed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from plads.centres import queries
from plads.centres.lifecycle import NEGOTIATORS
from plads.centres.models import Agreement, AgreementVersion, Centre
from plads.centres.policy import visible_centres
from plads.centres.services.changing import amend_agreement, drop_draft, extend_agreement
from plads.centres.services.copying import copy_agreement, renew_agreement
from plads.core import clock
from plads.core.codes import Function
from plads.core.periods import ONE_DAY, closed_last_day, show_day
from plads.placements.services import agreement_changes as changes
from plads.placements.standing import InPlace, losses, standing
from plads.web import forms_agreement_life as life_forms
from plads.web.agreement_deeds import Deed, carry_out, posted, standing_version
from plads.web.page import PageRequest, page


@page(NEGOTIATORS)
def agreement_amend(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Begin a change of an agreement's words."""
    version = standing_version(request, version_id)
    form = life_forms.AmendForm(posted(request))
    deed = Deed(
        _("Ændr aftalen"),
        _("Skriv ændringen"),
        (
            _("Du får en kladde med alle aftalens ord og retter det, der skal være anderledes."),
            _("Aftalen gælder, som den er, indtil alle tre parter har skrevet under på ændringen."),
            _("Står der nogen i en plads, du ændrer, viser Plads det, før du sender den."),
        ),
    )
    return carry_out(
        request,
        version,
        deed,
        form,
        lambda: amend_agreement(request.actor, version.agreement_id, form.cleaned_data["reason"]),
        _("Kladden er klar. Ret det, der skal være anderledes."),
        then="agreement_edit",
    )


@page(NEGOTIATORS)
def agreement_extend(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Give an agreement a later last day; the next page sends it for signatures."""
    version = standing_version(request, version_id)
    last = closed_last_day(version.agreement.period)
    form = life_forms.ExtendForm(posted(request), initial={"last_day": _year_on(last)})
    deed = Deed(
        _("Forlæng aftalen"),
        _("Videre: vælg, hvem der spørges"),
        (
            _("Aftalen gælder nu til {day}. Kun den dag ændres.").format(day=show_day(last)),
            _("Rimelighedskravet regnes ud igen, og alle tre parter skriver under på den nye dag."),
            _("Pladserne bliver åbne til den nye dag, når alle har skrevet under."),
        ),
    )
    return carry_out(
        request,
        version,
        deed,
        form,
        lambda: extend_agreement(request.actor, version.agreement_id, **form.cleaned_data),
        _("Forlængelsen er skrevet. Vælg nu, hvem der skal skrive under, og send den."),
        then="agreement_send",
    )


@page(NEGOTIATORS)
def agreement_reduce(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Choose which places close; who stands in them is shown at each."""
    version = standing_version(request, version_id)
    courses = standing(request.actor, version.agreement_id)
    places = [(each["number"], _place_label(each, courses)) for each in version.places]
    form = life_forms.ReduceForm(posted(request), places=places)
    deed = Deed(
        _("Færre pladser"),
        _("Skriv ændringen"),
        (
            _("En plads, ingen har, lukker den dag, alle har skrevet under."),
            _("En plads, nogen har, er der, til forløbet er slut. Så lukker den."),
            _("Skal et forløb slutte før, så afslut det på forløbets egen side."),
        ),
    )

    def service() -> AgreementVersion:
        data = form.cleaned_data
        return changes.reduce_agreement(
            request.actor, version.agreement_id, frozenset(data["places"]), data["reason"]
        )

    said = _("Kladden er klar. Læs den igennem, og send den til underskrift.")
    return carry_out(request, version, deed, form, service, said)


def _place_label(place: dict[str, Any], courses: Sequence[InPlace]) -> str:
    label = _("Plads {n}, {what}").format(
        n=place["number"], what=str(Function(place["function"]).label).lower()
    )
    there = [each for each in courses if each.number == place["number"]]
    if not there:
        return f"{label}: {_('ingen har den')}"
    until = "; ".join(
        _("{name} til {day}").format(name=each.name, day=show_day(each.last_day)) for each in there
    )
    return f"{label}: {until}"


@page(NEGOTIATORS)
def agreement_renew(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Write the agreement that follows this one."""
    version = standing_version(request, version_id)
    agreement = version.agreement
    last = agreement.ends_on or closed_last_day(agreement.period)
    begins = max(last + ONE_DAY, clock.today())
    deed = Deed(
        _("Forny aftalen"),
        _("Skriv den nye aftale"),
        (
            _("Du får en kladde med de samme ord og pladser. Den begynder {day}.").format(
                day=show_day(begins)
            ),
            _("Den varer lige så længe som denne. Du kan rette alt, før du sender den."),
            _("Skabelonens sætninger får de nye dage. Læs jeres egne igennem: de står, som de er."),
            _("Nye pladser åbner, når alle tre parter har skrevet under."),
        ),
    )
    return carry_out(
        request,
        version,
        deed,
        forms.Form(posted(request)),
        lambda: renew_agreement(request.actor, agreement.id),
        _("Den nye aftale er en kladde. Læs den igennem, og send den til underskrift."),
    )


@page(NEGOTIATORS)
def agreement_copy(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Copy an agreement's words to a centre, and change only that."""
    version = queries.agreement(request.actor, version_id).paper.version
    mine = Centre.objects.filter(visible_centres(request.actor)).order_by("sort_name")
    form = life_forms.CopyForm(
        posted(request),
        centres=mine.values_list("id", "name"),
        initial={"first_day": _next_first(clock.today())},
    )
    deed = Deed(
        _("Kopiér aftalen"),
        _("Lav kladden"),
        (
            _("Alle ord, pladser og tider følger med, og den varer lige så længe."),
            _("Kontaktpersoner i virksomheden følger ikke med til en anden arbejdsplads."),
            _("Rimelighedskravet regnes ud for den nye arbejdsplads."),
            _("Skabelonens sætninger får de nye navne og dage. Læs jeres egne igennem: de står, som de er."),
        ),
    )

    def service() -> AgreementVersion:
        data = form.cleaned_data
        return copy_agreement(request.actor, version.agreement_id, data["centre"], data["first_day"])

    said = _("Kopien er en kladde. Ret det, der er anderledes, og send den til underskrift.")
    return carry_out(request, version, deed, form, service, said)


@page(NEGOTIATORS)
def agreement_drop(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Give a draft up."""
    version = queries.agreement(request.actor, version_id).paper.version
    if version.state != AgreementVersion.State.DRAFT:
        raise Http404
    standing_on = version.agreement.state in Agreement.STANDING
    deed = Deed(
        _("Opgiv kladden"),
        _("Opgiv kladden"),
        (
            _("Aftalen gælder videre, som den er. Kun ændringen opgives.")
            if standing_on
            else _("Aftalen bliver ikke til noget. Ordene kan stadig læses i historien."),
        ),
        kind="warning",
    )
    form = forms.Form(posted(request))
    service = lambda: drop_draft(request.actor, version.id)  # noqa: E731
    return carry_out(request, version, deed, form, service, _("Kladden er opgivet."))


@page(NEGOTIATORS)
def agreement_courses(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Choose what happens in each place that a draft takes from somebody."""
    version = standing_version(request, version_id)
    if version.state != AgreementVersion.State.DRAFT:
        raise Http404
    taken = losses(version, standing(request.actor, version.agreement_id))
    form = life_forms.LossesForm(posted(request), losses=taken)
    deed = Deed(
        _("Dem, der står i pladserne"),
        _("Gem valgene"),
        (
            _("Ingen mister sin plads, fordi aftalen ændres. Vælg for hver plads, hvad der skal ske."),
            _("Skal et forløb slutte før, så afslut det på dets egen side først."),
        ),
        extra={"losses": form.rows()},
    )

    def service() -> AgreementVersion:
        return changes.settle_losses(request.actor, version.id, form.wishes())

    return carry_out(request, version, deed, form, service, _("Valgene er skrevet ind i kladden."))


def _year_on(last: date) -> date:
    return last + timedelta(days=364)


def _next_first(day: date) -> date:
    return date(day.year + (day.month == 12), day.month % 12 + 1, 1)
