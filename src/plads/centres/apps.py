"""Django's entry to the centres app."""

from django.apps import AppConfig


class CentresConfig(AppConfig):
    """See the package's docstring."""

    name = "plads.centres"
    label = "centres"
    verbose_name = "Centre"
