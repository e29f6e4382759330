"""Reactions that do the next thing in the house."""

from datetime import date, timedelta

from plads.core.actor import Actor
from plads.core.models import Event, Municipality
from plads.flows.reading import named
from plads.followup.services import drop_followups, issue_statement, plan_followups
from plads.placements.services.refill import propose_free_places, propose_refill, renew_proposals


def propose_next(actor: Actor, event: Event) -> object:
    """Propose who could have the free place."""
    return propose_refill(actor, named(event, "place_id"))


def propose_others(actor: Actor, event: Event) -> object:
    """Renew the proposals whose first choice was just put forward for another place."""
    return renew_proposals(actor, named(event, "candidate_id"))


def propose_after_no(actor: Actor, event: Event) -> object:
    """Propose somebody else when the candidate or the company said no."""
    return propose_refill(actor, named(event, "place_id")) if event.facts.get("answer") == "nej" else None


def set_followups(actor: Actor, event: Event) -> object:
    """Set the follow-up meetings of a granted placement."""
    return plan_followups(actor, named(event, "placement_id"))


def drop_late_followups(actor: Actor, event: Event) -> object:
    """Drop the meetings after an early end."""
    last = date.fromisoformat(event.facts["last_day"])
    return drop_followups(actor, named(event, "placement_id"), after=last)


def give_statement(actor: Actor, event: Event) -> object:
    """Issue the competence statement."""
    return issue_statement(actor, named(event, "placement_id"))


def propose_for_all_free(actor: Actor, event: Event) -> object:
    """Propose for every place that is free or soon will be."""
    municipality = Municipality.objects.get(id=event.municipality_id)
    return propose_free_places(actor, timedelta(days=municipality.refill_lead_days))
