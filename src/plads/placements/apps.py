"""Django's entry to the placements app."""

from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    """See the package's docstring."""

    name = "plads.placements"
    label = "placements"
    verbose_name = "Forløb"
