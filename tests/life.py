"""What tests of an agreement's life share."""

from dataclasses import fields
from typing import Any

from plads.centres.models import Agreement, AgreementVersion, Centre
from plads.centres.services.signing import sign_agreement
from plads.core.actor import Actor
from plads.core.scope import acting
from plads.placements.services.agreement_changes import bring_places_in_step
from tests.world import World


def agreement_of(centre: Centre) -> Agreement:
    """The centre's only agreement."""
    return Agreement.objects.select_related("centre").get(centre=centre)


def system(world: World) -> Actor:
    """Plads itself in the world's municipality."""
    return Actor.system(world.cast.municipality.id)


def with_terms(terms: Any, **changes: Any) -> Any:
    """The same terms with some changed; works on the frozen terms of agreements and places."""
    known = {each.name: getattr(terms, each.name) for each in fields(terms)}
    return type(terms)(**known | changes)


def sealed(world: World, version: AgreementVersion) -> AgreementVersion:
    """The offered version signed by all three, with its places in step."""
    for party, actor in world.signatories(version.agreement.centre).items():
        with acting(actor):
            sign_agreement(actor, version.id, party)
    with acting(system(world)) as plads:
        bring_places_in_step(plads, version.id)
    version.refresh_from_db()
    return version
