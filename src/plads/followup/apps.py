"""Django's entry to the followup app."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """See the package's docstring."""

    name = "plads.followup"
    label = "followup"
    verbose_name = "Opfølgning"
