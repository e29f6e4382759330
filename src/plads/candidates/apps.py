"""Django's entry to the candidates app."""

from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    """See the package's docstring."""

    name = "plads.candidates"
    label = "candidates"
    verbose_name = "Kandidater"

    def ready(self) -> None:
        """Tell the people app what caseworkers hold here."""
        from plads.candidates.holdings import CANDIDATES
        from plads.people.organisation import register_holding

        register_holding(CANDIDATES)
