"""Verbs about inquiries, agreements and places."""
