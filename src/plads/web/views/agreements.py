"""The page of an agreement: its words, its quota and its signatures; signing it and taking it back."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from plads.centres import queries
from plads.centres.lifecycle import VERSION
from plads.centres.models import Agreement, AgreementVersion, Party
from plads.centres.queries import AgreementPage
from plads.centres.reading import Reading, read
from plads.centres.services.agreements import agreement_facts, changes_of
from plads.centres.services.quota import quota_of, room_for_more
from plads.centres.services.redrafting import withdraw_agreement
from plads.centres.services.signing import sign_agreement
from plads.centres.services.terms import terms_of
from plads.centres.services.whole import lacks
from plads.centres.services.wording import settle
from plads.centres.template_queries import newer_in_use
from plads.core.actor import Actor
from plads.core.roles import OFFICE
from plads.insight.timeline import timeline
from plads.web.acts import pressed
from plads.web.agreement_lacks import missing_lines
from plads.web.agreement_life import life_of
from plads.web.page import PageRequest, page
from plads.web.signing_words import fallen_words, party_lines
from plads.web.verdicts import shown


@page(OFFICE)
def agreement(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Show a version with its quota and signatures; offer it, sign it or take it back."""
    found = queries.agreement(request.actor, version_id)
    version = found.paper.version
    if request.method == "POST":
        return _press(request, version)
    centre = version.agreement.centre
    is_draft = version.state == "draft" and found.newest
    words, changed = read(version), _changes(found)
    facts = agreement_facts(version) if is_draft else None
    verdicts = shown([quota_of(facts)] if facts else [version.quota] if version.quota else [])
    life = life_of(request.actor, found)
    context = {
        "found": found,
        "version": version,
        "centre": centre,
        "words": words,
        "missing": missing_lines(version.id, lacks(terms_of(version))) if is_draft else [],
        "changed": changed,
        "newer_template": newer_in_use(version.template),
        "contents": _contents(words, version, changed=bool(changed)),
        "verdicts": verdicts,
        "room": room_for_more(facts) if facts else None,
        "parties": party_lines(request.actor, found, queries.requests_of(request.actor, version_id)),
        "fallen": fallen_words(found.fallen),
        "permitted": _permitted(request.actor, found, verdicts) - ({"offer"} if life.stops else set()),
        "blocked": is_draft and _blocks(verdicts),
        "steps": _steps(found),
        "seal_parts": [version.seal[i : i + 8] for i in range(0, len(version.seal), 8)],
        "life": life,
        "events": timeline(request.actor, version.agreement_id, 20),
    }
    return render(request, "plads/supply/agreement.html", context)


_PRESSES = {
    "withdraw": (withdraw_agreement, lazy("Aftalen er trukket tilbage. Ret kladden, og send den igen.")),
}


def _press(request: PageRequest, version: AgreementVersion) -> HttpResponse:
    """Carry out the button that was pressed."""
    wish = request.POST.get("do", "")
    actor = request.actor
    result = [version]
    if wish == "sign":
        party, said = Party.MUNICIPALITY, _("Du har skrevet under for kommunen.")
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
    names = {each.action for each in VERSION.actions(actor.role, version.state)}
    signed_by_me = any(actor.user_id in (each.user_id, each.noted_by_id) for each in found.signatures)
    if Party.MUNICIPALITY in found.paper.answers or signed_by_me or found.paper.refused_by:
        names.discard("sign_municipality")
    if _blocks(verdicts):
        names.discard("offer")
    return names - {"seal"}


def _contents(words: Reading, version: AgreementVersion, *, changed: bool) -> list[dict[str, str]]:
    """Return the page's headings with their anchors, in its order: while answers are awaited, they stand first."""
    answers = [("underskrifter", _("Underskrifter"))]
    awaited = version.state == AgreementVersion.State.OFFERED
    rows = answers if awaited else []
    rows = [*rows, *([("aendret", _("Hvad der ændres"))] if changed else [])]
    rows += [("aftalt", _("Aftalt i tal"))]
    rows += [(chapter.anchor, _(chapter.title)) for chapter in words.chapters]
    rows += [("pladser", _("Pladser")), ("kontakter", _("Kontaktpersoner"))]
    rows += [("kvote", _("Rimelighedskravet")), *([] if awaited else answers)]
    return [{"anchor": anchor, "title": title} for anchor, title in rows]


def _changes(found: AgreementPage) -> list[str]:
    """Return what a version changes: as it was said when it was offered, or of a draft as it stands now."""
    version = found.paper.version
    if version.state != AgreementVersion.State.DRAFT or version.agreement.state == Agreement.State.DRAFT:
        stored: list[str] = version.changed
        return stored
    settle(version)
    return changes_of(version)


def _steps(found: AgreementPage) -> list[dict[str, str]]:
    """Return how far an agreement has come."""
    labels = [_("Kladde"), _("Underskrifter"), _("Underskrevet")]
    at = {"draft": 0, "dropped": 0, "offered": 1, "signed": 3}[found.paper.version.state]
    states = ["done" if i < at else "current" if i == at else "next" for i in range(len(labels))]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]
