"""What the administrator does about messages out, and what they see of them."""

from datetime import timedelta

import pytest

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.ids import new_id
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.messages.delivery import arrived, begin, cut_off, drop, empty_old, not_sent, retry
from plads.messages.faults import FAULTS
from plads.messages.models import OutgoingMessage
from plads.messages.outgoing import Letter, queue
from plads.messages.ports import NotSent
from plads.messages.queries import counted, mask, outgoing
from tests.refusals import not_visible, refused

State = OutgoingMessage.State


@pytest.fixture
def system(inside) -> Actor:
    return Actor.system(inside.municipality.id)


@pytest.fixture
def administrator(inside) -> Actor:
    return inside[Role.ADMINISTRATOR]


@pytest.fixture
def made(system):
    """Make a message in a state."""

    def message(state=State.WAITING, key="k", to="anna@plads.example"):
        letter = Letter("mail", to, "Anna Vik", "Emne", "Hemmelig tekst", "agreement", new_id())
        made = queue(system, system.municipality_id, key, letter)
        if state == State.WAITING:
            return made
        assert begin(system, made.id, is_set_up=True)
        if state == State.SENT:
            arrived(system, made.id)
        if state == State.FAILED:
            not_sent(system, made.id, NotSent("refused", final=True))
        if state == State.UNCERTAIN:
            cut_off(system, made.id, again=False)
        made.refresh_from_db()
        return made

    return message


@pytest.mark.parametrize("state", [State.WAITING, State.FAILED, State.UNCERTAIN])
def test_what_was_not_sent_can_be_sent_again_at_once_with_all_its_attempts(
    administrator, system, made, state
):
    message = made(state)
    again = retry(administrator, message.id)
    assert (again.state, again.attempts, again.error, again.body) == ("waiting", 0, "", "Hemmelig tekst")
    assert begin(system, message.id, is_set_up=True).reference == str(message.id)
    assert Event.objects.get(kind="messages.tried_again").actor_user_id == administrator.user_id


@pytest.mark.parametrize("state", [State.SENDING, State.SENT])
@pytest.mark.parametrize("verb", [retry, drop])
def test_what_is_sent_or_being_sent_is_left_alone(administrator, made, verb, state):
    message = made(state)
    with refused("wrong_state"):
        verb(administrator, message.id)


def test_what_has_no_address_is_not_sent_again_but_can_be_put_away(administrator, made):
    message = made(to="slettet@plads.invalid")
    with refused("no_way"):
        retry(administrator, message.id)
    (shown,) = outgoing(administrator).object_list
    assert [step.action for step in shown.actions] == ["drop"]
    assert drop(administrator, message.id).state == "dropped"


@pytest.mark.parametrize("verb", [retry, drop])
def test_only_the_administrator_decides(inside, made, verb):
    message = made(State.FAILED)
    for role in (Role.CONSULTANT, Role.CASEWORKER, Role.COORDINATOR, Role.MANAGER):
        with refused("wrong_role"):
            verb(inside[role], message.id)


@pytest.mark.parametrize("verb", [retry, drop])
def test_another_municipalitys_messages_do_not_exist(administrator, other_municipality, verb):
    stranger = Actor.system(other_municipality.id)
    with acting(stranger):
        theirs = queue(
            stranger, other_municipality.id, "k", Letter("mail", "", "", "", "", "agreement", new_id())
        )
    with not_visible():
        verb(administrator, theirs.id)


def test_what_is_put_away_is_never_sent_and_says_nothing_any_more(administrator, system, made):
    message = drop(administrator, made(State.UNCERTAIN).id)
    assert (message.state, message.body) == ("dropped", "")
    assert begin(system, message.id, is_set_up=True) is None


def test_a_late_answer_of_an_attempt_that_was_given_up_is_noted(system, made):
    """The worker was only slow: it comes back after somebody else had given it up."""
    message = made(State.UNCERTAIN)
    arrived(system, message.id)
    message.refresh_from_db()
    assert message.state == "sent"


def test_the_worst_stand_first_with_an_address_that_is_only_known_again(administrator, made):
    for state in (State.SENT, State.WAITING, State.UNCERTAIN, State.FAILED):
        made(state, key=state)
    page = outgoing(administrator)
    assert [each.state for each in page.object_list] == ["failed", "uncertain", "waiting", "sent"]
    assert {each.to for each in page.object_list} == {"a•••@plads.example"}
    assert [[step.action for step in each.actions] for each in page.object_list] == [
        ["retry", "drop"]
    ] * 3 + [[]]
    assert [each.state for each in outgoing(administrator, "sent").object_list] == ["sent"]


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.COORDINATOR, Role.MANAGER, Role.CASEWORKER])
def test_nobody_else_reads_them(inside, role):
    with pytest.raises(NotVisible):
        outgoing(inside[role])


def test_messages_are_counted_by_state(system, made):
    for state in (State.SENT, State.WAITING, State.UNCERTAIN, State.FAILED):
        made(state, key=state)
    begin(system, made(key="n").id, is_set_up=False)
    numbers = counted(system.municipality_id)
    assert (numbers.waiting, numbers.not_set_up, numbers.sent, numbers.not_sent) == (2, 1, 1, 2)


def test_a_message_that_waits_because_the_last_attempt_failed_is_counted_as_held_up(system, made):
    made(key="new")
    begin(system, (tried := made(key="tried")).id, is_set_up=True)
    not_sent(system, tried.id, NotSent("unreachable"))
    numbers = counted(system.municipality_id)
    assert (numbers.waiting, numbers.held_up, numbers.not_sent) == (2, 1, 0)


@pytest.mark.parametrize(
    ("address", "shown"),
    [("anna@firma.dk", "a•••@firma.dk"), ("+4520123456", "+45 •••56"), ("", ""), ("20123456", "•••")],
)
def test_an_address_is_masked(address, shown):
    assert mask(address) == shown


def test_addresses_of_what_is_done_with_are_emptied_after_three_months(system, administrator, made):
    sent, failed = made(State.SENT, "a"), made(State.FAILED, "b")
    dropped, waiting = drop(administrator, made(State.UNCERTAIN, "c").id), made(key="d")
    with clock.at(clock.now() + timedelta(days=89)):
        assert empty_old(system) == 0
    with clock.at(clock.now() + timedelta(days=91)):
        assert empty_old(system) == 4
        assert empty_old(system) == 0
    for each in (sent, failed, waiting, dropped):
        each.refresh_from_db()
    emptied = [(each.to, each.name, each.subject, each.body) for each in (sent, failed, waiting, dropped)]
    assert emptied == [("", "", "", "")] * 4
    assert [each.state for each in (sent, failed, waiting)] == ["sent", "dropped", "dropped"]
    assert Event.objects.get(kind="messages.emptied").facts == {"number": 4}


def test_a_code_that_was_held_up_until_it_was_of_no_use_is_put_away_and_not_sent(system, administrator):
    until = clock.now() + timedelta(minutes=10)
    letter = Letter("sms", "20 12 34 56", "Anna Vik", "", "123 456 er din kode", "agreement", new_id(), until)
    message = queue(system, system.municipality_id, "code", letter)
    with clock.at(until - timedelta(seconds=1)):
        assert begin(system, message.id, is_set_up=False) is None
    with clock.at(until):
        assert begin(system, message.id, is_set_up=True) is None
    message.refresh_from_db()
    assert (message.state, message.error, message.body) == ("dropped", "too_late", "")
    refused(lambda: retry(administrator, message.id), "not_now")


def test_what_waited_a_week_for_a_server_to_be_set_up_waits_for_a_person_to_say_so(
    system, administrator, made
):
    message = made()
    assert begin(system, message.id, is_set_up=False) is None
    with clock.at(clock.now() + timedelta(days=7)):
        assert begin(system, message.id, is_set_up=True) is None
        message.refresh_from_db()
        assert (message.state, message.error) == ("failed", "too_late")
        retry(administrator, message.id)
        assert begin(system, message.id, is_set_up=True).body == "Hemmelig tekst"


def test_every_fault_an_adapter_gives_has_words():
    import re
    from pathlib import Path

    root = Path(__file__).parent.parent.parent / "src" / "plads"
    files = [*(root / "adapters").glob("*.py"), *(root / "messages").glob("*.py")]
    said = {code for file in files for code in re.findall(r'NotSent\(\s*"(\w+)"', file.read_text())}
    assert said
    assert said <= set(FAULTS)
