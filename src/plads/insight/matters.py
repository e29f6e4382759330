"""The columns every matter of the page Today has, and how each kind of thing fills them.

``due`` is the day the matter breaks: the start that nobody has approved, the answer the municipality owes, the
first empty day. ``consultant`` and ``caseworker`` are whose it is; a matter without either is everybody's.
"""

from enum import StrEnum
from typing import Any

from django.db.models import CharField, F, IntegerField, UUIDField, Value
from django.db.models.functions import Cast

from plads.insight.expressions import Rows


class Kind(StrEnum):
    """The kinds of matters, in the order of their weight when they break on the same day."""

    APPROVE = "approve"
    VITAS = "vitas"
    START = "start"
    ABSENCE = "absence"
    PLACE = "place"
    END = "end"
    FOLLOWUP = "followup"
    PLAN = "plan"
    ANSWER = "answer"
    SIGN = "sign"
    INQUIRY = "inquiry"
    SUPPORT = "support"
    SUPPORT_ENDS = "support_ends"
    HOURS = "hours"
    OUTCOMES = "outcomes"
    RENEW = "renew"
    NOTICE = "notice"
    PAUSE = "pause"


def rows(kind: Kind, source: Any, **columns: Any) -> Rows:
    """Return a source's query with the columns every source has; those not named are empty."""
    nobody = Cast(Value(None), UUIDField())
    full: dict[str, Any] = {
        "kind": Value(kind.value, output_field=CharField()),
        "ident": F("pk"),
        "subject": Value("", output_field=CharField()),
        "centre_name": Value("", output_field=CharField()),
        "place_number": Cast(Value(None), IntegerField()),
        "due": None,
        "detail": Value("", output_field=CharField()),
        "consultant_uuid": nobody,
        "caseworker_uuid": nobody,
        "person_uuid": nobody,
        **columns,
    }
    found: Rows = source.values(**{f"t_{name}": expression for name, expression in full.items()})
    return found


def of_place(kind: Kind, source: Any, **columns: Any) -> Rows:
    """Return the rows of a matter about a candidate in a place; their name is read of those that are shown."""
    return rows(
        kind,
        source,
        **{
            "centre_name": F("place__centre__name"),
            "place_number": Cast("place__number", IntegerField()),
            "consultant_uuid": F("place__centre__consultant_id"),
            "caseworker_uuid": F("candidate__caseworker_id"),
            "person_uuid": F("candidate_id"),
            **columns,
        },
    )


def of_placement(kind: Kind, source: Any, **columns: Any) -> Rows:
    """Return the rows of a matter within a placement; it is found at the placement."""
    return rows(
        kind,
        source,
        **{
            "ident": F("placement_id"),
            "centre_name": F("placement__place__centre__name"),
            "place_number": Cast("placement__place__number", IntegerField()),
            "consultant_uuid": F("placement__place__centre__consultant_id"),
            "caseworker_uuid": F("placement__candidate__caseworker_id"),
            "person_uuid": F("placement__candidate_id"),
            **columns,
        },
    )


def of_grant(kind: Kind, source: Any, **columns: Any) -> Rows:
    """Return the rows of a matter about a mentor's support; it is found at the mentor."""
    return rows(
        kind,
        source,
        **{
            "ident": F("mentor_id"),
            "subject": F("mentor__name"),
            "centre_name": F("mentor__centre__name"),
            "consultant_uuid": F("mentor__centre__consultant_id"),
            **columns,
        },
    )
