"""Django's entry to the core app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """The core: tenant, events and the walls around every tenant's rows."""

    name = "plads.core"
    label = "core"
    verbose_name = "Kerne"

    def ready(self) -> None:
        """Raise the walls after each migration, so that no new table is ever without them."""
        from plads.core.walls import raise_walls

        post_migrate.connect(raise_walls, sender=self, dispatch_uid="plads.core.walls")
