"""Checks across rows: the municipality, its staff, companies, workplaces, employment and contacts."""

from plads.core.actor import Actor
from plads.core.roles import Role
from plads.intake.drafts import Desk, by_key, check_known
from plads.intake.known import Known

GIVES_STAFF_ROLES = (Role.ADMINISTRATOR, Role.SYSTEM)


def check_municipality(desk: Desk, known: Known) -> None:
    """Note a workbook of several municipalities, of another one, or of none."""
    rows = desk.all("municipality")
    for draft in rows[1:]:
        desk.fault(draft, "code", "Der må kun stå én kommune.", "Slet rækken. Indlæs én kommune ad gangen.")
    if known.municipality is None or not rows or not rows[0].has("code"):
        return
    if rows[0].get("code") != known.municipality.code:
        message = f"Du arbejder i {known.municipality.name} ({known.municipality.code})."
        desk.fault(rows[0], "code", message, "Regnearket er for en anden kommune og kan ikke læses ind her.")
    elif rows[0].has("name") and rows[0].get("name") != known.municipality.name:
        desk.notes.append(f"Kommunen hedder {known.municipality.name} i Plads. Navnet er beholdt.")


def check_staff(desk: Desk, known: Known, actor: Actor | None) -> None:
    """Note new staff roles that the actor may not give, and names that differ for one e-mail."""
    if actor is not None and actor.role not in GIVES_STAFF_ROLES:
        for draft in desk.all("staff"):
            new = draft.has("email", "role") and draft.get("role") not in known.staff[draft.get("email")]
            if new:
                message = "Du kan ikke give medarbejdere adgang."
                desk.fault(
                    draft,
                    "role",
                    message,
                    "Bed en administrator om at oprette medarbejderen, eller slet rækken.",
                )


def check_workplaces(desk: Desk, known: Known) -> None:
    """Note workplaces of unknown companies, and P-numbers that belong to another company in Plads."""
    companies = by_key(desk.all("companies"), "cvr")
    check_known(
        desk, "workplaces", "cvr", lambda cvr: cvr in companies or cvr in known.companies, "companies", "cvr"
    )
    for cvr, draft in companies.items():
        company = known.companies.get(cvr)
        if company is not None and draft.has("name") and draft.get("name") != company.name:
            desk.notes.append(f"CVR-nummer {cvr} hedder {company.name} i Plads. Navnet er beholdt.")
    for draft in desk.all("workplaces"):
        present = known.workplaces.get(draft.get("p_number") or "")
        if present is not None and draft.has("cvr") and present.company.cvr != draft.get("cvr"):
            message = (
                f"P-nummeret hører i Plads til CVR-nummer {present.company.cvr} ({present.company.name})."
            )
            desk.fault(
                draft, "p_number", message, "Slå P-nummeret op i CVR-registret, og ret det, der er forkert."
            )


def check_months(desk: Desk, known: Known) -> None:
    """Note employment of unknown workplaces and of months to come."""
    _check_p_numbers(desk, known, "months")
    for draft in desk.all("months"):
        if draft.has("month") and draft.get("month") > desk.today:
            desk.fault(draft, "month", "Måneden er ikke kommet endnu.", "Ret måneden, eller slet rækken.")


def check_contacts(desk: Desk, known: Known) -> None:
    """Note contacts of unknown workplaces, and one person who would speak for two parties."""
    _check_p_numbers(desk, known, "contacts")
    parties = by_key(desk.all("contacts"), "p_number", "email")
    for draft in desk.all("contacts"):
        if not draft.has("p_number", "email", "kind"):
            continue
        other = parties[draft.get("p_number"), draft.get("email")]
        if other.get("kind") and other.get("kind") != draft.get("kind"):
            message = f"Personen har en anden rolle i række {other.row}. Ingen skriver under for to parter."
            desk.fault(draft, "email", message, "Find en anden, eller slet den ene række.")


def _check_p_numbers(desk: Desk, known: Known, sheet: str) -> None:
    workplaces = by_key(desk.all("workplaces"), "p_number")
    check_known(
        desk, sheet, "p_number", lambda p: p in workplaces or p in known.workplaces, "workplaces", "p_number"
    )


def check_centre_workplaces(desk: Desk, known: Known) -> None:
    """Note centres at unknown workplaces."""
    _check_p_numbers(desk, known, "centres")


def check_staff_reference(desk: Desk, known: Known, sheet: str, key: str, roles: tuple[Role, ...]) -> None:
    """Note each row whose member of staff is unknown, or holds none of ``roles``."""
    written: dict[str, set[str]] = {}
    for draft in desk.all("staff"):
        if draft.has("email"):
            written.setdefault(draft.get("email"), set()).add(draft.get("role") or "")
    check_known(
        desk, sheet, key, lambda email: email in written or bool(known.staff.get(email)), "staff", "email"
    )
    for draft in desk.all(sheet):
        email = draft.get(key)
        held = written.get(email, set()) | known.staff.get(email, set())
        if held and "" not in held and not held & set(roles):
            names = " eller ".join(str(role.label).lower() for role in roles)
            desk.fault(
                draft,
                key,
                f"Medarbejderen har ikke rollen {names}.",
                "Ret e-mailen, eller giv medarbejderen rollen.",
            )
