"""Where a request goes that may not go on yet: to sign in, to the second step, to set it up, to confirm."""

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from plads.web.held import HELD, hold
from plads.web.sessions import ENDED, SignedIn, waiting


def sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """Send somebody who is not signed in to sign in, or on to their second step; what they wrote is kept."""
    back = _return_to(request)
    if waiting(request) is not None:
        return _away(request, "second_step", back)
    ended = request.session.get(ENDED)
    if ended:
        _say_ended(request, str(ended))
        back = reverse("held_form") if HELD in request.session else back
    elif request.method == "POST" and request.session.get(SESSION_KEY) is None:
        messages.warning(
            request, _("Du er ikke logget ind, så det, du sendte, er ikke gemt. Log ind, og prøv igen.")
        )
    return _away(request, "sign_in", back)


def set_up_first(request: HttpRequest) -> HttpResponseBase:
    """Send somebody whose role requires a second factor to where they set it up."""
    return _away(request, "security", "")


def confirm_first(request: HttpRequest, signed: SignedIn) -> HttpResponseBase:
    """Send somebody to prove again who they are; what they wrote is kept and can be sent on afterwards."""
    back = _return_to(request)
    if request.method == "POST" and hold(request, str(signed.user.id)):
        back = reverse("held_form")
    return _away(request, "confirm", back)


def safe_next(request: HttpRequest) -> str:
    """Return the address within Plads that the request wants to go on to; the front page otherwise.

    Only whole paths: ``redirect`` takes a bare word for the name of a page, and fails when there is none.
    """
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else reverse("home")


def _say_ended(request: HttpRequest, user_id: str) -> None:
    del request.session[ENDED]
    if request.method != "POST":
        messages.info(
            request, _("Du var væk så længe, at vi loggede dig ud. Log ind igen, så fortsætter du her.")
        )
        return
    if hold(request, user_id):
        messages.warning(
            request,
            _(
                "Du var væk så længe, at vi loggede dig ud. Det, du skrev, er der endnu: Log ind, og send det igen."
            ),
        )
    else:
        messages.warning(
            request,
            _("Du var væk så længe, at vi loggede dig ud. Filer kom ikke med: Log ind, og vælg dem igen."),
        )


def _return_to(request: HttpRequest) -> str:
    """Return where to go on afterwards: this page, or for something sent, the page it was sent from."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    sent_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(sent_from, {request.get_host()}, require_https=request.is_secure()):
        return "/" + sent_from.split("/", 3)[3] if sent_from.count("/") >= 3 else "/"
    return ""


def _away(request: HttpRequest, name: str, back: str) -> HttpResponseBase:
    url = reverse(name) + (f"?{urlencode({'next': back})}" if back else "")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)
