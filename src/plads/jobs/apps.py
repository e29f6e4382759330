"""Django's entry to the jobs app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Connects recorded events to their reactions."""

    name = "plads.jobs"
    label = "jobs"
    verbose_name = "Job"

    def ready(self) -> None:
        """Listen to every recorded event."""
        from plads.core.events import subscribe
        from plads.jobs import letters, reactions

        subscribe(reactions.enqueue)
        subscribe(letters.enqueue)
