"""Nobody begins before VITAS has approved: whether a placement needs it, has it, and still fits it."""

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from plads.core.errors import Refused
from plads.core.models import Municipality
from plads.core.periods import show
from plads.core.roles import OFFICE, Role
from plads.core.week import show_hours
from plads.placements.models import HoursStep, Placement, VitasApplication

State = VitasApplication.State


def weekly_minutes(placement: Placement) -> int:
    """Return the most minutes a week the placement has in any step (1 statement unless steps were fetched)."""
    return max((step.weekly_minutes for step in placement.steps.all()), default=0)


def newest(placement: Placement) -> VitasApplication | None:
    """Return the application that counts: the newest one, or ``None`` when none was begun (1 statement)."""
    return VitasApplication.objects.filter(placement=placement).order_by("-created_at", "-id").first()


def begin_application(placement: Placement) -> None:
    """Let a planned placement wait for its application, where the municipality uses VITAS."""
    if _uses_vitas(placement):
        VitasApplication.objects.create(municipality_id=placement.municipality_id, placement=placement)


def may_begin() -> Q:
    """Return the filter for placements that VITAS does not hold back (for a query, without a statement of its own)."""
    return Q(municipality__uses_vitas=False) | Q(Exists(_cleared()))


def _cleared() -> "QuerySet[VitasApplication]":
    most = HoursStep.objects.filter(placement=OuterRef("placement")).order_by().values("placement")
    mine = VitasApplication.objects.filter(placement=OuterRef("pk"), state__in=VitasApplication.LIVING)
    fits = Q(
        state=State.APPROVED,
        period__contains=OuterRef("period"),
        weekly_minutes__gte=Coalesce(Subquery(most.values(most=Max("weekly_minutes"))), 0),
    )
    return mine.filter(Q(overridden_at__isnull=False) | fits)


def refuse_unapproved(role: Role, placement: Placement) -> None:
    """Raise ``Refused`` when VITAS is used, and neither VITAS nor a caseworker lets the placement begin."""
    if not _uses_vitas(placement):
        return
    row = newest(placement)
    state = State.TO_SEND if row is None else State(row.state)
    if row is not None and row.overridden_at and state in VitasApplication.LIVING:
        return
    holds = row is not None and state == State.APPROVED
    outgrown = row is not None and holds and not row.covers(placement.period, weekly_minutes(placement))
    if holds and not outgrown:
        return
    if role not in OFFICE and role != Role.SYSTEM:
        raise Refused(
            "Kandidaten må ikke begynde endnu: jobcentret mangler en godkendelse i VITAS. Ring til jobcentret.",
            code="vitas_missing",
        )
    if row is None or not holds:
        raise Refused(_WORDS[state], code="vitas_missing")
    raise Refused(
        f"Godkendelsen i VITAS gælder {show(row.period)} og højst {show_hours(row.weekly_minutes or 0)} om ugen. "
        "Forløbet er blevet længere eller har flere timer. Søg igen i VITAS.",
        code="vitas_outgrown",
    )


_WORDS = {
    State.TO_SEND: "Forløbet er ikke søgt i VITAS endnu. Send ansøgningen først: ingen begynder før godkendelsen.",
    State.SENT: "VITAS har ikke svaret endnu. Ingen begynder før godkendelsen. Noter svaret, når det kommer.",
    State.REFUSED: "Ansøgningen er afvist i VITAS. Søg igen, eller aflys forløbet.",
    State.WITHDRAWN: "Ansøgningen i VITAS er trukket tilbage. Søg igen, eller aflys forløbet.",
}


def _uses_vitas(placement: Placement) -> bool:
    return Municipality.objects.filter(id=placement.municipality_id, uses_vitas=True).exists()
