"""A person's week in the words of a page: as a timetable, and what is wrong with it and what is possible."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from plads.core import clock
from plads.core.week import FULL_WEEK_MINUTES, WEEKDAYS, Slot, show, show_hours, show_time
from plads.insight.week_plan import PersonWeek
from plads.insight.week_sum import TRAVEL, WORK, Clash, Hurry, Item
from plads.web.weekplan import ACTIVITY_LOOK, WAY, Entry, WeekPlan, week_plan


def asked_monday(text: str, weeks: int) -> date:
    """Return the Monday an address asks for, at most ``weeks`` from this one; nonsense means this week."""
    this, most = clock.monday(clock.today()), timedelta(weeks=weeks)
    try:
        asked = clock.monday(date.fromisoformat(text))
    except (ValueError, OverflowError):
        return this
    return max(this - most, min(asked, this + most))


def timetable(week: PersonWeek) -> WeekPlan:
    """Return the week as the component shows it, the ways among the rest."""
    return week_plan([_entry(item) for item in week.plan.items], week.monday)


def _entry(item: Item) -> Entry:
    if item.kind == TRAVEL:
        return Entry(item.slot, _("Rejse"), WAY)
    look = "work" if item.kind == WORK else ACTIVITY_LOOK[item.kind]  # type: ignore[index]
    return Entry(item.slot, item.what, look, item.place)


def warnings(week: PersonWeek) -> list[str]:
    """Return what is wrong with the week, each with what is possible."""
    plan = week.plan
    found = [_clash(each) for each in plan.clashes]
    found += [_hurry(each, week.travel_minutes or 0) for each in plan.hurries]
    if plan.over_own:
        found.append(
            _(
                "Arbejdet er {work} om ugen, {over} mere end de {most}, kandidaten kan. "
                "Sæt timerne ned, eller ret, hvor meget kandidaten kan."
            ).format(
                work=show_hours(plan.work),
                over=show_hours(plan.over_own),
                most=show_hours(week.weekly_minutes),
            )
        )
    if plan.over_full:
        found.append(
            _(
                "Ugen er {hours} i alt, {over} mere end en fuld uge på {full}. "
                "Sæt timerne ned, eller flyt noget til en anden uge."
            ).format(
                hours=show_hours(plan.hours),
                over=show_hours(plan.over_full),
                full=show_hours(FULL_WEEK_MINUTES),
            )
        )
    return found


def _clash(clash: Clash) -> str:
    shared, words = clash.shared, _("{day} {times}: {one} og {other} ligger oven i hinanden.")
    said = words.format(
        day=WEEKDAYS[shared.weekday - 1].capitalize(),
        times=_times(shared),
        one=clash.one.what,
        other=clash.other.what,
    )
    if clash.free:
        return f"{said} " + _("Der er plads {when}.").format(when=show(clash.free))
    return f"{said} " + _(
        "Der er ikke plads andre steder i de tider, kandidaten kan. Gør en af dem kortere, eller ret tiderne."
    )


def _hurry(hurry: Hurry, needed: int) -> str:
    return _(
        "{day}: der er {n} minutter fra {one} til {other}, og kandidaten siger, at vejen tager {needed}. "
        "Lad det sidste begynde senere."
    ).format(
        day=WEEKDAYS[hurry.one.slot.weekday - 1].capitalize(),
        n=hurry.minutes,
        one=hurry.one.what,
        other=hurry.other.what,
        needed=needed,
    )


def _times(slot: Slot) -> str:
    return f"{show_time(slot.start)}–{show_time(slot.end)}"
