"""The lives of inquiries, agreements and centres, as tables."""

from plads.centres.models import Agreement, AgreementTemplate, AgreementVersion, Centre, Inquiry
from plads.core.lifecycle import Lifecycle, step
from plads.core.roles import OFFICE, Role

NEGOTIATORS = (Role.CONSULTANT, Role.COORDINATOR)
TEMPLATE_KEEPERS = (Role.COORDINATOR, Role.ADMINISTRATOR)

INQUIRY = Lifecycle(
    "Henvendelsen",
    {value: str(label) for value, label in Inquiry.State.choices},
    [
        step(
            "assign", "Giv henvendelsen til en konsulent", "new assigned", "assigned", OFFICE | {Role.SYSTEM}
        ),
        step("answer", "Svar virksomheden", "new assigned", "assigned", NEGOTIATORS),
        step("open_centre", "Opret et center", "new assigned", "turned_centre", NEGOTIATORS),
        step("decline", "Afslut uden center", "new assigned", "declined", NEGOTIATORS),
    ],
)

VERSION = Lifecycle(
    "Aftalen",
    {value: str(label) for value, label in AgreementVersion.State.choices},
    [
        step("edit", "Ret kladden", "draft", "draft", NEGOTIATORS),
        step("drop", "Opgiv kladden", "draft", "dropped", NEGOTIATORS),
        step("offer", "Send til underskrift", "draft", "offered", NEGOTIATORS),
        step("sign_company", "Skriv under for virksomheden", "offered", "offered", [Role.CONTACT]),
        step("state_representative", "Giv udtalelse", "offered", "offered", [Role.REPRESENTATIVE]),
        step("sign_municipality", "Skriv under for kommunen", "offered", "offered", NEGOTIATORS),
        step("sign_on_behalf", "Noter en underskrift", "offered", "offered", NEGOTIATORS),
        step("ask", "Bed om underskrift", "offered", "offered", [*NEGOTIATORS, Role.SYSTEM]),
        step(
            "seal", "Forsegl aftalen", "offered", "signed", [*NEGOTIATORS, Role.CONTACT, Role.REPRESENTATIVE]
        ),
        step("withdraw", "Træk tilbage til kladde", "offered", "draft", NEGOTIATORS),
    ],
)
"""The life of one version: the first of an agreement, or a change of the one in force."""

AGREEMENT = Lifecycle(
    "Aftalen",
    {value: str(label) for value, label in Agreement.State.choices},
    [
        step("amend", "Ændr aftalen", "signed paused", "signed", NEGOTIATORS),
        step("pause", "Sæt på pause", "signed", "paused", [*NEGOTIATORS, Role.SYSTEM]),
        step("call_off_pause", "Aflys pausen", "signed", "signed", NEGOTIATORS),
        step("resume", "Slut pausen", "paused", "signed", [*NEGOTIATORS, Role.SYSTEM]),
        step("ask_change", "Bed om en pause eller om at slutte", "signed paused", "signed", [Role.CONTACT]),
        step("give_notice", "Opsig aftalen", "signed paused", "signed", NEGOTIATORS),
        step("take_back_notice", "Træk opsigelsen tilbage", "signed paused", "signed", NEGOTIATORS),
        step("end", "Afslut aftalen", "signed paused", "ended", [*NEGOTIATORS, Role.SYSTEM]),
        step("renew", "Forny aftalen", "signed paused ended", "signed", NEGOTIATORS),
        step("copy", "Brug aftalen som forlæg", "draft offered signed paused ended", "draft", NEGOTIATORS),
    ],
)
"""The life of an agreement that was signed; until then it stands where its version stands.

For ``amend``, ``ask_change``, ``give_notice``, ``take_back_notice``, ``renew`` and ``copy`` the agreement itself
stays as it was: the target is what the deed is about. A pause that begins later leaves the agreement in force until
its first day.
"""

TEMPLATE = Lifecycle(
    "Skabelonen",
    {value: str(label) for value, label in AgreementTemplate.State.choices},
    [
        step("edit", "Ret kladden", "draft", "draft", TEMPLATE_KEEPERS),
        step("discard", "Drop kladden", "draft", "retired", TEMPLATE_KEEPERS),
        step("publish", "Tag i brug", "draft", "published", TEMPLATE_KEEPERS),
        step("retire", "Tag ud af brug", "published", "retired", TEMPLATE_KEEPERS),
        step("new_version", "Lav en ny version", "published retired", "draft", TEMPLATE_KEEPERS),
    ],
)
"""The life of one version of a template; ``new_version`` leaves it as it is and makes the draft of the next."""

CENTRE = Lifecycle(
    "Centret",
    {value: str(label) for value, label in Centre.State.choices},
    [
        step("open", "Åbn centret", "negotiating open closed", "open", [Role.SYSTEM]),
        step("close", "Luk centret", "negotiating open", "closed", [*NEGOTIATORS, Role.SYSTEM]),
    ],
)
