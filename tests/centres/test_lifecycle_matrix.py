"""The full matrix: every state × action × role of the tables, tried with the real service on a real thing.

What a table permits is never refused for state or role; everything else is, with the table's own word, or the thing
does not exist for who tries. A service that forgets to ask its table is found here.
"""

from collections import Counter
from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction

from plads.centres.lifecycle import AGREEMENT, CENTRE, INQUIRY, VERSION
from plads.centres.models import Agreement, AgreementVersion, Centre, Inquiry, Party
from plads.centres.models.agreements import NoticeBy
from plads.centres.services import pausing
from plads.centres.services.agreements import offer_agreement
from plads.centres.services.asking_change import ask_change
from plads.centres.services.changing import amend_agreement, drop_draft
from plads.centres.services.copying import copy_agreement, renew_agreement
from plads.centres.services.ending import NoticeTerms, close_centre
from plads.centres.services.inquiries import answer_inquiry, assign_inquiry, decline_inquiry, open_centre
from plads.centres.services.pausing import PauseTerms
from plads.centres.services.places import open_places
from plads.centres.services.redrafting import redraft_agreement, withdraw_agreement
from plads.centres.services.requests import Ask, ask_for_signature
from plads.centres.services.sealing import seal
from plads.centres.services.signing import Noted, note_signature, sign_agreement
from plads.centres.services.terms import terms_of
from plads.centres.wish_queries import Wish
from plads.companies.models import Workplace
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.roles import COMPANY, OFFICE, Role
from plads.core.scope import acting
from plads.placements.services import agreement_changes as changes
from tests.days import TODAY
from tests.life import agreement_of, system

DAY = timedelta(days=1)
INSIDERS = OFFICE | {Role.SYSTEM}
"""Roles for whom everything here exists."""

TABLES = {INQUIRY: Inquiry, VERSION: AgreementVersion, AGREEMENT: Agreement, CENTRE: Centre}


def _version(version_id):
    return AgreementVersion.objects.select_related("agreement__centre__workplace__company").get(id=version_id)


def _later(terms):
    return NoticeTerms(NoticeBy.BOTH, TODAY + 10 * DAY, terms)


def _ask(actor, version_id):
    return ask_for_signature(actor, version_id, Ask(Party.COMPANY, "sms", name="Vera", phone="20202020"))


def _note(actor, version_id):
    return note_signature(actor, version_id, Noted(Party.COMPANY, "Vera", "Sagde ja i telefonen"))


def _open(actor, centre_id):
    version = AgreementVersion.objects.get(agreement__centre=centre_id, state="signed")
    return open_places(actor, version.id)


DEEDS = {
    (INQUIRY, "assign"): lambda a, i: assign_inquiry(a, i, a.user_id),
    (INQUIRY, "answer"): lambda a, i: answer_inquiry(a, i, "Vi ringer i morgen"),
    (INQUIRY, "open_centre"): lambda a, i: open_centre(a, i, Workplace.objects.first(), "Det nye center"),
    (INQUIRY, "decline"): lambda a, i: decline_inquiry(a, i, "De ville noget andet"),
    (VERSION, "edit"): lambda a, i: redraft_agreement(a, i, terms_of(_version(i))),
    (VERSION, "drop"): drop_draft,
    (VERSION, "offer"): offer_agreement,
    (VERSION, "sign_company"): lambda a, i: sign_agreement(a, i, Party.COMPANY),
    (VERSION, "state_representative"): lambda a, i: sign_agreement(a, i, Party.REPRESENTATIVE),
    (VERSION, "sign_municipality"): lambda a, i: sign_agreement(a, i, Party.MUNICIPALITY),
    (VERSION, "sign_on_behalf"): _note,
    (VERSION, "ask"): _ask,
    (VERSION, "seal"): lambda a, i: seal(a, _version(i), []),
    (VERSION, "withdraw"): withdraw_agreement,
    (AGREEMENT, "amend"): lambda a, i: amend_agreement(a, i, "Nye tider"),
    (AGREEMENT, "pause"): lambda a, i: changes.pause(a, i, PauseTerms(TODAY, None, "Ferie"), {}),
    (AGREEMENT, "call_off_pause"): pausing.call_off_pause,
    (AGREEMENT, "resume"): pausing.resume_agreement,
    (AGREEMENT, "ask_change"): lambda a, i: ask_change(a, i, Wish.END, "Vi flytter"),
    (AGREEMENT, "give_notice"): lambda a, i: changes.give_notice(a, i, _later("De flytter"), {}),
    (AGREEMENT, "take_back_notice"): lambda a, i: changes.take_back_notice(a, i, frozenset()),
    (AGREEMENT, "end"): changes.end_agreement,
    (AGREEMENT, "renew"): renew_agreement,
    (AGREEMENT, "copy"): lambda a, i: copy_agreement(a, i, Agreement.objects.get(id=i).centre_id, TODAY + 900 * DAY),
    (CENTRE, "open"): _open,
    (CENTRE, "close"): close_centre,
}  # fmt: skip
"""Each action of the tables, done by the service the pages call."""


def expected(table, role, state, action):
    line = table.transitions[action]
    if state not in line.sources:
        return "wrong_state"
    return "permitted" if role in line.roles else "wrong_role"


def answer(table, action, actor, ident):
    """What came of it, undone at once: permitted, the table's refusal, or that it does not exist."""
    with acting(actor):
        point = transaction.savepoint()
        try:
            DEEDS[table, action](actor, ident)
        except Refused as refusal:
            return refusal.code if refusal.code in ("wrong_state", "wrong_role") else "permitted"
        except NotVisible:
            return "hidden"
        finally:
            transaction.savepoint_rollback(point)
    return "permitted"


def test_every_deed_is_done_or_refused_as_the_tables_say(world):
    things, actors = _things(world), _actors(world)
    tries, wrong = Counter(), []
    for table in TABLES:
        for state, action, role in product(table.states, table.transitions, actors):
            told, wanted = (
                answer(table, action, actors[role], things[table, state]),
                expected(table, role, state, action),
            )
            tries[told] += 1
            if told != wanted and not (told == "hidden" and wanted != "permitted" and role not in INSIDERS):
                wrong.append((table.thing, action, state, role.value, wanted, told))
    assert wrong == []
    assert min(tries[each] for each in ("permitted", "wrong_state", "wrong_role", "hidden")) > 40


def test_every_action_of_the_tables_is_tried():
    assert {*DEEDS} == {(table, action) for table in TABLES for action in table.transitions}


def _actors(world):
    """Somebody in every role; a company's people speak for all the workplaces there are."""
    scope = frozenset({world.cast.municipality.id})
    everywhere = frozenset(Workplace.objects.values_list("id", flat=True))
    companies = frozenset(Workplace.objects.values_list("company_id", flat=True))
    some_workplace = Workplace.objects.first()
    actors = {}
    for role in Role:
        user = world.cast[role].user_id if role in OFFICE | {Role.MANAGER, Role.ADMINISTRATOR} else None
        subjects = frozenset()
        if role in COMPANY:
            about = some_workplace.company_id if role == Role.HEAD_OFFICE else some_workplace.id
            user = world.speaker(role, about).user_id
            subjects = companies if role == Role.HEAD_OFFICE else everywhere
        actors[role] = Actor(user, role.label, role, scope, subjects)
    return actors


def _things(world):
    """A real thing in every state of every table, made by the deeds that lead there."""
    consultant, plads = world.cast[Role.CONSULTANT], system(world)
    offered, dropped = world.draft(1), world.draft(1)
    offer_agreement(consultant, offered.id)
    drop_draft(consultant, dropped.id)
    draft, signed, paused, ended = world.draft(1), *(agreement_of(world.centre(1)) for _ in range(3))
    changes.pause(consultant, paused.id, PauseTerms(TODAY, None, "Ferie"), {})
    changes.give_notice(consultant, ended.id, NoticeTerms(NoticeBy.BOTH, TODAY, "Slut"), {})
    with clock.at(TODAY + DAY):
        changes.end_agreement(plads, ended.id)
    in_force = signed.versions.get()
    centres = {state: agreement_of(world.centre(1)).centre for state in ("negotiating", "open", "closed")}
    for state, centre in centres.items():
        Centre.objects.filter(id=centre.id).update(state=state)
    inquiries = {
        state: Inquiry.objects.create(
            municipality=world.cast.municipality,
            number=f"H{number}",
            company_name="Eksempel",
            cvr="99000000",
            contact_name="Vera",
            email="vera@plads.example",
            message="Vi har plads",
            state=state,
        )
        for number, state in enumerate(INQUIRY.states)
    }
    return {
        **{(INQUIRY, state): row.id for state, row in inquiries.items()},
        **{(VERSION, row.state): row.id for row in map(_fresh, (draft, offered, in_force, dropped))},
        **{
            (AGREEMENT, row.state): row.id
            for row in map(
                _fresh, (draft.agreement, offered.agreement, signed, paused, ended, dropped.agreement)
            )
        },
        **{(CENTRE, state): row.id for state, row in centres.items()},
    }


def _fresh(row):
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.thing)
def test_there_is_a_thing_in_every_state(table, world):
    assert {state for each, state in _things(world) if each is table} == set(table.states)
