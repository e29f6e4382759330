"""What follows from what: one table that reads like the leaflet.

An event recorded anywhere in Plads is handed here. Each reaction runs after the event's transaction commits, in
a transaction of its own, once (see ``plads.jobs``). A reaction that fails is tried again and shown to the
administrator.
"""

from collections.abc import Callable

from plads.core.actor import Actor
from plads.core.models import Event
from plads.flows.agreements import (
    clear_closing_place,
    open_signed_places,
    propose_around_pause,
    tell_of_end,
    tell_of_lost_place,
    tell_of_notice,
    tell_of_wish,
)
from plads.flows.doing import (
    drop_late_followups,
    give_statement,
    propose_after_no,
    propose_for_all_free,
    propose_next,
    propose_others,
    set_followups,
)
from plads.flows.inquiries import give_out_inquiry, send_answer, send_receipt
from plads.flows.papers import seal_paper
from plads.flows.signing import (
    send_copies,
    send_signing_code,
    send_signing_link,
    send_signing_reminder,
    tell_not_needed,
    tell_of_no,
    tell_of_wrong_person,
    tell_word_fell,
)
from plads.flows.telling import (
    tell_administrators,
    tell_caseworker,
    tell_centre_is_open,
    tell_consultant,
    tell_coordinators,
    tell_mentor,
    tell_of_request,
    tell_stand_in,
    tell_support_looks,
    tell_the_answer,
)

Reaction = Callable[[Actor, Event], object]

REACTIONS: dict[str, tuple[Reaction, ...]] = {
    "centres.inquiry_received": (give_out_inquiry, send_receipt),
    "centres.inquiry_unclaimed": (tell_coordinators,),
    "centres.inquiry_assigned": (tell_consultant,),
    "centres.inquiry_answered": (send_answer,),
    "centres.inquiry_declined": (send_answer,),
    "centres.agreement_signed": (open_signed_places, tell_centre_is_open, seal_paper),
    "centres.paper_made": (send_copies,),
    "centres.party_signed": (tell_of_no,),
    "centres.agreement_ended": (tell_of_end,),
    "centres.change_asked": (tell_of_wish,),
    "centres.notice_given": (tell_of_notice,),
    "centres.notice_taken_back": (tell_of_notice,),
    "centres.pause_set": (propose_around_pause,),
    "centres.pause_over": (propose_around_pause,),
    "centres.place_opened": (propose_next,),
    "centres.place_changed": (propose_next,),
    "centres.place_kept": (propose_next,),
    "centres.place_closes": (clear_closing_place, propose_next),
    "centres.signature_asked": (send_signing_link,),
    "centres.signature_fell": (tell_word_fell,),
    "centres.signature_not_needed": (tell_not_needed,),
    "centres.signature_reminded": (send_signing_reminder,),
    "centres.signing_code_asked": (send_signing_code,),
    "centres.signing_link_renewed": (send_signing_link,),
    "centres.wrong_person_said": (tell_of_wrong_person,),
    "intake.taken_over": (propose_for_all_free,),
    "mentoring.support_decided": (tell_mentor,),
    "people.stand_in_named": (tell_stand_in,),
    "people.support_opened": (tell_support_looks,),
    "placements.nominated": (propose_others,),
    "placements.nomination_answered": (tell_the_answer, propose_after_no),
    "placements.nomination_withdrawn": (propose_next,),
    "placements.approved": (set_followups,),
    "placements.extended": (set_followups,),
    "placements.absence_noted": (tell_caseworker,),
    "placements.cancelled": (propose_next,),
    "placements.lapsed": (propose_next,),
    "placements.end_known": (propose_next, drop_late_followups, tell_of_lost_place),
    "placements.end_withdrawn": (set_followups, propose_others),
    "placements.nomination_fell": (tell_of_lost_place,),
    "placements.shortened": (propose_next, drop_late_followups, tell_of_lost_place),
    "placements.ended": (propose_next, drop_late_followups, give_statement),
    "rights.request_received": (tell_of_request,),
    "rights.use_restricted": (propose_others,),
    "rights.planning_declined": (propose_others,),
    "rights.person_erased": (propose_for_all_free,),
    "rights.retention_told": (tell_administrators,),
}
"""When this happened, these follow."""
