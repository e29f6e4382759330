"""Nobody forgets to decide who sees a field: every field of every table stands in one line of one app's table."""

from collections import Counter

import pytest
from django.apps import apps

from plads.core.eyes import CONDITIONS, ROLES, audience, line, matrix, thing_of, things
from plads.core.roles import COMPANY, Role

MODELS = [model for model in apps.get_models() if model.__module__.startswith("plads.")]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_of_a_table_stands_in_one_line(model):
    named = Counter(name for each in thing_of(model).lines for name in each.fields)
    assert named == Counter(field.name for field in model._meta.local_fields)


def test_no_thing_has_the_name_of_another():
    assert max(Counter(each.name for each in things()).values()) == 1


def test_every_internal_field_says_why_nobody_sees_it():
    for thing in things():
        for each in thing.lines:
            assert each.why or not each.internal, (thing.name, each.fields)


def test_every_field_of_a_candidate_says_why_we_have_it():
    for thing in things():
        if thing.name in ("candidate", "activity"):
            assert all(each.why for each in thing.lines)


def test_every_condition_is_used_and_no_other():
    used = {word for row in matrix() for word in row.condition.split(", ")} - {""}
    assert used == CONDITIONS.keys()


@pytest.mark.parametrize(
    "field",
    ["candidate.cpr", "candidate.target_group", "candidate.considerations", "candidate.motivation",
     "candidate.phone", "candidate.email", "follow_up.note", "attendance.note", "nomination.reason"],
)  # fmt: skip
def test_companies_mentors_and_managers_never_see_what_is_the_jobcentres(field):
    name, _, column = field.partition(".")
    eyes = {row.role: row for row in matrix() if (row.thing, row.field) == (name, column)}
    for role in COMPANY | {Role.MENTOR, Role.PUBLIC}:
        assert not eyes[role].see, role
        assert not eyes[role].change, role
    assert not eyes[Role.MANAGER].see or eyes[Role.MANAGER].condition == "counts"


def test_support_sees_what_the_user_sees_and_changes_nothing_but_its_own_account():
    mine = [row for row in matrix() if row.role == Role.SUPPORT]
    assert {row.thing for row in mine if row.change} == {"user"}
    seen = {row.thing for row in mine if row.see and row.condition not in ("as_the_user", "with_the_paper")}
    assert seen <= {"municipality", "user", "support_access"}


def test_plads_itself_is_no_reader():
    assert Role.SYSTEM not in ROLES


def test_a_condition_nobody_explained_is_refused():
    with pytest.raises(ValueError, match="no condition is called sometimes"):
        line("name", see="office:sometimes")


def test_an_audience_is_told_in_words():
    said = audience(line("goal", see="office mentor:after_confidentiality"))
    assert said[0] == ("Jobcentrets medarbejdere", "i hele kommunen")
    assert [who for who, _ in said] == ["Jobcentrets medarbejdere", "Mentor"]


def test_support_sees_no_secret_and_nothing_that_only_stands_in_a_file():
    rows = {(row.thing, row.field): row for row in matrix() if row.role == Role.SUPPORT}
    for name in ("cpr", "considerations"):
        assert (rows["candidate", name].see, rows["candidate", name].condition) == (False, "")
    assert rows["candidate", "name"].see
