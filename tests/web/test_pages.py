"""Every page: who may open it, how much SQL it takes, and that it says what it must to everyone else."""

import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from plads.core.roles import Role
from plads.demo.people import DEMO_PEOPLE
from tests.web.pages import DETAIL_BOUND, LIST_BOUND, LISTS, addresses, patterns, readable

ROLES = [person.role for person in DEMO_PEOPLE]
SNAPSHOTS = Path(__file__).parent / "sql"
OTHERWISE = {
    **dict.fromkeys(("agreement_edit", "agreement_contacts", "agreement_places", "agreement_place"), 302),
    "agreement_template_edit": 302,
    "agreement_send": 302,
    **dict.fromkeys(("agreement_ask", "agreement_note"), 403),
    **dict.fromkeys(("signing_link", "signing_not_me", "signing_paper"), 404),
    "agreement_draft": 404,
    "letter_file": 404,
    **dict.fromkeys(("agreement_drop", "agreement_courses"), 404),
    "placement_outcome": 404,
    "inquiry_receipt": 404,
    "second_step": 302,
    "held_form": 302,
    "factor": 302,
    "sso_leave": 302,
    "code_link": 410,
    "sso_confirm": 302,
    **dict.fromkeys(("sso_begin", "sso_return", "sso_finish", "sso_metadata", "sso_end"), 404),
}
"""A signed agreement cannot be edited, nor a template in use; a receipt is shown only to who
just wrote; nobody here is at their second
step, was interrupted, or has a second factor, or comes from an identity provider: the story trusts none."""
POST_ONLY = {
    "sign_out",
    "switch_role",
    "read_notice",
    "mentor_attendance",
    "mentor_all_here",
    "candidate_attendance",
}
POST_ONLY |= {"passkey_options", "passkey_sign_in", "support_stop", "own_archive", "candidate_archive"}
POST_ONLY |= {"agreement_remind", "placement_vitas_file", "sso_answer", "sso_ended", "candidate_code"}
POST_ONLY |= {"candidate_calendar"}
OWN = {
    "confirm", "held_form", "security", "change_password", "add_app", "add_passkey", "recovery_codes", "factor",
    "sso_connections", "sso_confirm", "my_account", "my_details",
}  # fmt: skip
"""Pages that show everybody only what is their own."""
NAMES = sorted(str(pattern.name) for pattern in patterns())


def address(name):
    return next(each for each in addresses() if each.name == name)


@contextmanager
def statements():
    """Collect the SQL of a block, without the marks of transactions."""
    seen = []

    def note(execute, sql, params, many, context):
        if not re.match(r"(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)", sql):
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def gist(sql):
    """A statement in one line of review: the verb, the tables in order, and whether it counts or groups."""
    verb = sql.split()[0]
    tables = re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"', sql)
    marks = [mark for mark in ("UNION", "COUNT(", "GROUP BY", "FOR UPDATE", "LIMIT") if mark in sql.upper()]
    if not tables:
        tables = re.findall(r"(\w+)\(", sql)
    return " ".join([verb, " ⨝ ".join(tables), *(f"[{mark.strip('(').lower()}]" for mark in marks)])


@pytest.mark.parametrize("pattern", patterns(), ids=lambda pattern: str(pattern.name))
def test_every_address_says_who_may_open_it(pattern):
    assert hasattr(pattern.callback, "roles")


@pytest.mark.parametrize("name", [name for name in NAMES if name not in POST_ONLY])
def test_a_page_takes_the_statements_in_its_snapshot(name, story, sign_in, request):
    page = address(name)
    role = next((role for role in ROLES if page.roles and role in page.roles), None)
    client = sign_in(role)
    client.get(page.path)  # whatever greeting waited in the session is read now
    with statements() as seen:
        response = client.get(page.path)
    assert response.status_code == OTHERWISE.get(name, 200), response.content.decode()[:500]
    assert len(seen) <= (LIST_BOUND if name in LISTS else DETAIL_BOUND), "\n".join(map(gist, seen))
    text = "\n".join(map(gist, seen)) + "\n"
    file = SNAPSHOTS / f"{name}.txt"
    if request.config.getoption("--renew"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


def test_no_snapshot_is_left_of_a_page_that_is_gone():
    assert {file.stem for file in SNAPSHOTS.glob("*.txt")} <= set(NAMES)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_own_pages_and_no_others(role, story, sign_in):
    client = sign_in(role)
    for page in addresses():
        if page.roles is None or page.name in POST_ONLY:
            continue
        status = client.get(page.path).status_code
        if role not in page.roles:
            assert status == 403, (page.name, status)
        else:
            assert status in (200, 302, 404, OTHERWISE.get(page.name)), (page.name, status)


def test_somebody_not_signed_in_is_sent_to_sign_in(story, sign_in):
    client = sign_in(None)
    for page in addresses():
        if page.roles is not None and page.name not in POST_ONLY:
            response = client.get(page.path)
            assert response.status_code == 302, page.name
            assert response["Location"].startswith("/log-ind/?next=")


@pytest.mark.parametrize(
    "role", [Role.CONTACT, Role.MENTOR, Role.REPRESENTATIVE, Role.HEAD_OFFICE, Role.MANAGER]
)
def test_companies_mentors_and_managers_never_see_cpr_target_group_or_considerations(role, story, sign_in):
    from plads.demo.founding import WAITING

    client = sign_in(role)
    hidden = {waiting.cpr for waiting in WAITING} | {waiting.cpr[:6] for waiting in WAITING}
    hidden |= {"rolig første uge", "aktivitetsparat", "Aktivitetsparat"}
    if role == Role.MANAGER:
        hidden.discard("Aktivitetsparat")  # the figures are by target group, of nobody in particular
    for page in addresses():
        if page.roles and role in page.roles and page.name not in POST_ONLY:
            html = readable(client.get(page.path))
            assert not [word for word in hidden if word in html], page.name


def test_another_municipalitys_consultant_finds_nothing_of_this_one(story, sign_in):
    from django.test import Client

    from plads.demo.people import DEMO_PASSWORD

    client = Client()
    client.post("/log-ind/", {"email": "nabo-konsulent@plads.example", "password": DEMO_PASSWORD})
    for page in addresses():
        if page.roles and Role.CONSULTANT in page.roles and page.name not in POST_ONLY | LISTS:
            status = client.get(page.path).status_code
            assert status == 404 or page.name in OWN | {"company", "candidate_new"}, (page.name, status)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_no_page_is_heavier_than_100_kb(name, story, sign_in):
    page = address(name)
    role = next((role for role in ROLES if page.roles and role in page.roles), None)
    assert len(sign_in(role).get(page.path).content) < 100_000


def test_a_wrong_password_says_the_same_as_an_unknown_e_mail(story, sign_in):
    client = sign_in(None)
    texts = []
    for email in ("mentor@plads.example", "ingen@plads.example"):
        html = client.post("/log-ind/", {"email": email, "password": "forkert"}).content.decode()
        texts.append(re.sub(r'value="[^"]*"|Token": ?"\w+"', "", html))
    assert texts[0] == texts[1]
    assert "passer ikke" in texts[0]


def test_a_role_taken_away_is_gone_at_once(own_story, sign_in):
    from plads.core.actor import Actor
    from plads.core.models import Municipality
    from plads.core.scope import acting
    from plads.people.models import Membership

    client = sign_in(Role.CASEWORKER)
    assert client.get(reverse("today")).status_code == 200
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        Membership.objects.filter(user__email="sagsbehandler@plads.example").delete()
    assert client.get(reverse("today")).status_code == 302


def test_a_page_that_only_shows_things_cannot_write(story):
    from django.db import transaction
    from django.db.utils import InternalError

    from plads.core.actor import Actor
    from plads.core.models import Municipality
    from plads.core.scope import enter

    municipality = Municipality.objects.get(code="217")
    with transaction.atomic():
        enter(Actor.system(municipality.id), read_only=True)
        with pytest.raises(InternalError, match="read-only"), transaction.atomic():
            Municipality.objects.filter(id=municipality.id).update(phone="1")
