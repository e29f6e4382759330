"""Data of papers to render: an ordinary one, and the same with changes."""

from datetime import UTC, datetime
from typing import Any

from plads.documents.qr import qr_svg

MADE_AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
CODE = "7KQ2-M3XW-9D4T-HP6R"
ADDRESS = f"https://plads.helsingoer.example/helsingoer/aftale-tjek/{CODE}/"
OWN = {"qr": qr_svg(ADDRESS), "address": ADDRESS}


def place(number: int = 1, **changes: Any) -> dict[str, Any]:
    """One place as the template takes it."""
    return {
        "label": f"Plads {number}",
        "days": "",
        "each": False,
        "function": "Butik",
        "occupation": "Butiksassistent (ISCO 5223)",
        "tasks": ["Fylde varer op på hylderne", "Holde orden på lageret", "Hjælpe kunder med at finde vej"],
        "week": "man–fre 9.00–14.00",
        "hours": "25 timer",
        "shift": "",
        "demands": ["Dansk: Enkle samtaler (A2)", "Stående arbejde"],
    } | changes


def agreement(places: int = 4, **changes: Any) -> dict[str, Any]:
    """An agreement as the template takes it, sealed with a trial certificate."""
    return {
        "title": "Samarbejdsaftale om virksomhedscenter",
        "description": "Aftale mellem Eksempel Stormagasin A/S og Helsingør Kommune, version 1",
        "running": "Samarbejdsaftale · Eksempel Stormagasin A/S · version 1",
        "code": CODE,
        "draft": False,
        "stamp": "PRØVE – ikke et gyldigt segl",
        "municipality": {"name": "Helsingør Kommune"},
        "company": {"name": "Eksempel Stormagasin A/S"},
        "summary": [
            {"label": "Gælder", "text": "01.09.2026 – 31.08.2027"},
            {"label": "Faste pladser", "text": f"{places}"},
            {"label": "Version", "text": "1"},
        ],
        "sides": [
            {
                "heading": "Virksomheden",
                "name": "Eksempel Stormagasin A/S",
                "lines": [
                    "CVR 99000012",
                    "Eksempel Stormagasin, Stengade 1, 3000 Helsingør",
                    "P-nummer 9900000012",
                ],
                "contacts": [
                    {
                        "name": "Karla Kontakt",
                        "role": "butikschef",
                        "ways": ["karla@eksempel.example", "12 34 56 78"],
                    }
                ],
            },
            {
                "heading": "Kommunen",
                "name": "Helsingør Kommune",
                "lines": ["CVR 99000020", "Jobcentret", "49 00 00 00"],
                "contacts": [
                    {"name": "Kim Konsulent", "role": "virksomhedskonsulent", "ways": ["49 00 00 01"]}
                ],
            },
        ],
        "sections": [
            {
                "heading": "Mål og målgruppe",
                "parts": [
                    {
                        "heading": "Mål for centret",
                        "text": "Flere kommer i job eller tættere på et job.\n\nVi ser på det hver måned.",
                    },
                    {"heading": "Målgruppe", "text": "Mennesker, der ikke har arbejdet længe."},
                ],
            },
            {
                "heading": "Ved fravær",
                "parts": [{"heading": "", "text": "Ring til mentoren inden kl. 8."}],
            },
        ],
        "places_heading": f"{places} faste pladser",
        "places": [place(n) for n in range(1, places + 1)],
        "quota": {
            "answer": "Opfyldt",
            "paragraph": "BAB § 65",
            "unverified": "Lovens tekst er ikke efterset i Retsinformation.",
            "working": [
                "Gennemsnit af 4 måneder: 60 årsværk",
                "De første 50: 1 pr. 5 = 10",
                "Pladserne fylder 2,7 fuldtidspersoner",
            ],
            "remedy": "",
        },
        "changed": [],
        "reason": "",
        "signing_note": "",
        "signatures": [
            {
                "party": "Virksomheden",
                "given": True,
                "name": "Karla Kontakt",
                "answer": "Enig, 20.08.2026 kl. 10.15",
                "lines": ["Logget ind i Plads"],
                "statement": "",
            },
            {
                "party": "Tillidsrepræsentanten",
                "given": True,
                "name": "Tove Tillid",
                "answer": "Enig, 21.08.2026 kl. 9.00",
                "lines": ["Personligt link og engangskode"],
                "statement": "Vi er med, så længe ingen mister timer.",
            },
            {
                "party": "Kommunen",
                "given": True,
                "name": "Kim Konsulent",
                "answer": "Enig, 24.08.2026 kl. 12.00",
                "lines": ["Logget ind i Plads"],
                "statement": "",
            },
        ],
        "seal": {
            "heading": "Segl og kontrol",
            "text": "Alle har svaret, og aftalen er forseglet. Enhver, der har papiret, kan tjekke, om det er ægte.",
            "facts": [
                {"label": "Forseglet", "text": "24.08.2026 kl. 12.00"},
                {"label": "Certifikat", "text": "Plads PRØVE – ikke et gyldigt segl"},
            ],
            "words": ["0123abcd"] * 8,
        },
    } | changes
