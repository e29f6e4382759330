"""The days of the story in the browser."""

from datetime import date, timedelta

OPENING = date(2026, 8, 3)
"""The store writes on this Monday."""

BEGIN = date(2026, 9, 7)
"""The four candidates begin on this Monday."""

JOB = BEGIN + timedelta(weeks=8, days=3)
"""One of them gets a job on this Thursday."""
