"""Who sees which workplaces and contacts, and for which workplaces a company's people speak."""

from django.db.models import Q

from plads.core.actor import Actor
from plads.core.roles import WORKPLACE_ROLES, Role


def visible_workplaces(actor: Actor) -> Q:
    """Return the filter for workplaces, with their contacts and employees: the municipality's daily staff."""
    return Q(municipality_id__in=actor.municipality_ids) if actor.is_office else Q(pk__in=[])


def own_workplaces(actor: Actor) -> Q:
    """Return the filter for the workplaces a company's person speaks for."""
    return Q(municipality_id__in=actor.municipality_ids) & speaks_for(actor)


def speaks_for(actor: Actor, workplace: str = "") -> Q:
    """Return the filter for what lies at the workplaces a company's person speaks for; nothing for others.

    A contact and an employee representative reach the workplaces they are named at, because a centre and its quota
    are a P-number's (BAB § 65); a head office reaches the whole company. ``workplace`` is how the filtered model
    leads to the workplace, such as ``"centre__workplace"``; empty for the workplace itself.
    """
    if actor.role in WORKPLACE_ROLES:
        return Q(**{f"{workplace}_id__in" if workplace else "id__in": actor.subject_ids})
    if actor.role == Role.HEAD_OFFICE:
        company = f"{workplace}__company_id__in" if workplace else "company_id__in"
        return Q(**{company: actor.subject_ids})
    return Q(pk__in=[])
