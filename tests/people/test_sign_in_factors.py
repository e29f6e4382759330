"""Second factors: an app with codes, passkeys, recovery codes; who may take them away, and what is remembered."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people import recovery, security, totp
from plads.people.models import User
from plads.people.services import give_role


@pytest.fixture
def caseworker(inside):
    return User.objects.get(id=inside[Role.CASEWORKER].user_id)


def now_code(secret, steps=0):
    return totp.code_at(secret, int(clock.now().timestamp()) // totp.PERIOD + steps)


def with_app(user):
    """Give the user an app; return its secret and the recovery codes."""
    secret = totp.new_secret()
    return secret, security.add_app(user, secret, now_code(secret, -1))


def told(kind):
    return [event.facts for event in Event.objects.filter(kind=kind).order_by("at", "id")]


def test_codes_are_those_of_the_standard():
    """RFC 6238, appendix B, cut to six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    cases = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {second: totp.code_at(secret, second // 30) for second in cases} == cases


def test_an_app_is_added_with_its_first_code_and_brings_recovery_codes(caseworker):
    _, codes = with_app(caseworker)
    assert len(set(codes)) == recovery.COUNT
    found = security.factors(caseworker.id)
    assert (found.has_app, found.has_passkey, found.codes_left) == (True, False, recovery.COUNT)
    assert told("people.second_factor_added")[0]["factor"] == "en app med koder"


def test_an_app_with_a_wrong_first_code_is_not_added(caseworker):
    secret = totp.new_secret()
    wrong = f"{(int(now_code(secret)) + 1) % 1_000_000:06d}"
    with pytest.raises(Refused) as refused:
        security.add_app(caseworker, secret, wrong)
    assert refused.value.code == "wrong_code"
    assert not security.has_second_factor(caseworker.id)


def test_nobody_has_two_apps(caseworker):
    with_app(caseworker)
    secret = totp.new_secret()
    with pytest.raises(Refused) as refused:
        security.add_app(caseworker, secret, now_code(secret))
    assert refused.value.code == "app_exists"


def test_a_code_works_once_and_so_does_none_before_it(caseworker):
    secret, _ = with_app(caseworker)
    assert security.check_code(caseworker, now_code(secret, -1)) is None, "used when it was added"
    assert security.check_code(caseworker, now_code(secret)) == "totp"
    assert security.check_code(caseworker, now_code(secret)) is None
    assert security.check_code(caseworker, now_code(secret, 1)) == "totp"
    assert security.check_code(caseworker, now_code(secret)) is None


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_of_another_minute_is_wrong(caseworker, steps):
    secret = totp.new_secret()
    assert totp.step_of(secret, now_code(secret, steps)) is None
    assert totp.step_of(secret, now_code(secret, steps // 2)) is not None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345"])
def test_what_is_no_code_is_wrong(caseworker, code):
    with_app(caseworker)
    assert security.check_code(caseworker, code) is None


def test_the_secret_and_the_recovery_codes_are_nowhere_in_plain(caseworker):
    secret, codes = with_app(caseworker)
    kept = "".join(str(row.data) for row in Authenticator.objects.filter(user_id=caseworker.id))
    assert secret not in kept
    assert not [code for code in codes if recovery.plain(code)[1:] in kept]


def test_a_recovery_code_works_once_however_it_is_typed(caseworker):
    _, codes = with_app(caseworker)
    typed = codes[3].lower().replace("-", " ")
    assert security.check_code(caseworker, typed) == "recovery_code"
    assert security.check_code(caseworker, codes[3]) is None
    assert security.factors(caseworker.id).codes_left == recovery.COUNT - 1
    assert told("people.recovery_code_used")[0]["left"] == recovery.COUNT - 1


def test_new_recovery_codes_kill_the_old(caseworker):
    _, before = with_app(caseworker)
    after = security.new_codes(caseworker)
    assert security.check_code(caseworker, before[0]) is None
    assert security.check_code(caseworker, after[0]) == "recovery_code"
    assert len(told("people.recovery_codes_made")) == 1


def test_recovery_codes_need_something_to_recover(caseworker):
    with pytest.raises(Refused) as refused:
        security.new_codes(caseworker)
    assert refused.value.code == "no_factor"


def test_the_last_second_factor_stays_where_one_is_required(caseworker):
    with_app(caseworker)
    (app,) = security.factors(caseworker.id).seconds
    with pytest.raises(Refused) as refused:
        security.remove_factor(caseworker, app.id, must_keep_one=True)
    assert refused.value.code == "last_factor"
    security.remove_factor(caseworker, app.id, must_keep_one=False)
    assert not Authenticator.objects.filter(user_id=caseworker.id).exists(), "the codes went with it"
    assert told("people.second_factor_removed")[0]["factor"] == "en app med koder"


def test_nobody_touches_somebody_elses_factor(caseworker, inside):
    with_app(caseworker)
    (app,) = security.factors(caseworker.id).seconds
    other = User.objects.get(id=inside[Role.CONSULTANT].user_id)
    with pytest.raises(NotVisible):
        security.remove_factor(other, app.id, must_keep_one=False)
    with pytest.raises(NotVisible):
        security.rename_passkey(other, app.id, "Min")


def test_an_administrator_resets_a_colleague_and_it_is_remembered(caseworker, inside):
    with_app(caseworker)
    with acting(inside[Role.ADMINISTRATOR]) as administrator:
        security.reset_factors(administrator, caseworker.id)
    assert not Authenticator.objects.filter(user_id=caseworker.id).exists()
    assert told("people.second_factors_reset")[0]["name"] == caseworker.name


def test_nobody_else_resets_anyone(caseworker, inside):
    for role in (Role.COORDINATOR, Role.MANAGER, Role.CASEWORKER):
        with pytest.raises(Refused) as refused:
            security.reset_factors(inside[role], caseworker.id)
        assert refused.value.code == "wrong_role"


def test_an_administrator_does_not_reset_themselves(inside):
    administrator = inside[Role.ADMINISTRATOR]
    with pytest.raises(Refused) as refused:
        security.reset_factors(administrator, administrator.user_id)
    assert refused.value.code == "own_factors"


def test_who_works_elsewhere_too_is_not_reset_from_here(caseworker, inside, other_municipality):
    there = Actor.system(other_municipality.id)
    with acting(there):
        give_role(
            there, other_municipality.id, email=caseworker.email, name=caseworker.name, role=Role.CONSULTANT
        )
    with pytest.raises(Refused) as refused:
        security.reset_factors(inside[Role.ADMINISTRATOR], caseworker.id)
    assert refused.value.code == "elsewhere"


def test_a_stranger_is_not_even_seen(inside, other_municipality):
    stranger = User.objects.create_user("fremmed@plads.example", "Fremmed")
    with pytest.raises(NotVisible):
        security.reset_factors(inside[Role.ADMINISTRATOR], stranger.id)


def test_a_new_password_is_not_too_easy_and_is_remembered(caseworker):
    with pytest.raises(Refused) as refused:
        security.change_password(caseworker, "123456789012")
    assert refused.value.code == "weak_password"
    security.change_password(caseworker, "hest batteri klemme hæfte")
    assert caseworker.check_password("hest batteri klemme hæfte")
    assert len(told("people.password_changed")) == 1


def test_every_municipality_of_a_user_hears_of_it(caseworker, inside, other_municipality):
    there = Actor.system(other_municipality.id)
    with acting(there):
        give_role(
            there, other_municipality.id, email=caseworker.email, name=caseworker.name, role=Role.MANAGER
        )
    with_app(caseworker)
    with acting(there):
        assert len(told("people.second_factor_added")) == 1
    assert len(told("people.second_factor_added")) == 1


def test_a_candidates_name_is_not_in_what_is_never_removed(world):
    candidate = world.candidate()
    actor = world.speaker(Role.CANDIDATE, candidate.id)
    with_app(User.objects.get(id=actor.user_id))
    assert told("people.second_factor_added")[-1]["name"] == "Kandidaten"


def test_a_phone_that_is_half_a_minute_late_still_works(caseworker):
    secret, _ = with_app(caseworker)
    code = now_code(secret)
    with clock.at(clock.now() + timedelta(seconds=30)):
        assert security.check_code(caseworker, code) == "totp"
