"""A person whose every text is a word found nowhere else, and a scan of everything Plads keeps."""

import base64
import json
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from plads.candidates.access import invite_candidate
from plads.candidates.models import Candidate
from plads.candidates.services import add_activity
from plads.core import clock
from plads.core.actor import Actor
from plads.core.keyring import key_ring
from plads.core.looks import Sight, saw
from plads.core.models import AccessRecord, LookReview
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.core.scope import acting
from plads.followup.models import DecisionLetter, FollowUp
from plads.followup.services import hold_followup, issue_statement, note_progress, plan_followups
from plads.jobs.reactions import settle
from plads.mentoring.services import assign_mentor
from plads.people.open_sessions import opened
from plads.placements.models import (
    Attendance,
    EndReason,
    Extension,
    FirstDay,
    OrdinaryHours,
    PlacementEnd,
    RefillProposal,
)
from plads.placements.services.attendance import note_attendance
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.nominations import answer_nomination
from plads.placements.services.refill import decide_refill, propose_refill
from plads.web.uploads import keep
from tests.days import TODAY

OUTSIDE = ("uploads", "mail", "documents")
"""Folders under PLADS_DATA that may hold people; the others are the test server's own."""


@dataclass
class Planted:
    """The person and the words that must vanish with them."""

    candidate: Candidate
    canaries: set[str] = field(default_factory=set)
    placement: Any = None
    user: Any = None

    def word(self) -> str:
        """A word nobody else says."""
        made = f"kanarie{secrets.token_hex(6)}"
        self.canaries.add(made)
        return made


def planted(world: Any, *, reason: EndReason = EndReason.JOB_HERE) -> Planted:
    """A candidate with a course from nomination to job, signed in, and a canary in every text on the way."""
    person = Planted(Candidate())
    cpr = f"610190{secrets.randbelow(9000) + 1000}"
    facts = {
        "name": person.word().title(),
        "email": f"{person.word()}@plads.example",
        "phone": f"00{secrets.randbelow(10**10):010d}",
        "goal": person.word(),
        "considerations": person.word(),
        "cpr": cpr,
    }
    person.canaries |= {cpr, facts["phone"]}
    person.candidate = world.candidate(**facts)
    municipality_id, caseworker = person.candidate.municipality_id, world.cast[Role.CASEWORKER]
    Candidate.objects.filter(id=person.candidate.id).update(motivation=person.word())
    with acting(caseworker):
        person.user = invite_candidate(caseworker, person.candidate.id)
    own = Actor(
        person.user.id,
        person.candidate.name,
        Role.CANDIDATE,
        frozenset({municipality_id}),
        frozenset({person.candidate.id}),
    )
    _sign_in(person)
    with acting(caseworker):
        add_activity(
            caseworker,
            person.candidate.id,
            kind="danish",
            title=person.word(),
            provider=person.word(),
            first_day=TODAY,
            last_day=TODAY + timedelta(days=30),
            slots=parse_week("man 15-16"),
        )
    person.placement = _course(world, person, own, reason)
    with acting(caseworker):
        _on_the_way(person)
    settle(municipality_id)
    _looked_at(world, person)
    keep(f"Navn;CPR\n{person.word()};{cpr}".encode())
    return person


def _on_the_way(person: Planted) -> None:
    """A welcome, a no to a longer course and paid hours beside it, each with a word in every text."""
    course = person.placement
    common = {"municipality_id": course.municipality_id, "placement": course}
    FirstDay.objects.create(
        **common,
        where=person.word(),
        bring=person.word(),
        buddy=person.word(),
        tasks=[{"text": person.word(), "done_by": person.word(), "done_on": TODAY.isoformat()}],
    )
    Extension.objects.create(
        **common,
        kind=Extension.Kind.ASSESSED,
        from_last_day=course.agreed_last_day,
        last_day=course.agreed_last_day + timedelta(days=7),
        reason=person.word(),
        state=Extension.State.REFUSED,
    )
    DecisionLetter.objects.create(
        **common,
        kind="ended",
        paragraphs="LAB § 61",
        reasons=person.word(),
        words="{}",
        complaint=person.word(),
    )
    OrdinaryHours.objects.create(**common, period=course.period, weekly_minutes=240)


def _looked_at(world: Any, person: Planted) -> None:
    """A look at the person, and a note about it."""
    manager = world.cast[Role.COORDINATOR]
    with acting(manager):
        saw(manager, [person.candidate.id], Sight.NAME, why=person.word(), protected=True)
        look = AccessRecord.objects.filter(people__contains=[person.candidate.id]).latest("at")
        LookReview.objects.create(
            municipality_id=look.municipality_id,
            look=look,
            reviewed_by=manager.user_id,
            conclusion=LookReview.Conclusion.FINE,
            note=person.word(),
        )
    store = SessionStore()  # of the colleague who looked, and still is signed in
    store["plads_opened"] = {str(person.candidate.id): [clock.now().isoformat(), look.why]}
    store["_messages"] = f"{person.candidate.name} {person.word()}"
    store["stays"] = "still here"
    store.create()


def _sign_in(person: Planted) -> None:
    store = SessionStore()
    store["said"] = person.word()
    store["_auth_user_id"] = str(person.user.id)
    store.create()
    opened(person.user, str(store.session_key), "192.0.2.1", person.word())


def _course(world: Any, person: Planted, own: Actor, reason: EndReason) -> Any:
    """From a proposal that was overridden with a reason, over both answers, to the end and a statement."""
    caseworker, place = world.cast[Role.CASEWORKER], world.place()
    contact = world.speaker(Role.CONTACT, place.centre.workplace_id)
    with acting(Actor.system(place.municipality_id)) as system:
        proposal = propose_refill(system, place.id)
    with acting(caseworker):
        nomination = decide_refill(
            caseworker,
            proposal.id,
            person.candidate.id,
            reason=person.word(),
            first_day=TODAY + timedelta(days=1),
        )
    for actor in (own, contact):
        with acting(actor):
            answer_nomination(actor, nomination.id, yes=True)
    with acting(caseworker):
        type(nomination).objects.filter(id=nomination.id).update(answer_reason=person.word())
    with acting(caseworker):
        type(nomination).objects.filter(id=nomination.id).update(reason=person.word())
    return _days(world, person, own, nomination, reason)


def _days(world: Any, person: Planted, own: Actor, nomination: Any, reason: EndReason) -> Any:
    from plads.placements.services.placements import approve_placement, plan_placement, start_placement

    caseworker = world.cast[Role.CASEWORKER]
    with acting(caseworker):
        placement = plan_placement(caseworker, nomination.id)
        approve_placement(caseworker, placement.id)
    world.approved_in_vitas(placement)
    mentor, _ = world.mentor(placement.place.centre)
    with acting(caseworker):
        assign_mentor(caseworker, placement.id, mentor.id)
    with clock.at(TODAY + timedelta(days=1)), acting(caseworker):
        start_placement(caseworker, placement.id)
        plan_followups(caseworker, placement.id)
    with clock.at(TODAY + timedelta(days=22)):
        with acting(own):
            note_attendance(own, placement.id, clock.today(), Attendance.State.ILL)
        with acting(caseworker):
            day = clock.today() - timedelta(days=1)
            note_attendance(caseworker, placement.id, day, Attendance.State.ABSENT, person.word())
            note_attendance(caseworker, placement.id, day - timedelta(days=1), Attendance.State.PRESENT)
            meeting = FollowUp.objects.filter(placement=placement).first()
            hold_followup(
                caseworker, meeting.id, held_on=clock.today(), note=person.word(), agreed=person.word()
            )
            note_progress(caseworker, placement.id, "tasks", 7)
            end_placement(
                caseworker, placement.id, Ending(clock.today(), reason, person.word(), weekly_minutes=600)
            )
    with acting(Actor.system(placement.municipality_id)) as system:
        issue_statement(system, placement.id)
        assert PlacementEnd.objects.filter(placement=placement).exists()
        assert RefillProposal.objects.filter(chosen=person.candidate.id).exists()
    placement.refresh_from_db()
    return placement


def scan(canaries: set[str], *more: str) -> set[str]:
    """Return the canaries that are somewhere: in any column of any table, sealed or not, in files, in ``more``."""
    texts = [*_rows(), *_sessions(), *_files(), *more]
    opened_up = [text.lower() for each in texts for text in (each, *_unsealed(each))]
    return {word for word in canaries if any(word.lower() in text for text in opened_up)}


def _rows() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        tables = [table for (table,) in cursor.fetchall()]
        texts = []
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t")
            texts += [text for (text,) in cursor.fetchall()]
    return texts


def _sessions() -> list[str]:
    return [str(session.get_decoded()) for session in Session.objects.all()]


def _files() -> list[str]:
    folders = (Path(settings.PLADS_DATA) / name for name in OUTSIDE)
    return [
        path.read_text(errors="replace")
        for folder in folders
        if folder.is_dir()
        for path in folder.rglob("*")
        if path.is_file()
    ]


def _unsealed(text: str) -> list[str]:
    """What a text says when its sealed parts are opened, and what those say when they are files in base64."""
    found = []
    for token in re.findall(r"(?<![\w.-])[\w.-]+:[A-Za-z0-9+/]{20,}={0,2}", text):
        with suppress(Exception):
            plain = key_ring().decrypt(token)
            found.append(plain)
            with suppress(ValueError):
                found.append(base64.b64decode(plain, validate=True).decode(errors="replace"))
    return found


def where(word: str) -> list[str]:
    """Return the tables and columns that hold a word, for whoever must find the leak."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t')
            for (row,) in cursor.fetchall():
                values = json.loads(row) if isinstance(row, str) else row
                for column, value in values.items():
                    if any(word in each.lower() for each in (str(value), *_unsealed(str(value)))):
                        found.append(f"{table}.{column}")
    return found
