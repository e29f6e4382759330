"""Django's entry to the people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """See the package's docstring."""

    name = "plads.people"
    label = "people"
    verbose_name = "Mennesker"
