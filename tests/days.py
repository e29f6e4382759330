"""The day on which tests happen."""

from datetime import date

TODAY = date(2026, 11, 24)
