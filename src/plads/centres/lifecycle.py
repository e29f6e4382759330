"""The lives of inquiries, agreements and centres, as tables."""

from plads.centres.models import Agreement, Centre, Inquiry
from plads.core.lifecycle import Lifecycle, step
from plads.core.roles import OFFICE, Role

NEGOTIATORS = (Role.CONSULTANT, Role.COORDINATOR)

INQUIRY = Lifecycle(
    "Henvendelsen",
    {value: str(label) for value, label in Inquiry.State.choices},
    [
        step(
            "assign", "Giv henvendelsen til en konsulent", "new assigned", "assigned", OFFICE | {Role.SYSTEM}
        ),
        step("open_centre", "Opret et center", "new assigned", "turned_centre", NEGOTIATORS),
        step("decline", "Afslut uden center", "new assigned", "declined", NEGOTIATORS),
    ],
)

AGREEMENT = Lifecycle(
    "Aftalen",
    {value: str(label) for value, label in Agreement.State.choices},
    [
        step("edit", "Ret kladden", "draft", "draft", NEGOTIATORS),
        step("offer", "Send til underskrift", "draft", "offered", NEGOTIATORS),
        step("sign_company", "Skriv under for virksomheden", "offered", "offered", [Role.CONTACT]),
        step("state_representative", "Giv udtalelse", "offered", "offered", [Role.REPRESENTATIVE]),
        step("sign_municipality", "Skriv under for kommunen", "offered", "offered", NEGOTIATORS),
        step(
            "seal", "Forsegl aftalen", "offered", "signed", [*NEGOTIATORS, Role.CONTACT, Role.REPRESENTATIVE]
        ),
        step("withdraw", "Træk tilbage til kladde", "offered", "draft", NEGOTIATORS),
    ],
)

CENTRE = Lifecycle(
    "Centret",
    {value: str(label) for value, label in Centre.State.choices},
    [
        step("open", "Åbn centret", "negotiating open", "open", [Role.SYSTEM]),
        step("close", "Luk centret", "open", "closed", NEGOTIATORS),
    ],
)
