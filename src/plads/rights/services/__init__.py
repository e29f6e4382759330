"""Verbs about requests, erasing and keeping."""
