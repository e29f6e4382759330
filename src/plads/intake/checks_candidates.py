"""Checks across rows: candidates and what they do beside a placement."""

from plads.core import week
from plads.core.keyring import key_ring
from plads.core.periods import closed_last_day, first_day
from plads.core.roles import Role
from plads.intake.checks_workplaces import check_staff_reference
from plads.intake.drafts import Desk, Draft, by_key, check_days, check_known, plain_key
from plads.intake.known import Known
from plads.intake.spans import Span

_TO_COME = "Dagen er ikke kommet endnu."


def is_ready(draft: Draft) -> bool:
    """Return whether a candidate's row holds motivation and consent, so that they may be proposed for places."""
    return draft.has("motivation", "consent_on")


def check_candidates(desk: Desk, known: Known) -> None:
    """Note unknown caseworkers, days to come and people who may be one; say how many are not ready."""
    check_staff_reference(desk, known, "candidates", "caseworker", (Role.CASEWORKER, Role.COORDINATOR))
    names: dict[str, int] = {}
    for draft in desk.all("candidates"):
        for key in ("consent_on", "waiting_since"):
            if draft.has(key) and draft.get(key) > desk.today:
                desk.fault(draft, key, _TO_COME, "Ret dagen.")
        name = plain_key(draft.get("name") or "")
        if name and name in names:
            rows = f"{names[name]} og {draft.row}"
            desk.notes.append(f"Kandidater, række {rows}: samme navn og to CPR-numre. Er det to personer?")
        names.setdefault(name, draft.row)
    _note_not_ready(desk)
    _note_closing(desk, known)


def _note_not_ready(desk: Desk) -> None:
    waiting = [draft for draft in desk.all("candidates") if not is_ready(draft) and not draft.get("closed")]
    if waiting:
        desk.notes.append(
            f"{len(waiting)} kandidater mangler egen motivation eller samtykke. De bliver oprettet, "
            "men er ikke klar til en plads, før det er noteret."
        )


def _note_closing(desk: Desk, known: Known) -> None:
    for draft in desk.all("candidates"):
        if draft.get("closed") and draft.has("cpr"):
            present = known.candidates.get(key_ring().lookup(draft.get("cpr")))
            if present is not None and present.state != "closed":
                desk.notes.append(
                    f"Kandidater, række {draft.row}: afsluttet i arket, men ikke i Plads. Afslut kandidaten i Plads."
                )


def check_candidate_reference(desk: Desk, known: Known, sheet: str) -> None:
    """Note each row of ``sheet`` whose candidate is neither in the workbook nor in Plads."""
    written = by_key(desk.all("candidates"), "cpr")

    def is_known(cpr: str) -> bool:
        return cpr in written or key_ring().lookup(cpr) in known.candidates

    check_known(desk, sheet, "cpr", is_known, "candidates", "cpr")


def check_activities(desk: Desk, known: Known) -> None:
    """Note activities of unknown candidates, that end before they begin, or lie on top of each other."""
    check_candidate_reference(desk, known, "activities")
    check_days(desk, "activities", "first_day", "last_day")
    for spans in activity_spans(desk, known).values():
        spans.sort(key=lambda span: (span.first, span.row))
        for number, later in enumerate(spans):
            if later.draft is None:
                continue
            for earlier in (*spans[:number], *(span for span in spans[number:] if span.draft is None)):
                pairs = week.clashes(list(later.slots), list(earlier.slots)) if later.meets(earlier) else []
                if pairs:
                    mine, theirs = pairs[0]
                    message = f"{mine} er optaget af {earlier.title} ({theirs}{earlier.at_row})."
                    desk.fault(later.draft, "slots", message, "Ret tiderne eller dagene.")


def activity_spans(desk: Desk, known: Known) -> dict[str, list[Span]]:
    """Return every candidate's activities by CPR look-up: the workbook's, and Plads' that it does not name."""
    found: dict[str, list[Span]] = {}
    written: set[tuple[str, str, object]] = set()
    for draft in desk.all("activities"):
        if draft.has("cpr", "title", "first_day", "last_day", "slots") and draft.get(
            "first_day"
        ) <= draft.get("last_day"):
            lookup = key_ring().lookup(draft.get("cpr"))
            written.add((lookup, plain_key(draft.get("title")), draft.get("first_day")))
            found.setdefault(lookup, []).append(
                Span(
                    draft.get("first_day"),
                    draft.get("last_day"),
                    tuple(draft.get("slots")),
                    draft.get("title"),
                    draft,
                )
            )
    for lookup, candidate in known.candidates.items():
        for row in known.activities.get(candidate.id, []):
            begins = first_day(row.period)
            if (lookup, plain_key(row.title), begins) not in written:
                span = Span(begins, closed_last_day(row.period), tuple(row.week), row.title, None)
                found.setdefault(lookup, []).append(span)
    return found
