"""Signing in by others: out to the provider, back with its answer, and in; or a page that says what to do."""

import secrets
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from plads.adapters import oidc
from plads.adapters.outgoing import Unreachable
from plads.adapters.proven import NotProven, Proven
from plads.config.sign_in import Level, OidcWay, SamlWay, Way
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.limits import forgive
from plads.core.roles import Role
from plads.core.scope import enter
from plads.people.sso import Vouched, take_in
from plads.web import sso
from plads.web.assurance import Assurance
from plads.web.detours import safe_next
from plads.web.limiting import hit_network, too_many
from plads.web.network import network
from plads.web.page import public
from plads.web.sessions import let_in, waiting
from plads.web.sso_roles import Standing, standing

SIGN_IN, CONNECT = "sign_in", "connect"
NOBODY = Actor(None, "", Role.PUBLIC, frozenset())
PENDING = "plads_connecting"
"""The session's key for an identity somebody proved and has not yet said yes to connecting."""


@public
@transaction.non_atomic_requests
@require_GET
@never_cache
def begin(request: HttpRequest, way: str) -> HttpResponse:
    """Send the browser to a provider to sign in.

    Counted outside a transaction: a slow provider must not make others of the same network wait for the count.
    """
    found = known(way)
    refused = too_many(request, hit_network(request, "by_others"))
    if refused is not None:
        return refused
    try:
        return redirect(onward(request, found, found.least, next=safe_next(request)))
    except NotProven as error:
        return refuse(request, found, error)


def onward(request: HttpRequest, way: Way, level: Level, *, again: bool = False, **what: Any) -> str:
    """Return the provider's address for a request of ours, which the session remembers. Raises ``NotProven``."""
    what = {"purpose": SIGN_IN, "next": reverse("home"), "again": again, "way": way.id} | what
    if isinstance(way, OidcWay):
        begun = oidc.begin()
        try:
            url = sso.oidc(way).request(begun, level, again=again)
        except Unreachable as error:
            raise NotProven(f"unreachable: {error}") from error
        sso.remember(request, begun.state, **what, begun=begun.plain())
    else:
        url, key = sso.saml(_saml(way)).request(level, again=again)
        sso.remember(request, key, **what)
    return url


@public
@require_GET
@never_cache
def oidc_return(request: HttpRequest, way: str) -> HttpResponse:
    """Take the answer of an OpenID provider, if this browser asked for it."""
    found = known(way)
    if not isinstance(found, OidcWay):
        raise Http404
    asked = sso.recall(request, request.GET.get("state", ""), found.id)
    try:
        if asked is None:
            raise NotProven("state: the answer is to no request of this session")
        proven = sso.oidc(found).accept(request.GET.dict(), oidc.Begun(**asked["begun"]))
    except NotProven as error:
        return refuse(request, found, error)
    return _arrived(request, found, proven, asked)


@public
@transaction.non_atomic_requests
@csrf_exempt
@require_POST
@never_cache
@sensitive_post_parameters()
def saml_answer(request: HttpRequest, way: str) -> HttpResponse:
    """Check the answer of a SAML provider and send the browser on to use it. Sees no session: see ``sso.keep``."""
    found = known(way)
    refused = too_many(request, hit_network(request, "by_others"))
    if refused is not None:
        return refused
    with transaction.atomic():
        enter(NOBODY)
        try:
            proven = sso.saml(_saml(found)).accept(request.POST.get("SAMLResponse", ""))
            if not sso.first_time(proven):
                raise NotProven("replay: the answer was used before")
        except NotProven as error:
            return refuse(request, found, error)
        response = redirect("sso_finish", way=found.id)
        response.status_code = 303
        sso.keep(response, proven)
    forgive("by_others", network(request))
    return response


@public
@require_GET
@never_cache
def saml_finish(request: HttpRequest, way: str) -> HttpResponse:
    """Use a checked SAML answer, if this browser asked for it."""
    found = known(way)
    proven = sso.kept(request)
    asked = sso.recall(request, proven.request, found.id) if proven else None
    if proven is None or asked is None or proven.way != found.id:
        response = refuse(request, found, NotProven("session: the answer is to no request of this browser"))
    else:
        response = _arrived(request, found, proven, asked)
    response.delete_cookie(sso.PROOF, path=sso.PATH)
    return response


def _arrived(request: HttpRequest, way: Way, proven: Proven, asked: dict[str, Any]) -> HttpResponse:
    """Let in whom an answer is about, ask for more when it is not sure enough, or say why not."""
    enter(NOBODY)
    if asked["purpose"] == CONNECT:
        return _connecting(request, way, proven, asked)
    found = standing(way, proven)
    for each in found.ignored:
        sso.log.warning("Sign-in by %s: %s", way.id, each)
    if proven.level < found.needed(way):
        return _more_sure(request, way, found, asked)
    vouched = vouched_for(way, proven)
    try:
        user = take_in(vouched, found.held, belongs_to=found.belongs_to)
    except Refused as error:
        return _page(request, way, "told", 403, message=error.message, code=error.code)
    method = "oidc" if isinstance(way, OidcWay) else "saml"
    assurance = Assurance((method,), sso.level_word(proven.level))
    if user is None or not let_in(request, user, assurance=assurance):
        sso.log.info("Sign-in by %s: somebody without a role", way.id)
        return _page(request, way, "nobody", 403)
    request.session[sso.CAME_BY] = sso.came_by(proven)
    forgive("by_others", network(request))
    if waiting(request) is not None:
        return redirect(f"{reverse('second_step')}?{urlencode({'next': asked['next']})}")
    return redirect(asked["next"])


def _connecting(request: HttpRequest, way: Way, proven: Proven, asked: dict[str, Any]) -> HttpResponse:
    """Keep a proved identity until the signed-in user has said yes to connecting it."""
    if request.session.get(SESSION_KEY) != asked["user"]:
        return refuse(request, way, NotProven("session: somebody else is signed in now"))
    if proven.level < way.least:
        return _page(request, way, "level", 403)
    request.session[PENDING] = sso.sealed(proven)
    return redirect("sso_confirm")


def _more_sure(request: HttpRequest, way: Way, found: Standing, asked: dict[str, Any]) -> HttpResponse:
    """Ask the provider once more, for the level that is needed; say so when it was asked already."""
    if asked["again"]:
        sso.log.warning("Sign-in by %s: the level is below %s after asking", way.id, found.needed(way).word)
        return _page(request, way, "level", 403)
    try:
        return redirect(onward(request, way, found.needed(way), again=True, next=asked["next"]))
    except NotProven as error:
        return refuse(request, way, error)


def known(way: str) -> Way:
    """Return a way by its name; 404 for any other."""
    found = sso.way_called(way)
    if found is None:
        raise Http404
    return found


def _saml(way: Way) -> SamlWay:
    if not isinstance(way, SamlWay):
        raise Http404
    return way


def vouched_for(way: Way, proven: Proven) -> Vouched:
    """Return somebody as the domain knows them."""
    return Vouched(way.id, proven.uid, proven.name, proven.email, way.label)


def refuse(request: HttpRequest, way: Way, error: NotProven) -> HttpResponse:
    """Say that an answer could not be used. The reason is for the log alone, under a number both can name."""
    number = secrets.token_hex(4)
    sso.log.warning("Sign-in by %s refused [%s]: %s", way.id, number, error.reason)
    if error.reason.startswith("refused: the provider says access_denied"):
        return _page(request, way, "cancelled", 200)
    if error.reason.startswith(("unreachable:", "metadata:")):
        return _page(request, way, "unreachable", 503, number=number)
    return _page(request, way, "unusable", 400, number=number)


def _page(request: HttpRequest, way: Way, why: str, status: int, **more: Any) -> HttpResponse:
    context = {
        "why": why,
        "way": way,
        "kinds": [each.value for each in way.kinds],
        "title": _TITLES[why](),
    } | more
    return render(request, "plads/sso/not_in.html", context, status=status)


_TITLES = {
    "told": lambda: _("Du er ikke logget ind"),
    "nobody": lambda: _("Du har ikke adgang til Plads endnu"),
    "level": lambda: _("Dit login er ikke sikkert nok"),
    "cancelled": lambda: _("Du afbrød, så du er ikke logget ind"),
    "unreachable": lambda: _("Vi kan ikke få fat i dit login lige nu"),
    "unusable": lambda: _("Du blev ikke logget ind"),
}
