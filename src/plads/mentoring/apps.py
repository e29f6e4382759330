"""Django's entry to the mentoring app."""

from django.apps import AppConfig


class MentoringConfig(AppConfig):
    """See the package's docstring."""

    name = "plads.mentoring"
    label = "mentoring"
    verbose_name = "Mentorer"
