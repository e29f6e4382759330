"""Django's entry to the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and template tags."""

    name = "plads.web"
    label = "web"
    verbose_name = "Sider"

    def ready(self) -> None:
        """Let timelines know the sentences of every event, the import's too, and forms speak plainly."""
        import plads.intake.events  # noqa: F401
        from plads.web.error_words import speak_plainly

        speak_plainly()
