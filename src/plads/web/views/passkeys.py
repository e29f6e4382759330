"""Signing in with a passkey, and the challenges that every use of one begins with."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plads.core.limits import forgive
from plads.people.security import used_passkey
from plads.web import passkeys
from plads.web.assurance import Assurance
from plads.web.detours import safe_next
from plads.web.limiting import hit_network, too_many
from plads.web.network import network
from plads.web.page import public
from plads.web.sessions import let_in, read, user_waiting


@public
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """Return a fresh challenge as JSON for the purpose posted: ``sign_in``, ``second_step``, ``confirm`` or ``add``."""
    refused = too_many(request, hit_network(request, "passkey"))
    if refused is not None:
        return refused
    purpose = request.POST.get("purpose", "")
    if purpose == "sign_in":
        return _options(passkeys.authentication(request, purpose, None))
    if purpose == "second_step":
        user = user_waiting(request)
    else:
        signed = read(request, read_only=False)
        user = signed.user if signed else None
        if signed and purpose == "add" and signed.assurance.is_fresh:
            return _options(passkeys.registration(request, signed.user))
    if user is None or purpose not in ("second_step", "confirm"):
        raise Http404
    return _options(passkeys.authentication(request, purpose, user))


def _options(options: dict[str, object]) -> JsonResponse:
    return JsonResponse(options)


@public
@transaction.non_atomic_requests
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone: it is two factors, and says itself whose it is."""
    refused = too_many(request, hit_network(request, "sign_in_network"))
    if refused is not None:
        return refused
    answer = request.POST.get("credential", "")
    with transaction.atomic():
        found = passkeys.proved(request, "sign_in", None, answer)
        if found is not None and let_in(request, found[0], assurance=Assurance(("passkey",))):
            used_passkey(found[1])
            forgive("sign_in_network", network(request))
            return redirect(safe_next(request))
    messages.error(request, _("Adgangsnøglen passer ikke til nogen her. Log ind med e-mail og adgangskode."))
    return redirect("sign_in")
