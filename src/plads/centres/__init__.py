"""Inquiries, centres, agreements with their versions and signatures, and places."""
