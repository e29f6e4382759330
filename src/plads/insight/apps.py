"""Django's entry to the insight app."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """See the package's docstring."""

    name = "plads.insight"
    label = "insight"
    verbose_name = "Overblik"
