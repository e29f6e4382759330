"""Nominations, placements, hours, attendance, ends, outcomes and refill."""
