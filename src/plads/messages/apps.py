"""Django's entry to the messages app."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """See the package's docstring."""

    name = "plads.messages"
    label = "notices"
    verbose_name = "Beskeder"
