"""Beginning an agreement: a draft with the words of a template or of the agreement before, and contacts filled in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from plads.centres.models import Agreement, AgreementTemplate, AgreementVersion, Centre, Party
from plads.centres.placeholders import facts_of
from plads.centres.services.agreements import draft_agreement
from plads.centres.services.reach import lock_centre
from plads.centres.services.refilling import opened
from plads.centres.services.terms import AgreementTerms, PlaceTerms
from plads.centres.services.wording import begin_with
from plads.companies.models import Contact
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.periods import period

MOST_PLACES = 60
"""How many places an agreement may have."""

USUAL_PLACES = 4
"""How many fixed places a centre usually has at the least."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new agreement begins with: its days, how many places, and where its words come from.

    ``earlier`` takes words and places from the centre's latest agreement; otherwise the template gives the words,
    and without one the usual words of each clause.
    """

    first_day: date
    last_day: date
    places: int = USUAL_PLACES
    template_id: UUID | None = None
    earlier: bool = False


@transaction.atomic
def begin_agreement(actor: Actor, centre_id: UUID, beginning: Beginning) -> AgreementVersion:
    """Store the draft of a new agreement; as ``draft_agreement``.

    Raises ``Refused`` on a number of places that cannot be, and on days that end before they begin.
    """
    centre = lock_centre(actor, centre_id)
    if not 1 <= beginning.places <= MOST_PLACES:
        raise Refused(
            f"Skriv et antal pladser fra 1 til {MOST_PLACES}.", code="places_number", field="places"
        )
    if beginning.last_day < beginning.first_day:
        raise Refused("Aftalen slutter, før den begynder.", code="end_before_start", field="last_day")
    before = _latest(centre) if beginning.earlier else None
    terms = _again(centre, before, beginning) if before else _fresh(centre, beginning)
    return draft_agreement(actor, centre_id, terms)


def starting_contacts(centre: Centre) -> list[dict[str, str]]:
    """Return the contact persons known of both sides: the workplace's, and the centre's consultant (1 statement)."""
    people = Contact.objects.filter(workplace_id=centre.workplace_id).order_by("kind", "name", "id")
    sides = {Contact.Kind.CONTACT: Party.COMPANY, Contact.Kind.REPRESENTATIVE: Party.REPRESENTATIVE}
    rows = [
        contact_row(sides[Contact.Kind(each.kind)], each.name, email=each.email, phone=each.phone)
        for each in people
    ]
    if centre.consultant:
        ours = centre.consultant
        rows.append(
            contact_row(
                Party.MUNICIPALITY, ours.name, "Konsulent", ours.email or "", centre.municipality.phone
            )
        )
    return rows


def contact_row(side: str, name: str, role: str = "", email: str = "", phone: str = "") -> dict[str, str]:
    """Return a contact person as a version keeps them."""
    return {"side": str(side), "name": name, "role": role, "email": email, "phone": phone}


def numbered(places: Iterable[PlaceTerms]) -> list[PlaceTerms]:
    """Return places numbered from one in the order they come."""
    return [replace(place, number=number) for number, place in enumerate(places, start=1)]


def _fresh(centre: Centre, beginning: Beginning) -> AgreementTerms:
    template = None
    if beginning.template_id is not None:
        rows = AgreementTemplate.objects.filter(municipality_id=centre.municipality_id, state="published")
        template = rows.filter(id=beginning.template_id).first()
        if template is None:
            raise Refused("Skabelonen er ikke i brug. Vælg en anden.", code="no_template", field="template")
    return AgreementTerms(
        first_day=beginning.first_day,
        last_day=beginning.last_day,
        places=numbered(PlaceTerms(0, "", [], []) for _place in range(beginning.places)),
        followup_days=centre.municipality.followup_days,
        evaluation_on=_halfway(beginning),
        contacts=starting_contacts(centre),
        **begin_with(_stub(centre, beginning), template),
    )


def _stub(centre: Centre, beginning: Beginning) -> AgreementVersion:
    """Return a version that is not stored, to read the facts of the parties from."""
    span = period(beginning.first_day, beginning.last_day)
    agreement = Agreement(municipality_id=centre.municipality_id, centre=centre, period=span)
    return AgreementVersion(municipality_id=centre.municipality_id, agreement=agreement, period=span)


def _again(centre: Centre, before: AgreementVersion, beginning: Beginning) -> AgreementTerms:
    """Return the words of an agreement for other days; each place is open all of them."""
    terms = opened(before, facts_of(_stub(centre, beginning), settled=True))
    kept = terms.places[: beginning.places]
    more = [terms.places[-1]] * (beginning.places - len(kept))
    return replace(
        terms,
        first_day=beginning.first_day,
        last_day=beginning.last_day,
        evaluation_on=_halfway(beginning),
        places=numbered(replace(place, first_day=None, last_day=None) for place in [*kept, *more]),
        reason="",
    )


def _halfway(beginning: Beginning) -> date:
    return beginning.first_day + timedelta(days=(beginning.last_day - beginning.first_day).days // 2)


def _latest(centre: Centre) -> AgreementVersion | None:
    rows = AgreementVersion.objects.filter(agreement__centre=centre).exclude(state="dropped")
    return rows.order_by("-period", "-number").first()
