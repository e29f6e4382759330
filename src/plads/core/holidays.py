"""Danish public holidays (helligdage): days on which no place has work in its plan."""

from datetime import date, timedelta

_FIXED = {(1, 1): "nytårsdag", (12, 25): "juledag", (12, 26): "2. juledag"}
_AROUND_EASTER = {
    -3: "skærtorsdag",
    -2: "langfredag",
    0: "påskedag",
    1: "2. påskedag",
    39: "Kristi himmelfartsdag",
    49: "pinsedag",
    50: "2. pinsedag",
}
"""The days that move with Easter, by their distance from it; store bededag is a working day since 2024."""


def holiday(day: date) -> str:
    """Return the name of the public holiday a day is, or an empty text for any other day."""
    fixed = _FIXED.get((day.month, day.day), "")
    return fixed or _AROUND_EASTER.get((day - easter(day.year)).days, "")


def easter(year: int) -> date:
    """Return Easter Sunday: the Sunday after the first church full moon from 21 March (Gregorian reckoning)."""
    century, golden = year // 100, year % 19
    leap_days_dropped = century - century // 4
    moon_drift = (8 * century + 13) // 25
    epact = (19 * golden + leap_days_dropped - moon_drift + 15) % 30
    days_to_moon = epact - (epact == 29 or (epact == 28 and golden > 10))
    moon = date(year, 3, 21) + timedelta(days=days_to_moon)
    return moon + timedelta(days=7 - moon.isoweekday() % 7)
