"""Doors to the world outside: domain rooms name one, and ``settings.PLADS_PORTS`` says what stands behind it.

A room that needs the world says what it needs as a ``Protocol`` in its own ``ports.py`` and asks here for what does
it. So no domain room imports an adapter, and an installation (or a test) can put another one there.
"""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def port(name: str) -> Any:
    """Return what stands behind a door, made anew from the installation's configuration.

    ``settings.PLADS_PORTS`` maps the name to the dotted path of something that is called without arguments. Raises
    ``LookupError`` for a door nobody has named.
    """
    path = settings.PLADS_PORTS.get(name)
    if path is None:
        raise LookupError(f"No door is called {name}")
    return import_string(path)()
