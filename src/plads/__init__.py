"""Plads: the open system that runs Danish virksomhedscentre."""
