"""Pure planning: which candidates a free place may be offered, in which order, and why. Reads no database."""

from plads.planning.proposal import Proposal, Ranked, propose
from plads.planning.terms import CandidateTerms, Interval, PlaceTerms, Reason, Weights, load_weights
from plads.planning.week import fit_week

__all__ = [
    "CandidateTerms",
    "Interval",
    "PlaceTerms",
    "Proposal",
    "Ranked",
    "Reason",
    "Weights",
    "fit_week",
    "load_weights",
    "propose",
]
