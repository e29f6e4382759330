"""The words of the story's agreements: the municipality's template, the four places and who answers for each side."""

from datetime import date

from plads.centres.clauses import COLUMNS, default_clauses
from plads.centres.models import AgreementTemplate, Party
from plads.centres.services.beginning import contact_row
from plads.centres.services.templates import draft_template, publish_template
from plads.centres.services.terms import AgreementTerms, PlaceTerms
from plads.core.codes import DanishLevel, Demand, Function, Language
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.founding import Cast
from plads.demo.people import person

TEMPLATE = "Aftale om virksomhedscenter"


def usual_template(cast: Cast) -> AgreementTemplate:
    """Let the coordinator take a template with the usual words in use, and return it."""
    coordinator = cast[Role.COORDINATOR]
    with acting(coordinator):
        template = draft_template(coordinator, cast.municipality.id, TEMPLATE)
        return publish_template(coordinator, template.id)


def usual_clauses() -> list[dict[str, str]]:
    """Return the usual words of the clauses an agreement keeps beside its columns."""
    return [
        {"key": each["key"], "title": each["title"], "text": each["text"]}
        for each in default_clauses()
        if each["key"] not in COLUMNS
    ]


def store_terms(cast: Cast, template: AgreementTemplate, first_day: date, last_day: date) -> AgreementTerms:
    """Return the department store's four places: two on the shop floor, two in the storeroom."""
    week = parse_week("man-fre 8-14")
    shop_tasks = ["Fylde varer op", "Vende varer", "Hjælpe kunder på vej"]
    store_tasks = ["Modtage varer", "Holde orden på lageret", "Pakke ud"]
    contact, representative = person(Role.CONTACT), person(Role.REPRESENTATIVE)
    consultant = person(Role.CONSULTANT)

    def shop(number: int) -> PlaceTerms:
        return PlaceTerms(
            number,
            Function.SHOP,
            shop_tasks,
            week,
            danish_level=DanishLevel.SIMPLE,
            occupation="9334",
        )

    def store(number: int, *demands: Demand) -> PlaceTerms:
        return PlaceTerms(
            number,
            Function.STORE,
            store_tasks,
            week,
            languages=[Language.ENGLISH],
            demands=list(demands),
            occupation="4321",
        )

    return AgreementTerms(
        first_day=first_day,
        last_day=last_day,
        goals="Fire kandidater ad gangen kommer tættere på et job i butik eller på lager.",
        target_group="Mennesker med ringe erfaring fra arbejdsmarkedet eller lidt dansk.",
        places=[shop(1), shop(2), store(3, Demand.STANDING), store(4)],
        mentor_arrangement="En erfaren medarbejder er mentor for alle fire. Timer ud over det normale søges.",
        economy="Mentortimer betales efter kommunens sats.",
        absence_procedure="Kandidaten melder sig syg i Plads eller ringer inden kl. 8. Mentoren noterer fremmøde.",
        followup_days=cast.municipality.followup_days,
        evaluation_on=first_day + (last_day - first_day) // 2,
        clauses=usual_clauses(),
        contacts=[
            contact_row(Party.COMPANY, contact.name, "Varehuschef", contact.email, "00 00 00 01"),
            contact_row(Party.REPRESENTATIVE, representative.name, "", representative.email),
            contact_row(Party.MUNICIPALITY, consultant.name, "Virksomhedskonsulent", consultant.email),
        ],
        template_id=template.id,
    )
