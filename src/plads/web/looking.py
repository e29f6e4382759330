"""Writes down what a request showed of people, before the answer leaves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from plads.core import looks


class Looking:
    """Collects the looks of a request and stores them; an answer whose looks can't be stored is never sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, then record what it showed; an error page showed nothing."""
        with looks.watching() as seen:
            response = self.get_response(request)
        if seen and response.status_code < 500:
            match = request.resolver_match
            looks.write(seen.values(), page=(match.url_name if match else None) or "")
        return response
