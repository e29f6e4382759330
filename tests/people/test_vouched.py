"""People an identity provider vouches for: who they are here, and which roles its word gives and takes."""

from datetime import timedelta

from allauth.socialaccount.models import SocialAccount

from plads.core import clock
from plads.core.actor import Actor
from plads.core.ids import new_id
from plads.core.models import Event
from plads.core.periods import period
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.access import user_of_link
from plads.people.code_links import code_link, fits, user_of_code_link
from plads.people.models import BY_HAND, Membership, User
from plads.people.services import give_role
from plads.people.sso import (
    NOWHERE,
    Held,
    Vouched,
    connect,
    connections,
    disconnect,
    take_in,
    users_speaking_for,
)
from tests.refusals import not_visible, refused

IDA = Vouched("kommune", "id-1", "Ida Ny", "ida@kommune.example", "Log ind med din kommune")


def roles(user):
    with acting(Actor(user.id, "", Role.PUBLIC, frozenset())):
        rows = Membership.objects.filter(user=user).order_by("role")
        return [(row.role, row.source) for row in rows]


def told(kind, user):
    return Event.objects.filter(kind=kind, subjects__contains=[user.id]).count()


def held(inside, *names, place=None):
    return frozenset(Held(role, (place or inside.municipality).id) for role in names)


def self_of(user, inside):
    return Actor(user.id, user.name, Role.CASEWORKER, frozenset({inside.municipality.id}))


def test_a_stranger_with_a_role_becomes_a_user_known_by_the_lasting_id(inside):
    user = take_in(IDA, held(inside, Role.CASEWORKER))
    assert (user.name, user.email, user.has_usable_password()) == ("Ida Ny", "ida@kommune.example", False)
    assert roles(user) == [("caseworker", "kommune")]
    account = SocialAccount.objects.get()
    assert (account.user_id, account.provider, account.uid, account.extra_data) == (
        user.id,
        "kommune",
        "id-1",
        {},
    )
    assert (told("people.role_given", user), told("people.sign_in_connected", user)) == (1, 1)
    again = take_in(
        Vouched("kommune", "id-1", "Ida Gift", "anden@kommune.example", "x"), held(inside, Role.CASEWORKER)
    )
    assert (again, told("people.role_given", user)) == (user, 1)


def test_a_stranger_without_a_role_leaves_nothing(inside):
    before = (User.objects.count(), SocialAccount.objects.count(), Event.objects.count())
    assert take_in(IDA, ()) is None
    assert (User.objects.count(), SocialAccount.objects.count(), Event.objects.count()) == before


def test_the_same_id_at_another_provider_is_another_user(inside):
    user = take_in(IDA, held(inside, Role.CASEWORKER))
    other = take_in(Vouched("mitid", "id-1", "Ib", "ib@kommune.example", "x"), held(inside, Role.MANAGER))
    assert user != other


def test_roles_follow_the_providers_word_given_and_taken(inside):
    user = take_in(IDA, held(inside, Role.CASEWORKER, Role.MANAGER))
    take_in(IDA, held(inside, Role.COORDINATOR, Role.MANAGER))
    assert roles(user) == [("coordinator", "kommune"), ("manager", "kommune")]
    assert told("people.role_taken", user) == 1
    take_in(IDA, ())
    assert roles(user) == []


def test_roles_in_several_municipalities_are_kept_apart(inside, other_municipality):
    both = held(inside, Role.CASEWORKER) | held(inside, Role.CONSULTANT, place=other_municipality)
    user = take_in(IDA, both)
    assert [name for name, _ in roles(user)] == ["caseworker", "consultant"]
    take_in(IDA, held(inside, Role.CASEWORKER))
    assert [name for name, _ in roles(user)] == ["caseworker"]
    with acting(Actor.system(other_municipality.id)):
        assert told("people.role_taken", user) == 1


def test_roles_given_by_hand_or_by_another_provider_are_left_alone(inside):
    user = take_in(IDA, held(inside, Role.CASEWORKER))
    give_role(
        Actor.system(inside.municipality.id),
        inside.municipality.id,
        email=user.email,
        name="",
        role=Role.MANAGER,
    )
    connect(self_of(user, inside), Vouched("mitid", "m-1", "Ida", "", "MitID"))
    take_in(Vouched("mitid", "m-1", "Ida", "", "MitID"), ())
    take_in(IDA, ())
    assert roles(user) == [("manager", BY_HAND)]


def test_a_role_that_was_over_opens_again_on_the_providers_word(inside):
    user = take_in(IDA, held(inside, Role.CASEWORKER))
    today = clock.today()
    Membership.objects.filter(user=user).update(
        valid=period(today - timedelta(days=9), today - timedelta(days=3)), source=BY_HAND
    )
    take_in(IDA, held(inside, Role.CASEWORKER))
    row = Membership.objects.get(user=user)
    assert (row.source, row.valid.lower, row.valid.upper) == ("kommune", today, None)


def test_the_last_administrator_is_kept_by_hand(inside):
    user = take_in(IDA, held(inside, Role.ADMINISTRATOR))
    Membership.objects.filter(role=Role.ADMINISTRATOR).exclude(user=user).delete()
    take_in(IDA, ())
    assert roles(user) == [("administrator", BY_HAND)]


def test_an_email_of_somebody_else_joins_nobody(inside):
    victim = inside[Role.CASEWORKER]
    email = User.objects.get(id=victim.user_id).email
    before = User.objects.count()
    with refused("email_taken"):
        take_in(Vouched("kommune", "evil", "Ond", email.upper(), "x"), held(inside, Role.ADMINISTRATOR))
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)
    with acting(Actor(victim.user_id, "", Role.PUBLIC, frozenset())):
        assert not Membership.objects.filter(user_id=victim.user_id, role=Role.ADMINISTRATOR).exists()


def test_people_whose_email_nobody_told_get_one_no_mail_can_reach(inside):
    user = take_in(Vouched("mitid", "m-1", "", "", "MitID"), held(inside, Role.MANAGER))
    assert user.email.endswith(f"@{NOWHERE}")
    assert NOWHERE.endswith(".invalid")
    assert user.name


def test_who_was_proved_to_be_a_user_is_that_user(inside):
    known = inside[Role.CASEWORKER].user_id
    user = take_in(IDA, (), belongs_to=known)
    assert user.id == known
    assert take_in(IDA, ()).id == known


def test_who_was_shut_out_stays_out_whoever_vouches(inside):
    user = take_in(IDA, held(inside, Role.CASEWORKER))
    User.objects.filter(id=user.id).update(is_active=False)
    with refused("inactive"):
        take_in(IDA, held(inside, Role.MANAGER))
    assert roles(user) == [("caseworker", "kommune")]


def test_a_user_connects_and_disconnects_a_way_in(inside):
    actor = inside[Role.CASEWORKER]
    User.objects.filter(id=actor.user_id).update(password=User(name="x").password or "argon2$x")
    connect(actor, IDA)
    connect(actor, IDA)
    (account,) = connections(actor.user_id)
    take_in(IDA, held(inside, Role.MANAGER))
    disconnect(actor, account.id, {"kommune": "Log ind med din kommune"})
    user = User.objects.get(id=actor.user_id)
    assert connections(user.id) == []
    assert ("manager", "kommune") not in roles(user)
    assert (told("people.sign_in_connected", user), told("people.sign_in_disconnected", user)) == (1, 1)


def test_an_identity_of_somebody_else_cannot_be_connected(inside):
    take_in(IDA, held(inside, Role.CASEWORKER))
    with refused("someone_elses"):
        connect(inside[Role.MANAGER], IDA)


def test_the_only_way_in_is_kept(inside):
    user = take_in(IDA, held(inside, Role.CASEWORKER))
    (account,) = connections(user.id)
    with refused("only_way_in"):
        disconnect(self_of(user, inside), account.id, {})


def test_nobody_ends_anothers_connection(inside):
    user = take_in(IDA, held(inside, Role.CASEWORKER))
    (account,) = connections(user.id)
    disconnect(inside[Role.ADMINISTRATOR], account.id, {})
    assert connections(user.id) == [account]


def test_nobody_signed_in_connects_nothing(inside):
    with not_visible():
        connect(Actor.public(inside.municipality.id), IDA)


def test_who_speaks_for_a_subject_is_found_oldest_first(inside):
    subject = new_id()
    made = [
        give_role(
            Actor.system(inside.municipality.id),
            inside.municipality.id,
            email=f"k{number}@plads.example",
            name="K",
            role=Role.CANDIDATE,
            subject_id=subject,
        ).id
        for number in range(2)
    ]
    assert users_speaking_for([subject], Role.CANDIDATE) == made
    assert users_speaking_for([new_id()], Role.CANDIDATE) == []


def test_only_candidates_come_in_by_link_and_code(inside):
    with refused("only_candidates"):
        code_link(inside[Role.ADMINISTRATOR], inside[Role.CASEWORKER].user_id)


def test_a_code_is_six_digits_of_its_own_link_and_found_by_nobody_else(inside):
    user = give_role(
        Actor.system(inside.municipality.id),
        inside.municipality.id,
        email="kode@plads.example",
        name="K",
        role=Role.CANDIDATE,
        subject_id=new_id(),
    )
    path, code = code_link(inside[Role.CASEWORKER], user.id)
    uid, token = path.strip("/").split("/")[-2:]
    assert (len(code), code.isdigit(), user_of_code_link(uid, token)) == (6, True, user)
    assert fits(token, code)
    assert fits(token, f"{code[:3]} {code[3:]}")
    assert not fits(token, "")
    assert not fits(token + "x", code)
    assert user_of_link(uid, token) is None, "a link with a code must not open the page that asks for none"
    User.objects.filter(id=user.id).update(last_login=clock.now())
    assert user_of_code_link(uid, token) is None
