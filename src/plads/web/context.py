"""What every template may use."""

from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from plads.web.navigation import navigation
from plads.web.sessions import SignedIn


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the shell around a page: who is signed in, the menu, the demo mark (no SQL)."""
    signed: SignedIn | None = getattr(request, "signed_in", None)
    shell = SimpleNamespace(
        home_url=reverse("home"),
        sign_in_url=reverse("sign_in"),
        sign_out_url=reverse("sign_out"),
        switch_role_url=reverse("switch_role"),
        security_url=reverse("security"),
    )
    if signed is None:
        return {"shell": shell, "nav": [], "demo_mode": settings.PLADS_DEMO}
    names = signed.hat.municipality_names
    shell.municipality = names[0] if len(names) == 1 else f"{len(names)} kommuner"
    shell.user_name, shell.role = signed.user.name, signed.hat.role.label
    shell.roles = [
        SimpleNamespace(id=hat.id, label=hat.label, current=hat.id == signed.hat.id) for hat in signed.hats
    ]
    shell.account_url = reverse("my_account")
    if signed.helping is not None:
        access, shell.roles, shell.security_url = signed.helping.access, [], ""
        shell.helping = SimpleNamespace(
            name=access.user.name, until=access.until, what=access.help_with, stop_url=reverse("support_stop")
        )
    # Who must set up a second factor can go nowhere else yet.
    nav = [] if signed.must_set_up else navigation(signed.hat.role, request.path)
    return {"shell": shell, "nav": nav, "demo_mode": settings.PLADS_DEMO}
