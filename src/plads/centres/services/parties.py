"""Who the parties of an agreement are: names and numbers as they stand in the words that are signed."""

from plads.centres.models import AgreementVersion

FACTS = {
    "company": "Virksomhed",
    "cvr": "CVR-nummer",
    "workplace": "Arbejdsplads",
    "p_number": "P-nummer",
    "address": "Adresse",
    "centre": "Center",
    "municipality": "Kommune",
    "municipality_cvr": "Kommunens CVR-nummer",
    "office": "Kommunens indgang",
}
"""The facts of the parties, with their Danish names, in the order they are read."""


def parties_now(version: AgreementVersion) -> dict[str, str]:
    """Return the parties as the registers and the municipality have them today, keyed as ``FACTS``."""
    centre = version.agreement.centre
    workplace, municipality = centre.workplace, centre.municipality
    return {
        "company": workplace.company.name,
        "cvr": workplace.company.cvr,
        "workplace": workplace.name,
        "p_number": workplace.p_number,
        "address": workplace.address,
        "centre": centre.name,
        "municipality": municipality.name,
        "municipality_cvr": municipality.cvr,
        "office": municipality.office_name,
    }


def parties_of(version: AgreementVersion) -> dict[str, str]:
    """Return the parties as they were when the version was sent for signatures; of a draft, as they are now."""
    stored: dict[str, str] = version.parties
    return stored or parties_now(version)
