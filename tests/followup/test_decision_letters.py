"""Letters of decision: drafted from facts, given reasons and an exact paragraph, approved and sent by people."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from plads.core import clock
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.followup.letter_facts import ground
from plads.followup.letter_queries import letter_of, letters_of
from plads.followup.letter_services import (
    LetterTerms,
    approve_letter,
    change_letter,
    confirm_complaint,
    draft_letter,
    drop_letter,
    letter_pdf,
    note_sent,
)
from plads.followup.models import DecisionLetter, LetterText
from plads.placements.models import EndReason, Extension, Placement
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.placements import approve_placement, cancel_placement
from tests.days import TODAY
from tests.refusals import not_visible, refused

LAST_WEEK = TODAY - timedelta(days=7)
TERMS = LetterTerms("granted", " Forløbet bringer dig nærmere et job på lager. ", "LAB § 61,  stk. 1, nr. 2")
COMPLAINT = "Du kan klage til kommunen inden 4 uger."


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


@pytest.fixture
def running(world) -> Placement:
    return world.running(first_day=LAST_WEEK)


@pytest.fixture
def draft(caseworker, running) -> DecisionLetter:
    return draft_letter(caseworker, running.id, TERMS)


@pytest.fixture
def confirmed(world, caseworker) -> LetterText:
    return confirm_complaint(caseworker, world.cast.municipality.id, COMPLAINT)


def extension(placement, state) -> Extension:
    """A decision about thirteen weeks more, with the verdict it was made on."""
    verdict = {"paragraph": "LAB § 61, stk. 2", "rule": "praktik-varighed"}
    return Extension.objects.create(
        municipality_id=placement.municipality_id,
        placement=placement,
        kind=Extension.Kind.ASSESSED,
        from_last_day=placement.agreed_last_day,
        last_day=placement.agreed_last_day + timedelta(days=91),
        reason="Konkret vurdering.",
        verdicts=[verdict],
        state=state,
    )


def told(kind):
    return [event.facts for event in Event.objects.filter(kind=f"followup.{kind}").order_by("id")]


def test_a_draft_is_made_from_what_plads_knows_and_the_reasons_are_a_persons(running, draft):
    facts = draft.facts
    assert facts["name"] == running.candidate.name
    assert facts["first_day"] == "17.11.2026"
    assert facts["hours"] == ["Fra 17.11.2026: 20 timer om ugen (man–fre 9.00–13.00)"]
    assert facts["purposes"] == ["Optræning af bestemte kompetencer"]
    assert draft.reasons == "Forløbet bringer dig nærmere et job på lager."
    assert draft.paragraphs == "LAB § 61, stk. 1, nr. 2"
    assert draft.state == "draft"
    assert "nærmere" not in str(told("letter_drafted"))


def test_reasons_and_facts_are_sealed_in_the_database(draft):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reasons || words FROM followup_decisionletter WHERE id = %s", [draft.id])
        stored = cursor.fetchone()[0]
    assert "lager" not in stored
    assert draft.facts["name"] not in stored


@pytest.mark.parametrize("reasons", ["", "   \n "])
def test_a_letter_without_reasons_is_refused_at_the_field(caseworker, running, reasons):
    with refused("no_reasons", "reasons"):
        draft_letter(caseworker, running.id, LetterTerms("granted", reasons, "LAB § 61, stk. 1"))
    assert not DecisionLetter.objects.exists()


@pytest.mark.parametrize("paragraphs", ["", "LAB kapitel 11", "kap. 11 i LAB", "§"])
def test_a_chapter_is_not_precise_enough(caseworker, running, paragraphs):
    with refused("no_paragraph", "paragraphs"):
        draft_letter(caseworker, running.id, LetterTerms("granted", "Fordi.", paragraphs))


@pytest.mark.parametrize("kind", ["ended", "extended", "refused"])
def test_a_running_course_has_no_letter_of_end_extension_or_refusal(caseworker, running, kind):
    with refused("kind_does_not_fit", "kind"):
        draft_letter(caseworker, running.id, LetterTerms(kind, "Fordi.", "LAB § 61, stk. 2"))


def test_a_course_that_is_not_granted_has_no_letter_of_grant(world, caseworker):
    planned = world.planned()
    with refused("kind_does_not_fit", "kind"):
        draft_letter(caseworker, planned.id, TERMS)
    cancel_placement(caseworker, planned.id)
    letter = draft_letter(caseworker, planned.id, LetterTerms("refused", "Fordi.", "LAB § 57, stk. 1"))
    assert letter.kind == "refused"


@pytest.mark.parametrize(("state", "kind"), [("granted", "extended"), ("refused", "refused")])
def test_an_extension_yes_or_no_carries_its_own_paragraph(caseworker, running, state, kind):
    extension(running, state)
    found = ground(running, kind)
    assert (found.fits, found.paragraphs) == (True, "LAB § 61, stk. 2")
    letter = draft_letter(caseworker, running.id, LetterTerms(kind, "Fordi.", found.paragraphs))
    assert letter.facts[
        "asked_last_day"
    ] == f"{running.agreed_last_day + timedelta(days=91):%d.%m.%Y}".lstrip("0")


def test_a_letter_about_an_end_says_the_last_day_and_why(caseworker, running):
    end_placement(caseworker, running.id, Ending(TODAY, EndReason.JOB_HERE))
    letter = draft_letter(
        caseworker, running.id, LetterTerms("ended", "Du har fået job.", "LAB § 61, stk. 1")
    )
    assert (letter.facts["ended_on"], letter.facts["end_reason"]) == (
        "24.11.2026",
        "Ordinært job på arbejdspladsen",
    )


def test_nobody_approves_before_the_words_about_complaining_are_confirmed(caseworker, draft):
    with refused("complaint_unconfirmed", "complaint"):
        approve_letter(caseworker, draft.id)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_an_approved_letter_has_a_name_a_paper_and_its_hash(caseworker, draft, confirmed):
    letter = approve_letter(caseworker, draft.id)
    letter.refresh_from_db()
    assert (letter.state, letter.approved_by_id, letter.complaint) == (
        "approved",
        caseworker.user_id,
        COMPLAINT,
    )
    assert letter.pdf.startswith(b"%PDF")
    assert hashlib.sha256(letter.pdf).hexdigest() == letter.sha256
    assert told("letter_approved")[0]["by"] == caseworker.name


def test_an_approved_letter_is_not_changed_by_anybody(caseworker, draft, confirmed):
    approve_letter(caseworker, draft.id)
    for verb in (
        lambda: change_letter(caseworker, draft.id, TERMS),
        lambda: drop_letter(caseworker, draft.id),
    ):
        with refused("wrong_state"):
            verb()
    for change in ({"complaint": "Nej"}, {"kind": "ended"}, {"state": "draft"}, {"sha256": "0" * 64}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DecisionLetter.objects.filter(id=draft.id).update(**change)


def test_a_later_text_about_complaining_does_not_change_a_letter(world, caseworker, draft, confirmed):
    approve_letter(caseworker, draft.id)
    confirm_complaint(caseworker, world.cast.municipality.id, "En anden tekst.")
    draft.refresh_from_db()
    assert draft.complaint == COMPLAINT


def test_what_changed_since_the_draft_is_read_again_before_it_is_approved(
    caseworker, running, draft, confirmed
):
    Placement.objects.filter(id=running.id).update(tasks=["Noget andet"])
    with refused("facts_changed"):
        approve_letter(caseworker, draft.id)
    change_letter(caseworker, draft.id, TERMS)
    assert approve_letter(caseworker, draft.id).facts["tasks"] == ["Noget andet"]


def test_a_person_notes_how_and_when_a_letter_was_sent(world, caseworker, draft, confirmed):
    with refused("wrong_state"):
        note_sent(caseworker, draft.id, "printed", TODAY)
    approve_letter(caseworker, draft.id)
    with refused("future", "on"):
        note_sent(caseworker, draft.id, "printed", TODAY + timedelta(days=1))
    with refused("before_approval", "on"):
        note_sent(caseworker, draft.id, "printed", LAST_WEEK)
    consultant = world.cast[Role.CONSULTANT]
    letter = note_sent(consultant, draft.id, "digital_post", TODAY)
    assert (letter.state, letter.sent_on, letter.sent_by_id) == ("sent", TODAY, consultant.user_id)
    assert told("letter_sent")[0]["how"] == "Digital Post fra kommunens eget system"


def test_plads_sends_nothing_by_itself(caseworker, draft, confirmed):
    from plads.flows import REACTIONS

    approve_letter(caseworker, draft.id)
    kinds = {"followup.letter_drafted", "followup.letter_approved", "followup.letter_sent"}
    assert not kinds & {str(kind) for kind in REACTIONS}


def test_a_consultant_neither_writes_nor_approves(world, draft, running, confirmed):
    consultant = world.cast[Role.CONSULTANT]
    for verb in (
        lambda: draft_letter(consultant, running.id, TERMS),
        lambda: approve_letter(consultant, draft.id),
    ):
        with refused("wrong_role"):
            verb()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_others_find_no_letter(world, draft, role):
    actor = world.cast[role]
    with acting(actor), not_visible():
        approve_letter(actor, draft.id)
    with acting(actor), not_visible():
        letter_of(actor, draft.id)
    assert letters_of(actor, draft.placement_id) == []


def test_a_draft_is_dropped_and_told(caseworker, draft):
    drop_letter(caseworker, draft.id)
    assert not DecisionLetter.objects.exists()
    assert told("letter_dropped")[0]["what"] == "bevilling af forløb"


def test_words_about_complaining_are_not_empty_and_not_everybodys(world, caseworker):
    town = world.cast.municipality.id
    with refused("no_complaint", "complaint"):
        confirm_complaint(caseworker, town, "  ")
    with refused("wrong_role"):
        confirm_complaint(world.cast[Role.CONSULTANT], town, COMPLAINT)
    admin = world.cast[Role.ADMINISTRATOR]
    with acting(admin):
        assert confirm_complaint(admin, town, COMPLAINT).confirmed_by_id == admin.user_id


def test_only_the_own_caseworker_writes_to_a_protected_candidate(world, caseworker):
    protected = world.running(candidate=world.candidate(protected=True), first_day=LAST_WEEK)
    coordinator = world.cast[Role.COORDINATOR]
    with acting(coordinator), refused("protected"):
        draft_letter(coordinator, protected.id, TERMS)
    letter = draft_letter(caseworker, protected.id, TERMS)
    assert letters_of(caseworker, protected.id) == [letter]
    with acting(coordinator):
        assert letters_of(coordinator, protected.id) == []


def test_the_candidate_sees_that_a_letter_is_sent_and_not_before(
    world, caseworker, running, draft, confirmed
):
    candidate = world.speaker(Role.CANDIDATE, running.candidate_id)
    approve_letter(caseworker, draft.id)
    with acting(candidate):
        assert letters_of(candidate, running.id) == []
    with acting(caseworker):
        note_sent(caseworker, draft.id, "handed", TODAY)
    with acting(candidate):
        assert [each.sent_on for each in letters_of(candidate, running.id)] == [TODAY]


def test_a_draft_on_paper_says_so_and_has_everything(caseworker, draft):
    from io import BytesIO

    from pypdf import PdfReader

    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(letter_pdf(draft))).pages)
    assert "UDKAST" in text
    for words in (
        "Hvorfor",
        "nærmere et job",
        "LAB § 61, stk. 1, nr. 2",
        "Klagevejledningen er ikke bekræftet",
    ):
        assert words in text


def test_the_grant_of_a_course_is_what_its_letter_stands_on(world, caseworker):
    planned = world.planned()
    with clock.at(min(planned.period.lower, clock.today())):
        approve_placement(caseworker, planned.id)
    planned.refresh_from_db()
    assert "§" in ground(planned, "granted").paragraphs
