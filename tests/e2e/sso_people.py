"""Who can be chosen at the identity providers of the browser tests."""

from typing import Any

from plads.demo.founding import WAITING
from plads.demo.story import CVR
from tests.e2e.sso_numbers import HERE, NEIGHBOUR
from tests.peers.starting import privileges, right

EID = "https://data.gov.dk/model/core/eid/"
FOLLOWS = {"": "Low", "Low": "Low", "Substantial": "Substantial", "High": "High"}
"""A user who shows exactly what was asked for."""


def professional(
    name: str, number: int, cvr: str, rights: str = "", levels: dict[str, str] | None = None
) -> Any:
    """Somebody with MitID Erhverv."""
    attributes = {
        "https://data.gov.dk/model/core/specVersion": "OIO-SAML-3.0",
        f"{EID}fullName": name,
        f"{EID}email": f"{name.split()[0].lower()}@erhverv.example",
        f"{EID}professional/cvr": cvr,
    }
    if rights:
        attributes[f"{EID}privilegesIntermediate"] = rights
    uuid = f"{EID}professional/uuid/00000000-0000-4000-8000-{number:012d}"
    return {"nameId": uuid, "attributes": attributes, "levels": levels or FOLLOWS}


BOTH = privileges((HERE, [right("caseworker")]), (NEIGHBOUR, [right("consultant")]))
PROFESSIONALS = {
    "Begge": professional("Bente Begge", 1, HERE, BOTH, {"": "Substantial"}),
    "Trin": professional("Trine Trin", 2, HERE, privileges((HERE, [right("coordinator")]))),
    "Lav": professional("Lasse Lav", 3, HERE, privileges((HERE, [right("manager")])), {"": "Low"}),
    "Firma": professional("Frida Firma", 4, CVR, privileges((CVR, [right("contact")]))),
    "Andetfirma": professional("Anton Anden", 5, "99999994", privileges(("99999994", [right("contact")]))),
    "Ingen": professional("Inge Ingen", 6, HERE),
}

KAMAL = next(each for each in WAITING if each.name == "Kamal Kandidat")
CITIZENS = {
    "kamal": {"claims": {"name": KAMAL.name, "cpr": KAMAL.cpr}, "levels": {}},
    "ukendt": {"claims": {"name": "Ukendt Borger", "cpr": "6103901234"}, "levels": {}},
}
STAFF = {
    "olga": {
        "claims": {"name": "Olga Konsulent", "email": "olga@kommune.example", "roles": [right("consultant")]}
    },
    "samme": {
        "claims": {"name": "Sanne", "email": "sagsbehandler@plads.example", "roles": [right("caseworker")]}
    },
    "svag": {
        "claims": {"name": "Svend Svag", "email": "svend@kommune.example", "roles": [right("manager")]},
        "levels": {"": "https://data.gov.dk/concept/core/nsis/Low"},
    },
}
