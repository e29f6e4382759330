"""Who sees the numbers that stay of courses whose people were erased: readers of figures, never one by one."""

from plads.core.eyes import Thing, internal, line
from plads.insight.models import CountedDay, CountedOutcome, CountedYear

READERS = "coordinator:counts manager:counts"

EYES = (
    Thing(
        "counted_day",
        CountedDay,
        (line("centre day held", see=READERS), internal("id municipality", "keys")),
    ),
    Thing(
        "counted_outcome",
        CountedOutcome,
        (
            line("month months target_group kind number", see=READERS),
            internal("employer_is_centre", "only counted, in yearly accounts"),
            internal("id municipality", "keys"),
        ),
    ),
    Thing(
        "counted_year",
        CountedYear,
        (line("centre year candidates minutes jobs hires", see=READERS), internal("id municipality", "keys")),
    ),
)
