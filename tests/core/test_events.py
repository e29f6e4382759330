"""Events: facts in the past tense, recorded with the change, said in Danish, never holding a secret."""

import dataclasses
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from string import Formatter
from typing import get_args, get_origin
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from plads.core import events
from plads.core.actor import Actor
from plads.core.events import DomainEvent, about, record, record_many, sentence
from plads.core.models import Event, EventSubject
from plads.core.roles import Role
from plads.core.scope import acting

for app in apps.get_app_configs():
    if find_spec(f"{app.name}.events"):
        import_module(f"{app.name}.events")

KINDS = sorted(
    (cls for cls in events._KINDS.values() if cls.__module__.startswith("plads.")), key=lambda cls: cls.kind
)
by_kind = pytest.mark.parametrize("event", KINDS, ids=lambda cls: cls.kind)

SECRET = {
    "cpr",
    "note",
    "considerations",
    "motivation",
    "diagnosis",
    "email",
    "phone",
    "statement",
    "message",
}
EXAMPLES = {
    UUID: UUID(int=7),
    str: "Ord",
    int: 3,
    date: date(2026, 11, 24),
    Decimal: Decimal("1.5"),
    bool: True,
}


def example(event: type[DomainEvent]) -> DomainEvent:
    return event(**{field.name: _example(field) for field in dataclasses.fields(event)})


def _example(field):
    return () if get_origin(field.type) is tuple else EXAMPLES[_kind_of(field)]


def _kind_of(field) -> type:
    """The type of a field; of one that may be missing, what it is when it is there."""
    return next((each for each in get_args(field.type) if each is not type(None)), field.type)


@by_kind
def test_an_event_is_named_by_its_app_and_cannot_change(event):
    app, _, fact = event.kind.partition(".")
    assert event.__module__.startswith(f"plads.{app}.")
    assert event.__module__.endswith("events")
    assert fact.isidentifier()
    with pytest.raises(dataclasses.FrozenInstanceError):
        example(event).kind = "other"


@by_kind
def test_an_event_says_its_facts_in_a_danish_sentence(event):
    asked = {name for _, name, _, _ in Formatter().parse(event.says) if name is not None}
    assert asked <= {field.name for field in dataclasses.fields(event)}
    said = sentence(event.kind, example(event).facts())
    assert said
    assert "{" not in said
    assert "2026-11-24" not in said


@by_kind
def test_an_event_stands_on_the_timeline_of_every_thing_it_names(event):
    ids = [field.name for field in dataclasses.fields(event) if field.name.endswith("_id")]
    assert len(example(event).subjects()) == len(ids)


@by_kind
def test_an_event_holds_no_number_of_a_person_and_no_private_word(event):
    assert not {field.name for field in dataclasses.fields(event)} & SECRET


def test_every_app_that_changes_something_announces_it():
    assert {cls.kind.partition(".")[0] for cls in KINDS} == {
        "candidates",
        "centres",
        "companies",
        "core",
        "followup",
        "insight",
        "intake",
        "mentoring",
        "messages",
        "people",
        "placements",
        "rights",
    }


def test_two_events_cannot_have_one_name():
    with pytest.raises(TypeError, match="two events are called"):
        type("Again", (DomainEvent,), {"kind": KINDS[0].kind})


def test_who_did_it_and_when_is_recorded_with_the_fact(inside):
    caseworker, candidate = inside[Role.CASEWORKER], uuid4()
    row = record(caseworker, inside.municipality.id, _said("candidates.ready")(candidate))
    stored = Event.objects.get(id=row.id)
    assert (stored.actor_user_id, stored.actor_name, stored.actor_role) == (
        caseworker.user_id,
        caseworker.name,
        "caseworker",
    )
    assert (stored.kind, stored.subjects, stored.facts) == (
        "candidates.ready",
        [candidate],
        {"candidate_id": str(candidate)},
    )
    assert stored.at.date() == date(2026, 11, 24)


def test_days_ids_and_amounts_are_stored_as_text_that_json_knows(inside):
    event = _said("centres.place_opened")(uuid4(), uuid4(), 4, date(2026, 12, 1))
    row = record(Actor.system(inside.municipality.id), inside.municipality.id, event)
    assert Event.objects.get(id=row.id).facts == {
        "centre_id": str(event.centre_id),
        "place_id": str(event.place_id),
        "number": 4,
        "first_day": "2026-12-01",
    }


def test_nothing_was_said_when_the_transaction_rolls_back(inside):
    def say_and_fail():
        with transaction.atomic():
            record(inside[Role.CASEWORKER], inside.municipality.id, _said("candidates.ready")(uuid4()))
            assert Event.objects.filter(kind="candidates.ready").exists()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        say_and_fail()
    assert not Event.objects.filter(kind="candidates.ready").exists()


def test_many_events_are_one_statement(inside, django_assert_num_queries):
    ready = _said("candidates.ready")
    with django_assert_num_queries(1):
        rows = record_many(
            inside[Role.CASEWORKER], inside.municipality.id, [ready(uuid4()) for _ in range(50)]
        )
    assert len({row.id for row in rows}) == 50


def test_a_listener_hears_of_an_event_inside_its_transaction(inside, monkeypatch):
    heard = []
    monkeypatch.setattr(events, "_LISTENERS", [lambda rows: heard.extend(rows)])
    row = record(inside[Role.CASEWORKER], inside.municipality.id, _said("candidates.ready")(uuid4()))
    assert heard == [row]


def test_a_timeline_says_days_as_danes_do_and_an_unknown_kind_by_its_name():
    facts = {"number": 2, "first_day": "2026-12-01"}
    assert sentence("centres.place_opened", facts) == "Plads 2 er åben fra 01.12.2026"
    assert sentence("old.thing", {"a": 1}) == "old.thing"


def _said(kind: str) -> type[DomainEvent]:
    return next(cls for cls in KINDS if cls.kind == kind)


def test_what_happened_to_a_thing_is_looked_up_and_not_searched_for(world):
    """Under row-level security only conditions that leak nothing use an index: equality, not »is in that array«."""
    place = world.place()
    with acting(world.cast[Role.CASEWORKER]), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Event.objects.filter(about(place.id)).order_by("-at").explain()
    assert "core_subject_latest" in plan
    assert f"Index Cond: (subject = '{place.id}'" in plan


def test_only_the_database_says_what_events_are_about(world):
    place = world.place()
    event = Event.objects.filter(about(place.id)).first()
    links = EventSubject.objects.filter(event=event)
    assert set(links.values_list("subject", flat=True)) == set(event.subjects)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        links.delete()
