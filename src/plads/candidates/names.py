"""What a candidate is called: one place decides whose name is shown to whom.

A candidate with name and address protection is »Beskyttet kandidat · K-3F9A2C« for everybody but themselves, their
own caseworker and who stands in for them. The mentor and the contact of a course that is granted or runs learn
the first name, because they work side by side. Phone, e-mail and CPR number stay shut even for the caseworker until
somebody opens them with a reason (see ``candidates.protection``). See decision 0017.
"""

from django.db.models import Case, CharField, F, Func, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat, Right, Upper

from plads.candidates.models import Candidate
from plads.core.actor import Actor
from plads.core.collation import search_pattern
from plads.core.roles import Role

MASK = "Beskyttet kandidat · "
"""What stands before the short number of a protected candidate whose name is not shown."""

NUMBER_DIGITS = 6
"""How many of an id's last digits make a short number."""

WORDS_AT_MOST = 12
"""How many words of a search are looked for: no name has more."""

WORKING = ("approved", "running")
"""States of a placement in which those at the workplace know the candidate's first name."""


def short_number(candidate_id: object) -> str:
    """Return a candidate's number among people who may not know the name, e.g. ``K-3F9A2C``."""
    return f"K-{str(candidate_id)[-NUMBER_DIGITS:].upper()}"


def masked(candidate_id: object) -> str:
    """Return what a protected candidate is called."""
    return MASK + short_number(candidate_id)


def knows(actor: Actor, path: str = "") -> Q:
    """Return the filter for candidates whose whole name ``actor`` is shown.

    ``path`` leads from the model in hand to the candidate, e.g. ``"candidate__"``.
    """
    open_to_all = Q(**{f"{path}protected": False})
    if actor.role == Role.SYSTEM:
        return open_to_all | Q(**{f"{path}protected": True})
    if actor.role == Role.CANDIDATE:
        return open_to_all | Q(**{f"{path}id__in": actor.subject_ids})
    if actor.is_office:
        return open_to_all | Q(**{f"{path}caseworker_id__in": actor.own_ids})
    return open_to_all


def shown_name(actor: Actor, path: str = "", *, course: str | None = None) -> Combinable:
    """Return the SQL expression for what ``actor`` calls a candidate.

    ``path`` leads to the candidate; ``course`` leads to the placement the name stands at, when it stands at one:
    ``""`` for the placement itself. Only there do a mentor and a contact learn a first name.
    """
    cases = [When(knows(actor, path), then=F(f"{path}name"))]
    if course is not None and actor.role in (Role.CONTACT, Role.MENTOR):
        works = Q(**{f"{course}state__in": WORKING})
        cases.append(When(works, then=_first_name(path)))
    return Case(*cases, default=_number(path, MASK), output_field=CharField())


def sorts_as(actor: Actor, path: str = "") -> Combinable:
    """Return the expression lists are sorted by: a hidden name's place in the alphabet would tell of it."""
    return Case(When(knows(actor, path), then=F(f"{path}sort_name")), default=_number(path, "~"))


def named(text: str, path: str = "") -> Q:
    """Return the filter for names that hold every word of ``text`` or part of it, whatever the case and accents.

    ``path`` leads from the listed model to the one with ``sort_name``, e.g. ``candidate__``.
    """
    found = Q()
    for word in text.split()[:WORDS_AT_MOST]:
        found &= Q(**{f"{path}sort_name__regex": search_pattern(word)})
    return found


def found_by(actor: Actor, text: str, path: str = "") -> Q:
    """Return the filter for candidates a search for ``text`` finds: by a name the actor knows, or a short number.

    A search for a protected candidate's name finds nobody, so that it does not tell who is here.
    """
    number = text.strip().upper().removeprefix("K-")
    by_name = named(text, path) & knows(actor, path)
    if len(number) == NUMBER_DIGITS and not set(number) - set("0123456789ABCDEF"):
        return by_name | Q(**{f"{path}id__iendswith": number})
    return by_name if text.split() else Q()


def know(actor: Actor, candidate: Candidate) -> bool:
    """Return whether ``actor`` is shown the whole name of a candidate at hand; the same rule as ``knows``."""
    if not candidate.protected or actor.role == Role.SYSTEM or candidate.id in actor.subject_ids:
        return True
    return actor.is_office and candidate.caseworker_id in actor.own_ids


def name_of(actor: Actor, candidate: Candidate) -> str:
    """Return what ``actor`` calls a candidate at hand."""
    return candidate.name if know(actor, candidate) else masked(candidate.id)


def _number(path: str, before: str) -> Combinable:
    tail = Upper(Right(Cast(f"{path}id", CharField()), NUMBER_DIGITS))
    return Concat(Value(f"{before}K-"), tail, output_field=CharField())


def _first_name(path: str) -> Func:
    return Func(F(f"{path}name"), Value(" "), Value(1), function="split_part", output_field=CharField())
