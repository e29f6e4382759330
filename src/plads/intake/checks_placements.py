"""Checks of placements row by row: references, days, ending, hours and what the law says."""

from datetime import date
from typing import Any

from plads.core import week
from plads.core.keyring import key_ring
from plads.core.periods import closed_last_day, first_day, show_day
from plads.intake.checks_candidates import check_candidate_reference, is_ready
from plads.intake.drafts import Desk, Draft, by_key, check_days, check_known, plain_key
from plads.intake.known import Known
from plads.law.practice import duration, weekly_hours
from plads.placements.models import JOBS, EndReason, Placement


def check_placements(desk: Desk, known: Known) -> None:
    """Note every fault of a placement that shows in its own row, with the rows it refers to."""
    check_candidate_reference(desk, known, "placements")
    _check_place(desk, known)
    _check_mentors(desk, known)
    check_days(desk, "placements", "first_day", "last_day")
    candidates = by_key(desk.all("candidates"), "cpr")
    centres = by_key(desk.all("centres"), "name")
    for draft in desk.all("placements"):
        present = placement_in_plads(known, draft)
        if present is not None:
            _note_state(desk, draft, present)
            continue
        _check_ending(desk, draft)
        _check_period(desk, known, draft, centres.get(plain_key(draft.get("centre") or "")))
        _check_candidate(desk, known, draft, candidates.get(draft.get("cpr")))
        _check_law(desk, draft, candidates.get(draft.get("cpr")))
    _note_late(desk)


def is_ended(draft: Draft) -> bool:
    """Return whether a placement's row says that it is over."""
    return "ended_on" in draft.raw or "reason" in draft.raw


def last_held(draft: Draft) -> date:
    """Return the last day the placement has (or had) the place."""
    found: date = draft.get("ended_on") or draft.get("last_day")
    return found


def placement_in_plads(known: Known, draft: Draft) -> Placement | None:
    """Return the placement of Plads that a row names: same candidate, place and first day."""
    if not draft.has("cpr", "centre", "number", "first_day"):
        return None
    candidate = known.candidates.get(key_ring().lookup(draft.get("cpr")))
    if candidate is None:
        return None
    for place in known.places.get((plain_key(draft.get("centre")), draft.get("number")), []):
        found = known.placements.get((candidate.id, place.id, draft.get("first_day")))
        if found is not None:
            return found
    return None


def _check_place(desk: Desk, known: Known) -> None:
    names = by_key(desk.all("centres"), "name")
    check_known(
        desk, "placements", "centre", lambda name: name in names or name in known.centres, "centres", "name"
    )
    places = by_key(desk.all("places"), "centre", "number")
    if {"centre", "number"} & desk.unsure.get("places", frozenset()):
        return
    for draft in desk.all("placements"):
        if draft.has("centre", "number"):
            key = (plain_key(draft.get("centre")), draft.get("number"))
            found = key in places or key in known.places
            if not found and (key[0] in names or key[0] in known.centres):
                desk.fault(
                    draft,
                    "number",
                    "Centret har ikke en plads med det nummer.",
                    "Ret nummeret, eller tilføj pladsen.",
                )


def _check_mentors(desk: Desk, known: Known) -> None:
    mentors = by_key(desk.all("mentors"), "centre", "email")
    if {"centre", "email"} & desk.unsure.get("mentors", frozenset()):
        return
    for draft in desk.all("placements"):
        centre = plain_key(draft.get("centre") or "")
        for email in draft.get("mentors") or []:
            if centre and (centre, email) not in mentors and (centre, email) not in known.mentors:
                message = f"{email} er ikke mentor i centret."
                desk.fault(draft, "mentors", message, "Ret e-mailen, eller tilføj mentoren i arket Mentorer.")


def _check_ending(desk: Desk, draft: Draft) -> None:
    ended, reason = draft.get("ended_on"), draft.get("reason")
    if "reason" in draft.raw and "ended_on" not in draft.raw:
        desk.fault(draft, "ended_on", "Der er en årsag, men ingen dag.", "Skriv dagen, eller slet årsagen.")
    if "ended_on" in draft.raw and "reason" not in draft.raw:
        desk.fault(draft, "reason", "Der er en dag, men ingen årsag.", "Skriv årsagen, eller slet dagen.")
    if draft.has("job_minutes", "reason") and reason not in JOBS:
        desk.fault(
            draft, "job_minutes", "Forløbet sluttede ikke med et job.", "Slet timerne, eller ret årsagen."
        )
    if "job_minutes" in draft.raw and "reason" not in draft.raw:
        desk.fault(draft, "job_minutes", "Forløbet er ikke slut.", "Slet timerne, eller skriv dag og årsag.")
    if ended is None:
        return
    first, last = draft.get("first_day"), draft.get("last_day")
    if first is not None and ended < first:
        desk.fault(draft, "ended_on", f"Forløbet begyndte {show_day(first)}.", "Ret den ene af dagene.")
    if last is not None and ended > last:
        remedy = "Ret »Aftalt sidste dag«, hvis forløbet blev forlænget."
        desk.fault(draft, "ended_on", f"Den aftalte sidste dag er {show_day(last)}.", remedy)
    if ended > desk.today:
        remedy = "Lad »Sluttede den« og »Årsag til slut« stå tomme, til forløbet er slut."
        desk.fault(draft, "ended_on", "Dagen er ikke kommet endnu.", remedy)
    if reason == EndReason.AGREED and last is not None and ended < last:
        desk.fault(draft, "reason", "Forløbet sluttede før den aftalte dag.", "Vælg den rigtige årsag.")


def _check_period(desk: Desk, known: Known, draft: Draft, centre: Draft | None) -> None:
    first, last = draft.get("first_day"), draft.get("last_day")
    if first is None or last is None or last < first:
        return
    ends = min(last_held(draft), last)
    for key, day in (("first_day", first), ("last_day", ends)):
        within = _agreed(known, draft, centre)
        if within and not any(begins <= day <= until for begins, until in within):
            days = " og ".join(f"{show_day(begins)} – {show_day(until)}" for begins, until in within)
            desk.fault(
                draft,
                key,
                f"Aftalen med centret gælder {days}.",
                "Ret dagen, eller ret aftalens dage i arket Centre.",
            )
    approved = draft.get("approved_on")
    if approved is not None and approved > desk.today:
        desk.fault(
            draft,
            "approved_on",
            "Dagen er ikke kommet endnu.",
            "Lad feltet stå tomt, til forløbet er bevilget.",
        )
    elif approved is not None and approved > first:
        desk.notes.append(f"Forløb, række {draft.row}: bevilget efter den første dag.")


def _agreed(known: Known, draft: Draft, centre: Draft | None) -> list[tuple[date, date]]:
    """Return the days the place is open, as the workbook or Plads says; none when it can't be told."""
    places = known.places.get((plain_key(draft.get("centre") or ""), draft.get("number") or 0), [])
    found = [(first_day(place.period), closed_last_day(place.period)) for place in places]
    if centre is not None and centre.has("first_day", "last_day"):
        found.append((centre.get("first_day"), centre.get("last_day")))
    return list(dict.fromkeys(found))


def _check_candidate(desk: Desk, known: Known, draft: Draft, candidate: Draft | None) -> None:
    if is_ended(draft) or not draft.has("cpr"):
        return
    present = known.candidates.get(key_ring().lookup(draft.get("cpr")))
    closed = candidate.get("closed") if candidate else False
    if closed or (present is not None and present.state == "closed"):
        desk.fault(
            draft,
            "cpr",
            "Kandidaten er afsluttet, men forløbet er ikke.",
            "Ret »Afsluttet«, eller skriv forløbets slut.",
        )
    ready = (candidate is not None and is_ready(candidate)) or (
        present is not None and present.state == "ready"
    )
    if not ready and (candidate is not None or present is not None) and not closed:
        remedy = "Skriv »Egen motivation« og »Samtykke givet« i arket Kandidater."
        desk.fault(draft, "cpr", "Kandidaten har et forløb, men ikke motivation og samtykke.", remedy)


def _check_law(desk: Desk, draft: Draft, candidate: Draft | None) -> None:
    first, last = draft.get("first_day"), draft.get("last_day")
    if first is None or last is None or last < first:
        return
    try:
        hours = weekly_hours(week.total(draft.get("slots") or []), first)
        length = duration(str(candidate.get("target_group")), first, last) if candidate else None
    except LookupError:
        return
    if hours.blocks:
        desk.fault(draft, "slots", f"{'. '.join(hours.working)}.", hours.remedy)
    if length is not None and length.blocks and not is_ended(draft):
        desk.notes.append(
            f"Forløb, række {draft.row}: {'. '.join(length.working[1:])}. Har det en forlængelse?"
        )


def _note_state(desk: Desk, draft: Draft, present: Placement) -> None:
    if is_ended(draft) and present.holds_place:
        desk.notes.append(
            f"Forløb, række {draft.row}: slut i arket, men ikke i Plads. Afslut forløbet i Plads."
        )


def _note_late(desk: Desk) -> None:
    open_rows = [draft for draft in desk.all("placements") if not is_ended(draft) and draft.has("last_day")]
    late = sum(draft.get("last_day") < desk.today for draft in open_rows)
    if late:
        desk.notes.append(
            f"{late} forløb har passeret deres sidste dag uden at være afsluttet. Afslut dem i Plads."
        )
    begun = sum(
        draft.has("first_day") and draft.get("first_day") <= desk.today and "approved_on" not in draft.raw
        for draft in open_rows
    )
    if begun:
        desk.notes.append(
            f"{begun} forløb skulle være begyndt, men er ikke bevilget. De bliver oprettet som planlagte."
        )


def check_steps(desk: Desk, known: Known) -> None:
    """Note steps of unknown placements, and steps outside their placement's days."""
    check_candidate_reference(desk, known, "steps")
    written: dict[tuple[str, date], list[Draft]] = {}
    for draft in desk.all("placements"):
        if draft.has("cpr", "first_day"):
            written.setdefault((draft.get("cpr"), draft.get("first_day")), []).append(draft)
    for draft in desk.all("steps"):
        if draft.has("cpr", "first_day"):
            _check_step(desk, draft, written.get((draft.get("cpr"), draft.get("first_day")), []))


def _check_step(desk: Desk, draft: Draft, placements: list[Draft]) -> None:
    if not placements:
        message = "Kandidaten har ikke et forløb i arket Forløb med den første dag."
        desk.fault(draft, "first_day", message, "Ret dagen, eller slet rækken.")
        return
    if len(placements) > 1:
        message = "Kandidaten har to forløb, der begynder den dag."
        desk.fault(draft, "first_day", message, "Flyt det ene forløbs start, eller skriv det ind i Plads.")
    day: Any = draft.get("from_day")
    last = placements[0].get("last_day")
    if day is not None and day <= draft.get("first_day"):
        desk.fault(
            draft,
            "from_day",
            "Dagen skal ligge efter forløbets første dag.",
            "De første tider står i arket Forløb.",
        )
    if day is not None and last is not None and day > last:
        desk.fault(draft, "from_day", f"Forløbet slutter {show_day(last)}.", "Ret dagen, eller slet rækken.")
    if draft.has("slots") and week.total(draft.get("slots")) > week.FULL_WEEK_MINUTES:
        desk.fault(draft, "slots", "Det er mere end 37 timer om ugen.", "Sæt timerne ned.")
