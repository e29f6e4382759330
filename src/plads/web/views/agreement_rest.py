"""The pages of an agreement's pause and its end: each shows what it means, and does it when its button is pressed."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from plads.centres.lifecycle import NEGOTIATORS
from plads.centres.models import Agreement, AgreementVersion
from plads.centres.models.agreements import NoticeBy
from plads.centres.services.ending import NoticeTerms
from plads.centres.services.pausing import PauseTerms, call_off_pause, resume_agreement
from plads.core import clock
from plads.core.periods import closed_last_day, show_day
from plads.placements.services import agreement_changes as changes
from plads.placements.standing import standing
from plads.web import forms_agreement_life as life_forms
from plads.web.agreement_deeds import Deed, carry_out, people, posted, standing_version
from plads.web.page import PageRequest, page


@page(NEGOTIATORS)
def agreement_pause(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Set a pause, or end the one that is set."""
    version = standing_version(request, version_id)
    agreement = version.agreement
    if agreement.paused_from is not None:
        return _stop_pause(request, version)
    courses = standing(request.actor, agreement.id)
    form = life_forms.PauseForm(posted(request), courses=courses, initial={"first_day": clock.today()})
    deed = Deed(
        _("Hold pause"),
        _("Sæt på pause"),
        (
            _("Ingen nye kandidater begynder i de dage, og tomme pladser tæller ikke som tomme."),
            _("Bagefter går aftalen videre af sig selv, og pladserne tilbydes igen."),
            _("Vælg herunder, hvad der sker med dem, der har en plads."),
        ),
        extra=people(request.actor, agreement.id, form),
    )

    def service() -> None:
        data = form.cleaned_data
        terms = PauseTerms(data["first_day"], data["last_day"], data["reason"])
        changes.pause(request.actor, agreement.id, terms, form.choices())

    return carry_out(request, version, deed, form, service, _("Pausen er gemt."))


def _stop_pause(request: PageRequest, version: AgreementVersion) -> HttpResponse:
    agreement = version.agreement
    rests = agreement.state == Agreement.State.PAUSED
    first = show_day(agreement.paused_from or clock.today())
    deed = Deed(
        _("Slut pausen nu") if rests else _("Aflys pausen"),
        _("Slut pausen") if rests else _("Aflys pausen"),
        (
            _("Pausen begyndte {day}.").format(day=first)
            if rests
            else _("Pausen skulle begynde {day}.").format(day=first),
            _("Pladserne kan bruges igen fra i dag, og Plads foreslår straks kandidater til de tomme.")
            if rests
            else _("Pladserne bliver ved med at være åbne. Ingen dage er lukket mere."),
            _(
                "Forløb, der blev sat til at slutte på grund af pausen, slutter stadig. Ret dem på deres sider."
            ),
        ),
    )
    stop = resume_agreement if rests else call_off_pause

    def service() -> None:
        stop(request.actor, agreement.id)

    said = _("Pausen er slut.") if rests else _("Pausen er aflyst.")
    return carry_out(request, version, deed, forms.Form(posted(request)), service, said)


@page(NEGOTIATORS)
def agreement_notice(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Note a notice, or take it back."""
    version = standing_version(request, version_id)
    agreement = version.agreement
    if agreement.ends_on is not None:
        return _take_back(request, version)
    courses = standing(request.actor, agreement.id)
    soonest = clock.today() + timedelta(days=version.notice_days)
    form = life_forms.NoticeForm(
        posted(request), courses=courses, initial={"last_day": soonest, "by": NoticeBy.COMPANY}
    )
    deed = Deed(
        _("Opsig aftalen"),
        _("Gem opsigelsen"),
        (
            _(
                "Aftalens varsel er {n} dage: sidste dag kan tidligst være {day}. Er begge enige, kan det være før."
            ).format(n=version.notice_days, day=show_day(soonest)),
            _(
                "Efter den dag er der ingen pladser: ingen bliver foreslået, og indstillinger derefter falder bort."
            ),
            _("Intet forløb varer længere end aftalen. Vælg herunder, hvad der sker med hvert."),
        ),
        kind="warning",
        extra=people(request.actor, agreement.id, form),
    )

    def service() -> None:
        data = form.cleaned_data
        terms = NoticeTerms(NoticeBy(data["by"]), data["last_day"], data["reason"])
        changes.give_notice(request.actor, agreement.id, terms, form.choices())

    return carry_out(
        request, version, deed, form, service, _("Opsigelsen er gemt, og alle, det angår, får besked.")
    )


def _take_back(request: PageRequest, version: AgreementVersion) -> HttpResponse:
    agreement = version.agreement
    last = agreement.ends_on or clock.today()
    ended = [
        (each.id, _("Plads {n}: {name}").format(n=each.number, name=each.name))
        for each in standing(request.actor, agreement.id)
        if each.runs and each.last_day == last
    ]
    form = life_forms.TakeBackForm(posted(request), courses=ended)
    deed = Deed(
        _("Træk opsigelsen tilbage"),
        _("Træk opsigelsen tilbage"),
        (
            _("Aftalen og dens pladser gælder igen til {day}.").format(
                day=show_day(closed_last_day(agreement.period))
            ),
            _("Forløb, der blev aflyst, kommer ikke igen af sig selv."),
        ),
    )

    def service() -> None:
        drawn = frozenset(form.cleaned_data.get("drawn_out", ()))
        changes.take_back_notice(request.actor, agreement.id, drawn)

    return carry_out(request, version, deed, form, service, _("Opsigelsen er trukket tilbage."))
