"""The workbook: its sheets and columns in one table. Reading, the template and the documentation follow it.

A row of the table is a line, however long, so that it can be read as a table.
"""
# ruff: noqa: E501

from collections.abc import Sequence
from dataclasses import dataclass

from plads.candidates.models import Activity
from plads.companies.models import Company, Contact
from plads.core.codes import DanishLevel, Demand, Function, Language
from plads.core.roles import Role
from plads.intake.cells import (
    CPR,
    CVR,
    DAY,
    EMAIL,
    EMAILS,
    FTE,
    HOURS,
    MONTH,
    MUNICIPALITY_CODE,
    P_NUMBER,
    PHONE,
    POSTCODE,
    WEEK,
    YES,
    Kind,
    choice,
    choices,
    number,
    one_of,
    tasks,
    text,
)
from plads.law.groups import target_groups
from plads.mentoring.models import Mentor
from plads.placements.models import EndReason, Purpose


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``key`` is its name in code, ``heading`` the Danish heading, ``example`` a cell as written.

    ``aliases`` are other headings in use, separated by ``|``.
    """

    key: str
    heading: str
    kind: Kind
    required: bool
    help: str
    example: str = ""
    aliases: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``identity`` names the columns that tell one row from another; ``personal`` sheets hold CPR."""

    key: str
    title: str
    help: str
    identity: tuple[str, ...]
    columns: tuple[Column, ...]
    personal: bool = False

    def column(self, key: str) -> Column:
        """Return the column of that key; raises ``StopIteration`` for none."""
        return next(column for column in self.columns if column.key == key)


STAFF_ROLES = (Role.CONSULTANT, Role.CASEWORKER, Role.COORDINATOR, Role.MANAGER)
"""The roles a spreadsheet may give; an administrator is made by an administrator."""

# fmt: off
_TARGET_GROUP = choice([(group.code, group.label) for group in target_groups()], "målgrupper")
_STAFF_ROLE = choice([(role.value, str(role.label)) for role in STAFF_ROLES], "roller")
_P = "Arbejdspladsens P-nummer, som i arket Arbejdspladser."
_CPR = "Kandidatens CPR-nummer, som i arket Kandidater."
_CENTRE = "Centrets navn, som i arket Centre."
_MUST, _MAY = True, False

MUNICIPALITY = Sheet(
    "municipality", "Kommune", "Én række: den kommune, regnearket handler om.", ("code",),
    (
        Column("code", "Kommunekode", MUNICIPALITY_CODE, _MUST, "Kommunens tre cifre.", "999", "Kode|Kommune nr"),
        Column("name", "Kommunens navn", text(80), _MUST, "Navnet, som borgerne kender det.", "Eksempelby Kommune", "Navn|Kommune"),
    ),
)
STAFF = Sheet(
    "staff", "Medarbejdere", "Kommunens medarbejdere, som skal kunne logge ind.", ("email", "role"),
    (
        Column("email", "E-mail", EMAIL, _MUST, "Medarbejderens arbejdsmail.", "konsulent@kommune.example", "Mail|Email"),
        Column("name", "Navn", text(160), _MUST, "Fornavn og efternavn.", "Kim Konsulent"),
        Column("role", "Rolle", _STAFF_ROLE, _MUST, "Hvad medarbejderen laver. Flere roller er flere rækker.", "Virksomhedskonsulent"),
    ),
)
COMPANIES = Sheet(
    "companies", "Virksomheder", "De virksomheder, I arbejder sammen med.", ("cvr",),
    (
        Column("cvr", "CVR-nummer", CVR, _MUST, "Virksomhedens CVR-nummer.", "99000007", "CVR|CVR-nr|CVR nr|CVR nummer"),
        Column("name", "Navn", text(160), _MUST, "Virksomhedens navn i CVR-registret.", "Varehuset Eksempel A/S", "Virksomhed|Virksomhedens navn"),
        Column("sector", "Sektor", one_of(Company.Sector, "sektorer"), _MAY, "Tom betyder privat.", "Privat"),
    ),
)
WORKPLACES = Sheet(
    "workplaces", "Arbejdspladser", "Arbejdspladserne, hver med sit P-nummer.", ("p_number",),
    (
        Column("p_number", "P-nummer", P_NUMBER, _MUST, "Arbejdspladsens P-nummer.", "1990000001", "P-nr|P nr|P nummer|Pnummer"),
        Column("cvr", "CVR-nummer", CVR, _MUST, "Virksomheden, som i arket Virksomheder.", "99000007", "CVR|CVR-nr|CVR nr|CVR nummer"),
        Column("name", "Navn", text(160), _MUST, "Arbejdspladsens navn.", "Varehuset Eksempel, Havnen", "Arbejdsplads"),
        Column("street", "Vej og nummer", text(160), _MAY, "Adressen.", "Eksempelvej 4", "Adresse|Vej"),
        Column("postcode", "Postnummer", POSTCODE, _MAY, "Fire cifre.", "9999", "Postnr|Post nr"),
        Column("city", "By", text(80), _MAY, "Byen.", "Eksempelby"),
    ),
)
MONTHS = Sheet(
    "months", "Ansatte", "Ordinært ansatte pr. måned i årsværk. Rimelighedskravet regnes af de seneste 4.", ("p_number", "month"),
    (
        Column("p_number", "P-nummer", P_NUMBER, _MUST, _P, "1990000001", "P-nr|P nr|P nummer|Pnummer"),
        Column("month", "Måned", MONTH, _MUST, "Måneden, tallet gælder for.", "10.2026"),
        Column("ordinary_fte", "Ordinære årsværk", FTE, _MUST, "Uden ansatte med tilskud og uden unge under 18.", "42,5", "Årsværk|Ansatte"),
        Column("source", "Kilde", text(80), _MAY, "Hvor tallet er fra.", "CVR-registret"),
    ),
)
CONTACTS = Sheet(
    "contacts", "Kontakter", "Kontaktpersoner og tillidsrepræsentanter.", ("p_number", "kind", "email"),
    (
        Column("p_number", "P-nummer", P_NUMBER, _MUST, _P, "1990000001", "P-nr|P nr|P nummer|Pnummer"),
        Column("kind", "Rolle", one_of(Contact.Kind, "roller"), _MUST, "Kontaktperson eller tillidsrepræsentant.", "Kontaktperson"),
        Column("name", "Navn", text(160), _MUST, "Fornavn og efternavn.", "Kaj Kontakt"),
        Column("email", "E-mail", EMAIL, _MUST, "Herfra logger personen ind.", "kontakt@varehuset.example", "Mail|Email"),
        Column("phone", "Telefon", PHONE, _MAY, "Direkte nummer.", "20000001", "Tlf|Mobil"),
    ),
)
CENTRES = Sheet(
    "centres", "Centre", "Virksomhedscentre med den aftale, der er underskrevet på papir.", ("name",),
    (
        Column("name", "Center", text(160), _MUST, "Et navn, kun dette center har.", "Varehuset Eksempel", "Centrets navn|Navn"),
        Column("p_number", "P-nummer", P_NUMBER, _MUST, _P, "1990000001", "P-nr|P nr|P nummer|Pnummer"),
        Column("consultant", "Konsulentens e-mail", EMAIL, _MUST, "En medarbejder med rollen konsulent eller tovholder.", "konsulent@kommune.example", "Konsulent"),
        Column("first_day", "Aftalens første dag", DAY, _MUST, "Første dag i den underskrevne aftale.", "01.12.2024", "Aftale fra"),
        Column("last_day", "Aftalens sidste dag", DAY, _MUST, "Sidste dag i den underskrevne aftale.", "30.11.2027", "Aftale til"),
        Column("goals", "Mål for centret", text(2000), _MUST, "Hvad centret skal opnå.", "Fire kandidater ad gangen får erfaring i butik", "Mål"),
        Column("target_group", "Målgruppe", text(500), _MUST, "Hvem pladserne er for.", "Aktivitetsparate borgere"),
        Column("mentor_arrangement", "Mentorordning", text(2000), _MAY, "Hvad der er aftalt om mentorer.", "En erfaren medarbejder"),
        Column("economy", "Økonomi", text(2000), _MAY, "Hvad der er aftalt om penge.", "Mentortimer efter bevilling"),
        Column("absence_procedure", "Ved fravær", text(2000), _MAY, "Hvem der ringer til hvem.", "Mentoren giver besked samme dag"),
        Column("notice_days", "Opsigelse, dage", number(0, 365), _MAY, "Tom betyder 30.", "30", "Opsigelse"),
    ),
)
PLACES = Sheet(
    "places", "Pladser", "Centrenes pladser, én række for hver.", ("centre", "number"),
    (
        Column("centre", "Center", text(160), _MUST, _CENTRE, "Varehuset Eksempel"),
        Column("number", "Plads nr.", number(1, 999), _MUST, "Pladsens nummer i centret: 1, 2, 3 …", "1", "Plads|Pladsnummer|Nr"),
        Column("function", "Funktion", one_of(Function, "funktioner"), _MUST, "Hvad arbejdet er.", "Butik"),
        Column("tasks", "Opgaver", tasks(120), _MUST, "Opgaver fra virksomhedens hverdag.", "Fylde hylder op; Holde orden på lageret"),
        Column("slots", "Tider", WEEK, _MUST, "Hvornår der er nogen på pladsen.", "man-fre 8-15", "Åbne tider"),
        Column("danish_level", "Dansk", one_of(DanishLevel, "danskfærdigheder"), _MAY, "Hvor meget dansk pladsen kræver. Tom betyder intet.", "Enkle samtaler (A2)"),
        Column("languages", "Kolleger taler også", choices(Language, "sprog"), _MAY, "Andre sprog på stedet.", "Engelsk; Arabisk", "Sprog"),
        Column("demands", "Krav", choices(Demand, "krav"), _MAY, "Hvad pladsen kræver af kroppen.", "Stående arbejde"),
    ),
)
MENTORS = Sheet(
    "mentors", "Mentorer", "Mentorer i centrene. De skriver selv under på tavshedspligten, når de logger ind.", ("centre", "email"),
    (
        Column("centre", "Center", text(160), _MUST, _CENTRE, "Varehuset Eksempel"),
        Column("name", "Navn", text(160), _MUST, "Fornavn og efternavn.", "Mona Mentor"),
        Column("email", "E-mail", EMAIL, _MUST, "Herfra logger mentoren ind.", "mentor@varehuset.example", "Mail|Email"),
        Column("phone", "Telefon", PHONE, _MAY, "Direkte nummer.", "20000002", "Tlf|Mobil"),
        Column("kind", "Slags", one_of(Mentor.Kind, "slags mentorer"), _MAY, "Tom betyder medarbejder.", "Medarbejder"),
        Column("capacity", "Højst kandidater", number(1, 20), _MAY, "Ad gangen. Tom betyder 4.", "4", "Kapacitet"),
    ),
)
CANDIDATES = Sheet(
    "candidates", "Kandidater", "Kandidater, som har eller venter på en plads.", ("cpr",),
    (
        Column("cpr", "CPR-nummer", CPR, _MUST, "Vises aldrig i fejllister. Erstatnings-CPR kan bruges.", "610190-0000", "CPR|CPR-nr|CPR nr|CPR nummer"),
        Column("name", "Navn", text(160), _MUST, "Fornavn og efternavn.", "Kandidat Eksempel"),
        Column("email", "E-mail", EMAIL, _MAY, "Kandidatens egen.", "kandidat@post.example", "Mail|Email"),
        Column("phone", "Telefon", PHONE, _MAY, "Kandidatens egen.", "20000003", "Tlf|Mobil"),
        Column("caseworker", "Sagsbehandlers e-mail", EMAIL, _MUST, "En medarbejder med rollen sagsbehandler eller tovholder.", "sagsbehandler@kommune.example", "Sagsbehandler"),
        Column("target_group", "Målgruppe", _TARGET_GROUP, _MUST, "Målgruppen efter loven.", "Aktivitetsparat, kontanthjælp"),
        Column("danish_level", "Dansk", one_of(DanishLevel, "danskfærdigheder"), _MAY, "Hvor meget dansk kandidaten taler. Tom betyder intet.", "Enkle samtaler (A2)"),
        Column("languages", "Andre sprog", choices(Language, "sprog"), _MAY, "Sprog, kandidaten taler.", "Arabisk", "Sprog"),
        Column("functions", "Ønsker arbejde med", choices(Function, "funktioner"), _MAY, "Det arbejde, kandidaten ønsker.", "Butik; Lager", "Ønsker"),
        Column("avoids", "Skal undgå", choices(Demand, "krav"), _MAY, "Det, kandidaten skal skånes for.", "Tunge løft", "Undgår"),
        Column("available", "Kan arbejde", WEEK, _MUST, "Hvornår kandidaten kan.", "man-fre 8-15"),
        Column("weekly_minutes", "Højst timer om ugen", HOURS, _MAY, "Tom betyder 37.", "25", "Timer om ugen"),
        Column("goal", "Jobmål", text(300), _MAY, "Det job, kandidaten går efter.", "Job i en butik"),
        Column("considerations", "Hensyn", text(2000, secret=True), _MAY, "Krypteres. Vises kun for dem, der har brug for det.", "Har brug for korte pauser"),
        Column("motivation", "Egen motivation", text(2000), _MAY, "Kandidatens egne ord. Kræves for at være klar til en plads.", "Jeg vil gerne ud blandt kolleger", "Motivation"),
        Column("consent_on", "Samtykke givet", DAY, _MAY, "Dagen. Kræves for at være klar til en plads.", "01.11.2026", "Samtykke"),
        Column("waiting_since", "Venter siden", DAY, _MAY, "Tom betyder i dag.", "01.11.2026"),
        Column("closed", "Afsluttet", YES, _MAY, "ja, hvis kandidaten ikke længere søger en plads.", "nej"),
    ), personal=True,
)
ACTIVITIES = Sheet(
    "activities", "Aktiviteter", "Det, kandidaterne laver ved siden af, fx danskuddannelse.", ("cpr", "title", "first_day"),
    (
        Column("cpr", "CPR-nummer", CPR, _MUST, _CPR, "610190-0000", "CPR|CPR-nr|CPR nr|CPR nummer"),
        Column("kind", "Slags", one_of(Activity.Kind, "slags aktiviteter"), _MUST, "Hvad aktiviteten er.", "Danskuddannelse"),
        Column("title", "Navn", text(120), _MUST, "Hvad aktiviteten hedder.", "Dansk modul 2", "Aktivitet"),
        Column("provider", "Sted", text(120), _MAY, "Hvor den er.", "Sprogskolen Eksempel"),
        Column("first_day", "Første dag", DAY, _MUST, "Første dag.", "01.10.2026", "Fra"),
        Column("last_day", "Sidste dag", DAY, _MUST, "Sidste dag.", "31.03.2027", "Til"),
        Column("slots", "Tider", WEEK, _MUST, "Tider i ugen.", "tir, tor 13-15"),
    ), personal=True,
)
PLACEMENTS = Sheet(
    "placements", "Forløb", "Forløb: kommende, i gang og slut.", ("cpr", "centre", "number", "first_day"),
    (
        Column("cpr", "CPR-nummer", CPR, _MUST, _CPR, "610190-0000", "CPR|CPR-nr|CPR nr|CPR nummer"),
        Column("centre", "Center", text(160), _MUST, _CENTRE, "Varehuset Eksempel"),
        Column("number", "Plads nr.", number(1, 999), _MUST, "Som i arket Pladser.", "1", "Plads|Pladsnummer|Nr"),
        Column("first_day", "Første dag", DAY, _MUST, "Forløbets første dag.", "01.11.2026", "Start"),
        Column("last_day", "Aftalt sidste dag", DAY, _MUST, "Den dag, der er aftalt.", "30.01.2027", "Sidste dag|Slut"),
        Column("purposes", "Formål", choices(Purpose, "formål"), _MUST, "Et eller flere af de tre lovlige formål.", "Ordinære løntimer"),
        Column("slots", "Tider", WEEK, _MUST, "Ugen fra første dag.", "man-tor 9-12"),
        Column("approved_on", "Bevilget den", DAY, _MAY, "Tom betyder, at forløbet ikke er bevilget endnu.", "24.10.2026", "Bevilling"),
        Column("mentors", "Mentors e-mail", EMAILS, _MAY, "En eller flere mentorer fra centret.", "mentor@varehuset.example", "Mentor"),
        Column("ended_on", "Sluttede den", DAY, _MAY, "Kun når forløbet er slut.", "", "Slut dato"),
        Column("reason", "Årsag til slut", one_of(EndReason, "årsager"), _MAY, "Kun når forløbet er slut.", "", "Årsag"),
        Column("job_minutes", "Job, timer om ugen", HOURS, _MAY, "Ordinære timer, hvis forløbet sluttede med job.", "", "Timer i job"),
    ), personal=True,
)
STEPS = Sheet(
    "steps", "Timetrin", "Når timerne stiger undervejs: nye tider fra en dag.", ("cpr", "first_day", "from_day"),
    (
        Column("cpr", "CPR-nummer", CPR, _MUST, _CPR, "610190-0000", "CPR|CPR-nr|CPR nr|CPR nummer"),
        Column("first_day", "Forløbets første dag", DAY, _MUST, "Som i arket Forløb.", "01.11.2026"),
        Column("from_day", "Nye tider fra", DAY, _MUST, "En dag efter den første.", "01.12.2026"),
        Column("slots", "Tider", WEEK, _MUST, "Ugen fra den dag.", "man-fre 9-13"),
    ), personal=True,
)

SHEETS: Sequence[Sheet] = (
    MUNICIPALITY, STAFF, COMPANIES, WORKPLACES, MONTHS, CONTACTS, CENTRES, PLACES, MENTORS, CANDIDATES, ACTIVITIES,
    PLACEMENTS, STEPS,
)
BY_KEY = {sheet.key: sheet for sheet in SHEETS}
TITLES = [sheet.title for sheet in SHEETS]
GUIDE = "Læs mig"
"""The template's sheet of explanations; it and sheets whose name begins with ``Noter`` are not read."""
