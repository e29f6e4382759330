"""The office's page of a mentor: whom they help, what they have learnt, what support is granted."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.core import clock
from plads.core.errors import NotVisible
from plads.core.periods import closed_last_day, first_day
from plads.core.roles import OFFICE
from plads.mentoring.approval import approve_hours
from plads.mentoring.lifecycle import GRANT
from plads.mentoring.queries import GrantLine, MentorPage, mentor_page
from plads.mentoring.services import SupportTerms, apply_support, decide_support, note_training, set_capacity
from plads.people.models import User
from plads.web.acts import carried_out, posted_id, pressed, sent
from plads.web.forms_mentor import CapacityForm, DecisionForm, SupportForm, TrainingForm
from plads.web.handing_over import handed_over
from plads.web.page import PageRequest, page


@page(OFFICE)
def mentor(request: PageRequest, mentor_id: UUID) -> HttpResponse:
    """Show a mentor; note courses, apply for support, decide on it, approve hours."""
    found = mentor_page(request.actor, mentor_id)
    acts: dict[str, Any] = {
        "training": sent(request, TrainingForm, initial={"day": clock.today()}),
        "capacity": sent(request, CapacityForm, initial={"capacity": found.mentor.capacity}),
        "support": sent(request, SupportForm, places=found.places),
    }
    grants = [_grant(request, line) for line in found.grants]
    handed = None
    if request.method == "POST":
        asked, handed = handed_over(request, lambda _id: _user(found))
        if not handed and (asked or _carry_out(request, found, acts, grants)):
            return redirect("mentor", mentor_id)
    holding = ("planned", "approved", "running")
    context = {
        "mentor": found.mentor,
        "helps": [_helps(each) for each in found.assignments if each.state in holding],
        "helped": [_helps(each) for each in found.assignments if each.state not in holding],
        "trainings": found.trainings,
        "grants": grants,
        "ledger": found.ledger,
        "handed": handed,
        **acts,
    }
    return render(request, "plads/supply/mentor.html", context)


def _user(found: MentorPage) -> User:
    """Return whom the mentor signs in as."""
    user: User | None = found.mentor.user
    if user is None:
        raise NotVisible
    return user


def _grant(request: PageRequest, line: GrantLine) -> SimpleNamespace:
    """Return a grant with what this person may do about it."""
    may = {each.action for each in GRANT.actions(request.actor.role, line.grant.state)}
    decision = None
    if "grant" in may:
        decision = sent(request, DecisionForm, prefix=f"afgoer-{line.grant.id}")
    return SimpleNamespace(
        line=line,
        grant=line.grant,
        first=first_day(line.grant.period),
        last=closed_last_day(line.grant.period),
        kind={"applied": "warn", "granted": "ok"}.get(line.grant.state, ""),
        decision=decision,
        may_approve="approve_hours" in may and line.waiting > 0,
    )


def _carry_out(
    request: PageRequest, found: MentorPage, acts: dict[str, Any], grants: list[SimpleNamespace]
) -> bool:
    """Do what was asked; return whether the page should be read anew."""
    actor, mentor_id = request.actor, found.mentor.id
    if grant_id := posted_id(request, "approve"):
        today = clock.today()
        pressed(
            request, lambda: approve_hours(actor, grant_id, today), _("Timerne er godkendt til betaling.")
        )
        return True
    table = [
        (acts["training"], lambda data: note_training(actor, mentor_id, **data), _("Kurset er noteret.")),
        (acts["capacity"], lambda data: set_capacity(actor, mentor_id, **data), _("Det er gemt.")),
        (
            acts["support"],
            lambda data: apply_support(actor, SupportTerms(mentor_id, **data)),
            _("Ansøgningen er gemt og venter på en afgørelse."),
        ),
    ]
    table += [
        (each.decision, _decide(request, each), _("Afgørelsen er gemt, og mentoren får besked."))
        for each in grants
        if each.decision
    ]
    return any(carried_out(request, form, service, said) for form, service, said in table)


def _decide(request: PageRequest, each: SimpleNamespace) -> Any:
    def service(data: dict[str, Any]) -> object:
        yes = data["answer"] == "yes"
        return decide_support(request.actor, each.grant.id, yes=yes, decision=data["decision"])

    return service


def _helps(row: Any) -> SimpleNamespace:
    return SimpleNamespace(
        row=row,
        first=first_day(row.period),
        last=closed_last_day(row.period),
    )
