"""The roles a person can act in. One person may hold several and acts in one at a time."""

from django.db.models import TextChoices


class Role(TextChoices):
    """A role, with its name in the interface."""

    CONSULTANT = "consultant", "Virksomhedskonsulent"
    CASEWORKER = "caseworker", "Sagsbehandler"
    COORDINATOR = "coordinator", "Tovholder"
    MANAGER = "manager", "Leder"
    ADMINISTRATOR = "administrator", "Administrator"
    CONTACT = "contact", "Kontaktperson i virksomheden"
    REPRESENTATIVE = "representative", "Tillidsrepræsentant"
    HEAD_OFFICE = "head_office", "Kædens hovedkontor"
    MENTOR = "mentor", "Mentor"
    CANDIDATE = "candidate", "Kandidat"
    SUPPORT = "support", "Support"
    PUBLIC = "public", "Ikke logget ind"
    SYSTEM = "system", "Plads"


OFFICE = frozenset({Role.CONSULTANT, Role.CASEWORKER, Role.COORDINATOR})
"""The jobcentre's daily staff: they see every centre, candidate and placement of their municipality."""

COMPANY = frozenset({Role.CONTACT, Role.HEAD_OFFICE, Role.REPRESENTATIVE})
"""Those who speak for a company; their memberships name which."""

WORKPLACE_ROLES = frozenset({Role.CONTACT, Role.REPRESENTATIVE})
"""Those who speak for single workplaces (P-numbers, BAB § 65); a head office speaks for the whole company."""

SUBJECT_ROLES = COMPANY | {Role.MENTOR, Role.CANDIDATE}
"""Roles that speak for one workplace, company, mentor or candidate, so that a membership must name it."""

STAFF = OFFICE | {Role.MANAGER, Role.ADMINISTRATOR}
"""The roles of a municipality's own employees. Support is let in by users one by one, and is none of them."""
