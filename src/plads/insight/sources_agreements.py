"""What waits about companies' inquiries and about agreements, for the page Today."""

from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, CharField, Exists, F, Max, Min, OuterRef, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Least, TruncDate

from plads.centres.models import Agreement, AgreementVersion, Centre, Inquiry, SignatureRequest
from plads.centres.policy import visible_centres, visible_inquiries
from plads.centres.queries import RENEW_BEFORE
from plads.core.actor import Actor
from plads.insight.expressions import Rows, day_plus
from plads.insight.matters import Kind, rows

SIGNED_WITHIN = 7
"""After how many days an agreement sent for signatures is late when somebody has not signed."""

TALK_ON = timedelta(days=14)
"""How long after an answer a company that became no centre should be talked to again."""

NOTICE_SHOWN = timedelta(days=30)
"""How long before its last day an agreement that was ended is shown."""

PAUSE_ENDS = timedelta(days=7)
"""How long before its end a pause is shown."""


def inquiries(actor: Actor, today: date) -> Rows:
    """Companies that have not got their answer, and those that got one and then heard no more.

    ``detail`` is the state, or ``talk`` once there is an answer.
    """
    waiting = Inquiry.objects.filter(
        visible_inquiries(actor), state__in=[Inquiry.State.NEW, Inquiry.State.ASSIGNED]
    )
    return rows(
        Kind.INQUIRY,
        waiting,
        subject=F("company_name"),
        due=Case(
            When(
                answered_at=None,
                then=day_plus(TruncDate("received_at"), F("municipality__inquiry_reply_days")),
            ),
            default=day_plus(TruncDate("answered_at"), Value(TALK_ON.days)),
        ),
        detail=Case(When(answered_at=None, then=F("state")), default=Value("talk")),
        consultant_uuid=F("consultant_id"),
    )


def unsigned(actor: Actor, today: date) -> Rows:
    """Agreements sent for signature that somebody has not signed.

    ``due`` is a week after they were sent, or their first day when that comes before; a change of an agreement that
    runs has its first day behind it, and breaks nothing by it.
    ``detail`` is four words with bars between: the parties that have answered, the first and the last day somebody who
    has not was asked and reminded, and who that is.
    """
    waiting = AgreementVersion.objects.filter(
        agreement__centre__in=centres_of(actor), state=AgreementVersion.State.OFFERED
    )
    asked = SignatureRequest.objects.filter(version=OuterRef("pk"), state=SignatureRequest.State.WAITING)
    words = [
        StringAgg("signatures__party", ",", default=Value("")),
        _of_asked(asked, Cast(TruncDate(Min("asked_at")), CharField())),
        _of_asked(asked, Cast(TruncDate(Max("reminded_at")), CharField())),
        _of_asked(asked, StringAgg("name", ", ", order_by="asked_at")),
    ]
    barred = [part for word in words for part in (Value("|"), word)][1:]
    counted = SignatureRequest.objects.filter(version=OuterRef("pk")).exclude(
        state=SignatureRequest.State.VOID
    )
    first = counted.order_by("asked_at").values(day=TruncDate("asked_at"))[:1]
    sent_on = Coalesce(Subquery(first), TruncDate("created_at"))
    return rows(
        Kind.SIGN,
        waiting,
        subject=F("agreement__centre__name"),
        due=Case(
            When(
                period__startswith__gt=sent_on,
                then=Least(F("period__startswith"), day_plus(sent_on, Value(SIGNED_WITHIN))),
            ),
            default=day_plus(sent_on, Value(SIGNED_WITHIN)),
        ),
        detail=Concat(*barred, output_field=TextField()),
        consultant_uuid=F("agreement__centre__consultant_id"),
    )


def _of_asked(asked: Any, expression: Any) -> Any:
    """Return one fact of all who are asked about a version and have not answered; empty when there is none."""
    grouped = asked.order_by().values("version").annotate(found=expression).values("found")
    return Coalesce(Subquery(grouped[:1]), Value(""), output_field=TextField())


def ending_agreements(actor: Actor, today: date) -> Rows:
    """Agreements that end within sixty days of themselves, and that nobody has renewed."""
    ending = _agreements(actor).filter(
        ~Exists(Agreement.objects.filter(follows=OuterRef("pk")).exclude(state=Agreement.State.DROPPED)),
        ends_on=None,
        period__endswith__gt=today,
        period__endswith__lte=today + RENEW_BEFORE,
    )
    return _of_agreement(Kind.RENEW, ending, day_plus(F("period__endswith"), Value(-1)))


def notices(actor: Actor, today: date) -> Rows:
    """Agreements that were ended and whose last day is within thirty days."""
    ending = _agreements(actor).filter(ends_on__gte=today, ends_on__lte=today + NOTICE_SHOWN)
    return _of_agreement(Kind.NOTICE, ending, F("ends_on"))


def pauses(actor: Actor, today: date) -> Rows:
    """Pauses whose last day is within a week: the places will be empty the day after."""
    resting = _agreements(actor).filter(
        paused_from__lte=today, paused_until__gte=today, paused_until__lte=today + PAUSE_ENDS
    )
    return _of_agreement(Kind.PAUSE, resting, F("paused_until"))


def _agreements(actor: Actor) -> Any:
    return Agreement.objects.filter(
        centre__in=centres_of(actor), state__in=[Agreement.State.SIGNED, Agreement.State.PAUSED]
    )


def _of_agreement(kind: Kind, agreements: Any, due: Any) -> Rows:
    """Return the rows of a matter about an agreement; it is found at its version in force."""
    signed = AgreementVersion.objects.filter(
        agreement=OuterRef("pk"), state=AgreementVersion.State.SIGNED
    ).order_by("-number")
    return rows(
        kind,
        agreements,
        ident=Subquery(signed.values("pk")[:1]),
        subject=F("centre__name"),
        due=due,
        consultant_uuid=F("centre__consultant_id"),
    )


def centres_of(actor: Actor) -> Any:
    """Return the ids of the centres an actor may see, as a subquery."""
    return Centre.objects.filter(visible_centres(actor)).values("pk")
