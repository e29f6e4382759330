"""Django's entry to the candidates app."""

from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    """See the package's docstring."""

    name = "plads.candidates"
    label = "candidates"
    verbose_name = "Kandidater"
