"""The register is read each month, and what follows from an inquiry: looked up, given out, written back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from plads.centres.models import Inquiry
from plads.centres.services.assignment import RuleTerms, set_rule
from plads.centres.services.following import link_of
from plads.centres.services.founding import Founding, found_centre
from plads.centres.services.inquiries import InquiryFacts, answer_inquiry, create_centre, receive_inquiry
from plads.companies import register as reading
from plads.companies.models import WorkplaceMonth
from plads.companies.ports import RegisterDown, read_kept
from plads.companies.register import Found, look_up
from plads.companies.services import add_workplace
from plads.core import clock
from plads.core.actor import Actor
from plads.core.limits import LIMITS, hit
from plads.core.models import Event
from plads.core.roles import Role
from plads.jobs.reactions import settle
from plads.jobs.register import read_register
from plads.messages.models import Notice, OutgoingMessage
from tests.days import TODAY

STORE = "99000007"


class Counting:
    """The demo's register, counting how often it is asked."""

    def __init__(self):
        from plads.adapters.cvr import Register
        from plads.demo.recorded_register import answer

        self.asked, self.down = 0, False
        self.real = Register(answer)

    def __getattr__(self, name):
        self.asked += 1
        if self.down:
            raise RegisterDown("CVR-registret svarer ikke lige nu.")
        return getattr(self.real, name)


@pytest.fixture
def register(monkeypatch):
    counting = Counting()
    monkeypatch.setattr(reading, "register", lambda: counting)
    return counting


@pytest.fixture
def workplace(inside):
    consultant = inside[Role.CONSULTANT]
    found = add_workplace(
        consultant, cvr=STORE, company_name="Varehuset", p_number="9900000001", name="Varehuset"
    )
    create_centre(consultant, found, "Centret")
    return found


def place(inside):
    return inside.municipality.id


def mails(inside):
    return list(OutgoingMessage.objects.order_by("id"))


def test_the_register_is_read_once_a_month_and_only_where_there_is_a_centre(inside, workplace, register):
    without = add_workplace(
        inside[Role.CONSULTANT], cvr="99020008", company_name="B", p_number="9902000001", name="B"
    )
    assert read_register(place(inside)) == 1
    assert WorkplaceMonth.objects.filter(workplace=workplace).count() == 12
    assert not without.months.exists()
    asked = register.asked
    assert read_register(place(inside)) == 0
    assert register.asked == asked
    with clock.at(TODAY + timedelta(days=8)):  # in December
        assert read_register(place(inside)) == 1
    assert WorkplaceMonth.objects.filter(workplace=workplace).count() == 13


def test_a_register_that_is_down_delays_is_shown_and_loses_nothing(inside, workplace, register):
    register.down = True
    for _hour in range(3):
        assert read_register(place(inside)) == 0
    workplace.refresh_from_db()
    assert "svarer ikke" in workplace.register_fault
    assert Event.objects.filter(kind="companies.register_unread").count() == 1
    register.down = False
    assert read_register(place(inside)) == 1
    workplace.refresh_from_db()
    assert workplace.register_fault == ""


def test_one_workplace_that_cannot_be_kept_does_not_hold_the_others_back(
    inside, workplace, register, monkeypatch
):
    other = add_workplace(
        inside[Role.CONSULTANT], cvr="99020008", company_name="B", p_number="9902000001", name="B"
    )
    create_centre(inside[Role.CONSULTANT], other, "Bageriet")
    from plads.jobs import register as job

    real = job.store_register

    def breaking(actor, workplace_id, found):
        if workplace_id == workplace.id:
            raise RuntimeError("i stykker")
        return real(actor, workplace_id, found)

    monkeypatch.setattr(job, "store_register", breaking)
    with pytest.raises(ExceptionGroup, match="1 workplaces"):
        read_register(place(inside))
    assert other.months.count() == 12
    monkeypatch.setattr(job, "store_register", real)
    assert read_register(place(inside)) == 1


def write(inside, **facts) -> Inquiry:
    values = {"company_name": "HEMMELIGT navn", "cvr": STORE, "contact_name": "HEMMELIG Kim"}
    values |= {"email": "kim@firma.example", "message": "HEMMELIG besked"}
    return receive_inquiry(Actor.public(place(inside)), InquiryFacts(**values | facts))


def test_an_inquiry_is_looked_up_given_out_and_receipted(inside):
    set_rule(inside[Role.COORDINATOR], RuleTerms(inside[Role.CONSULTANT].user_id, industry="4719"))
    inquiry = write(inside, p_number="9900000001")
    settle(place(inside))
    inquiry.refresh_from_db()
    assert (inquiry.industry_code, inquiry.postcode, inquiry.assigned_by) == ("471900", "3000", "trade")
    assert inquiry.consultant_id == inside[Role.CONSULTANT].user_id
    assert [notice.recipient_id for notice in Notice.objects.all()] == [inside[Role.CONSULTANT].user_id]
    company, unit = read_kept(inquiry.register)
    assert (company.name, unit.p_number, inquiry.register_at) == (
        "Varehuset Eksempel A/S",
        "9900000001",
        clock.now(),
    )


def test_the_receipt_carries_nothing_a_stranger_typed_and_an_address_gets_few(inside):
    rows = [write(inside) for _ in range(5)]
    settle(place(inside))
    settle(place(inside))
    sent = mails(inside)
    assert len(sent) == 3
    for message in sent:
        assert "HEMMELIG" not in f"{message.name} {message.subject} {message.body}"
    first = next(row for row in rows if row.id == sent[0].about_id)
    assert first.number in sent[0].body
    assert f"/proevekoebing/virksomhed/henvendelse/{link_of(first)}/" in sent[0].body
    assert "29.11.2026" in sent[0].body


def test_nobody_makes_a_municipality_mail_receipts_to_the_whole_world(inside):
    for _mail in range(LIMITS["receipt_place"].tries):
        hit("receipt_place", str(place(inside)))
    write(inside)
    settle(place(inside))
    assert mails(inside) == []


def test_a_register_that_is_down_holds_no_inquiry_up(inside, register):
    register.down = True
    set_rule(inside[Role.COORDINATOR], RuleTerms(inside[Role.CONSULTANT].user_id, "3000", "3050"))
    inquiry = write(inside, postcode="3000")
    settle(place(inside))
    inquiry.refresh_from_db()
    assert inquiry.consultant_id == inside[Role.CONSULTANT].user_id
    assert "svarer ikke" in inquiry.register["fault"]


def test_an_answer_is_mailed_with_the_link(inside):
    inquiry = write(inside)
    answer_inquiry(inside[Role.CONSULTANT], inquiry.id, "Vi ringer i morgen.")
    settle(place(inside))
    answer = next(message for message in mails(inside) if "Svar på" in message.subject)
    assert "Vi ringer i morgen." in answer.body
    assert link_of(inquiry) in answer.body
    assert inside[Role.CONSULTANT].name in answer.body


def test_a_centre_is_founded_with_the_registers_months_and_what_was_corrected_stays_a_persons(inside):
    consultant, inquiry = inside[Role.CONSULTANT], write(inside, p_number="9900000001")
    found: Found = look_up(STORE, "9900000001")
    newest, before = found.unit.months[-1], found.unit.months[-2]
    founding = Founding(
        "Butikken",
        STORE,
        "Varehuset",
        "9900000001",
        "Varehuset",
        employment={newest.month: newest.fte, before.month: Decimal("20.00")},
        source="Lønkontoret",
        found=found,
    )
    centre = found_centre(consultant, founding, inquiry.id)
    months = {row.month: row for row in WorkplaceMonth.objects.filter(workplace=centre.workplace)}
    assert len(months) == 12
    assert (months[newest.month].origin, months[newest.month].source) == ("register", "CVR-registret")
    corrected = months[before.month]
    assert (corrected.origin, corrected.source, corrected.ordinary_fte) == (
        "hand",
        "Lønkontoret",
        Decimal("20.00"),
    )
    assert corrected.register_fte == before.fte
    assert centre.workplace.industry_code == "471900"
