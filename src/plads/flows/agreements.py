"""Reactions to what happens to an agreement in force: its places, proposals, nominations and the people in them."""

from datetime import date
from uuid import UUID

from plads.candidates.models import Candidate
from plads.centres.models import Centre
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.periods import show_day
from plads.core.roles import Role
from plads.flows.reading import named
from plads.messages.models import WHO
from plads.messages.services import tell
from plads.people.queries import staff
from plads.placements.models import EndReason
from plads.placements.services.agreement_changes import bring_places_in_step, clear_place
from plads.placements.services.refill import propose_for_agreement


def open_signed_places(actor: Actor, event: Event) -> object:
    """Bring the places in step with what the parties signed."""
    return bring_places_in_step(actor, named(event, "version_id"))


def clear_closing_place(actor: Actor, event: Event) -> object:
    """Let the proposals and nominations fall that a place is not there for any more."""
    return clear_place(actor, named(event, "place_id"), event.facts["why"])


def propose_around_pause(actor: Actor, event: Event) -> object:
    """Propose anew for the agreement's places: for the days after a pause, or at once when it is over."""
    return propose_for_agreement(actor, named(event, "agreement_id"))


def tell_of_notice(actor: Actor, event: Event) -> object:
    """Tell the centre's consultant that its agreement ends before its time, or goes on after all."""
    centre = Centre.objects.get(id=named(event, "centre_id"))
    last = show_day(date.fromisoformat(event.facts["last_day"]))
    ends = event.kind == "centres.notice_given"
    text = (
        f"{centre.name}: aftalen er opsagt til {last}"
        if ends
        else f"{centre.name}: aftalen gælder til {last}"
    )
    return tell(event, [centre.consultant_id], text, "centre", centre.id)


def tell_of_wish(actor: Actor, event: Event) -> object:
    """Tell the centre's consultant, or else those who distribute work, that a company asks for a pause or an end."""
    centre = Centre.objects.get(id=named(event, "centre_id"))
    people: list[UUID] = [centre.consultant_id] if centre.consultant_id else _distributors(event)
    text = f"{centre.name} beder om {event.facts['what']}. Ring til {event.actor_name}. Grunden står på centrets side"
    return tell(event, people, text[:300], "centre", centre.id)


def tell_of_end(actor: Actor, event: Event) -> object:
    """Tell the centre's consultant that its agreement is over."""
    centre = Centre.objects.get(id=named(event, "centre_id"))
    return tell(event, [centre.consultant_id], f"{centre.name}: aftalen er ophørt", "centre", centre.id)


def tell_of_lost_place(actor: Actor, event: Event) -> object:
    """Tell the caseworker that a candidate loses a place, or a part of their days, because of the agreement."""
    if event.facts.get("reason", _BY_AGREEMENT) != _BY_AGREEMENT:
        return None
    candidate = Candidate.objects.only("id", "caseworker_id").get(id=named(event, "candidate_id"))
    fell = event.kind == "placements.nomination_fell"
    if fell:
        return tell(
            event,
            [candidate.caseworker_id],
            f"Pladsen til {WHO} faldt bort: {event.facts['why']}",
            "nomination",
            named(event, "nomination_id"),
        )
    last = show_day(date.fromisoformat(event.facts["last_day"]))
    text = f"Forløbet for {WHO} slutter {last}, fordi aftalen med arbejdspladsen ophører eller holder pause"
    return tell(event, [candidate.caseworker_id], text, "placement", named(event, "placement_id"))


_BY_AGREEMENT = str(EndReason.AGREEMENT.label)


def _distributors(event: Event) -> list[UUID]:
    people = staff(event.municipality_id, Role.COORDINATOR) or staff(event.municipality_id, Role.CONSULTANT)
    return [user.id for user in people]
