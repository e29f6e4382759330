"""Checks across rows: centres with their agreements, places and mentors."""

from collections import Counter
from decimal import Decimal

from plads.core import week
from plads.core.periods import period, show
from plads.core.roles import Role
from plads.intake.checks_workplaces import check_centre_workplaces, check_staff_reference
from plads.intake.drafts import Desk, Draft, by_key, check_days, check_known, plain_key
from plads.intake.known import Known
from plads.law.quota import QuotaFacts, quota

_IN_PLADS = "Ret det i Plads, eller ret regnearket, så det passer."


def check_centres(desk: Desk, known: Known) -> None:
    """Note what is wrong with centres: workplace, consultant, period, agreement in Plads, places, quota."""
    check_centre_workplaces(desk, known)
    check_staff_reference(desk, known, "centres", "consultant", (Role.CONSULTANT, Role.COORDINATOR))
    check_days(desk, "centres", "first_day", "last_day")
    counts = Counter(plain_key(draft.get("centre")) for draft in desk.all("places") if draft.has("centre"))
    for draft in desk.all("centres"):
        if not draft.has("name"):
            continue
        new = not _check_present(desk, known, draft)
        if new and not counts[plain_key(draft.get("name"))]:
            message = "Centret har ingen pladser i arket Pladser."
            desk.fault(draft, "name", message, "Tilføj en række for hver plads i aftalen.")
    _note_quotas(desk)


def _check_present(desk: Desk, known: Known, draft: Draft) -> bool:
    """Note a centre that Plads knows otherwise; returns whether its agreement is there already."""
    named = known.centres.get(plain_key(draft.get("name")), [])
    for centre in named:
        if draft.has("p_number") and centre.workplace.p_number != draft.get("p_number"):
            message = f"Et center med det navn ligger i Plads på P-nummer {centre.workplace.p_number}."
            desk.fault(draft, "name", message, "Giv centret et andet navn, eller ret P-nummeret.")
    for centre in named:
        if not draft.has("first_day", "last_day") or draft.get("last_day") < draft.get("first_day"):
            return True
        span = period(draft.get("first_day"), draft.get("last_day"))
        agreements = known.agreements.get(centre.id, [])
        if any(agreement.period == span for agreement in agreements):
            return True
        for agreement in agreements:
            if _meet(agreement.period, span):
                message = f"I Plads er der en underskrevet aftale for {show(agreement.period)}."
                desk.fault(
                    draft,
                    "last_day",
                    message,
                    f"En underskrevet aftale ændres ikke fra et regneark. {_IN_PLADS}",
                )
                return True
        if centre.state == "closed":
            desk.fault(draft, "name", "Centret er lukket i Plads.", "Giv det nye center et andet navn.")
    return False


def _meet(one: object, other: object) -> bool:
    return one.lower < other.upper and other.lower < one.upper  # type: ignore[attr-defined,no-any-return]


def _note_quotas(desk: Desk) -> None:
    """Say where the paper agreement has more places than rimelighedskravet allows today: it is signed, so it stands."""
    months: dict[str, list[Draft]] = {}
    for draft in desk.all("months"):
        if draft.has("p_number", "month", "ordinary_fte"):
            months.setdefault(draft.get("p_number"), []).append(draft)
    minutes: dict[str, list[int]] = {}
    for draft in desk.all("places"):
        if draft.has("centre", "slots"):
            found = min(week.total(draft.get("slots")), week.FULL_WEEK_MINUTES)
            minutes.setdefault(plain_key(draft.get("centre")), []).append(found)
    for draft in desk.all("centres"):
        rows = sorted(months.get(draft.get("p_number"), []), key=lambda row: row.get("month"))
        known_months = [(row.get("month"), Decimal(row.get("ordinary_fte"))) for row in rows]
        weekly = minutes.get(plain_key(draft.get("name")), [])
        if (
            known_months
            and weekly
            and quota(QuotaFacts(known_months, weekly, len(weekly)), desk.today).blocks
        ):
            note = f"{draft.get('name')} har flere pladser, end rimelighedskravet giver plads til i dag."
            desk.notes.append(note)


def check_places(desk: Desk, known: Known) -> None:
    """Note places of unknown centres, places the signed agreement lacks, and places that differ in Plads."""
    names = by_key(desk.all("centres"), "name")
    check_known(
        desk, "places", "centre", lambda name: name in names or name in known.centres, "centres", "name"
    )
    for draft in desk.all("places"):
        if not draft.has("centre", "number"):
            continue
        name = plain_key(draft.get("centre"))
        present = known.places.get((name, draft.get("number")))
        if present:
            _note_difference(desk, draft, present[-1])
        elif any(known.agreements.get(centre.id) for centre in known.centres.get(name, [])) and not _renewed(
            known, names.get(name)
        ):
            message = "Pladsen er ikke i den aftale, der er underskrevet i Plads."
            desk.fault(draft, "number", message, "Aftal den nye plads i Plads, eller slet rækken.")
        elif name not in names and name in known.centres:
            message = "Centret har ingen underskrevet aftale i Plads."
            desk.fault(draft, "centre", message, "Tilføj centret med sin aftale i arket Centre.")


def _renewed(known: Known, centre: Draft | None) -> bool:
    """Whether the workbook brings an agreement that Plads does not have, so that its places may differ."""
    if centre is None or not centre.has("name", "first_day", "last_day"):
        return False
    if centre.get("last_day") < centre.get("first_day"):
        return False
    span = period(centre.get("first_day"), centre.get("last_day"))
    rows = known.centres.get(plain_key(centre.get("name")), [])
    return not any(agreement.period == span for row in rows for agreement in known.agreements.get(row.id, []))


def _note_difference(desk: Desk, draft: Draft, place: object) -> None:
    keys = [key for key in ("function", "tasks", "danish_level", "languages", "demands") if draft.has(key)]
    differs = [key for key in keys if draft.get(key) != getattr(place, key)]
    if draft.has("slots") and week.dump(draft.get("slots")) != place.slots:  # type: ignore[attr-defined]
        differs.append("slots")
    if differs:
        columns = ", ".join(f"»{draft.sheet.column(key).heading}«" for key in differs)
        where = f"{draft.get('centre')}, plads {draft.get('number')}"
        desk.notes.append(
            f"{where}: {columns} står anderledes i Plads og er ikke ændret, for aftalen er underskrevet."
        )


def check_mentors(desk: Desk, known: Known) -> None:
    """Note mentors of unknown centres."""
    names = by_key(desk.all("centres"), "name")
    check_known(
        desk, "mentors", "centre", lambda name: name in names or name in known.centres, "centres", "name"
    )
