"""Django's entry to the placements app."""

from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    """See the package's docstring."""

    name = "plads.placements"
    label = "placements"
    verbose_name = "Forløb"

    def ready(self) -> None:
        """Tell the centres app who else counts at a workplace, and whose courses a change must not cut."""
        from plads.centres.services.guards import register_change_guard
        from plads.centres.services.quota import register_counter
        from plads.placements.services.agreement_changes import refuse_cut_courses
        from plads.placements.services.quota import everybody_else

        register_change_guard(refuse_cut_courses)
        register_counter(everybody_else)
