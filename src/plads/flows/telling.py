"""Reactions that tell somebody: a notice, never a private fact."""

from datetime import date

from plads.candidates.models import Candidate
from plads.centres.models import AgreementVersion, Inquiry
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.periods import show_day
from plads.core.roles import Role
from plads.flows.reading import named
from plads.mentoring.models import SupportGrant
from plads.messages.models import WHO
from plads.messages.services import tell
from plads.people.queries import staff
from plads.placements.absence import absence_is_told
from plads.placements.models import Nomination


def tell_coordinators(actor: Actor, event: Event) -> object:
    """Tell those who distribute inquiries that one came in; without any, the consultants."""
    inquiry = Inquiry.objects.get(id=named(event, "inquiry_id"))
    people = staff(event.municipality_id, Role.COORDINATOR) or staff(event.municipality_id, Role.CONSULTANT)
    text = f"Ny henvendelse fra {inquiry.company_name}"
    return tell(event, [user.id for user in people], text, "inquiry", inquiry.id)


def tell_consultant(actor: Actor, event: Event) -> object:
    """Tell a consultant that an inquiry is theirs."""
    inquiry = Inquiry.objects.get(id=named(event, "inquiry_id"))
    text = f"Du har fået henvendelsen fra {inquiry.company_name}"
    return tell(event, [inquiry.consultant_id], text, "inquiry", inquiry.id)


def tell_centre_is_open(actor: Actor, event: Event) -> object:
    """Tell the consultant that all have signed."""
    version = AgreementVersion.objects.select_related("agreement__centre").get(id=named(event, "version_id"))
    centre = version.agreement.centre
    text = f"Aftalen med {centre.name} er underskrevet af alle"
    return tell(event, [centre.consultant_id], text, "centre", centre.id)


def tell_the_answer(actor: Actor, event: Event) -> object:
    """Tell the caseworker when both have said yes to a nomination, or when one said no."""
    if event.facts["answer"] == "ja" and not event.facts["both"]:
        return None
    nomination = Nomination.objects.select_related("candidate").get(id=named(event, "nomination_id"))
    text = f"Der er sagt {event.facts['answer']} til en plads for {WHO}"
    return tell(event, [nomination.candidate.caseworker_id], text, "nomination", nomination.id)


def tell_caseworker(actor: Actor, event: Event) -> object:
    """Tell the caseworker that a candidate was ill or did not come, once it is as often as the municipality says."""
    rows = Candidate.objects.select_related("municipality").only("caseworker_id", "municipality")
    candidate = rows.get(id=named(event, "candidate_id"))
    placement_id, day = named(event, "placement_id"), date.fromisoformat(event.facts["day"])
    if not absence_is_told(candidate.municipality, placement_id, day):
        return None
    return tell(event, [candidate.caseworker_id], f"Fravær: {WHO}", "placement", placement_id)


def tell_mentor(actor: Actor, event: Event) -> object:
    """Tell the mentor what was decided about the support."""
    grant = SupportGrant.objects.select_related("mentor").get(id=named(event, "grant_id"))
    text = f"Din mentorstøtte er {event.facts['answer']}"
    return tell(event, [grant.mentor.user_id], text, "mentor", grant.mentor_id)


def tell_stand_in(actor: Actor, event: Event) -> object:
    """Tell a colleague for whom and when they stand in."""
    first, last = (date.fromisoformat(event.facts[name]) for name in ("first_day", "last_day"))
    text = f"Du er vikar for {event.facts['name']} fra {show_day(first)} til {show_day(last)}"
    return tell(event, [named(event, "stand_in_id")], text, "my_account", named(event, "user_id"))


def tell_support_looks(actor: Actor, event: Event) -> object:
    """Tell a user that support looks at their pages now."""
    text = "Support ser dine sider nu. Du kan slutte det på »Min konto«"
    return tell(event, [named(event, "user_id")], text, "my_account", named(event, "access_id"))


def tell_of_request(actor: Actor, event: Event) -> object:
    """Tell the caseworker and those who distribute work that somebody asked about their own data."""
    candidate = Candidate.objects.only("id", "caseworker_id").get(id=named(event, "candidate_id"))
    people = [candidate.caseworker_id, *(user.id for user in staff(event.municipality_id, Role.COORDINATOR))]
    text = f"Anmodning om egne oplysninger: {event.facts['what']}"
    return tell(event, people, text, "rights_request", named(event, "request_id"))


def tell_administrators(actor: Actor, event: Event) -> object:
    """Tell the administrators what is going to be erased, and when."""
    people = [user.id for user in staff(event.municipality_id, Role.ADMINISTRATOR)]
    runs_on = show_day(date.fromisoformat(event.facts["runs_on"]))
    text = f"{event.facts['number']} ting slettes tidligst {runs_on}"
    return tell(event, people, text, "retention", named(event, "run_id"))
