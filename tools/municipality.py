"""Make the papers a municipality needs from the code's own tables: ``.venv/bin/python tools/municipality.py``.

Input to its impact assessment, and to its annex with the data processor. A test fails when a paper and a table part.
"""

# ruff: noqa: E501 - a row of a table is a line
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import reference

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "kommunen"
NOTE = "<!-- Lavet af tools/municipality.py ud fra koden. Ret koden, og kør det igen. -->"


def main() -> None:
    """Write every paper that changed and say which."""
    reference.write(FOLDER, pages)


def pages() -> dict[str, str]:
    """Return the text of each paper by its file name. Django must be set up."""
    return {name: f"{NOTE}\n\n{make()}" for name, make in MAKERS.items()}


def assessment() -> str:
    """Return the input to the municipality's impact assessment (GDPR art. 35)."""
    from plads.rights.kinds import kinds

    parts = [
        "# Input til konsekvensanalysen",
        "",
        "Kommunen er dataansvarlig og laver selv sin konsekvensanalyse. Her er det, Plads ved om sig selv. Hvor der står",
        "*ikke verificeret*, er lovteksten ikke læst i den form, der gælder: lad jeres jurist se på den.",
        "",
        "## Hvad behandles, hvorfor og hvor længe",
        "",
        *_table(
            ("oplysninger", "om hvem", "formål", "grundlag", "fra", "særligt beskyttet"),
            [
                (
                    each.label,
                    _about(each),
                    each.purpose,
                    str(each.basis),
                    each.origin,
                    "ja" if each.private else "",
                )
                for each in kinds()
            ],
        ),
        "## Hvor længe",
        "",
        "Kommunen kan sætte sine egne perioder. Uden det gælder disse.",
        "",
        *_table(("oplysninger", "gemmes"), [(each.label, _kept(each)) for each in kinds()]),
        "## Hvem ser det",
        "",
        "Hvert felt, hver rolle og grunden står i [tabellen](../reference/access-matrix.md). Virksomheder, mentorer og ledere ser",
        "aldrig CPR-nummer, målgruppe eller hensyn.",
        "",
        "## Risici, og hvad der gøres ved dem",
        "",
        *_table(("risiko", "hvad Plads gør", "hvad der er tilbage"), RISKS),
        "## Det, kommunen skal tage stilling til",
        "",
        *(f"- {each}" for each in QUESTIONS),
        "",
    ]
    return "\n".join(parts)


def annex() -> str:
    """Return the input to the annex of the agreement with a data processor (GDPR art. 28)."""
    from plads.rights.kinds import kinds

    private = [each.label for each in kinds() if each.private]
    people = sorted({str(part.about) for each in kinds() for part in each.parts})
    parts = [
        "# Input til bilag i databehandleraftalen",
        "",
        "Til den aftale, kommunen laver, hvis en anden driver Plads for den. Driver kommunen selv Plads, er der ingen databehandler.",
        "",
        "## Behandlingen",
        "",
        *_table(
            ("punkt", "svar"),
            [
                ("formål", "at finde, besætte og følge op på pladser i virksomhedscentre"),
                ("registrerede", ", ".join(people)),
                ("oplysninger", "; ".join(each.label for each in kinds())),
                ("fortrolige og følsomme", "; ".join(private)),
                ("varighed", "så længe aftalen løber; bagefter udleveres eller slettes alt"),
                ("steder", "hvor databehandleren sætter Plads op; Plads selv sender intet nogen steder hen"),
                ("underdatabehandlere", "ingen fra Plads' side; driften skriver sine egne på"),
            ],
        ),
        "## Sikkerhed",
        "",
        *_table(("foranstaltning", "i Plads", "bevis"), MEASURES),
        "Hele listen er [tabellen over ASVS 5.0](../reference/security.md).",
        "",
        "## Hjælp til den dataansvarlige",
        "",
        *(f"- {each}" for each in HELP),
        "",
    ]
    return "\n".join(parts)


RISKS = (
    ("nogen ser en borger uden grund", "hvert opslag skrives ned; usædvanlige opslag samles til gennemsyn; borgeren ser selv loggen", "den, der har grund, kan misbruge det, han så"),
    ("en kommune ser en andens borgere", "databasen skjuler andres rækker, uanset hvad siderne gør", "fejl i databaseprogrammet"),
    ("databasen bliver stjålet", "CPR-numre, hensyn og noter er krypteret; nøglen ligger et andet sted", "navne og forløb er ikke krypteret i databasen"),
    ("en adgangskode bliver gættet eller lokket ud", "to faktorer for medarbejdere, loft over forsøg, kendte koder afvises", "virksomheder, mentorer og kandidater må bruge én faktor"),
    ("en borger bliver valgt fra af en maskine", "forslag med grunde; et menneske vælger; borgeren kan sige nej", "vane: det første forslag kan blive fulgt uden at se efter"),
    ("oplysninger bliver liggende", "perioder for hver slags, job, der sletter, og en rapport", "sikkerhedskopier har deres egen tid"),
    ("en virksomhed får for meget at vide", "kun det, pladsen kræver; mentor skriver under på tavshed først", "det, der siges ved mødet"),
    ("en beskyttet adresse slipper ud", "beskyttede vises uden navn, hvor det ikke er nødvendigt, og giver et ekstra spor", "papir og telefon"),
)  # fmt: skip

QUESTIONS = (
    "Hvilke perioder gælder hos jer, og hvad skal arkiveres efter arkivloven? Plads sletter; det arkiverer ikke.",
    "Hvem gennemgår usædvanlige opslag, og hvor tit?",
    "Hvem må se beskyttede personers navn?",
    "Bruger I forslagene, og hvordan sikrer I, at en medarbejder faktisk vælger? Se [noterne om AI](ai.md).",
    "Hvordan får borgeren besked efter artikel 13 og 14? Plads har en side til borgeren, men sender ikke brevet.",
)

MEASURES = (
    ("adskillelse", "hver kommunes rækker er skjult af databasen selv", "`tests/core/test_walls.py`"),
    ("adgang", "roller, felter og dage i tabeller; alt andet er lukket", "`tests/web/test_wrong_eyes.py`"),
    (
        "login",
        "to faktorer for medarbejdere, SAML og OpenID Connect, loft over forsøg",
        "`tests/web/test_sign_in.py`",
    ),
    ("kryptering", "AES-256-GCM, nøgler skiftes i drift", "`tests/core/test_rotation.py`"),
    (
        "sporing",
        "hændelser, ændringer og opslag, som ikke kan ændres",
        "`tests/web/test_looks_everywhere.py`",
    ),
    ("stilhed i logs", "ingen personoplysninger i serverens logs", "`tests/web/test_canaries.py`"),
    ("filer", "kontrol af indhold, virusscanning", "`tests/web/test_edges.py`"),
    ("sletning", "perioder, job og rapport", "`tests/rights/test_retention.py`"),
    ("leverancer", "alt er låst med kontroltal; SBOM; spørger om huller", "`tests/launcher/test_supply.py`"),
)

HELP = (
    "**Indsigt**: ét udtræk om en person, til at læse og som JSON, med loggen over opslag.",
    "**Rettelse, begrænsning, indsigelse**: borgeren beder om det på sin side; en medarbejder svarer inden en måned.",
    "**Sletning**: efter perioderne, eller på anmodning; tal til statistik bliver tilbage uden navne.",
    "**Brud**: hændelser, ændringer og opslag viser, hvad der skete, og hvem der så hvad.",
    "**Tilsyn**: `plads check`, tabellen over ASVS, prøverne og kildekoden er åbne.",
)


def _about(kind: Any) -> str:
    return ", ".join(dict.fromkeys(str(part.about) for part in kind.parts))


def _kept(kind: Any) -> str:
    months, after, along = kind.months, kind.after, kind.along
    if months is None:
        return f"sammen med »{_label(along)}«" if along else "efter kommunens regler"
    return f"{months} måneder efter, at {after}"


def _label(code: str) -> str:
    from plads.rights.kinds import kinds

    return next((each.label for each in kinds() if each.code == code), code)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', '/') for cell in row)} |"
    yield ""


MAKERS: dict[str, Callable[[], str]] = {"konsekvensanalyse.md": assessment, "databehandlerbilag.md": annex}
"""Each paper and the function that makes it."""


if __name__ == "__main__":
    main()
