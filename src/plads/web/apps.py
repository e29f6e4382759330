"""Django's entry to the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and template tags."""

    name = "plads.web"
    label = "web"
    verbose_name = "Sider"
