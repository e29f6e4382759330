"""How signatures and those who are asked for them are written on the pages."""

from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plads.centres.models import AgreementVersion, Party, Signature, SignatureRequest
from plads.centres.queries import AgreementPage
from plads.centres.services.links import link_over
from plads.core.actor import Actor
from plads.core.clock import COPENHAGEN, today
from plads.core.periods import show_day
from plads.core.phones import show_phone
from plads.insight.signers import admissions

ORDER = (Party.REPRESENTATIVE, Party.COMPANY, Party.MUNICIPALITY)
"""The parties as they stand on a page: first those whose word takes longest to get."""


def why_void(asked: SignatureRequest) -> str:
    """Return why a link leads nowhere any more, in words for whoever has it (at most 2 statements)."""
    version = asked.version
    if version.state in (AgreementVersion.State.DRAFT, AgreementVersion.State.DROPPED):
        return _("Aftalen bliver rettet, efter du fik linket. Du får en ny version at læse.")
    word = version.signatures.filter(party=asked.party).first()
    if word is not None:
        return _("{name} har svaret for {party}.").format(
            name=word.name, party=word.get_party_display().lower()
        )
    later = version.requests.filter(party=asked.party, state=SignatureRequest.State.WAITING).first()
    if later is not None and later.email == asked.email and later.phone == asked.phone:
        return _("Vi har sendt dig et nyere link. Brug det.")
    if later is not None:
        return _("{name} er spurgt i stedet for dig.").format(name=later.name)
    return _("Aftalen bliver rettet, efter du fik linket. Du får en ny version at læse.")


def party_lines(actor: Actor, found: AgreementPage, asked: list[SignatureRequest]) -> list[SimpleNamespace]:
    """Return the three parties of a version with each one's word, or who is asked for it and since when.

    ``asked`` is everybody who was asked, the latest first. ``may`` says what this person can do about a party.
    """
    signed = {each.party: each for each in found.signatures}
    let_in = admissions(found.signatures)
    waiting = {each.party: each for each in asked if each.state == SignatureRequest.State.WAITING}
    return [
        SimpleNamespace(
            party=party,
            label=party.label,
            signature=signed.get(party),
            admission=let_in.get(signed[party].id) if party in signed else None,
            asked=waiting.get(party),
            how=how(waiting[party]) if party in waiting else "",
            since=_since(waiting[party]) if party in waiting else [],
            reminded=party in waiting and _reminded_today(waiting[party]),
            ours=party == Party.MUNICIPALITY,
            open=found.newest and found.paper.version.state == "offered" and party not in signed,
        )
        for party in ORDER
    ]


def how(request: SignatureRequest) -> str:
    """Return how somebody is asked, with the address for those who may know it."""
    if request.channel == SignatureRequest.Channel.SMS:
        return _("link på SMS til {number}").format(number=show_phone(request.phone))
    if request.channel == SignatureRequest.Channel.MAIL:
        return _("link på e-mail til {email}").format(email=request.email)
    return _("logger ind i Plads")


def fallen_words(fallen: list[Signature]) -> list[str]:
    """Return the words that count no more, as sentences."""
    return [
        _("{name} svarede på version {number}, som ikke gælder mere.").format(
            name=each.name, number=each.version.number
        )
        for each in fallen
    ]


def _since(request: SignatureRequest) -> list[str]:
    """Return what happened since somebody was asked, as short lines."""
    lines = [_("Spurgt {day}").format(day=_day(request.asked_at))]
    if request.opened_at:
        lines.append(_("Åbnet {day}").format(day=_day(request.opened_at)))
    if request.reminded_at:
        times = ngettext("{number} gang", "{number} gange", request.reminders).format(
            number=request.reminders
        )
        lines.append(_("Mindet om {times}, senest {day}").format(times=times, day=_day(request.reminded_at)))
    if request.channel != SignatureRequest.Channel.ACCOUNT and request.expires_at:
        said = _("Linket udløb {day}") if link_over(request) else _("Linket gælder til {day}")
        lines.append(said.format(day=_day(request.expires_at)))
    return lines


def _reminded_today(request: SignatureRequest) -> bool:
    last = request.reminded_at
    return last is not None and last.astimezone(COPENHAGEN).date() >= today()


def _day(moment: Any) -> str:
    return show_day(moment.astimezone(COPENHAGEN).date())
