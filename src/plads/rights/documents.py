"""The municipality's own papers, written from the table of kinds: record of processing and retention table."""

import re
from collections.abc import Iterable, Iterator, Sequence

from plads.rights.kinds import About, Fate, Kind, kind_of, kinds, periods
from plads.rights.retention import spell
from plads.rights.services.keeping import AT_LEAST
from plads.rights.services.retaining import TOLD_AHEAD

SEEN_BY = {
    About.CANDIDATE: "Kommunens medarbejdere; virksomhed og mentor kun det, de skal bruge (se adgangstabellen)",
    About.USER: "Brugeren selv og kommunens administratorer",
    About.MENTOR: "Kommunens medarbejdere, arbejdspladsen, den kandidat der hjælpes",
    About.CONTACT: "Kommunens medarbejdere og arbejdspladsen",
    About.INQUIRER: "Kommunens medarbejdere",
}
"""Who receives what, in short; the access matrix has it to the field."""


def record_page() -> str:
    """Return the record of processing activities (fortegnelse, GDPR art. 30) as Markdown in Danish."""
    lines = [
        "# Fortegnelse over behandlingsaktiviteter",
        "",
        "Et udkast, som kommunen retter til: Plads kender oplysningerne og hvad de bruges til, ikke kommunens egne",
        "aftaler. Siden er skrevet ud fra programmets egen tabel, så den passer til det, der faktisk gemmes.",
        "Paragraffer er ikke efterset i Retsinformation og er mærket »ikke verificeret«.",
        "",
        "- **Dataansvarlig:** kommunen. **Databehandler:** den, der driver Plads for kommunen.",
        "- **Aktivitet:** virksomhedscentre: pladser, kandidater, forløb, mentorstøtte og opfølgning.",
        "- **Overførsel til lande uden for EU:** ingen i programmet selv.",
        "- **Sikkerhed:** adskilte kommuner i databasen, krypterede CPR-numre og følsomme ord, spor af hvert opslag og",
        "  hver ændring, to-trins log ind for medarbejdere.",
        "- **Automatiske afgørelser:** ingen. Plads foreslår efter faste regler; et menneske bestemmer.",
        "",
    ]
    for kind in kinds():
        lines += [f"## {kind.office_label}", "", *_facts(kind), ""]
    return "\n".join(lines).rstrip() + "\n"


def _facts(kind: Kind) -> Iterator[str]:
    about = list(dict.fromkeys(part.about for part in kind.parts))
    yield f"- **Om:** {', '.join(each.value for each in about)}"
    yield f"- **Formål:** {_office(kind.purpose)}"
    yield f"- **Hjemmel:** {kind.basis}"
    yield f"- **Kilde:** {_office(kind.origin)}"
    yield f"- **Modtagere:** {'; '.join(SEEN_BY[each] for each in about)}"
    yield f"- **Følsomt eller CPR:** {'ja, krypteret i databasen' if kind.private else 'nej'}"
    yield f"- **Sletning:** {_kept(kind)}"
    for part in kind.parts:
        table = str(part.table._meta.verbose_name_plural).capitalize()
        yield f"- **{table}:** {_office(', '.join(part.shown.values()))}"


_TO_THE_PERSON = (
    (r"\b[Dd]ine?\b|\b[Dd]it\b", "kandidatens"),
    (r"\b[Dd]ig selv\b", "kandidaten selv"),
    (r"\b[Dd]ig\b|\b[Dd]u\b", "kandidaten"),
)


def _office(text: str) -> str:
    """Return words that speak to the candidate as the office says them."""
    for spoken, written in _TO_THE_PERSON:
        text = re.sub(spoken, written, text)
    return text


def _kept(kind: Kind) -> str:
    if kind.months is not None:
        return f"{spell(kind.months)} efter, at {kind.after} (kommunen kan ændre fristen)"
    if kind.along:
        return f"sammen med »{kind_of(kind.along).office_label}«"
    return kind.after


def retention_page() -> str:
    """Return the retention table as Markdown in Danish."""
    lines = [
        "# Opbevaring og sletning",
        "",
        "Hvor længe Plads gemmer hver slags oplysninger, når kommunen ikke har valgt andet, og hvad der så sker. Plads",
        "har ikke læst en lov, der siger et antal år: fristerne er kommunens valg, og arkivpligten går forud.",
        "",
        f"Sletningen varsles {TOLD_AHEAD.days} dage før på siden **Opbevaring**. Dér kan en administrator ændre",
        "fristerne eller bede Plads vente. `plads retention preview` viser, hvad der er for gammelt på en dag.",
        "",
        "## Frister",
        "",
        *_table(("Oplysninger", "Gemmes", "Regnet fra, at", "Mindst"), map(_period, periods())),
        "## Hvad der sker med hver tabel",
        "",
        *_table(("Oplysninger", "Tabel", "Følger fristen for", "Hvad sker der", "Hvorfor"), _fates()),
        "## Tallene bliver",
        "",
        "Når en kandidat slettes, lægges forløbenes tal til tre tabeller, som ikke nævner nogen: optagne pladser",
        "pr. center og dag, udfald pr. måned og målgruppe, og centrets år. Derfor er ledernes tal de samme før og",
        "efter. Små tal vises ikke.",
    ]
    return "\n".join(lines) + "\n"


def _period(kind: Kind) -> tuple[str, ...]:
    return (kind.office_label, spell(kind.months or 0), kind.after, spell(AT_LEAST.get(kind.code, 1)))


def _fates() -> Iterator[tuple[str, ...]]:
    for kind in kinds():
        follows = kind_of(kind.along).office_label if kind.along else kind.office_label
        for part in kind.parts:
            name = str(part.table._meta.verbose_name_plural)
            yield (
                kind.office_label,
                name,
                follows,
                part.fate.value,
                part.why if part.fate != Fate.DELETE else "",
            )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
