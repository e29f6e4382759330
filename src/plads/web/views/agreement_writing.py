"""Writing an agreement: begun in one step, then its words, contact persons and places each on a page of their own.

Everything is kept as it is saved; what is missing is said on the agreement's page and stops the offer, not the writing.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plads.centres import queries, template_queries
from plads.centres.lifecycle import NEGOTIATORS
from plads.centres.models import Agreement, AgreementVersion
from plads.centres.reading import place_read
from plads.centres.services.agreements import agreement_quota, in_force
from plads.centres.services.beginning import MOST_PLACES, Beginning, begin_agreement, starting_contacts
from plads.centres.services.redrafting import change_draft
from plads.centres.services.terms import AgreementTerms, PlaceTerms, terms_of
from plads.centres.services.wording import words_in
from plads.core import clock
from plads.core.errors import Refused
from plads.web.acts import carried_out, pressed
from plads.web.forms import add_refusal
from plads.web.forms_agreement import (
    EARLIER,
    BeginForm,
    ContactRows,
    PlaceForm,
    WordsForm,
    contacts_in,
    next_year,
    place_start,
    words_start,
)
from plads.web.page import PageRequest, page
from plads.web.verdicts import shown

Change = Callable[[AgreementTerms], AgreementTerms]


@page(NEGOTIATORS)
def agreement_new(request: PageRequest, centre_id: UUID) -> HttpResponse:
    """Begin an agreement for a centre from a template, or from its latest one."""
    centre = queries.centre(request.actor, centre_id)
    earlier = queries.papers(request.actor, centre_id)
    draft = queries.has_draft(earlier)
    if draft is not None:
        messages.info(request, _("Der er allerede en aftale i gang. Arbejd videre på den."))
        return redirect("agreement", draft.version.id)
    newest = earlier[0].version if earlier else None
    first, last = next_year(max(clock.today(), newest.period.upper) if newest else clock.today())
    options: dict[str, Any] = {
        "templates": template_queries.in_use(request.actor),
        "earlier": newest is not None,
        "initial": {"first_day": first, "last_day": last}
        | ({"places": len(newest.places)} if newest else {}),
    }
    form = BeginForm(request.POST or None, **options)
    made: list[AgreementVersion] = []
    if carried_out(
        request,
        form,
        lambda given: made.append(begin_agreement(request.actor, centre_id, _beginning(given))),
        _("Kladden er begyndt. Alt, du gemmer, bliver stående."),
    ):
        return redirect("agreement", made[0].id)
    return render(request, "plads/supply/agreement_new.html", {"centre": centre, "form": form})


def _beginning(given: dict[str, Any]) -> Beginning:
    source = given["source"]
    return Beginning(
        given["first_day"],
        given["last_day"],
        given["places"],
        template_id=UUID(source) if source and source != EARLIER else None,
        earlier=source == EARLIER,
    )


@page(NEGOTIATORS)
def agreement_edit(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Correct the days, numbers and clauses of a draft."""
    version, away = _draft(request, version_id)
    if away is not None:
        return away
    terms = terms_of(version)
    words = words_in(terms, version.template)
    changes = version.agreement.state != Agreement.State.DRAFT
    form = WordsForm(request.POST or None, words=words, changes=changes, initial=words_start(version, terms))
    if form.is_bound and form.is_valid() and _stored(request, version, form, form.terms):
        messages.success(request, _("Ordene er gemt."))
        return redirect("agreement", version_id)
    context = {
        "centre": version.agreement.centre,
        "version": version,
        "form": form,
        "clauses": [(each, None if each.locked else form[each.key]) for each in words],
    }
    return render(request, "plads/supply/agreement_form.html", context)


@page(NEGOTIATORS)
def agreement_contacts(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Correct who answers for each side of a draft."""
    version, away = _draft(request, version_id)
    if away is not None:
        return away
    known = _known_since(version)
    rows = ContactRows(prefix="person", initial=[*version.contacts, *known])
    if request.method == "POST":
        rows = ContactRows(request.POST, prefix="person")
        if rows.is_valid():
            people = contacts_in(rows)
            said = _("Kontaktpersonerne er gemt.")
            if pressed(
                request, lambda: change_draft(request.actor, version_id, _with_contacts(people)), said
            ):
                onward = "agreement_contacts" if request.POST.get("do") == "more" else "agreement"
                return redirect(onward, version_id)
    context = {"centre": version.agreement.centre, "version": version, "rows": rows, "known": known}
    return render(request, "plads/supply/agreement_contacts.html", context)


def _known_since(version: AgreementVersion) -> list[dict[str, str]]:
    """Return the centre's people of the sides for whom the draft names nobody (1 statement)."""
    written = {each["side"] for each in version.contacts}
    return [each for each in starting_contacts(version.agreement.centre) if each["side"] not in written]


def _with_contacts(people: list[dict[str, str]]) -> Change:
    return lambda terms: replace(terms, contacts=people)


@page(NEGOTIATORS)
def agreement_places(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Show the places of a draft, one line each, with the quota; add some and take some out."""
    version, away = _draft(request, version_id)
    if away is not None:
        return away
    if request.method == "POST":
        _change_places(request, version)
        return redirect("agreement_places", version_id)
    terms = terms_of(version)
    context = {
        "centre": version.agreement.centre,
        "version": version,
        "places": [place_read(place) for place in terms.places],
        "verdicts": shown([agreement_quota(version)]),
        "room": MOST_PLACES - len(terms.places),
        "most": MOST_PLACES,
    }
    return render(request, "plads/supply/agreement_places.html", context)


def _change_places(request: PageRequest, version: AgreementVersion) -> None:
    """Carry out the button that was pressed on the list of places."""
    try:
        count = int(request.POST.get("count", "1"))
    except ValueError:
        count = 0
    room = MOST_PLACES - len(version.places)
    if not 1 <= count <= room:
        messages.error(
            request,
            _("Skriv et antal fra 1 til {most}. En aftale kan have {all} pladser.").format(
                most=room, all=MOST_PLACES
            ),
        )
        return
    empty = request.POST.get("do") == "add"
    said = ngettext("{n} plads er lagt til.", "{n} pladser er lagt til.", count).format(n=count)
    pressed(
        request,
        lambda: change_draft(request.actor, version.id, more_places(count, _taken(version), empty=empty)),
        said,
    )


@page(NEGOTIATORS)
def agreement_place(request: PageRequest, version_id: UUID, place_number: int) -> HttpResponse:
    """Write one place of a draft; make copies of it, or take it out."""
    version, away = _draft(request, version_id)
    if away is not None:
        return away
    terms, number = terms_of(version), place_number
    places = {place.number: place for place in terms.places}
    if number not in places:
        raise Http404
    before = max((each for each in places if each < number), default=None)
    after = min((each for each in places if each > number), default=None)
    wish = request.POST.get("do", "save")
    if request.method == "POST" and wish == "remove":
        said = _("Plads {n} er taget ud.").format(n=number)
        pressed(request, lambda: change_draft(request.actor, version_id, without(number, version)), said)
        return redirect("agreement_places", version_id)
    form = PlaceForm(initial=place_start(places[number]))
    if request.method == "POST" and wish == "above" and before is not None:
        form = PlaceForm(initial=place_start(places[before]))
    elif request.method == "POST":
        form = PlaceForm(request.POST)
        if form.is_valid() and _stored(
            request, version, form, _put(form.place(number), wish, _taken(version))
        ):
            return _onward(request, version, number, wish, after)
    empties = [each.number for each in terms.places if not place_read(each).whole and each.number != number]
    context = {
        "centre": version.agreement.centre,
        "version": version,
        "number": number,
        "form": form,
        "before": before,
        "after": after,
        "others": len(places) - 1,
        "empties": len(empties),
        "room": len(places) < MOST_PLACES,
        "from_above": wish == "above",
    }
    return render(request, "plads/supply/agreement_place.html", context)


def _onward(
    request: PageRequest, version: AgreementVersion, number: int, wish: str, after: int | None
) -> HttpResponse:
    """Lead on from a place that was saved."""
    if wish == "copy":
        version.refresh_from_db(fields=["places"])
        copy = max(place["number"] for place in version.places)
        messages.success(
            request, _("Plads {n} er gemt, og plads {copy} er en kopi af den.").format(n=number, copy=copy)
        )
        return redirect("agreement_place", version.id, copy)
    messages.success(request, _("Plads {n} er gemt.").format(n=number))
    if wish == "next" and after is not None:
        return redirect("agreement_place", version.id, after)
    return redirect("agreement_places", version.id)


def _put(place: PlaceTerms, wish: str, taken: int) -> Change:
    """Return the change that stores a place, and with it its copies, numbered after ``taken``."""

    def change(terms: AgreementTerms) -> AgreementTerms:
        if all(each.number != place.number for each in terms.places):
            raise Refused(
                _("Plads {n} er taget ud i mellemtiden. Gå tilbage til listen.").format(n=place.number),
                code="place_gone",
            )
        places = [place if each.number == place.number else each for each in terms.places]
        if wish == "fill":
            places = [
                each if place_read(each).whole else replace(place, number=each.number) for each in places
            ]
        if wish == "copy":
            places.append(replace(place, number=max(taken, *(each.number for each in places)) + 1))
        return replace(terms, places=places)

    return change


def _taken(version: AgreementVersion) -> int:
    """Return the highest number of a place in the version in force: a new place is never taken for an old one."""
    before = in_force(version) if version.agreement.state != Agreement.State.DRAFT else None
    return max((place["number"] for place in before.places), default=0) if before else 0


def more_places(count: int, taken: int, *, empty: bool) -> Change:
    """Return the change that adds places after number ``taken``, empty or like the last one."""

    def change(terms: AgreementTerms) -> AgreementTerms:
        last = terms.places[-1]
        new = PlaceTerms(0, "", [], []) if empty else last
        begin = max(taken, last.number) + 1
        fresh = [replace(new, number=number) for number in range(begin, begin + count)]
        return replace(terms, places=[*terms.places, *fresh])

    return change


def without(number: int, version: AgreementVersion) -> Change:
    """Return the change that takes a place out; in an agreement nobody signed the others move up."""

    def change(terms: AgreementTerms) -> AgreementTerms:
        rest = [each for each in terms.places if each.number != number]
        if version.agreement.state == Agreement.State.DRAFT:
            rest = [replace(each, number=place) for place, each in enumerate(rest, start=1)]
        return replace(terms, places=rest)

    return change


def _draft(request: PageRequest, version_id: UUID) -> tuple[AgreementVersion, HttpResponse | None]:
    """Return a version, and where to go instead when it is no draft."""
    version = queries.agreement(request.actor, version_id).paper.version
    if version.state == AgreementVersion.State.DRAFT:
        return version, None
    messages.info(request, _("Aftalen er ikke en kladde. Træk den tilbage for at rette den."))
    return version, redirect("agreement", version_id)


def _stored(request: PageRequest, version: AgreementVersion, form: Any, change: Change) -> bool:
    """Store a change of a draft; what is refused is shown in the form."""
    try:
        with transaction.atomic():
            change_draft(request.actor, version.id, change)
    except Refused as error:
        add_refusal(form, error)
        return False
    return True
