"""Canaries are planted in all that comes in, and listened for in all that goes out: logs, error pages, the queue."""

import io
import json
import logging
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from plads import flows
from plads.candidates.models import Candidate
from plads.core.actor import Actor
from plads.core.identifiers import clean_cpr
from plads.core.models import Municipality, ReactionRun
from plads.core.roles import Role
from plads.core.scope import acting
from plads.jobs import reactions
from plads.jobs.work import work
from plads.placements.models import EndReason
from plads.placements.services.endings import Ending, end_placement
from plads.web.logs import Quiet, hidden, where
from tests.days import TODAY
from tests.intake.book import rows, written
from tests.placements.conftest import committed  # noqa: F401 - the fixture
from tests.properties import always

CPR = "610190-4321"
CANARIES = {
    "cpr": CPR,
    "plain cpr": "6101904321",
    "name": "Kanariah Fugleby",
    "consideration": "hensynskanariefugl",
    "note": "bemaerkningskanarie",
    "password": "adgangskanarie-42",
    "e-mail": "kanarie@fugl.example",
    "token": "dkq7Kanarie-0Ze1oTokenTokenToken9",
}
ALL = " ".join(CANARIES.values())


def heard(text: str) -> list[str]:
    """Which canaries sing in a text, also written as an address."""
    plain = text + urllib.parse.unquote_plus(text)
    return [name for name, canary in CANARIES.items() if canary in plain]


@pytest.fixture
def logged():
    """Everything that any logger says, at any weight, written the way an installation writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Quiet())
    root, django = logging.getLogger(), logging.getLogger("django")
    before = root.level, django.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    django.setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(before[0])
        django.setLevel(before[1])


def test_the_installation_writes_its_logs_this_way():
    logging_ = django_settings.LOGGING
    assert logging_["handlers"]["console"]["formatter"] == "quiet"
    assert logging_["formatters"]["quiet"]["()"] == "plads.web.logs.Quiet"
    assert logging_["root"]["handlers"] == ["console"]
    assert [each["handlers"] for each in logging_["loggers"].values()] == [[]]


# Pages


def breaks(kind):
    """A page that breaks with private facts in what it broke of, in each way pages have broken."""

    def view(*_, **__):
        if kind == "a database's wall":
            municipality = Municipality.objects.first()
            with transaction.atomic():
                Municipality.objects.create(code=municipality.code, name=ALL[:80], slug="x")
        if kind == "a value the database does not take":
            with connection.cursor() as cursor:
                cursor.execute("SELECT %s::date", [ALL])
        if kind == "a chain":
            try:
                {}[ALL]
            except KeyError as error:
                raise RuntimeError(ALL) from error
        if kind == "a group":
            raise ExceptionGroup(ALL, [ValueError(ALL)])
        raise ValueError(ALL)

    return view


@pytest.mark.parametrize(
    "kind", ["a value", "a chain", "a group", "a database's wall", "a value the database does not take"]
)
def test_a_page_that_breaks_says_nothing_of_what_was_written(own_story, sign_in, logged, monkeypatch, kind):
    from plads.web.views import candidates

    client = sign_in(Role.CASEWORKER)
    client.raise_request_exception = False
    monkeypatch.setattr(candidates, "CandidateForm", breaks(kind), raising=True)
    address = f"{reverse('candidate_new')}?{urlencode({'q': ALL})}"
    answer = client.post(address, dict.fromkeys(("name", "cpr", "considerations", "motivation", "goal"), ALL))
    assert answer.status_code == 500
    assert "galt hos os" in answer.content.decode()
    assert heard(answer.content.decode()) == []
    assert "ERROR django.request Internal Server Error: /kandidater/ny/" in logged.getvalue()
    assert "candidates.py" in logged.getvalue() or "test_canaries.py" in logged.getvalue()
    assert heard(logged.getvalue()) == []


REFUSED = {
    "not found": (404, lambda client: client.get(f"/{quote(ALL)}/?{urlencode({'q': ALL})}")),
    "no such person": (404, lambda client: client.get(f"/kandidater/{quote(CPR)}/")),
    "no access": (403, lambda client: client.get(f"{reverse('import')}?{urlencode({'q': ALL})}")),
    "another method": (405, lambda client: client.put(f"/i-dag/?{urlencode({'q': ALL})}", ALL)),
    "too large": (413, lambda client: client.post(f"/i-dag/?q={quote(ALL)}", ALL, "text/plain", CONTENT_LENGTH=10**9)),
    "another host": (400, lambda client: client.get("/", headers={"host": CANARIES["token"]})),
    "too many fields": (400, lambda client: client.post("/log-ind/", {f"{ALL}{n}": ALL for n in range(1100)})),
    "a dead link": (None, lambda client: client.get(f"/adgang/MQ/{CANARIES['token']}/")),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_request_that_is_refused_leaves_nothing_of_itself(own_story, sign_in, logged, name):
    status, ask = REFUSED[name]
    client = sign_in(Role.CASEWORKER)
    client.raise_request_exception = False
    answer = ask(client)
    assert answer.status_code == status or status is None
    assert heard(answer.content.decode()) == []
    assert heard(logged.getvalue()) == []


def test_a_form_that_is_not_believed_leaves_nothing_of_itself(own_story, sign_in, logged):
    client = sign_in(Role.CASEWORKER)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    address, sender = f"/kandidater/ny/?{urlencode({'q': ALL})}", {"referer": f"http://x/{quote(ALL)}"}
    answer = strict.post(address, {"name": ALL, "cpr": CPR}, headers=sender)
    assert answer.status_code == 403
    assert heard(answer.content.decode()) == []
    assert heard(logged.getvalue()) == []


def test_a_failed_sign_in_leaves_neither_who_nor_what_was_typed(own_story, sign_in, logged):
    client = sign_in(None)
    typed = {"email": CANARIES["e-mail"], "password": CANARIES["password"]}
    answer = client.post(f"/log-ind/?next=/{quote(CANARIES['name'])}/", typed)
    assert CANARIES["password"] not in answer.content.decode()
    assert heard(logged.getvalue()) == []


def test_what_is_written_wrong_comes_back_to_the_writer_alone(own_story, sign_in, logged):
    """The page may show what its own user wrote; no log may, and no address is made of it."""
    answer = sign_in(Role.CASEWORKER).post(
        "/kandidater/ny/",
        {"name": CANARIES["name"], "cpr": "610190-432", "considerations": CANARIES["consideration"]},
    )
    assert answer.status_code in (200, 422)
    assert heard(logged.getvalue()) == []


def test_a_workbook_with_faults_shows_them_to_the_importer_and_no_log_hears_of_it(
    own_story, sign_in, logged, tmp_path
):
    book = rows()
    private = {"cpr": CPR, "name": CANARIES["name"], "considerations": CANARIES["consideration"]}
    book["candidates"][0] |= private | {"danish_level": "flydende"}
    with written(tmp_path / "bog.xlsx", book).open("rb") as file:
        answer = sign_in(Role.ADMINISTRATOR).post(reverse("import"), {"step": "check", "workbook": file})
    assert answer.status_code == 422
    assert "flydende" in answer.content.decode()
    assert heard(logged.getvalue()) == []


# Jobs


def test_a_reaction_that_fails_leaves_its_kind_and_nothing_else(committed, logged, monkeypatch):  # noqa: F811
    placement = committed.running(first_day=TODAY - timedelta(days=7))
    work(once=True, signals=False)

    first, *others = flows.REACTIONS["placements.ended"]

    def broken(actor, event):
        raise ValueError(ALL)

    broken.__name__ = first.__name__
    table = {**flows.REACTIONS, "placements.ended": (broken, *others)}
    monkeypatch.setattr(flows, "REACTIONS", table)
    monkeypatch.setattr(reactions, "REACTIONS", table)
    caseworker = committed.cast[Role.CASEWORKER]
    with acting(caseworker):
        end_placement(caseworker, placement.id, Ending(TODAY, EndReason.JOB_HERE))
    work(once=True, signals=False)
    with acting(caseworker):
        failed = ReactionRun.objects.filter(state="failed")
        assert [run.error for run in failed] == ["ValueError"]
    assert "ValueError" in logged.getvalue()
    assert heard(logged.getvalue()) == []
    with connection.cursor() as cursor:
        for table_name in ("procrastinate_jobs", "procrastinate_events"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table_name} t")
            assert heard("\n".join(row[0] for row in cursor.fetchall())) == []


def test_jobs_are_queued_with_ids_only(committed):  # noqa: F811
    committed.running(first_day=TODAY - timedelta(days=7))
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        jobs = [json.loads(row[0]) for row in cursor.fetchall()]
    assert jobs
    for job in jobs:
        assert set(job) <= {"event_id", "municipality_id", "reaction", "timestamp"}


# Commands and processes


def in_a_process(code, *words, **more):
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        env=os.environ | more, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_a_command_that_breaks_says_where_and_no_value():
    code = "import sys, plads.cli as c\ndef broken(): raise ValueError(sys.argv.pop())\nc.plads = broken\nc.main()"
    status, said = in_a_process(code, ALL)
    assert status == 1
    assert "ValueError" in said
    assert heard(said) == []


def test_an_import_that_is_refused_prints_no_number_and_no_consideration(tmp_path):
    from tests import databases

    book = rows()
    private = {"cpr": CPR, "considerations": CANARIES["consideration"] * 200}
    book["candidates"][0] |= private | {"danish_level": "flydende"}
    path = written(tmp_path / "bog.xlsx", book)
    with databases.copy_of(databases.template()) as urls:
        where_ = {"DATABASE_URL": urls.owner, "DATABASE_APP_URL": urls.app, "PLADS_DATA": str(tmp_path)}
        status, said = in_a_process(
            "from plads.cli import main; main()", "import", str(path), "--json", **where_
        )
    assert status == 1
    assert "flydende" in said
    assert set(heard(said)) == set()


WEB = """
def application(environ, start):
    raise ValueError(environ["QUERY_STRING"])
"""


def test_the_web_server_itself_is_as_quiet(tmp_path):
    (tmp_path / "site_that_breaks.py").write_text(WEB)
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (tmp_path / "log").open("wb") as log:
        web = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "site_that_breaks:application", "--bind", f"127.0.0.1:{port}",
             "--log-level", "debug", "--logger-class", "plads.web.logs.WebServerLog",
             "--chdir", str(tmp_path), "--no-control-socket"],
            stdout=log, stderr=log,
        )  # fmt: skip
    try:
        for _ in range(100):
            with suppress(urllib.error.HTTPError):
                try:
                    urllib.request.urlopen(
                        f"http://127.0.0.1:{port}/{quote(ALL)}?{urlencode({'q': ALL})}", timeout=5
                    )
                except urllib.error.HTTPError:
                    break
                except urllib.error.URLError:
                    time.sleep(0.1)
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(f"GET {CANARIES['token']} /{CPR} what HTTP/9\r\nX: {ALL}\r\n\r\n".encode())
            line.recv(500)
    finally:
        web.terminate()
        web.wait()
    said = (tmp_path / "log").read_text()
    assert "ValueError" in said
    assert heard(said) == []


def test_the_run_command_uses_it():
    from importlib import import_module

    assert "plads.web.logs.WebServerLog" in Path(str(import_module("plads.cli.run").__file__)).read_text()


# The rules themselves


@always
@given(st.from_regex(r"[0-3][0-9][01][0-9][0-9]{2}[- ]?[0-9]{4}", fullmatch=True), st.text(max_size=20))
def test_whatever_looks_like_a_number_is_left_out(number, around):
    with suppress(ValueError):
        clean_cpr(number)
    assert number not in hidden(f"{around} {number} {around}") or number in around


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("se 0193b7a0-1111-7222-8333-444455556666 her", "se 0193b7a0-1111-7222-8333-444455556666 her"),
        ("Not Found: /a/b", "Not Found: /a/b"),
        ("linje\nto\r\x1b[31mrød", "linje to  [31mrød"),
        ("a@b.example skrev", "…@… skrev"),
        ("/adgang/MQ/abc-def/", "/adgang/…/"),
        ("nøgle aB3dE5gH7jK9mN1pQ3sT5vW7", "nøgle …"),
    ],
)
def test_what_helps_an_operator_stays(text, shown):
    assert hidden(text) == shown


def test_an_error_is_told_by_its_kind_its_place_and_its_wall(committed):  # noqa: F811
    place = Municipality.objects.first()
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        Municipality.objects.create(code=place.code, name=CANARIES["name"], slug="x")
    told = where(raised.value)
    assert (
        "psycopg.errors.UniqueViolation (23505 core_municipality core_municipality_code_key)" in told
        or re.search(r"UniqueViolation \(23505 core_municipality core_municipality_code\w*\)", told)
    )
    assert "test_canaries.py" in told
    assert heard(told) == []


def test_a_candidate_and_a_ring_say_nothing_when_they_are_printed(committed):  # noqa: F811
    person = committed.candidate(cpr="6101904321", considerations=CANARIES["consideration"])
    with acting(Actor.system(person.municipality_id)):
        kept = Candidate.objects.get(id=person.id)
    assert heard(repr(kept).replace(person.name, "")) == []
