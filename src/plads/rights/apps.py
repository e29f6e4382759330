"""Django's entry to the rights app."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """See the package's docstring."""

    name = "plads.rights"
    label = "rights"
    verbose_name = "Rettigheder"
