"""How a page is declared: who may open it. A view without this declaration does not exist (a test sees to it)."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Protocol, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.roles import Role
from plads.web import detours
from plads.web.sessions import SignedIn, read


class PageRequest(HttpRequest):
    """A request whose actor is known."""

    actor: Actor
    signed_in: SignedIn


class View(Protocol):
    """A declared page; ``roles`` is who may open it, ``None`` for everybody; the rest: see ``page``."""

    roles: frozenset[Role] | None
    fresh: bool
    unsecured: bool

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer a request."""
        ...


def page(
    roles: Iterable[Role], *, fresh: bool = False, unsecured: bool = False
) -> Callable[[Callable[..., HttpResponseBase]], View]:
    """Declare a view for people in ``roles``.

    It gets a ``PageRequest``. Its transaction is open in the actor's tenant scope; on GET the database itself
    refuses writes. Somebody not signed in is sent to sign in; another role is told no; what the actor may not
    see does not exist. ``fresh`` is for what is risky: who proved longer than a quarter of an hour ago who they
    are proves it again first. ``unsecured`` is for the pages where a second factor is set up: every other page
    sends people whose role requires one there.
    """
    allowed = frozenset(roles)

    def declare(view: Callable[..., HttpResponseBase]) -> View:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            signed = read(request, read_only=request.method in ("GET", "HEAD"))
            if signed is None:
                return detours.sign_in_first(request)
            known = cast(PageRequest, request)
            known.actor, known.signed_in = signed.actor, signed
            if signed.actor.role not in allowed:
                raise PermissionDenied
            if signed.must_set_up and not unsecured:
                return detours.set_up_first(request)
            if fresh and not signed.assurance.is_fresh:
                return detours.confirm_first(request, signed)
            try:
                return view(known, *args, **kwargs)
            except NotVisible as error:
                raise Http404 from error

        declared = cast(View, run)
        declared.roles, declared.fresh, declared.unsecured = allowed, fresh, unsecured
        return declared

    return declare


def public(view: Callable[..., HttpResponseBase]) -> View:
    """Declare a view that everybody may open, signed in or not."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    declared = cast(View, run)
    declared.roles, declared.fresh, declared.unsecured = None, False, True
    return declared
