"""Which facts each input of a form changes: page → input → ``object.field`` (several with blanks), or nothing.

A form's prefix is left out (``kontakt-name`` is ``name``). An input that stands neither here nor in ``ACTS`` fails the
walk: say which fact it changes, so that the table can be asked who may.
"""

import re

from plads.centres.clauses import CLAUSES, COLUMNS
from plads.web.forms_agreement import PlaceForm

ACTS = {
    "csrfmiddlewaretoken", "next", "do", "back", "count", "website", "sure", "action", "step", "workbook",
    "code", "credential", "current", "again", "question", "link", "invite", "take", "open", "withdraw",
    "end_support", "asked", "value", "shut_out", "approve", "until", "minutes", "colleague", "TOTAL_FORMS",
    "INITIAL_FORMS",
    "MIN_NUM_FORMS", "MAX_NUM_FORMS", "find", "began", "fetch", "use_number", "use_address", "up", "down",
    "remove", "register",
}  # fmt: skip
"""Inputs that say what is to be done, or prove who does it, and hold no fact of anybody's."""

_CANDIDATE = {
    name: f"candidate.{name}"
    for name in (
        "available",
        "avoids",
        "caseworker",
        "competences",
        "considerations",
        "cpr",
        "danish_level",
        "danish_test",
        "danish_tested_on",
        "email",
        "functions",
        "goal",
        "languages",
        "name",
        "phone",
        "protected",
        "target_group",
        "transport",
        "travel_minutes",
        "waiting_since",
        "weekly_minutes",
        "wishes",
        "work_duty",
    )
}
_CONTACT = {name: f"contact.{name}" for name in ("name", "email", "phone", "kind")} | {"workplace": ""}
_MENTOR = {name: f"mentor.{name}" for name in ("name", "email", "phone", "kind")}
_PERSON = {"name": "user.name", "email": "user.email"}
_PROGRESS = dict.fromkeys(("attendance", "belief", "colleagues", "language", "tasks"), "progress.score")
_CLAUSES = [clause.key for clause in CLAUSES]
_WORDS = {key: f"version.{COLUMNS.get(key, 'clauses')}" for key in _CLAUSES}
_WORDS |= {name: f"version.{name}" for name in ("notice_days", "followup_days", "evaluation_on", "reason")}
_WORDS |= {"first_day": "version.period", "last_day": "version.period"}
_PLACE = dict.fromkeys(PlaceForm.base_fields, "version.places")
_TEMPLATE = dict.fromkeys([*_CLAUSES, "locked", "title", "1", "2", "3"], "agreement_template.clauses")
_TEMPLATE |= {"name": "agreement_template.name"}

_ASKED = {name: f"signature_request.{name}" for name in ("contact", "channel", "name", "phone", "email")}

PAGES: dict[str, dict[str, str]] = {
    "add_passkey": {"name": ""},
    "agreement_amend": {"reason": "version.reason"},
    "agreement_extend": {"last_day": "version.period", "reason": "version.reason"},
    "agreement_reduce": {"places": "version.places", "reason": "version.reason"},
    "agreement_copy": {"centre": "", "first_day": "version.period"},
    "agreement_pause": {
        "first_day": "agreement.paused_from",
        "last_day": "agreement.paused_until",
        "reason": "agreement.pause_reason",
    },
    "agreement_notice": {
        "by": "agreement.notice_by",
        "last_day": "agreement.ends_on",
        "reason": "agreement.notice_reason",
    },
    "agreement": {"statement": "signature.statement", "party": "signature.party"},
    "agreement_ask": _ASKED,
    "agreement_edit": _WORDS,
    "agreement_contacts": dict.fromkeys(("side", "name", "role", "email", "phone"), "version.contacts"),
    "agreement_new": {"first_day": "version.period", "last_day": "version.period", "places": "version.places"}
    | {"source": "version.template"},
    "agreement_place": _PLACE,
    "agreement_template_edit": _TEMPLATE,
    "agreement_template_new": _TEMPLATE,
    "agreement_note": {
        "name": "signature.name",
        "why": "signature.noted_why",
        "answer": "signature.agrees",
        "statement": "signature.statement",
    },
    "agreement_send": _ASKED,
    "candidate": _CANDIDATE
    | {"group_from": "target_group_spell.period"}
    | {"consent": "candidate.consent_at", "motivation": "candidate.motivation", "why": ""}
    | {"kind": "activity.kind", "title": "activity.title", "provider": "activity.provider"}
    | {"first_day": "activity.period", "last_day": "activity.period", "slots": "activity.slots"},
    "candidate_attendance": {"placement": "", "state": "attendance.state"},
    "candidate_new": _CANDIDATE | {"group_from": "target_group_spell.period"},
    "candidate_nomination": {"answer": "nomination.candidate_answer"},
    "candidate_rights": {
        "kind": "rights_request.kind",
        "text": "rights_request.text",
        "received_on": "rights_request.received_on",
        "reason": "candidate.restricted_reason",
    },
    "centre": _CONTACT | _MENTOR,
    "change_password": {"password": "user.password"},
    "choose_password": {"email": "", "password": "user.password"},
    "assignment_rules": {
        name: f"assignment_rule.{name}"
        for name in ("first_postcode", "last_postcode", "industry", "consultant")
    }
    | {"rule": "", "postnummer": "", "branche": ""},
    "companies": {
        "company_name": "company.name",
        "cvr": "company.cvr",
        "sector": "company.sector",
        **{name: f"workplace.{name}" for name in ("name", "p_number", "street", "postcode", "city")},
    },
    "company": _CONTACT | {name: f"workplace_month.{name}" for name in ("month", "ordinary_fte", "source")},
    "company_agreement": {"answer": "signature.agrees", "statement": "signature.statement"},
    "company_wish": {"wish": "", "reason": ""},
    "company_mentor_new": _MENTOR,
    "company_nomination": {"answer": "nomination.company_answer", "reason": "nomination.answer_reason"},
    "company_people": _PERSON | {"workplace": "membership.subject_id"},
    "confirm": {"password": ""},
    "entrance": {
        name: f"inquiry.{name}"
        for name in (
            "company_name",
            "contact_name",
            "cvr",
            "email",
            "message",
            "p_number",
            "phone",
            "postcode",
        )
    },
    "erase_candidate": {"why": ""},
    "letters": {
        "letter": "",
        "kind": "decision_letter.kind",
        "paragraphs": "decision_letter.paragraphs",
        "reasons": "decision_letter.reasons",
        "how": "decision_letter.sent_how",
        "on": "decision_letter.sent_on",
    },
    "letter_text": {"complaint": "letter_text.complaint"},
    "first_day": {"task": "first_day_plan.tasks"}
    | {name: f"first_day_plan.{name}" for name in ("meet_at", "where", "bring", "buddy", "tasks")},
    "inquiry": {
        "consultant": "inquiry.consultant",
        "workplace": "",
        "reply": "inquiry.reply",
        "reason": "",
        "centre_name": "centre.name",
        "company_name": "company.name",
        "cvr": "company.cvr",
        "sector": "company.sector",
        "fte_source": "workplace_month.source",
        **{name: f"workplace.{name}" for name in ("name", "p_number", "street", "postcode", "city")},
    },
    "mentor": {
        "capacity": "mentor.capacity",
        "completed": "training.completed",
        "day": "training.day",
        "title": "training.title",
        "beyond_normal": "grant.beyond_normal",
        "place_id": "grant.place",
        "first_day": "grant.period",
        "last_day": "grant.period",
        "weekly_minutes": "grant.weekly_minutes",
        "grant": "",
        "decision": "grant.decision",
        "answer": "grant.state",
    },
    "mentor_attendance": {"day": "attendance.day", "state": "attendance.state", "begin": "placement.state"},
    "mentor_hours": {"day": "hours.day", "minutes": "hours.minutes", "grant": ""},
    "mentor_placement": {"score": "progress.score"},
    "my_account": {"help_with": "support_access.help_with", "first_day": "", "last_day": ""},
    "my_details": _PERSON,
    "nominate": {
        **dict.fromkeys(("first_day", "last_day", "second_day", "third_day"), "nomination.period"),
        **dict.fromkeys(("slots", "second_slots", "third_slots"), "nomination.steps"),
        "purposes": "nomination.purposes",
        "employed_here": "nomination.employed_here",
        "difference": "nomination.verdicts",
        "reason": "nomination.reason",
    },
    "municipality_settings": {
        name: f"municipality.{name}"
        for name in [
            "office_name",
            "cvr",
            "phone",
            "email",
            "inquiry_reply_days",
            "signing_link_days",
            "reminder_days",
            "uses_vitas",
            "absent_notice_days",
            "ill_notice_days",
            "followup_days",
            "refill_lead_days",
            "mentor_rate",
        ]
    },
    "nomination": {
        "answer": "nomination.candidate_answer nomination.company_answer",
        "reason": "nomination.answer_reason",
    },
    "outgoing": dict.fromkeys(("retry", "drop"), "outgoing_message.state"),
    "own_rights": {"kind": "rights_request.kind", "text": "rights_request.text"},
    "place": {"candidate": "proposal.chosen", "reason": "proposal.reason"},
    "paper_check": {"code": "", "file": "", "look": ""},
    "paper_checked": {"code": "", "file": "", "look": ""},
    "placement": _PROGRESS
    | {"last_day": "end.last_day", "reason": "end.reason", "weekly_minutes": "end.weekly_minutes"}
    | {"job_starts": "end.job_starts"}
    | {"note": "end.note attendance.note follow_up.note", "mentor": "assignment.mentor"}
    | {"agreed": "follow_up.agreed", "held_on": "follow_up.held_on", "followup": ""}
    | {"day": "attendance.day", "state": "attendance.state"},
    "paid_hours": {
        "first_day": "ordinary_hours.period",
        "last_day": "ordinary_hours.period",
        "weekly_minutes": "ordinary_hours.weekly_minutes",
        "here": "ordinary_hours.employer_is_centre",
        "hours": "",
    },
    "placement_outcome": {
        "kind": "outcome.kind",
        "weekly_minutes": "outcome.weekly_minutes",
        "since": "outcome.since",
        "here": "outcome.employer_is_centre",
    },
    "placement_extend": {name: f"extension.{name}" for name in ("last_day", "kind", "reason")},
    "placement_hours": dict.fromkeys(
        ("first_day", "slots", "second_day", "second_slots", "third_day", "third_slots"), "hours_step.slots"
    ),
    "placement_vitas": {
        "number": "vitas_application.number",
        "sent_on": "vitas_application.sent_on",
        "grant_number": "vitas_application.grant_number",
        "answered_on": "vitas_application.answered_on",
        "reason": "vitas_application.refusal_reason",
    },
    "representative_agreement": {"statement": "signature.statement", "answer": "signature.agrees"},
    "retention": dict.fromkeys(
        ["candidate", "change", "contact", "inquiry", "look", "mentor", "notice", "user"],
        "retention_period.months",
    )
    | {"reason": "retention_hold.reason"},
    "rights_request": {"answer": "rights_request.answer", "text": "rights_request.text"},
    "rights_requests": {"cpr": ""},
    "sign_in": {"email": "", "password": ""},
    "signing_link": {"answer": "signature.agrees", "statement": "signature.statement", "me": ""},
    "signing_lost": {"address": ""},
    "switch_role": {"hat": "", "role": ""},
    "system": {"value": ""},
    "unusual_look": {"conclusion": "look_review.conclusion", "note": "look_review.note"},
    "user": _PERSON | {"role": "membership.role"},
    "users": _PERSON | {"role": "membership.role"},
}


def facts(page: str, name: str) -> str | None:
    """Return which facts an input changes; empty for none, ``None`` when nobody has said."""
    bare = re.sub(r"^[a-z_]+-(?:\d+-)?", "", name)
    if page == "company" and name.startswith("center-"):
        return {"name": "centre.name", "workplace": "centre.workplace"}.get(bare, "")
    if re.fullmatch(r"fte_\d{4}_\d{2}", bare):
        return "workplace_month.ordinary_fte"
    if re.fullmatch(r"outcome_[0-9a-f-]{36}_\d+", bare):
        return "outcome.kind"
    if re.fullmatch(r"(fate|day)_[0-9a-f-]{36}", bare):
        return "placement.period"
    found = PAGES.get(page, {}).get(bare)
    return "" if found is None and bare in ACTS else found
