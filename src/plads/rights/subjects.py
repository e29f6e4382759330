"""Whom a request is about, and where in the tables that person's rows are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet

from plads.candidates.models import Candidate
from plads.candidates.queries import sign_in_of
from plads.centres.models import Inquiry
from plads.companies.models import Contact
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.identifiers import clean_cpr
from plads.core.keyring import key_ring
from plads.mentoring.models import Mentor
from plads.people.models import Membership, User
from plads.rights.kinds import About, Kind, Part, parts
from plads.rights.policy import answers, candidates_of

TRACES = ("core.Event", "core.Change", "core.AccessRecord", "core.LookReview", "notices.Notice")
"""Tables that tell of other rows; what they hold is no row of the person's own."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A person: their name, and their ids as each of the things one can be here."""

    municipality_id: UUID
    name: str
    ids: Mapping[About, frozenset[UUID]]
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of one part that are about a person. Nothing is read before it is asked for."""

    kind: Kind
    part: Part
    rows: "QuerySet[Any]"


@dataclass(slots=True)
class Everything:
    """Where everything about a person is, and the ids of the rows that are their own."""

    subject: Subject
    found: list[Found] = field(default_factory=list)
    row_ids: set[UUID] = field(default_factory=set)


def candidate_subject(actor: Actor, candidate_id: UUID) -> Subject:
    """Return a candidate with the user they sign in as (2 statements); raises ``NotVisible``."""
    row = Candidate.objects.filter(candidates_of(actor), id=candidate_id).only(*_NAMED).first()
    if row is None:
        raise NotVisible
    users = sign_in_of(row.id).values_list("user_id", flat=True)
    ids = {About.CANDIDATE: frozenset({row.id}), About.USER: frozenset(users)}
    return Subject(row.municipality_id, row.name, ids, row.protected)


_NAMED = ("id", "name", "municipality_id", "protected")


def user_subject(actor: Actor, user_id: UUID) -> Subject:
    """Return an employee, mentor or contact by their user, with all they are here (4 statements).

    Raises ``NotVisible`` for who has no role in the actor's municipality, and for who may not answer requests.
    """
    known = Membership.objects.filter(user_id=user_id, municipality_id__in=actor.municipality_ids)
    user = User.objects.filter(id__in=known.values("user_id")).first()
    if user is None or not (answers(actor) or actor.user_id == user_id):
        raise NotVisible
    email = {"email__iexact": user.email, "municipality_id": actor.municipality_id}
    ids = {
        About.USER: frozenset({user.id}),
        About.MENTOR: _ids(Mentor.objects.filter(user=user, municipality_id=actor.municipality_id)),
        About.CONTACT: _ids(Contact.objects.filter(**email)),
        About.INQUIRER: _ids(Inquiry.objects.filter(**email)),
    }
    return Subject(actor.municipality_id, user.name, ids)


def candidate_by_cpr(actor: Actor, cpr: str) -> UUID:
    """Return the id of the candidate with a CPR number (1 statement); raises ``NotVisible`` when there is none."""
    try:
        lookups = key_ring().lookups(clean_cpr(cpr))
    except ValueError as error:
        raise NotVisible from error
    found = (
        Candidate.objects.filter(candidates_of(actor), cpr_lookup__in=lookups)
        .values_list("id", flat=True)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def everything(subject: Subject) -> Everything:
    """Return where everything about a person is (a statement for each part of their own rows)."""
    whole = Everything(subject)
    for kind, part in parts():
        if subject.ids.get(part.about) and not part.by_rows:
            rows = _rows(part, subject.ids[part.about])
            whole.found.append(Found(kind, part, rows))
            if part.model not in TRACES and part.model != PROPOSAL and part.table._meta.pk.name == "id":
                whole.row_ids |= {pk for pk in rows.values_list("pk", flat=True) if isinstance(pk, UUID)}
    for kind, part in parts():
        if subject.ids.get(part.about) and part.by_rows:
            whole.found.append(Found(kind, part, _rows(part, frozenset(whole.row_ids))))
    return whole


PROPOSAL = "placements.RefillProposal"


def _rows(part: Part, ids: frozenset[UUID]) -> "QuerySet[Any]":
    if part.model == PROPOSAL:
        return part.table._default_manager.filter(_proposed(ids)).order_by("pk")
    where = Q(**{f"{part.path}__{_match(part)}": list(ids)}, **part.where)
    if part.model == "notices.Notice" and part.by_rows:
        where |= Q(subject_id__in=list(ids))
    return part.table._default_manager.filter(where).order_by("pk")


def _match(part: Part) -> str:
    """Return how a path is compared: a list of ids overlaps, an id is in."""
    model: Any = part.table
    for name in part.path.split("__"):
        step = model._meta.pk if name == "id" else model._meta.get_field(name)
        model = step.related_model if isinstance(step, models.ForeignKey) else model
    return "overlap" if isinstance(step, ArrayField) else "in"


def _proposed(ids: frozenset[UUID]) -> Q:
    """Return the filter for proposals that know a candidate, wherever in them."""
    where = Q(first_choice__in=ids) | Q(chosen__in=ids)
    for each in map(str, ids):
        where |= Q(inputs__contains=[{"id": each}]) | Q(ranked__contains=[{"candidate": each}])
        where |= Q(blocked__has_key=each)
    return where


def _ids(rows: "QuerySet[Any]") -> frozenset[UUID]:
    return frozenset(rows.values_list("id", flat=True))
