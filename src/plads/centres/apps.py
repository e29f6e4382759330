"""Django's entry to the centres app."""

from django.apps import AppConfig


class CentresConfig(AppConfig):
    """See the package's docstring."""

    name = "plads.centres"
    label = "centres"
    verbose_name = "Centre"

    def ready(self) -> None:
        """Tell the people app what consultants hold here, and whose leaving would harm a centre."""
        from plads.centres import holdings
        from plads.people.access import register_link_guard
        from plads.people.organisation import register_guard, register_holding

        register_holding(holdings.CENTRES)
        register_holding(holdings.INQUIRIES)
        register_holding(holdings.RULES)
        register_guard(holdings.keep_a_contact)
        register_link_guard(holdings.refuse_own_negotiation)
