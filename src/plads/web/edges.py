"""The outermost rules for a request: which methods, how large, and what somebody reads whose form is not believed."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

METHODS = ("GET", "HEAD", "POST")
"""What pages answer to; everything else is refused before it reaches one."""

log = logging.getLogger("django.request")


class Edges:
    """Refuses what no page takes, before anything of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the page itself, or with the one that says why not."""
        if request.method not in METHODS:
            response = render(request, "405.html", status=405)
            response["Allow"] = ", ".join(METHODS)
            return response
        if _length(request) > settings.LARGEST_BODY:
            return render(request, "413.html", status=413)
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    said = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(said) if said.isascii() and said.isdecimal() else settings.LARGEST_BODY + 1


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain that a form was not taken because we could not see that it came from our own page."""
    response = render(request, "403_csrf.html", status=403)
    log.warning("A form was not believed: %s", reason)
    return response
