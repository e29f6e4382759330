"""Opening the places of a signed agreement."""

from uuid import UUID

from django.db import transaction

from plads.centres.events import PlaceOpened
from plads.centres.lifecycle import CENTRE
from plads.centres.models import AgreementVersion, Place
from plads.core.actor import Actor
from plads.core.events import record_many
from plads.core.periods import first_day


@transaction.atomic
def open_places(actor: Actor, version_id: UUID) -> list[Place]:
    """Make the places of a sealed version real and open its centre; places already there stay as they are."""
    version = AgreementVersion.objects.select_related("agreement__centre").get(id=version_id)
    centre = version.agreement.centre
    centre.state = CENTRE.permit(actor.role, centre.state, "open")
    centre.save(update_fields=["state"])
    present = set(Place.objects.filter(agreement=version.agreement).values_list("number", flat=True))
    places = Place.objects.bulk_create(
        Place(
            municipality_id=version.municipality_id,
            centre=centre,
            agreement=version.agreement,
            number=terms["number"],
            function=terms["function"],
            tasks=terms["tasks"],
            slots=terms["slots"],
            danish_level=terms["danish_level"],
            languages=terms["languages"],
            demands=terms["demands"],
            period=version.period,
        )
        for terms in version.places
        if terms["number"] not in present
    )
    opened = [PlaceOpened(centre.id, each.id, each.number, first_day(each.period)) for each in places]
    record_many(actor, version.municipality_id, opened)
    return places
