"""On which days a course has work, and what a day without is called: public holidays, pauses, the plan itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from plads.centres.models import AgreementPause
from plads.core.holidays import holiday
from plads.core.periods import ONE_DAY, first_day, last_day, show_day
from plads.core.week import WEEKDAYS, Slot, on_day, total
from plads.placements.models import HoursStep, Placement

LOOKED_BACK = 31
"""How many days back the latest day with work is looked for."""


@dataclass(frozen=True, slots=True)
class OpenDays:
    """The days of a course: its period, its week step by step, and the pauses of its agreement."""

    span: DateRange
    steps: Sequence[tuple[DateRange, Sequence[Slot]]]
    pauses: Sequence[DateRange] = ()

    def shut(self, day: date) -> str:
        """Return the name of a public holiday or pause a day lies in, e.g. ``juledag``; empty for any other day."""
        pause = next((each for each in self.pauses if day in each), None)
        return holiday(day) or (f"centret holdt pause {_days(pause)}" if pause else "")

    def closed(self, day: date) -> str:
        """Return what a day without work is called; empty when the plan has work that day."""
        if self.shut(day) or self._slots(day):
            return self.shut(day)
        return f"{WEEKDAYS[day.isoweekday() - 1]} uden arbejde i planen"

    def minutes(self, day: date) -> int:
        """Return the minutes of work on ``day``; 0 when the place was closed."""
        return 0 if self.closed(day) else total(self._slots(day))

    def latest(self, day: date) -> date | None:
        """Return the latest day with work up to ``day``, or ``None`` when the last month of the course has none."""
        days = (day - number * ONE_DAY for number in range(LOOKED_BACK))
        return next((each for each in days if each in self.span and not self.closed(each)), None)

    def _slots(self, day: date) -> list[Slot]:
        return [slot for span, slots in self.steps if day in span for slot in on_day(slots, day)]


def open_days(span: DateRange, steps: Iterable[HoursStep], pauses: Iterable[DateRange] = ()) -> OpenDays:
    """Return the open days of a course from its steps and the periods of its agreement's pauses."""
    return OpenDays(span, [(step.period, step.week) for step in steps], list(pauses))


def open_days_of(placement: Placement) -> OpenDays:
    """Return the open days of a placement read with its place (2 statements)."""
    pauses = AgreementPause.objects.filter(agreement=placement.place.agreement_id)
    return open_days(placement.period, placement.steps.all(), pauses.values_list("period", flat=True))


def _days(pause: DateRange) -> str:
    last = last_day(pause)
    return (
        f"{show_day(first_day(pause))} til {show_day(last)}" if last else f"fra {show_day(first_day(pause))}"
    )
