"""The invented people of the story, one for each role."""

from dataclasses import dataclass

from plads.core.roles import Role

DEMO_PASSWORD = "prøv-plads-2026"  # noqa: S105 - shown on the sign-in page of a demo, and used nowhere else
DEMO_DOMAIN = "plads.example"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who can sign in to the demo."""

    role: Role
    name: str
    key: str

    @property
    def email(self) -> str:
        """The address they sign in with."""
        return f"{self.key}@{DEMO_DOMAIN}"


DEMO_PEOPLE = (
    DemoPerson(Role.CONSULTANT, "Karla Konsulent", "konsulent"),
    DemoPerson(Role.CASEWORKER, "Sanne Sagsbehandler", "sagsbehandler"),
    DemoPerson(Role.COORDINATOR, "Tove Tovholder", "tovholder"),
    DemoPerson(Role.MANAGER, "Lars Leder", "leder"),
    DemoPerson(Role.ADMINISTRATOR, "Asta Administrator", "administrator"),
    DemoPerson(Role.CONTACT, "Vera Varehuschef", "kontakt"),
    DemoPerson(Role.REPRESENTATIVE, "Tim Tillidsmand", "tillid"),
    DemoPerson(Role.HEAD_OFFICE, "Hanne Hovedkontor", "kaede"),
    DemoPerson(Role.MENTOR, "Mona Mentor", "mentor"),
    DemoPerson(Role.CANDIDATE, "Kamal Kandidat", "kandidat"),
    DemoPerson(Role.SUPPORT, "Sofus Support", "support"),
)


def person(role: Role) -> DemoPerson:
    """Return the demo's person in a role."""
    return next(each for each in DEMO_PEOPLE if each.role == role)
