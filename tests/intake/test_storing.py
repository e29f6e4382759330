"""Taking a workbook over: what comes of each row, all or nothing, and never twice."""

from datetime import date, timedelta

import pytest
from django.apps import apps

from plads.candidates.models import Activity, Candidate
from plads.centres.models import Agreement, AgreementVersion, Centre, Place
from plads.centres.services.sealing import broken_seals
from plads.companies.models import Company, Contact, Workplace, WorkplaceMonth
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import sentence
from plads.core.keyring import key_ring
from plads.core.models import Event, Municipality, TenantModel
from plads.core.roles import Role
from plads.core.scope import acting
from plads.flows import REACTIONS
from plads.followup.models import FollowUp
from plads.intake.checking import check
from plads.intake.reading import read_workbook
from plads.intake.storing import import_file, slug_of, store
from plads.mentoring.models import Mentor, MentorAssignment
from plads.people.models import Membership, User
from plads.placements.models import HoursStep, Outcome, Placement, PlacementEnd
from tests.intake.book import ANNA, BO, CASEWORKER, CENTRE, CONSULTANT, CVR, csv_of, more, rows, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(tmp_path):
    """The small workbook, taken over; the test then stands in its municipality."""
    report = import_file(written(tmp_path / "bog.xlsx", rows()))
    assert report.stored, [str(fault) for fault in report.faults]
    with acting(Actor.system(report.municipality_id)):
        yield report


def placement(cpr, first):
    lookup = key_ring().lookup(cpr.replace("-", ""))
    return Placement.objects.get(candidate__cpr_lookup=lookup, period__startswith=first)


def everything():
    """How many rows every table of ours holds."""
    tables = [model for model in apps.get_models() if issubclass(model, TenantModel)]
    return {model.__name__: model.objects.count() for model in tables} | {
        "User": User.objects.count(),
        "Company": Company.objects.count(),
    }


def test_a_municipality_is_made_when_it_is_new(taken):
    row = Municipality.objects.get(code="991")
    assert (row.id, row.name, row.slug) == (taken.municipality_id, "Prøvekøbing Kommune", "proevekoebing")
    assert slug_of("Høje-Taastrup Kommune") == "hoeje-taastrup"


def test_staff_contacts_and_mentors_can_be_let_in(taken):
    roles = {(row.user.email, row.role) for row in Membership.objects.select_related("user")}
    assert roles == {
        (CONSULTANT, Role.CONSULTANT),
        (CASEWORKER, Role.CASEWORKER),
        ("kaj@varehuset.example", Role.CONTACT),
        ("tove@varehuset.example", Role.REPRESENTATIVE),
        ("mona@varehuset.example", Role.MENTOR),
    }
    assert Membership.objects.get(role=Role.CONTACT).subject_id == Workplace.objects.get().id
    assert Membership.objects.get(role=Role.MENTOR).subject_id == Mentor.objects.get().id
    assert not User.objects.get(email=CONSULTANT).has_usable_password()


def test_workplaces_come_with_employment_and_contacts(taken):
    workplace = Workplace.objects.get()
    assert workplace.address == "Prøvegade 4, 9999 Prøvekøbing"
    assert WorkplaceMonth.objects.filter(workplace=workplace).count() == 4
    assert Contact.objects.filter(workplace=workplace).count() == 2


def test_an_agreement_on_paper_counts_as_signed_and_sealed(taken):
    centre = Centre.objects.get()
    assert (centre.state, centre.consultant.email) == ("open", CONSULTANT)
    version = AgreementVersion.objects.get()
    assert version.agreement.state == Agreement.State.SIGNED
    assert "underskrevet på papir" in version.goals
    assert len(version.seal) == 64
    assert [place["number"] for place in version.places] == [1, 2, 3, 4]
    assert version.quota["outcome"] == "ok"
    assert Place.objects.filter(centre=centre, period=version.period).count() == 4


def test_the_seal_of_an_agreement_on_paper_is_worked_out_again_from_the_rows(taken):
    sealed, broken = broken_seals(taken.municipality_id)
    assert (sealed > 0, broken) == (True, [])


def test_a_mentor_still_promises_confidentiality(taken):
    assert Mentor.objects.get().confidentiality_at is None


def test_candidates_who_said_yes_are_ready_and_their_secrets_are_sealed(taken):
    anna = Candidate.objects.get(name="Anna Eksempel")
    assert (anna.state, anna.cpr) == (Candidate.State.READY, ANNA.replace("-", ""))
    assert (anna.weekly_minutes, anna.functions, anna.danish_level) == (25 * 60, ["butik", "lager"], 2)
    assert clock.COPENHAGEN.utcoffset(anna.consent_at) is not None
    assert Activity.objects.get(candidate=anna).title == "Dansk 2"


def test_a_candidate_without_consent_is_only_registered_until_it_comes(tmp_path):
    found = rows(candidates__1__consent_on=None)
    found["placements"].pop()
    home = import_file(written(tmp_path / "a.xlsx", found)).municipality_id
    with acting(Actor.system(home)):
        assert Candidate.objects.get(name="Bo Prøvesen").state == Candidate.State.REGISTERED
    report = import_file(written(tmp_path / "b.xlsx", rows()))
    assert report.updated["kandidater"] == 1
    with acting(Actor.system(home)):
        assert Candidate.objects.get(name="Bo Prøvesen").state == Candidate.State.READY


def test_a_running_placement_has_its_rising_hours_mentor_and_meetings_to_come(taken):
    running = placement(ANNA, date(2026, 11, 2))
    assert running.state == Placement.State.RUNNING
    assert list(running.steps.order_by("period").values_list("weekly_minutes", flat=True)) == [
        9 * 60,
        16 * 60,
    ]
    assert MentorAssignment.objects.filter(placement=running).count() == 1
    due = sorted(row.due_on for row in FollowUp.objects.filter(placement=running))
    assert due[0] >= clock.today()
    assert due[-1] == date(2027, 1, 29)
    assert [verdict["outcome"] for verdict in running.verdicts] == ["ok", "ok", "ok"]
    assert running.tasks == ["Fylde hylder op", "Holde orden"]


def test_an_ended_placement_has_its_end_and_outcome(taken):
    ended = placement(ANNA, date(2026, 5, 4))
    assert (ended.state, ended.agreed_last_day) == (Placement.State.ENDED, date(2026, 7, 31))
    assert PlacementEnd.objects.get(placement=ended).last_day == date(2026, 6, 30)
    outcome = Outcome.objects.get(placement=ended)
    assert (outcome.kind, outcome.weekly_minutes, outcome.employer_is_centre) == ("job", 1200, False)
    assert not FollowUp.objects.filter(placement=ended).exists()
    assert HoursStep.objects.get(placement=ended).period == ended.period


def test_a_placement_without_a_grant_is_planned_and_with_one_approved(taken, tmp_path):
    assert placement(BO, date(2026, 12, 7)).state == Placement.State.PLANNED
    found = more("placements", like=2, number=3, first_day=date(2027, 4, 5), last_day=date(2027, 7, 2))
    found["placements"][-1]["approved_on"] = date(2026, 11, 20)
    assert import_file(written(tmp_path / "mere.xlsx", found)).created["forløb"] == 1
    assert placement(BO, date(2027, 4, 5)).state == Placement.State.APPROVED


def test_events_tell_of_it_and_only_the_whole_is_reacted_to(taken):
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds == {
        "intake.workplace",
        "intake.centre",
        "intake.mentor",
        "intake.candidate",
        "intake.placement",
        "intake.taken_over",
    }
    assert {kind for kind in kinds if kind in REACTIONS} <= {"intake.taken_over"}
    running = placement(ANNA, date(2026, 11, 2))
    (event,) = Event.objects.filter(subjects__contains=[running.id])
    assert sentence(event.kind, event.facts) == "Forløbet 02.11.2026 – 29.01.2027 blev indlæst fra regneark"


def test_no_event_holds_a_cpr_number(taken):
    assert ANNA.replace("-", "") not in str(list(Event.objects.values_list("facts", flat=True)))


def test_the_same_file_twice_changes_nothing(taken, tmp_path):
    before = everything()
    again = import_file(tmp_path / "bog.xlsx")
    assert again.counts == taken.counts
    assert sum(again.created.values()) == sum(again.updated.values()) == 0
    assert again.unchanged == taken.created
    assert everything() == before


def test_what_was_corrected_in_the_sheet_is_corrected(taken, tmp_path):
    found = rows(
        contacts__0__phone="20009999",
        workplaces__0__street="Mønstervej 2",
        months__3__ordinary_fte=44,
        candidates__0__goal="Job i en butik",
        candidates__0__considerations="Pauser",
        activities__0__slots="tir, tor 13-16",
    )
    report = import_file(written(tmp_path / "rettet.xlsx", found))
    changed = {kind: count for kind, count in report.updated.items() if count}
    assert changed == {"kontakter": 1, "arbejdspladser": 1, "måneder": 1, "kandidater": 1, "aktiviteter": 1}
    anna = Candidate.objects.get(name="Anna Eksempel")
    assert (anna.goal, anna.considerations, anna.cpr) == ("Job i en butik", "Pauser", ANNA.replace("-", ""))
    assert Contact.objects.get(kind="contact").phone == "20009999"


def test_an_empty_cell_erases_nothing(taken, tmp_path):
    found = rows(contacts__0__phone=None, candidates__0__weekly_minutes=None, workplaces__0__street=None)
    report = import_file(written(tmp_path / "tomme.xlsx", found))
    assert sum(report.updated.values()) == 0
    assert Contact.objects.get(kind="contact").phone == "20000001"


def test_a_placement_that_went_on_in_plads_is_left_alone(taken, tmp_path):
    found = rows(placements__0__ended_on=date(2026, 11, 20), placements__0__reason="Sygdom")
    report = import_file(written(tmp_path / "slut.xlsx", found))
    assert any("ikke i Plads" in note for note in report.notes)
    assert placement(ANNA, date(2026, 11, 2)).state == Placement.State.RUNNING


def test_a_changed_place_is_noted_and_not_changed(taken, tmp_path):
    report = import_file(written(tmp_path / "pladser.xlsx", rows(places__0__function="Lager")))
    assert any("»Funktion« står anderledes" in note for note in report.notes)
    assert Place.objects.get(number=1).function == "butik"


def test_a_new_agreement_follows_the_old_one(taken, tmp_path):
    found = rows(centres__0__first_day=date(2028, 1, 1), centres__0__last_day=date(2029, 12, 31))
    report = import_file(written(tmp_path / "fornyet.xlsx", found))
    assert (report.created["aftaler"], report.created["pladser"], report.created["forløb"]) == (1, 4, 0)
    again = import_file(tmp_path / "fornyet.xlsx")
    assert sum(again.created.values()) == 0


def test_months_later_the_same_file_is_still_good(tmp_path):
    with clock.at(date(2027, 6, 1)):
        report = import_file(written(tmp_path / "bog.xlsx", rows()))
        assert report.stored
        assert any("passeret deres sidste dag" in note for note in report.notes)
        with acting(Actor.system(report.municipality_id)):
            assert placement(ANNA, date(2026, 11, 2)).state == Placement.State.RUNNING
            assert not FollowUp.objects.exists()


def test_a_dry_run_stores_nothing(tmp_path):
    report = import_file(written(tmp_path / "bog.xlsx", rows()), dry_run=True)
    assert (report.stored, report.faults) == (False, [])
    assert not Municipality.objects.filter(code="991").exists()


def test_an_error_on_the_way_leaves_nothing_behind(tmp_path, monkeypatch):
    def stop(*_, **__):
        raise RuntimeError("the power went")

    monkeypatch.setattr("plads.intake.taking.take_over_placements", stop)
    with pytest.raises(RuntimeError):
        import_file(written(tmp_path / "bog.xlsx", rows()))
    assert not Municipality.objects.filter(code="991").exists()
    assert not Company.objects.filter(cvr=CVR).exists()
    assert not User.objects.filter(email=CONSULTANT).exists()


def test_somebody_took_the_place_between_the_check_and_the_storing(taken, tmp_path):
    found = more(
        "placements", like=2, cpr=BO, number=3, first_day=date(2027, 4, 5), last_day=date(2027, 7, 2)
    )
    checked = check(read_workbook(written(tmp_path / "nyt.xlsx", found)))
    later = more(
        "placements", like=2, cpr=ANNA, number=3, first_day=date(2027, 5, 3), last_day=date(2027, 7, 30)
    )
    assert import_file(written(tmp_path / "anden.xlsx", later)).stored
    with pytest.raises(Refused) as refused:
        store(None, checked)
    assert refused.value.code == "place_taken"


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.CASEWORKER, Role.MANAGER])
def test_not_everyone_may(tmp_path, cast, role):
    checked = check(read_workbook(written(tmp_path / "bog.xlsx", rows())), cast.municipality.id)
    with pytest.raises(Refused) as refused:
        store(cast[role], checked)
    assert refused.value.code == "wrong_role"


def test_a_coordinator_takes_over_what_needs_no_new_staff(tmp_path, cast):
    found = rows(
        centres__0__consultant=User.objects.get(id=cast[Role.CONSULTANT].user_id).email,
        candidates__0__caseworker=User.objects.get(id=cast[Role.CASEWORKER].user_id).email,
        candidates__1__caseworker=User.objects.get(id=cast[Role.CASEWORKER].user_id).email,
    )
    found["staff"] = []
    report = import_file(written(tmp_path / "bog.xlsx", found), cast[Role.COORDINATOR])
    assert report.stored, [str(fault) for fault in report.faults]
    with acting(Actor.system(cast.municipality.id)):
        assert Event.objects.filter(actor_role=Role.COORDINATOR).exists()


def test_another_municipality_sees_nothing_of_it(taken, other_municipality):
    with acting(Actor.system(other_municipality.id)):
        assert not Candidate.objects.exists()
        assert not Centre.objects.exists()


def test_candidates_may_come_as_csv(taken, tmp_path):
    new = [{**rows()["candidates"][0], "cpr": "710390-4003", "name": "Carl Prøvesen"}]
    path = tmp_path / "kandidater.csv"
    path.write_text(csv_of("candidates", new), encoding="cp1252")
    report = import_file(path, Actor.system(taken.municipality_id))
    assert (report.stored, report.created["kandidater"]) == (True, 1)


def test_a_mentor_added_in_the_sheet_joins_the_placement(taken, tmp_path):
    found = more("mentors", email="milo@varehuset.example", name="Milo Mentor")
    found["placements"][0]["mentors"] = "mona@varehuset.example; milo@varehuset.example"
    report = import_file(written(tmp_path / "to.xlsx", found))
    assert (report.created["mentorer"], report.created["mentorer i forløb"]) == (1, 1)
    running = placement(ANNA, date(2026, 11, 2))
    assert running.mentor_assignments.count() == 2


def test_progress_is_told(tmp_path):
    said = []
    import_file(written(tmp_path / "bog.xlsx", rows()), progress=lambda *step: said.append(step))
    assert {"Læser Kandidater", "Ser på tid", "Gemmer forløb"} <= {step for step, _, _ in said}
    assert all(0 <= done <= total for _, done, total in said)


def test_the_report_is_ready_for_json(taken):
    import json

    assert json.loads(json.dumps(taken.as_dict()))["created"]["pladser"] == 4


def test_a_centre_under_negotiation_opens_with_its_paper_agreement(taken, tmp_path):
    Centre.objects.filter(name=CENTRE).update(state=Centre.State.NEGOTIATING)
    found = rows(centres__0__first_day=date(2028, 1, 1), centres__0__last_day=date(2028, 12, 31))
    found["placements"], found["steps"] = [], []
    assert import_file(written(tmp_path / "ny.xlsx", found)).stored
    assert Centre.objects.get(name=CENTRE).state == Centre.State.OPEN


def test_a_long_course_is_noted_and_kept(tmp_path):
    report = import_file(written(tmp_path / "lang.xlsx", rows(placements__0__last_day=date(2027, 4, 30))))
    assert report.stored
    assert any("forlængelse" in note for note in report.notes)
    with acting(Actor.system(report.municipality_id)):
        assert placement(ANNA, date(2026, 11, 2)).verdicts[1]["outcome"] == "block"


def test_a_place_is_free_again_the_day_after_an_end(tmp_path):
    found = more("placements", cpr=BO, number=2, first_day=date(2026, 7, 1), last_day=date(2026, 9, 25))
    found["placements"][-1].update(ended_on=date(2026, 9, 25), reason="Den aftalte sidste dag", mentors=None)
    assert date(2026, 6, 30) + timedelta(days=1) == date(2026, 7, 1)
    assert import_file(written(tmp_path / "bog.xlsx", found)).stored
