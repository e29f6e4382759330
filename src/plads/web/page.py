"""How a page is declared: who may open it. A view without this declaration does not exist (a test sees to it)."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Protocol, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.fields import masked
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
    own: bool

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer a request."""
        ...


def page(
    roles: Iterable[Role], *, fresh: bool = False, unsecured: bool = False, own: bool = False
) -> Callable[[Callable[..., HttpResponseBase]], View]:
    """Declare a view for people in ``roles``.

    It gets a ``PageRequest``. Its transaction is open in the actor's tenant scope; on GET the database itself
    refuses writes. Somebody not signed in is sent to sign in; another role is told no; what the actor may not
    see does not exist. ``fresh`` is for what is risky: who proved longer than a quarter of an hour ago who they
    are proves it again first. ``unsecured`` is for the pages where a second factor is set up: every other page
    sends people whose role requires one there. ``own`` is for where support stops helping somebody: there they
    are themselves. Everywhere else who helps only looks, at neither of those kinds, and sees no secrets.
    """
    allowed = frozenset(roles)

    def declare(view: Callable[..., HttpResponseBase]) -> View:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            looks = request.method in ("GET", "HEAD")
            signed = read(request, read_only=looks, own=own)
            if signed is None:
                return detours.sign_in_first(request)
            known = cast(PageRequest, request)
            known.actor, known.signed_in = signed.actor, signed
            if signed.actor.role not in allowed:
                raise PermissionDenied
            if signed.helping is not None and (not looks or fresh or unsecured):
                raise PermissionDenied
            if signed.must_set_up and not unsecured:
                return detours.set_up_first(request)
            if fresh and not signed.assurance.is_fresh:
                return detours.confirm_first(request, signed)
            try:
                if signed.helping is None:
                    return view(known, *args, **kwargs)
                with masked():
                    return _looked_at(view(known, *args, **kwargs))
            except NotVisible as error:
                raise Http404 from error

        declared = cast(View, run)
        declared.roles, declared.fresh, declared.unsecured, declared.own = allowed, fresh, unsecured, own
        return declared

    return declare


def _looked_at(answer: HttpResponseBase) -> HttpResponseBase:
    """Keep files from who helps: what they see stays on the screen."""
    if answer.streaming or answer.has_header("Content-Disposition"):
        raise PermissionDenied
    return answer


def public(view: Callable[..., HttpResponseBase]) -> View:
    """Declare a view that everybody may open, signed in or not."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    declared = cast(View, run)
    declared.roles, declared.fresh, declared.unsecured, declared.own = None, False, True, False
    return declared
