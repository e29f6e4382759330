"""Candidates: goals, languages, availability, considerations and activities."""
