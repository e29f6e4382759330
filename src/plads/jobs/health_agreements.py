"""What ``plads check`` says of agreements: that each still says what its parties signed."""

from plads.centres.services.sealing import broken_seals
from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.scope import acting
from plads.jobs.findings import Finding

SHOWN = 5


def agreement_seals() -> Finding:
    """Work out the seal of every signed version anew from its words and signatures, and name those that don't fit."""
    sealed, broken = 0, []
    for municipality in Municipality.objects.all():
        with acting(Actor.system(municipality.id)):
            count, versions = broken_seals(municipality.id)
        sealed += count
        broken += [
            f"{municipality.name}, agreement {each.agreement_id}, version {each.number}" for each in versions
        ]
    more = f"; and {len(broken) - SHOWN} more" if len(broken) > SHOWN else ""
    return Finding(
        "agreements are as they were signed",
        not broken,
        "; ".join(broken[:SHOWN]) + more or f"{sealed} seals fit",
        "Somebody changed an agreement past Plads. Keep the database as it is, and compare with the sealed PDF.",
    )


CHECKS = (agreement_seals,)
