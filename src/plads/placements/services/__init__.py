"""Verbs about nominations, placements, attendance and refill."""
