"""Signing out together with a provider, both ways, and what a provider reads about us."""

from collections import Counter
from urllib.parse import parse_qsl

from django.contrib.auth import SESSION_KEY, logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from plads.adapters.proven import NotProven
from plads.config.sign_in import OidcWay, SamlWay
from plads.core.limits import forgive
from plads.people.sso import end_sessions
from plads.web import sso
from plads.web.limiting import hit_network, too_many
from plads.web.network import network
from plads.web.page import public
from plads.web.views.sso import known, refuse


@public
@require_GET
@cache_control(public=True, max_age=3600)
def metadata(request: HttpRequest, way: str) -> HttpResponse:
    """Give our signed SAML metadata to a provider."""
    found = known(way)
    if not isinstance(found, SamlWay):
        raise Http404
    try:
        return HttpResponse(sso.saml(found).metadata(), content_type="application/samlmetadata+xml")
    except NotProven as error:
        return refuse(request, found, error)


@public
@require_GET
@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """After our own sign-out: send the browser on to sign out at the provider too.

    A page that goes on by itself, and no redirect: the sign-out button's form may lead nowhere but here (CSP).
    """
    came = request.session.pop(sso.LEAVING, None)
    url, label, key = sso.way_out(came)
    if not url:
        return redirect("sign_in")
    if key:
        sso.remember(request, key, way=came["way"], purpose="sign_out")
    return render(request, "plads/sso/leave.html", {"url": url, "label": label})


@public
@require_GET
@never_cache
def saml_end(request: HttpRequest, way: str) -> HttpResponse:
    """Take a provider's answer to our sign-out, or its own wish to sign somebody out."""
    found = known(way)
    if not isinstance(found, SamlWay):
        raise Http404
    raw = request.META.get("QUERY_STRING", "")
    try:
        if (
            max(Counter(name for name, _value in parse_qsl(raw, keep_blank_values=True)).values(), default=0)
            > 1
        ):
            raise NotProven("shape: a parameter comes twice")
        if "SAMLRequest" in request.GET:
            asked = sso.saml(found).asked_to_end(request.GET.dict(), raw)
            _end(request, found.id, asked.name_id, asked.sessions)
            return redirect(asked.answer_url)
        answered = sso.saml(found).signed_out(request.GET.dict(), raw)
        if sso.recall(request, answered, found.id) is None:
            raise NotProven("request: the answer is to no sign-out of this browser")
    except NotProven as error:
        sso.log.warning("Sign-out by %s: %s", found.id, error.reason)
        context = {"way": found, "whole": False, "still_in": SESSION_KEY in request.session}
        return render(request, "plads/sso/signed_out.html", context, status=400)
    return render(request, "plads/sso/signed_out.html", {"way": found, "whole": True})


@public
@transaction.non_atomic_requests
@csrf_exempt
@require_POST
@never_cache
def oidc_ended(request: HttpRequest, way: str) -> HttpResponse:
    """Hear from an OpenID provider, server to server, that it ended somebody's session."""
    found = known(way)
    if not isinstance(found, OidcWay):
        raise Http404
    refused = too_many(request, hit_network(request, "by_others"))  # an unknown key has us ask the provider
    if refused is not None:
        return refused
    with transaction.atomic():
        try:
            subject, session, number = sso.oidc(found).logged_out(request.POST.get("logout_token", ""))
            if not sso.new(found.id, number):
                raise NotProven("replay: the logout token was used before")
        except NotProven as error:
            sso.log.warning("Sign-out by %s: %s", found.id, error.reason)
            return HttpResponse(_("Kan ikke bruges."), status=400, content_type="text/plain; charset=utf-8")
        _end(request, found.id, subject, (session,))
    forgive("by_others", network(request))
    return HttpResponse(status=200, headers={"Cache-Control": "no-store"})


def _end(request: HttpRequest, way: str, uid: str, sessions: tuple[str, ...]) -> None:
    """End the sessions that began in a provider's session: this browser's, and the user's wherever they are."""
    if sso.is_session(request.session, way, sessions) and sso.is_of(request.session, way, uid):
        logout(request)
    end_sessions(way, uid, lambda content: sso.is_session(content, way, sessions))
