"""Inquiries, centres, agreements with their signatures and papers, and places."""

from plads.centres.models.agreements import Agreement, AgreementPause, AgreementTemplate, AgreementVersion
from plads.centres.models.centres import AssignmentRule, Centre, Inquiry
from plads.centres.models.papers import Document
from plads.centres.models.places import Place
from plads.centres.models.signing import Party, Signature, SignatureRequest

__all__ = [
    "Agreement",
    "AgreementPause",
    "AgreementTemplate",
    "AgreementVersion",
    "AssignmentRule",
    "Centre",
    "Document",
    "Inquiry",
    "Party",
    "Place",
    "Signature",
    "SignatureRequest",
]
