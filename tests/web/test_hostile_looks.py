"""No look without a record, the hostile way: answers to what is sent, and facts beyond name and number."""

import pytest
from django.db import connection

from plads.candidates.models import Activity, Candidate
from plads.core.actor import Actor
from plads.core.looks import Sight
from plads.core.models import Municipality
from plads.core.scope import acting
from plads.followup.models import FollowUp
from plads.placements.models import Attendance, Nomination, PlacementEnd
from tests import databases
from tests.web.conftest import use
from tests.web.pages import addresses
from tests.web.test_looks_everywhere import QUESTIONS, ROLES, covered, noted, own_id, shown


@pytest.fixture
def copied(django_db_blocker):
    """A copy to write to, in which every text about a candidate stands nowhere else; with every address in it."""
    with django_db_blocker.unblock(), databases.copy_of(databases.story_template()) as urls:
        before = connection.settings_dict["NAME"]
        use(databases.name_of(urls))
        yield addresses(), _planted()
        use(before)


def _planted():
    people = {}
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        for number, row in enumerate(Candidate.objects.order_by("id")):
            row.name, row.phone = f"Qz{number:02d}navn Planteret", f"7700{number:04d}"
            row.email, row.goal = f"qz{number:02d}post@plads.example", f"qz{number:02d}maal"
            row.considerations = f"qz{number:02d}hensyn"
            row.save()
            people[row.id] = {
                Sight.NAME: [row.name],
                Sight.CONTACT: [row.phone, row.email],
                Sight.CPR: [f"{row.cpr[:6]}-", row.cpr],
                Sight.NEEDS: [row.considerations],
                Sight.WISHES: [row.goal],
            }
        for sight, model, owner, column in (
            (Sight.WEEK, Activity, "candidate_id", "title"),
            (Sight.NOTES, FollowUp, "placement__candidate_id", "note"),
            (Sight.NOTES, FollowUp, "placement__candidate_id", "agreed"),
            (Sight.ATTENDANCE, Attendance, "placement__candidate_id", "note"),
            (Sight.COURSE, PlacementEnd, "placement__candidate_id", "note"),
            (Sight.COURSE, Nomination, "candidate_id", "reason"),
            (Sight.COURSE, Nomination, "candidate_id", "answer_reason"),
        ):
            for number, (pk, person) in enumerate(model.objects.order_by("pk").values_list("pk", owner)):
                word = f"qz{model.__name__.lower()}{column}{number:03d}q"
                model.objects.filter(pk=pk).update(**{column: word})
                people[person].setdefault(sight, []).append(word)
    return people


@pytest.mark.parametrize("role", ROLES)
def test_what_is_shown_beyond_names_is_in_the_log(role, copied, sign_in):
    pages, people = copied
    client, own, missing = sign_in(role), own_id(role), {}
    for address in pages:
        if address.roles is None or role not in address.roles:
            continue
        for question in ("", *QUESTIONS.get(address.name, ())):
            with noted() as records:
                answer = client.get(address.path + question)
            seen = {each for each in shown(answer.content.decode(errors="replace"), people) if each[0] != own}
            if seen - covered(records):
                missing[address.name + question] = sorted(
                    {str(sight) for _, sight in seen - covered(records)}
                )
    assert missing == {}


@pytest.mark.parametrize("role", ROLES)
def test_what_an_answer_to_a_form_shows_is_in_the_log(role, copied, sign_in):
    pages, people = copied
    client, own, missing = sign_in(role), own_id(role), {}
    client.raise_request_exception = False
    for address in pages:
        if address.roles is None or role not in address.roles or address.name == "sign_out":
            continue
        for data in (
            {},
            {"candidate": "x", "first_day": "x", "note": "x", "q": "Qz", "name": "Qz", "reason": ""},
        ):
            with noted() as records:
                answer = client.post(address.path, data, follow=True)
            if answer.status_code == 500:
                missing[address.name] = ["500"]
            seen = {each for each in shown(answer.content.decode(errors="replace"), people) if each[0] != own}
            if seen - covered(records):
                missing[address.name] = sorted({str(sight) for _, sight in seen - covered(records)})
    assert missing == {}
