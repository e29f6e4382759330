"""Which facts each input of a form changes: page → input → ``object.field`` (several with blanks), or nothing.

A form's prefix is left out (``kontakt-name`` is ``name``). An input that stands neither here nor in ``ACTS`` fails the
walk: say which fact it changes, so that the table can be asked who may.
"""

import re

ACTS = {
    "csrfmiddlewaretoken", "next", "do", "back", "count", "website", "sure", "action", "step", "workbook",
    "code", "credential", "current", "again", "question", "link", "invite", "take", "open", "withdraw",
    "end_support", "shut_out", "approve", "until", "minutes", "colleague", "TOTAL_FORMS", "INITIAL_FORMS",
    "MIN_NUM_FORMS", "MAX_NUM_FORMS",
}  # fmt: skip
"""Inputs that say what is to be done, or prove who does it, and hold no fact of anybody's."""

_CANDIDATE = {
    name: f"candidate.{name}"
    for name in (
        "available",
        "avoids",
        "caseworker",
        "considerations",
        "cpr",
        "danish_level",
        "email",
        "functions",
        "goal",
        "languages",
        "name",
        "phone",
        "protected",
        "target_group",
        "waiting_since",
        "weekly_minutes",
    )
}
_CONTACT = {name: f"contact.{name}" for name in ("name", "email", "phone", "kind")} | {"workplace": ""}
_MENTOR = {name: f"mentor.{name}" for name in ("name", "email", "phone", "kind")}
_PERSON = {"name": "user.name", "email": "user.email"}
_PROGRESS = dict.fromkeys(("attendance", "belief", "colleagues", "language", "tasks"), "progress.score")
_VERSION = {
    name: f"version.{name}"
    for name in ("absence_procedure", "economy", "goals", "mentor_arrangement", "notice_days", "target_group")
}
_VERSION |= {"first_day": "version.period", "last_day": "version.period"}
_VERSION |= dict.fromkeys(
    ("danish_level", "demands", "function", "languages", "tasks", "week"), "version.places"
)

PAGES: dict[str, dict[str, str]] = {
    "add_passkey": {"name": ""},
    "agreement": {"statement": "signature.statement", "party": "signature.party"},
    "agreement_edit": _VERSION,
    "agreement_new": _VERSION,
    "candidate": _CANDIDATE
    | {"consent": "candidate.consent_at", "motivation": "candidate.motivation", "why": ""}
    | {"kind": "activity.kind", "title": "activity.title", "provider": "activity.provider"}
    | {"first_day": "activity.period", "last_day": "activity.period", "slots": "activity.slots"},
    "candidate_attendance": {"placement": "", "state": "attendance.state"},
    "candidate_new": _CANDIDATE,
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
    "companies": {
        "company_name": "company.name",
        "cvr": "company.cvr",
        "sector": "company.sector",
        **{name: f"workplace.{name}" for name in ("name", "p_number", "street", "postcode", "city")},
    },
    "company": _CONTACT | {name: f"workplace_month.{name}" for name in ("month", "ordinary_fte", "source")},
    "company_agreement": {"agrees": "signature.agrees", "confirm": "signature.agrees"},
    "company_mentor_new": _MENTOR,
    "company_nomination": {"answer": "nomination.company_answer", "reason": "nomination.answer_reason"},
    "company_people": _PERSON | {"workplace": "membership.subject_id"},
    "confirm": {"password": ""},
    "entrance": {
        name: f"inquiry.{name}"
        for name in ("company_name", "contact_name", "cvr", "email", "message", "p_number", "phone")
    },
    "erase_candidate": {"why": ""},
    "inquiry": {"consultant": "inquiry.consultant", "workplace": "", "name": "centre.name"},
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
        "reason": "nomination.reason",
    },
    "nomination": {
        "answer": "nomination.candidate_answer nomination.company_answer",
        "reason": "nomination.answer_reason",
    },
    "own_rights": {"kind": "rights_request.kind", "text": "rights_request.text"},
    "place": {"candidate": "proposal.chosen", "reason": "proposal.reason"},
    "placement": _PROGRESS
    | {"last_day": "end.last_day", "reason": "end.reason", "weekly_minutes": "end.weekly_minutes"}
    | {"note": "end.note attendance.note follow_up.note", "mentor": "assignment.mentor"}
    | {"agreed": "follow_up.agreed", "held_on": "follow_up.held_on", "followup": ""}
    | {"day": "attendance.day", "state": "attendance.state"},
    "representative_agreement": {"statement": "signature.statement", "answer": "signature.agrees"},
    "retention": dict.fromkeys(
        ["candidate", "change", "contact", "inquiry", "look", "mentor", "notice", "user"],
        "retention_period.months",
    )
    | {"reason": "retention_hold.reason"},
    "rights_request": {"answer": "rights_request.answer", "text": "rights_request.text"},
    "rights_requests": {"cpr": ""},
    "sign_in": {"email": "", "password": ""},
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
    found = PAGES.get(page, {}).get(bare)
    return "" if found is None and bare in ACTS else found
