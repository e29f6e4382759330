"""The clauses an agreement has: one table, in the order they are read.

Five of them are columns of ``AgreementVersion``; the rest live in its ``clauses``, where a municipality's own
clauses follow them. The default texts are what a municipality's first template starts from.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

C = TypeVar("C", bound=Mapping[str, object])

LONGEST = 4000
"""How many characters a clause may have."""

MOST_OWN = 12
"""How many clauses of its own a municipality may have in a template."""

OWN = re.compile(r"^own-[1-9]\d?$")
"""The key of a municipality's own clause."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of every agreement.

    ``chapter`` is the heading it is read under; ``help`` says what to write; a ``required`` one must have words
    before the agreement is offered; ``column`` is where the version keeps it, empty for its ``clauses``.
    """

    key: str
    title: str
    chapter: str
    help: str
    default: str
    required: bool = False
    column: str = ""


PURPOSE, DAYS, FRAME, OURS = "Formål", "Hverdagen i centret", "Rammerne", "Kommunens egne afsnit"
CHAPTERS = (PURPOSE, DAYS, FRAME, OURS)

CLAUSES = (
    Clause(
        "goals",
        "Mål for centret",
        PURPOSE,
        "Hvad vil I opnå sammen? Skriv det, så I om et år kan se, om det lykkedes.",
        "Kandidaterne får erfaring fra rigtige opgaver hos {virksomhed} og bliver en del af et arbejdsfællesskab. "
        "Målet er ordinære timer eller job, her eller et andet sted.",
        required=True,
        column="goals",
    ),
    Clause(
        "target_group",
        "Målgruppe",
        PURPOSE,
        "Hvem er pladserne til?",
        "Motiverede mennesker med ringe erfaring fra arbejdsmarkedet, sproglige barrierer eller psykiske "
        "udfordringer. {jobcenter} vælger kandidaterne.",
        required=True,
        column="target_group",
    ),
    Clause(
        "responsibilities",
        "Hvem gør hvad",
        DAYS,
        "Hvad står virksomheden for, og hvad står kommunen for?",
        "{virksomhed} driver centret i det daglige, stiller {pladser} til rådighed og giver "
        "kandidaterne opgaver, kolleger og en mentor.\n"
        "{jobcenter} finder kandidaterne, følger op, støtter mentor og kandidat og står for papirerne.",
        required=True,
    ),
    Clause(
        "welcome_plan",
        "Velkomst",
        DAYS,
        "Hvad skal være klart, før en kandidat begynder? Hvad får kollegerne at vide?",
        "Før første dag får kandidaten besked om tid, sted, tøj og hvem der tager imod. Kollegerne får at vide, "
        "hvem der kommer, og hvad personen skal lave, men ikke kandidatens livshistorie.",
    ),
    Clause(
        "first_day_plan",
        "Første dag og buddy",
        DAYS,
        "Hvem tager imod, og hvem følger kandidaten den første tid?",
        "Mentoren tager imod. Kandidaten hilser på kollegerne, ser arbejdspladsen, får vist sikkerhed, pauser og "
        "sygemelding og prøver en opgave. En kollega er buddy og spiser frokost med kandidaten den første uge.",
    ),
    Clause(
        "support_activities",
        "Støtte ved siden af",
        DAYS,
        "Fx danskundervisning, behandling, kurser eller motion. Hvordan passer det med pladsens tider?",
        "Kandidaten kan have danskundervisning, behandling eller kurser ved siden af. Tiderne lægges i samme "
        "ugeplan, og virksomheden giver fri til dem.",
    ),
    Clause(
        "mentor_arrangement",
        "Mentorordning",
        DAYS,
        "Hvem er mentor, intern eller ekstern? Hvor mange timer, pr. plads eller pr. person? Hvilken oplæring?",
        "En erfaren medarbejder er mentor og har tid til det i arbejdstiden. {jobcenter} tilbyder mentoren et "
        "kursus. Er der brug for mere, end en arbejdsgiver normalt gør, kan der søges om mentorstøtte; kommunen "
        "afgør det for sig.",
        column="mentor_arrangement",
    ),
    Clause(
        "followup",
        "Opfølgning",
        DAYS,
        "Hvem mødes, hvor tit og om hvad? Antallet af dage vælges for sig.",
        "{jobcenter}, mentoren og kandidaten taler sammen mindst hver {opfoelgning_dage}. dag om fremmøde, opgaver, "
        "trivsel og næste skridt, og tættest i begyndelsen.",
    ),
    Clause(
        "absence_procedure",
        "Ved fravær",
        DAYS,
        "Hvem giver besked til hvem, og hvornår?",
        "Kandidaten ringer til arbejdspladsen før mødetid. Mentoren noterer fraværet i Plads samme dag, "
        "og sagsbehandleren kontakter kandidaten.",
        column="absence_procedure",
    ),
    Clause(
        "economy",
        "Økonomi",
        FRAME,
        "Fx mentorstøtte, arbejdstøj, kurser og transport. Hvem betaler hvad?",
        "Kandidaterne får ikke løn fra virksomheden; de beholder deres ydelse. Ordinære timer aftales og betales "
        "for sig. Mentorstøtte kræver kommunens bevilling.",
        column="economy",
    ),
    Clause(
        "confidentiality",
        "Tavshedspligt",
        FRAME,
        "Hvem må vide hvad om kandidaten?",
        "Mentoren skriver under på tavshedspligt, før vedkommende ser oplysninger om en kandidat. Virksomheden får "
        "kun at vide, hvad der er nødvendigt for arbejdet, og giver det ikke videre.",
        required=True,
    ),
    Clause(
        "insurance",
        "Forsikring",
        FRAME,
        "Reglen er ikke efterprøvet i Plads. Bekræft kommunens ordning, og skriv, hvad den dækker.",
        "Kandidaten er dækket efter kommunens ordning, bekræft: Aftal med {kommune}, hvad ordningen dækker ved "
        "skade på kandidaten og på ting. (Ikke verificeret i Plads.)",
        required=True,
    ),
    Clause(
        "evaluation",
        "Evaluering og fornyelse",
        FRAME,
        "Hvornår ser I på, hvordan det går, og hvornår taler I om at forny? Dagen vælges for sig.",
        "Parterne mødes {evaluering} og ser på besatte pladser, job og trivsel. Aftalen løber til og med "
        "{sidste_dag}; to måneder før taler parterne om at forny den.",
    ),
    Clause(
        "notice",
        "Opsigelse og ophør",
        FRAME,
        "Hvordan siges aftalen op, og hvad sker der med dem, der er i gang? Varslet vælges for sig.",
        "Begge parter kan sige aftalen op skriftligt med {opsigelse_dage} dages varsel. Kandidater, der er i gang, "
        "gør så vidt muligt deres forløb færdigt. Et forløb slutter på den aftalte dag eller den dag, kandidaten "
        "får et ordinært job; så kan pladsen besættes igen.",
        required=True,
    ),
)

BY_KEY = {clause.key: clause for clause in CLAUSES}
COLUMNS = {clause.key: clause.column for clause in CLAUSES if clause.column}
"""The clauses that are columns of a version: key → column."""


def title_of(key: str, stored: str = "") -> str:
    """Return a clause's title: the table's for its keys, the municipality's words for its own."""
    return BY_KEY[key].title if key in BY_KEY else stored


def chapter_of(key: str) -> str:
    """Return the heading a clause is read under."""
    return BY_KEY[key].chapter if key in BY_KEY else OURS


def default_clauses() -> list[dict[str, Any]]:
    """Return the clauses of a first template, in the shape of ``AgreementTemplate.clauses``."""
    return [
        {"key": clause.key, "title": clause.title, "text": clause.default, "locked": False}
        for clause in CLAUSES
    ]


def in_order(clauses: Iterable[C]) -> list[C]:
    """Return clauses in the order they are read: the table's first, then the municipality's own by their keys."""
    places = {clause.key: number for number, clause in enumerate(CLAUSES)}

    def rank(clause: C) -> tuple[int, int]:
        key = str(clause["key"])
        return (places[key], 0) if key in places else (len(places), int(key.removeprefix("own-")))

    return sorted(clauses, key=rank)
