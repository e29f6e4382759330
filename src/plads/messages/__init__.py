"""Notices to people about what happened."""
