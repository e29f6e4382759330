"""Django's entry to the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and template tags."""

    name = "plads.web"
    label = "web"
    verbose_name = "Sider"

    def ready(self) -> None:
        """Let timelines know the sentences of every event, the import's too."""
        import plads.intake.events  # noqa: F401
