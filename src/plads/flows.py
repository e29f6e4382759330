"""What follows from what: one table that reads like the leaflet.

An event recorded anywhere in Plads is handed here. Each reaction runs after the event's transaction commits, in
a transaction of its own, once (see ``plads.jobs``). A reaction that fails is tried again and shown to the
administrator.
"""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from plads.candidates.models import Candidate
from plads.centres.models import AgreementVersion, Inquiry
from plads.centres.services.places import open_places
from plads.core.actor import Actor
from plads.core.models import Event, Municipality
from plads.core.periods import show_day
from plads.core.roles import Role
from plads.followup.services import drop_followups, issue_statement, plan_followups
from plads.mentoring.models import SupportGrant
from plads.messages.models import WHO
from plads.messages.services import tell
from plads.people.queries import staff
from plads.placements.models import Nomination
from plads.placements.services.refill import propose_free_places, propose_refill, renew_proposals

Reaction = Callable[[Actor, Event], object]


def _id(event: Event, name: str) -> UUID:
    return UUID(event.facts[name])


def tell_coordinators(actor: Actor, event: Event) -> object:
    """Tell those who distribute inquiries that one came in."""
    inquiry = Inquiry.objects.get(id=_id(event, "inquiry_id"))
    people = staff(event.municipality_id, Role.COORDINATOR)
    text = f"Ny henvendelse fra {inquiry.company_name}"
    return tell(event, [user.id for user in people], text, "inquiry", inquiry.id)


def tell_consultant(actor: Actor, event: Event) -> object:
    """Tell a consultant that an inquiry is theirs."""
    inquiry = Inquiry.objects.get(id=_id(event, "inquiry_id"))
    text = f"Du har fået henvendelsen fra {inquiry.company_name}"
    return tell(event, [inquiry.consultant_id], text, "inquiry", inquiry.id)


def open_signed_places(actor: Actor, event: Event) -> object:
    """Open the places the parties signed for."""
    return open_places(actor, _id(event, "version_id"))


def tell_centre_is_open(actor: Actor, event: Event) -> object:
    """Tell the consultant that all have signed."""
    version = AgreementVersion.objects.select_related("agreement__centre").get(id=_id(event, "version_id"))
    centre = version.agreement.centre
    text = f"Aftalen med {centre.name} er underskrevet af alle"
    return tell(event, [centre.consultant_id], text, "centre", centre.id)


def propose_next(actor: Actor, event: Event) -> object:
    """Propose who could have the free place."""
    return propose_refill(actor, _id(event, "place_id"))


def propose_others(actor: Actor, event: Event) -> object:
    """Renew the proposals whose first choice was just put forward for another place."""
    return renew_proposals(actor, _id(event, "candidate_id"))


def propose_after_no(actor: Actor, event: Event) -> object:
    """Propose somebody else when the candidate or the company said no."""
    return propose_refill(actor, _id(event, "place_id")) if event.facts.get("answer") == "nej" else None


def tell_the_answer(actor: Actor, event: Event) -> object:
    """Tell the caseworker when both have said yes to a nomination, or when one said no."""
    if event.facts["answer"] == "ja" and not event.facts["both"]:
        return None
    nomination = Nomination.objects.select_related("candidate").get(id=_id(event, "nomination_id"))
    text = f"Der er sagt {event.facts['answer']} til en plads for {WHO}"
    return tell(event, [nomination.candidate.caseworker_id], text, "nomination", nomination.id)


def set_followups(actor: Actor, event: Event) -> object:
    """Set the follow-up meetings of a granted placement."""
    return plan_followups(actor, _id(event, "placement_id"))


def drop_late_followups(actor: Actor, event: Event) -> object:
    """Drop the meetings after an early end."""
    last = date.fromisoformat(event.facts["last_day"])
    return drop_followups(actor, _id(event, "placement_id"), after=last)


def give_statement(actor: Actor, event: Event) -> object:
    """Issue the competence statement."""
    return issue_statement(actor, _id(event, "placement_id"))


def tell_caseworker(actor: Actor, event: Event) -> object:
    """Tell the caseworker that a candidate did not come."""
    candidate = Candidate.objects.only("id", "caseworker_id").get(id=_id(event, "candidate_id"))
    text = f"Fravær: {WHO}"
    return tell(event, [candidate.caseworker_id], text, "placement", _id(event, "placement_id"))


def tell_mentor(actor: Actor, event: Event) -> object:
    """Tell the mentor what was decided about the support."""
    grant = SupportGrant.objects.select_related("mentor").get(id=_id(event, "grant_id"))
    text = f"Din mentorstøtte er {event.facts['answer']}"
    return tell(event, [grant.mentor.user_id], text, "mentor", grant.mentor_id)


def tell_stand_in(actor: Actor, event: Event) -> object:
    """Tell a colleague for whom and when they stand in."""
    first, last = (date.fromisoformat(event.facts[name]) for name in ("first_day", "last_day"))
    text = f"Du er vikar for {event.facts['name']} fra {show_day(first)} til {show_day(last)}"
    return tell(event, [_id(event, "stand_in_id")], text, "my_account", _id(event, "user_id"))


def tell_support_looks(actor: Actor, event: Event) -> object:
    """Tell a user that support looks at their pages now."""
    text = "Support ser dine sider nu. Du kan slutte det på »Min konto«"
    return tell(event, [_id(event, "user_id")], text, "my_account", _id(event, "access_id"))


def propose_for_all_free(actor: Actor, event: Event) -> object:
    """Propose for every place that is free or soon will be."""
    municipality = Municipality.objects.get(id=event.municipality_id)
    return propose_free_places(actor, timedelta(days=municipality.refill_lead_days))


def tell_of_request(actor: Actor, event: Event) -> object:
    """Tell the caseworker and those who distribute work that somebody asked about their own data."""
    candidate = Candidate.objects.only("id", "caseworker_id").get(id=_id(event, "candidate_id"))
    people = [candidate.caseworker_id, *(user.id for user in staff(event.municipality_id, Role.COORDINATOR))]
    text = f"Anmodning om egne oplysninger: {event.facts['what']}"
    return tell(event, people, text, "rights_request", _id(event, "request_id"))


def tell_administrators(actor: Actor, event: Event) -> object:
    """Tell the administrators what is going to be erased, and when."""
    people = [user.id for user in staff(event.municipality_id, Role.ADMINISTRATOR)]
    runs_on = show_day(date.fromisoformat(event.facts["runs_on"]))
    text = f"{event.facts['number']} ting slettes tidligst {runs_on}"
    return tell(event, people, text, "retention", _id(event, "run_id"))


REACTIONS: dict[str, tuple[Reaction, ...]] = {
    "centres.inquiry_received": (tell_coordinators,),
    "centres.inquiry_assigned": (tell_consultant,),
    "centres.agreement_signed": (open_signed_places, tell_centre_is_open),
    "centres.place_opened": (propose_next,),
    "intake.taken_over": (propose_for_all_free,),
    "mentoring.support_decided": (tell_mentor,),
    "people.stand_in_named": (tell_stand_in,),
    "people.support_opened": (tell_support_looks,),
    "placements.nominated": (propose_others,),
    "placements.nomination_answered": (tell_the_answer, propose_after_no),
    "placements.nomination_withdrawn": (propose_next,),
    "placements.approved": (set_followups,),
    "placements.absence_noted": (tell_caseworker,),
    "placements.cancelled": (propose_next,),
    "placements.end_known": (propose_next, drop_late_followups),
    "placements.ended": (propose_next, drop_late_followups, give_statement),
    "rights.request_received": (tell_of_request,),
    "rights.use_restricted": (propose_others,),
    "rights.planning_declined": (propose_others,),
    "rights.person_erased": (propose_for_all_free,),
    "rights.retention_told": (tell_administrators,),
}
"""When this happened, these follow."""
