"""Taking the records over, app by app from the companies down, with the events that tell of it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from plads.candidates.models import Candidate
from plads.candidates.take_over import candidates_by_cpr, take_over_activities, take_over_candidates
from plads.centres.models import Place
from plads.centres.services.take_over import TakenCentres, take_over_centres
from plads.companies.models import Contact, Workplace
from plads.companies.take_over import (
    take_over_companies,
    take_over_contacts,
    take_over_months,
    take_over_workplaces,
    workplaces_by_p_number,
)
from plads.core.actor import Actor
from plads.core.bulk import Taken
from plads.core.events import DomainEvent, record_many
from plads.core.models import Municipality
from plads.core.periods import closed_last_day, first_day
from plads.core.roles import Role
from plads.followup.take_over import take_over_followups
from plads.intake import events
from plads.intake.reading import Progress
from plads.intake.records import Records
from plads.intake.report import Report
from plads.mentoring.take_over import AssignmentRow, mentors_by_name, take_over_assignments, take_over_mentors
from plads.people.models import User
from plads.people.take_over import RoleRow, take_over_roles
from plads.placements.models import Placement
from plads.placements.services.take_over import TakenPlacements, take_over_placements

_ROLE_OF = {Contact.Kind.CONTACT.value: Role.CONTACT, Contact.Kind.REPRESENTATIVE.value: Role.REPRESENTATIVE}


class Taking:
    """One workbook on its way into one municipality; the caller holds the transaction and the scope."""

    def __init__(
        self, actor: Actor, municipality: Municipality, records: Records, report: Report, progress: Progress
    ) -> None:
        self.actor = actor
        self.municipality = municipality
        self.home: UUID = municipality.id
        self.records = records
        self.report = report
        self.progress = progress
        self.events: list[DomainEvent] = []

    def run(self) -> None:
        """Take everything over in the order in which one thing rests on another."""
        steps = (
            ("medarbejdere", self._staff),
            ("arbejdspladser", self._workplaces),
            ("centre", self._centres),
            ("mentorer", self._mentors),
            ("kandidater", self._candidates),
            ("forløb", self._placements),
            ("hændelser", self._events),
        )
        for number, (name, take) in enumerate(steps, start=1):
            self.progress(f"Gemmer {name}", number, len(steps))
            take()

    def _staff(self) -> None:
        taken = take_over_roles(self.actor, self.home, self.records.staff)
        self.report.add("medarbejdere", taken)

    def _workplaces(self) -> None:
        actor, records = self.actor, self.records
        self.report.add("virksomheder", take_over_companies(actor, records.companies))
        taken = take_over_workplaces(actor, self.home, records.workplaces)
        self.report.add("arbejdspladser", taken)
        new = [taken.rows[key] for key in taken.created]
        self.events += [events.WorkplaceTakenOver(row.company_id, row.id) for row in new]
        self._corrected(taken)
        everywhere = workplaces_by_p_number(self.home)
        self.report.add("måneder", take_over_months(actor, self.home, records.months, everywhere))
        self.report.add("kontakter", take_over_contacts(actor, self.home, records.contacts, everywhere))
        take_over_roles(actor, self.home, list(self._contact_roles(everywhere)))

    def _contact_roles(self, workplaces: dict[str, Workplace]) -> Iterable[RoleRow]:
        for row in self.records.contacts:
            yield RoleRow(row.email, row.name, _ROLE_OF[row.kind], workplaces[row.p_number].id)

    def _centres(self) -> None:
        records, everywhere = self.records, workplaces_by_p_number(self.home)
        staff = self._users(row.consultant for row in records.centres)
        taken = take_over_centres(self.actor, self.home, records.centres, records.places, everywhere, staff)
        self.report.add("centre", taken.centres)
        self.report.add("aftaler", taken.agreements)
        self.report.add("pladser", taken.places)
        self.events += list(_centre_events(taken))
        self._corrected(taken.centres)

    def _mentors(self) -> None:
        taken = take_over_mentors(self.actor, self.home, self.records.mentors)
        self.report.add("mentorer", taken)
        new = [taken.rows[key] for key in taken.created]
        self.events += [events.MentorTakenOver(row.centre_id, row.id) for row in new]
        self._corrected(taken)

    def _candidates(self) -> None:
        records = self.records
        staff = self._users(row.caseworker for row in records.candidates)
        taken = take_over_candidates(self.actor, self.home, records.candidates, staff)
        self.report.add("kandidater", taken)
        self.events += [events.CandidateTakenOver(taken.rows[key].id) for key in taken.created]
        self._corrected(taken)
        everyone = self._everyone(row.cpr for row in records.activities)
        activities = take_over_activities(self.actor, self.home, records.activities, everyone)
        self.report.add("aktiviteter", activities)

    def _placements(self) -> None:
        records = self.records
        everyone = self._everyone(row.cpr for row in records.placements)
        found = take_over_placements(self.actor, self.home, records.placements, records.steps, everyone)
        self.report.add("forløb", found.taken)
        mentors = mentors_by_name(self.home)
        assignments = take_over_assignments(self.actor, self.home, _assignments(found), mentors)
        self.report.add("mentorer i forløb", assignments)
        fresh = [found.taken.rows[key] for key in found.taken.created]
        take_over_followups(self.actor, self.home, fresh, self.municipality.followup_days)
        self.events += list(_placement_events(fresh))

    def _events(self) -> None:
        report = self.report
        totals = [sum(part.values()) for part in (report.created, report.updated, report.unchanged)]
        if totals[0] or totals[1]:
            self.events.append(events.SheetTakenOver(*totals))
            record_many(self.actor, self.home, self.events)

    def _users(self, emails: Iterable[str]) -> dict[str, User]:
        return {user.email: user for user in User.objects.filter(email__in=set(emails))}

    def _everyone(self, cprs: Iterable[str]) -> dict[str, Candidate]:
        return candidates_by_cpr(self.home, set(cprs))

    def _corrected(self, taken: Taken[Any, Any]) -> None:
        self.events += [events.Corrected(taken.rows[key].id) for key in taken.updated]


def _centre_events(taken: TakenCentres) -> Iterable[DomainEvent]:
    for centre_id in taken.agreements.created:
        agreement = taken.agreements.rows[centre_id]
        span = agreement.period
        yield events.CentreTakenOver(centre_id, agreement.id, first_day(span), closed_last_day(span))


def _placement_events(fresh: list[Placement]) -> Iterable[DomainEvent]:
    centres = dict(
        Place.objects.filter(id__in={row.place_id for row in fresh}).values_list("id", "centre_id")
    )
    for row in fresh:
        yield events.PlacementTakenOver(
            centres[row.place_id],
            row.place_id,
            row.candidate_id,
            row.id,
            first_day(row.period),
            closed_last_day(row.period),
        )


def _assignments(found: TakenPlacements) -> Iterable[AssignmentRow]:
    for key, row in found.rows.items():
        for email in row.mentors or []:
            yield AssignmentRow(found.taken.rows[key], row.centre, email, row.first_day)
