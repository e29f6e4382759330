"""Django's entry to the companies app."""

from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """See the package's docstring."""

    name = "plads.companies"
    label = "companies"
    verbose_name = "Virksomheder"
