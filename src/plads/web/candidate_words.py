"""The facts of a candidate in the words of a page."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plads.candidates.groups import spells_of
from plads.candidates.models import Candidate
from plads.core import clock
from plads.core.codes import DanishLevel, Demand, Function, Language, Transport
from plads.core.periods import show_day
from plads.core.week import show, show_hours
from plads.law.groups import label_of


def labels(codes: Any, values: list[str]) -> str:
    """Return the Danish names of codes, in one line."""
    return ", ".join(str(codes(value).label) for value in values)


def facts_shown(row: Any) -> list[tuple[str, str]]:
    """Return the facts of a candidate as label and value; the CPR number without its last four digits."""
    nothing = _("Skjult") if row.shut else "–"
    return [
        (_("CPR-nummer"), f"{row.cpr[:6]}-••••" if row.cpr else _("Skjult")),
        (_("Telefon"), row.phone or nothing),
        (_("E-mail"), row.email or nothing),
        (_("Målgruppe"), _groups(row)),
        (_("Arbejdspligt"), _("Ja") if row.work_duty else _("Nej")),
        (_("Sagsbehandler"), _caseworkers(row)),
        (_("Dansk"), str(DanishLevel(row.danish_level).label)),
        (_("Danskprøve eller modul"), _test(row)),
        (_("Taler også"), labels(Language, row.languages) or "–"),
        (_("Kan allerede"), "; ".join(row.competences) or "–"),
        (_("Ønsker arbejde med"), labels(Function, row.functions) or "–"),
        (_("Skal undgå"), labels(Demand, row.avoids) or _("Intet noteret")),
        (_("Kan arbejde"), show(row.available_slots) or _("Ingen tider noteret")),
        (_("Højst om ugen"), show_hours(row.weekly_minutes)),
        (_("Kommer"), labels(Transport, row.transport) or "–"),
        (_("Rejse hver vej"), travel_words(row)),
    ]


def _groups(row: Any) -> str:
    """Return today's target group and since when, and the ones before it."""
    words = [
        _("{group} siden {day}").format(group=label_of(each.group), day=show_day(each.first_day))
        if each.last_day is None
        else _("før: {group} til {day}").format(group=label_of(each.group), day=show_day(each.last_day))
        for each in spells_of(row.group_rows)
    ]
    return "; ".join(words) or label_of(row.target_group)


def _caseworkers(row: Any) -> str:
    """Return the caseworker, and who it was before and until when."""
    now = row.caseworker.name if row.caseworker else _("Ingen endnu")
    before = (
        _("før: {name} til {day}").format(
            name=each["name"],
            day=show_day(datetime.fromisoformat(each["until"]).astimezone(clock.COPENHAGEN).date()),
        )
        for each in row.caseworker_rows
    )
    return "; ".join([now, *before])


def _test(row: Candidate) -> str:
    if row.danish_tested_on is None:
        return row.danish_test or "–"
    return f"{row.danish_test}, {date_format(row.danish_tested_on, 'j. F Y')}"


def travel_words(row: Candidate) -> str:
    """Return how long the candidate says the way is; a dash when they have not said it."""
    return "–" if row.travel_minutes is None else _("{n} minutter").format(n=row.travel_minutes)
