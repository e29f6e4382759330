"""The retention job: tell ahead what will be too old, then erase it in small transactions, and report."""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from plads.centres.models import Inquiry, SignatureRequest
from plads.companies.models import Contact
from plads.core import clock
from plads.core.actor import Actor
from plads.core.events import record
from plads.core.scope import acting
from plads.core.seals import drop_looks
from plads.mentoring.models import Mentor, Training
from plads.messages.models import Notice, OutgoingMessage
from plads.people.models import Membership
from plads.rights.due import NAMELESS, Due, due, midnight
from plads.rights.events import PersonErased, RetentionDone, RetentionTold
from plads.rights.kinds import About
from plads.rights.models import RetentionHold, RetentionRun
from plads.rights.services.erasing import Why, erase_person
from plads.rights.services.letting_go import let_user_go

TOLD_AHEAD = timedelta(days=14)
"""How long the administrator knows before anything is erased."""

SLETTET = "Slettet"

logger = logging.getLogger(__name__)


def keep_house(municipality_id: UUID) -> RetentionRun | None:
    """Do what the day asks for: tell of a round to come, or carry out the one whose day it is; return that round.

    Doing it twice changes nothing. While an administrator holds erasing back, nothing is erased; the round waits.
    """
    actor = Actor.system(municipality_id)
    with acting(actor):
        told = RetentionRun.objects.filter(state=RetentionRun.State.TOLD).first()
        if told is None:
            return _tell(actor)
        held = RetentionHold.objects.filter(lifted_at=None).exists()
    if held or told.runs_on > clock.today():
        return None
    return _carry_out(actor, told.id)


def _tell(actor: Actor) -> RetentionRun | None:
    """Tell the administrators of a round when something is too old on its day."""
    runs_on = clock.today() + TOLD_AHEAD
    expected = {code: each.number for code, each in due(actor.municipality_id, runs_on).items()}
    if not expected:
        return None
    run = RetentionRun.objects.create(
        municipality_id=actor.municipality_id, told_at=clock.now(), runs_on=runs_on, expected=expected
    )
    record(actor, run.municipality_id, RetentionTold(run.id, sum(expected.values()), runs_on))
    return run


def _carry_out(actor: Actor, run_id: UUID) -> RetentionRun:
    """Erase what is too old today, each thing in a transaction of its own, and store the report."""
    with acting(actor):
        doomed = due(actor.municipality_id, clock.today())
    report: dict[str, int] = {}
    failures = 0
    for code, each in doomed.items():
        done, failed = _erase_kind(actor, code, each)
        report[code] = done
        failures += failed
    with acting(actor):
        run = RetentionRun.objects.select_for_update(no_key=True).get(id=run_id)
        run.state = RetentionRun.State.FAILED if failures else RetentionRun.State.DONE
        run.ran_at, run.report, run.failures = clock.now(), report, failures
        run.save()
        record(actor, run.municipality_id, RetentionDone(run.id, sum(report.values()), failures))
    return run


def _erase_kind(actor: Actor, code: str, what: Due) -> tuple[int, int]:
    """Erase what is due of a kind; return how many went and how many failed. One failure holds nobody else back."""
    done = failed = 0
    steps: tuple[Callable[[], int], ...] = tuple(partial(_ONE[code], actor, ident) for ident in what.ids)
    if code in _WHOLE:
        steps = (partial(_WHOLE[code], actor, what.before),)
    for step in steps:
        try:
            with acting(actor):
                done += step()
        except Exception as error:  # noqa: BLE001 - counted, logged without the person, and tried in the next round
            logger.warning("retention of one %s failed: %s", code, type(error).__name__)
            failed += 1
    return done, failed


def _candidate(actor: Actor, candidate_id: UUID) -> int:
    erase_person(actor, candidate_id, Why.TOO_OLD)
    return 1


def _user(actor: Actor, user_id: UUID) -> int:
    """End what is left of a user's roles here, and let them go when they have none elsewhere."""
    rows = Membership.objects.filter(user_id=user_id, municipality_id=actor.municipality_id)
    ids = list(rows.values_list("id", flat=True))
    rows.delete()
    let_user_go(actor, user_id)
    _forget_history([*ids, user_id])
    record(actor, actor.municipality_id, PersonErased(About.USER.value, Why.TOO_OLD.value))
    return 1


def _mentor(actor: Actor, mentor_id: UUID) -> int:
    """Make a mentor nameless; hours and grants stay as vouchers of the accounts."""
    mentor = Mentor.objects.select_for_update(no_key=True).get(id=mentor_id)
    roles = Membership.objects.filter(subject_id=mentor_id, role="mentor")
    ids, user_id = list(roles.values_list("id", flat=True)), mentor.user_id
    trained = list(Training.objects.filter(mentor=mentor).values_list("id", flat=True))
    Training.objects.filter(mentor=mentor).delete()
    roles.delete()
    mentor.name, mentor.email, mentor.phone, mentor.user = SLETTET, f"{mentor.id}.{NAMELESS}", "", None
    mentor.save()
    if user_id:
        let_user_go(actor, user_id)
    _forget_history([*ids, *trained, mentor_id])
    record(actor, actor.municipality_id, PersonErased(About.MENTOR.value, Why.TOO_OLD.value))
    return 1


def _contact(actor: Actor, contact_id: UUID) -> int:
    # Who was asked by SMS without an e-mail is nobody's contact: their number goes with the workplace's people.
    workplace = Contact.objects.filter(id=contact_id).values("workplace_id")
    nobodys = Q(contact=None, user=None, version__agreement__centre__workplace_id__in=workplace)
    asked = SignatureRequest.objects.filter(nobodys | Q(contact_id=contact_id)).exclude(email="", phone="")
    requests = list(asked.values_list("id", flat=True))
    SignatureRequest.objects.filter(id__in=requests).update(email="", phone="")
    OutgoingMessage.objects.filter(to_whom__in=requests).delete()
    Contact.objects.filter(id=contact_id).delete()
    _forget_history([contact_id, *requests])
    return 1


def _inquiry(actor: Actor, inquiry_id: UUID) -> int:
    Inquiry.objects.filter(id=inquiry_id).update(
        contact_name=SLETTET, email=NAMELESS, phone="", message=SLETTET, reply=""
    )
    OutgoingMessage.objects.filter(about="inquiry", about_id=inquiry_id).delete()
    _forget_history([inquiry_id])
    return 1


def _notices(actor: Actor, before: date) -> int:
    old = Notice.objects.filter(municipality_id=actor.municipality_id, created_at__lt=midnight(before))
    ids = list(old.values_list("id", flat=True))
    Notice.objects.filter(id__in=ids).delete()
    _forget_history(ids)
    return len(ids)


def _looks(actor: Actor, before: date) -> int:
    return drop_looks(actor, _old_enough(before))


def _old_enough(before: date) -> date:
    """Return the day traces end; never less than half a year of the database's own clock, which a demo can't move."""
    return min(before, timezone.now().date() - timedelta(days=190))


def _history(actor: Actor, before: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT plads_drop_history(%s, %s)", [actor.municipality_id, _old_enough(before)])
        return int(cursor.fetchone()[0])


def _forget_history(ids: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT plads_forget_history(%s)", [ids])


_ONE: dict[str, Callable[[Actor, UUID], int]] = {
    "candidate": _candidate,
    "user": _user,
    "mentor": _mentor,
    "contact": _contact,
    "inquiry": _inquiry,
}
_WHOLE: dict[str, Callable[[Actor, date], int]] = {
    "notice": _notices,
    "look": _looks,
    "change": _history,
}
