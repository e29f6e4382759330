"""The placements: the list, and the page of each from grant to end."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plads.centres.models import Centre
from plads.centres.policy import visible_centres
from plads.core import clock
from plads.core.actor import Actor
from plads.core.periods import show_day
from plads.core.roles import OFFICE
from plads.followup.queries import next_followups
from plads.followup.services import hold_followup, note_progress_scores
from plads.mentoring.services import assign_mentor
from plads.placements.models import Attendance, EndReason, Placement
from plads.placements.queries import PlacementFilter, placement_list
from plads.placements.services.attendance import note_attendance
from plads.placements.services.endings import Ending, end_placement, withdraw_end
from plads.placements.services.placements import approve_placement, cancel_placement, start_placement
from plads.web.forms_people import AttendanceForm, EndForm, FollowUpForm, MentorForm, ProgressForm
from plads.web.page import PageRequest, page
from plads.web.placement_page import chosen_day, placement_page
from plads.web.verbs import Verb, perform

STATES = [("", gettext_lazy("Har pladsen nu")), *Placement.State.choices, ("alle", gettext_lazy("Alle"))]
ENDING = [("", gettext_lazy("Uanset")), ("14", "14 dage"), ("30", "30 dage"), ("60", "60 dage")]


class FilterForm(forms.Form):
    """What the list is narrowed to, from the address."""

    q = forms.CharField(label=gettext_lazy("Kandidat eller center"), required=False)
    tilstand = forms.ChoiceField(label=gettext_lazy("Tilstand"), required=False, choices=STATES)
    center = forms.TypedChoiceField(
        label=gettext_lazy("Center"), required=False, coerce=UUID, empty_value=None
    )
    slutter = forms.TypedChoiceField(
        label=gettext_lazy("Slutter inden"), required=False, coerce=int, empty_value=None, choices=ENDING
    )

    def read(self) -> PlacementFilter:
        """Return the filter; what the address says wrongly counts as nothing said."""
        self.is_valid()
        data = self.cleaned_data
        return PlacementFilter(
            data.get("q", ""), data.get("tilstand", ""), data.get("center"), data.get("slutter")
        )


@page(OFFICE)
def placements(request: PageRequest) -> HttpResponse:
    """List the placements (4 statements with the session's three)."""
    form = FilterForm(request.GET)
    centres = Centre.objects.filter(visible_centres(request.actor)).order_by("sort_name")
    form.fields["center"].choices = [  # type: ignore[attr-defined]
        ("", _("Alle")),
        *((str(each), name) for each, name in centres.values_list("id", "name")),
    ]
    shown = placement_list(request.actor, form.read(), request.GET.get("side"))
    due = next_followups(request.actor, [row.id for row in shown])
    context = {
        "form": form,
        "page": shown,
        "lines": [{"placement": row, "due": due.get(row.id)} for row in shown],
        "filtered": bool(request.GET),
        "today": clock.today(),
    }
    return render(request, "plads/people/placements.html", context)


def _approve(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return approve_placement(actor, placement_id)


def _start(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return start_placement(actor, placement_id)


def _cancel(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return cancel_placement(actor, placement_id)


def _end(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    reason = EndReason(data["reason"])
    ending = Ending(
        data["last_day"], reason, data["note"], data["weekly_minutes"], job_starts=data["job_starts"]
    )
    return end_placement(actor, placement_id, ending)


def _withdraw_end(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return withdraw_end(actor, placement_id)


def _freed(ended: Placement) -> str:
    """Return what followed from an end, in words."""
    if ended.state == Placement.State.RUNNING:
        words = _("Slutdagen er sat. Pladsen bliver ledig fra {day} og tilbydes allerede nu den næste.")
        return words.format(day=show_day(ended.period.upper))
    words = _("Forløbet er slut. Pladsen bliver ledig fra {day} og tilbydes straks den næste.")
    return words.format(day=show_day(ended.period.upper))


def _mentor(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return assign_mentor(actor, placement_id, data["mentor"])


def _attendance(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return note_attendance(actor, placement_id, data["day"], Attendance.State(data["state"]), data["note"])


def _followup(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return hold_followup(
        actor, data["followup"], held_on=data["held_on"], note=data["note"], agreed=data["agreed"]
    )


def _progress(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return note_progress_scores(
        actor, placement_id, {question: score for question, score in data.items() if score is not None}
    )


VERBS: dict[str, Verb] = {
    "approve": Verb(_approve, gettext_lazy("Forløbet er bevilget, og opfølgningerne bliver planlagt.")),
    "start": Verb(_start, gettext_lazy("Forløbet er i gang.")),
    "cancel": Verb(_cancel, gettext_lazy("Forløbet er aflyst. Pladsen tilbydes straks den næste.")),
    "end": Verb(_end, _freed, EndForm),
    "withdraw_end": Verb(
        _withdraw_end, gettext_lazy("Slutdagen er taget tilbage. Forløbet varer igen som aftalt.")
    ),
    "mentor": Verb(_mentor, gettext_lazy("Mentoren er knyttet til forløbet."), MentorForm),
    "attendance": Verb(_attendance, gettext_lazy("Fremmødet er noteret."), AttendanceForm),
    "followup": Verb(_followup, gettext_lazy("Opfølgningen er noteret som holdt."), FollowUpForm),
    "progress": Verb(_progress, gettext_lazy("Udviklingen er noteret."), ProgressForm),
}
"""What can be done on a placement's page."""


@page(OFFICE)
def placement(request: PageRequest, placement_id: UUID) -> HttpResponse:
    """Show one placement from grant to end, and do what is asked there (7 statements more)."""
    bad: dict[str, forms.Form] = {}
    if request.method == "POST":
        bad = perform(request, VERBS, placement_id)
        if not bad:
            return redirect("placement", placement_id)
    shown = placement_page(request.actor, placement_id)
    day = chosen_day(request.GET.get("dag", ""), shown["placement"])
    shown["forms"] = _forms(shown, day) | bad
    shown["bad"] = bad
    opened = {request.GET.get("vis", ""), *bad} | ({"attendance"} if "dag" in request.GET else set())
    shown |= {"opened": opened, **{f"{name}_open": name in opened for name in VERBS}}
    _offer(shown)
    return render(request, "plads/people/placement.html", shown)


def _forms(shown: dict[str, Any], day: Any) -> dict[str, forms.Form]:
    """Return every form of the page with the values most likely meant."""
    row, today = shown["placement"], clock.today()
    initial: dict[str, dict[str, Any]] = {
        "end": _end_known(row) or {"last_day": min(today, row.agreed_last_day)},
        "attendance": {"day": day, "state": Attendance.State.PRESENT},
        "followup": {"held_on": today, "followup": shown["due"][0].id if shown["due"] else None},
    }
    return {name: verb.blank(name, initial=initial.get(name, {})) for name, verb in VERBS.items()}


def _end_known(row: Placement) -> dict[str, Any]:
    """Return the end that is set ahead, so that it is moved and not written again; empty when none is."""
    end = getattr(row, "end", None)
    names = ("last_day", "reason", "weekly_minutes", "job_starts", "note")
    return {name: getattr(end, name) for name in names} if end else {}


def _offer(shown: dict[str, Any]) -> None:
    """Fill the lists of the forms that choose among the page's own things."""
    free = [each for each in shown["mentors"] if not each.assigned]
    shown["forms"]["mentor"].offer(
        (str(each.id), f"{each.name} ({each.busy} {_('af')} {each.capacity})") for each in free
    )
    shown["free_mentors"] = free
    shown["forms"]["followup"].offer(
        (str(each.id), _("Senest {day:%d.%m.%Y}").format(day=each.due_on)) for each in shown["due"]
    )
