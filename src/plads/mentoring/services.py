"""Verbs about mentors and the support granted to them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from plads.centres.models import Centre, Place
from plads.centres.policy import visible_centres
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.periods import period, show
from plads.core.roles import OFFICE, Role
from plads.core.week import FULL_WEEK_MINUTES, show_hours
from plads.law.mentor_support import support_period
from plads.mentoring.events import (
    CapacitySet,
    ConfidentialitySigned,
    HoursNoted,
    MentorAppointed,
    MentorAssigned,
    SupportApplied,
    SupportDecided,
    TrainingNoted,
)
from plads.mentoring.lifecycle import GRANT
from plads.mentoring.models import Mentor, MentorAssignment, MentorHours, SupportGrant, Training
from plads.mentoring.policy import visible_mentors
from plads.people.services import give_role
from plads.placements.models import Placement
from plads.placements.services.nominations import refuse_blocked
from plads.placements.services.placements import lock_placement

CONFIDENTIALITY_VERSION = "2026-1"
"""Which text of the declaration a mentor signs."""


@transaction.atomic
def appoint_mentor(
    actor: Actor,
    centre_id: UUID,
    *,
    name: str,
    email: str,
    phone: str = "",
    kind: str = Mentor.Kind.INTERNAL,
    password: str | None = None,
) -> Mentor:
    """Store a centre's mentor with a sign-in of their own; raises ``Refused`` when that e-mail is one already."""
    if actor.role not in OFFICE | {Role.CONTACT}:
        raise Refused("Kun virksomheden og kommunen udpeger mentorer.", code="wrong_role")
    centre = Centre.objects.filter(visible_centres(actor), id=centre_id).first()
    if centre is None:
        raise NotVisible
    try:
        with transaction.atomic():
            mentor = Mentor.objects.create(
                municipality_id=centre.municipality_id,
                centre=centre,
                name=name.strip(),
                email=email.strip().lower(),
                phone=phone,
                kind=kind,
            )
    except IntegrityError as error:  # there already, or by a second click this very moment
        raise Refused(
            "Der er allerede en mentor med den e-mail.", code="mentor_taken", field="email"
        ) from error
    mentor.user = give_role(
        Actor.system(centre.municipality_id),
        centre.municipality_id,
        email=mentor.email,
        name=mentor.name,
        role=Role.MENTOR,
        subject_id=mentor.id,
        password=password,
    )
    mentor.save(update_fields=["user"])
    record(actor, centre.municipality_id, MentorAppointed(centre.id, mentor.id, mentor.name))
    return mentor


@transaction.atomic
def sign_confidentiality(actor: Actor, mentor_id: UUID) -> Mentor:
    """Store a mentor's own declaration of confidentiality; nothing of a candidate is shown before."""
    mentor = _mentor(actor, mentor_id)
    if actor.role != Role.MENTOR:
        raise Refused("Kun mentoren selv kan skrive under.", code="wrong_role")
    if mentor.confidentiality_at is None:
        mentor.confidentiality_at = clock.now()
        mentor.confidentiality_version = CONFIDENTIALITY_VERSION
        mentor.save(update_fields=["confidentiality_at", "confidentiality_version"])
        record(actor, mentor.municipality_id, ConfidentialitySigned(mentor.centre_id, mentor.id, mentor.name))
    return mentor


@transaction.atomic
def assign_mentor(actor: Actor, placement_id: UUID, mentor_id: UUID) -> MentorAssignment:
    """Let a mentor help in a placement of their centre.

    Raises ``Refused`` beyond their capacity, and for a placement that is over: nobody helps there any more, and
    a mentor sees whom they help.
    """
    if actor.role not in OFFICE:
        raise Refused("Kun kommunens medarbejdere tilknytter mentorer.", code="wrong_role")
    placement, mentor = lock_placement(actor, placement_id), _mentor(actor, mentor_id)
    if mentor.centre_id != placement.place.centre_id:
        raise Refused("Mentoren hører til et andet center.", code="other_centre", field="mentor")
    if not placement.holds_place:
        raise Refused("Forløbet er slut eller aflyst. Der er ingen at hjælpe.", code="wrong_state")
    busy = MentorAssignment.objects.filter(
        mentor=mentor, placement__state__in=Placement.HOLDING, placement__period__overlap=placement.period
    ).exclude(placement=placement)
    if busy.count() >= mentor.capacity:
        raise Refused(
            f"{mentor.name} har allerede {mentor.capacity} kandidater. Vælg en anden mentor.",
            code="mentor_full",
            field="mentor",
        )
    assignment, created = MentorAssignment.objects.get_or_create(
        mentor=mentor,
        placement=placement,
        defaults={"municipality_id": mentor.municipality_id, "since": clock.today()},
    )
    if created:
        record(actor, mentor.municipality_id, MentorAssigned(mentor.id, placement.id, mentor.name))
    return assignment


@transaction.atomic
def note_training(
    actor: Actor, mentor_id: UUID, *, title: str, day: date, completed: bool = False
) -> Training:
    """Enrol a mentor in a course, or note that it was completed."""
    if actor.role not in OFFICE:
        raise Refused("Kun kommunens medarbejdere noterer kurser.", code="wrong_role")
    mentor = _mentor(actor, mentor_id)
    training, _ = Training.objects.update_or_create(
        mentor=mentor,
        title=title.strip(),
        day=day,
        defaults={"municipality_id": mentor.municipality_id, "completed": completed},
    )
    state = "gennemført" if completed else "tilmeldt"
    event = TrainingNoted(mentor.centre_id, mentor.id, mentor.name, training.title, state)
    record(actor, mentor.municipality_id, event)
    return training


@dataclass(frozen=True, slots=True)
class SupportTerms:
    """What is applied for; both days are included. ``place_id`` sets the hours for one place."""

    mentor_id: UUID
    first_day: date
    last_day: date
    weekly_minutes: int
    beyond_normal: str
    place_id: UUID | None = None


@transaction.atomic
def apply_support(actor: Actor, terms: SupportTerms) -> SupportGrant:
    """Store an application for mentor support.

    Raises ``Refused`` when it is longer than the law allows at a time, asks for no hours or more than a full
    week, or does not say what exceeds the normal.
    """
    GRANT.permit(actor.role, SupportGrant.State.APPLIED, "apply")
    mentor = _mentor(actor, terms.mentor_id)
    if terms.place_id and not Place.objects.filter(id=terms.place_id, centre_id=mentor.centre_id).exists():
        raise NotVisible
    if terms.last_day < terms.first_day:
        raise Refused("Slutdagen ligger før startdagen.", code="end_before_start", field="last_day")
    refuse_blocked([support_period(terms.first_day, terms.last_day)])
    if not 0 < terms.weekly_minutes <= FULL_WEEK_MINUTES:
        raise Refused("Skriv mellem 1 minut og 37 timer om ugen.", code="bad_minutes", field="weekly_minutes")
    if not terms.beyond_normal.strip():
        raise Refused(
            "Skriv, hvad mentoren gør ud over det, en arbejdsgiver normalt gør (LAB § 169).",
            code="not_beyond",
            field="beyond_normal",
        )
    grant = SupportGrant.objects.create(
        municipality_id=mentor.municipality_id,
        mentor=mentor,
        place_id=terms.place_id,
        period=period(terms.first_day, terms.last_day),
        weekly_minutes=terms.weekly_minutes,
        hourly_rate=mentor.municipality.mentor_rate,
        beyond_normal=terms.beyond_normal.strip(),
    )
    event = SupportApplied(mentor.centre_id, mentor.id, grant.id, terms.first_day)
    record(actor, mentor.municipality_id, event)
    return grant


@transaction.atomic
def decide_support(actor: Actor, grant_id: UUID, *, yes: bool, decision: str) -> SupportGrant:
    """Store the jobcentre's decision on an application; raises ``Refused`` without a reason."""
    grant = lock_grant(actor, grant_id)
    target = GRANT.permit(actor.role, grant.state, "grant" if yes else "refuse")
    if not decision.strip():
        raise Refused("Skriv begrundelsen for afgørelsen.", code="no_reason", field="decision")
    if yes:
        _refuse_doubled(grant)
    grant.state, grant.decision = target, decision.strip()
    grant.decided_by_id, grant.decided_at = actor.user_id, clock.now()
    grant.save(update_fields=["state", "decision", "decided_by", "decided_at"])
    answer = "bevilget" if yes else "afslået"
    event = SupportDecided(grant.mentor.centre_id, grant.mentor_id, grant.id, answer, actor.name)
    record(actor, grant.municipality_id, event)
    return grant


@transaction.atomic
def set_capacity(actor: Actor, mentor_id: UUID, capacity: int) -> Mentor:
    """Set how many candidates a mentor helps at a time; those they help already stay."""
    if actor.role not in OFFICE:
        raise Refused("Kun kommunens medarbejdere ændrer det.", code="wrong_role")
    mentor = _mentor(actor, mentor_id)
    if not 1 <= capacity <= 20:
        raise Refused("Skriv et tal mellem 1 og 20.", code="bad_capacity", field="capacity")
    mentor.capacity = capacity
    mentor.save(update_fields=["capacity"])
    record(actor, mentor.municipality_id, CapacitySet(mentor.centre_id, mentor.id, mentor.name, capacity))
    return mentor


@transaction.atomic
def note_hours(actor: Actor, grant_id: UUID, day: date, minutes: int) -> MentorHours:
    """Store or correct a mentor's minutes on a day under a grant.

    Raises ``Refused`` outside the grant's period, in the future, beyond the week's granted minutes, and for a
    day whose hours are approved: they are for payment, and nobody pays for minutes nobody approved.
    """
    grant = (
        SupportGrant.objects.select_for_update(of=("self",), no_key=True)
        .select_related("mentor")
        .filter(id=grant_id)
        .first()
    )
    if grant is None or actor.role != Role.MENTOR or grant.mentor_id not in actor.subject_ids:
        raise NotVisible
    _check_hours(grant, day, minutes)
    hours, _ = MentorHours.objects.update_or_create(
        grant=grant,
        day=day,
        defaults={"municipality_id": grant.municipality_id, "minutes": minutes, "noted_at": clock.now()},
    )
    record(actor, grant.municipality_id, HoursNoted(grant.mentor_id, grant.id, day, minutes))
    return hours


def _refuse_doubled(grant: SupportGrant) -> None:
    """Refuse a second grant to the same mentor for the same place, or for all places, on the same days."""
    same = Q() if grant.place_id is None else Q(place_id=grant.place_id) | Q(place_id=None)
    other = SupportGrant.objects.filter(
        same, mentor_id=grant.mentor_id, state=SupportGrant.State.GRANTED, period__overlap=grant.period
    ).first()
    if other is not None:
        raise Refused(
            f"Der er allerede bevilget mentorstøtte {show(other.period)}. Vælg andre dage, eller giv afslag.",
            code="granted_already",
        )


def _check_hours(grant: SupportGrant, day: date, minutes: int) -> None:
    if grant.state != SupportGrant.State.GRANTED or day not in grant.period:
        raise Refused(
            f"Der er ikke bevilget timer den dag ({show(grant.period)}).", code="no_grant", field="day"
        )
    if day > clock.today():
        raise Refused("Dagen er ikke kommet endnu.", code="future", field="day")
    if not 0 < minutes <= 24 * 60:
        raise Refused("Skriv mellem 1 minut og 24 timer.", code="bad_minutes", field="minutes")
    if grant.hours.filter(day=day, approved_at__isnull=False).exists():
        raise Refused(
            "Dagens timer er godkendt til betaling. Ring til jobcentret, hvis de er forkerte.",
            code="approved_already",
            field="day",
        )
    monday = clock.monday(day)
    week = grant.hours.filter(day__range=(monday, date.fromordinal(monday.toordinal() + 6))).exclude(day=day)
    used = sum(row.minutes for row in week)
    if used + minutes > grant.weekly_minutes:
        raise Refused(
            f"Der er bevilget {show_hours(grant.weekly_minutes)} om ugen, og {show_hours(used)} er brugt.",
            code="over_grant",
            field="minutes",
        )


def granted_cost(grant: SupportGrant) -> Decimal:
    """Return the kroner of the hours noted under a grant, to the øre."""
    minutes = sum(row.minutes for row in grant.hours.all())
    return (grant.hourly_rate * minutes / 60).quantize(Decimal("0.01"))


def lock_grant(actor: Actor, grant_id: UUID) -> SupportGrant:
    """Return a grant with its mentor, locked; raises ``NotVisible`` outside the scope."""
    grant = (
        SupportGrant.objects.select_for_update(of=("self",), no_key=True)
        .select_related("mentor")
        .filter(id=grant_id, municipality_id__in=actor.municipality_ids)
        .first()
    )
    if grant is None:
        raise NotVisible
    return grant


def _mentor(actor: Actor, mentor_id: UUID) -> Mentor:
    mentor = (
        Mentor.objects.select_for_update(of=("self",), no_key=True)
        .select_related("municipality")
        .filter(visible_mentors(actor), id=mentor_id)
        .first()
    )
    if mentor is None:
        raise NotVisible
    return mentor
