"""Mentors, confidentiality, training, support grants and the hours ledger."""
