"""The answer to somebody who tries too often: when to come back, and nothing else."""

import math

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plads.core.limits import Decision, hit
from plads.web.network import network


def too_many(request: HttpRequest, *decisions: Decision) -> HttpResponse | None:
    """Return the page that says when to try again if a decision is a no; it says nothing of who was meant."""
    wait = max((each.retry_after for each in decisions), default=0)
    if not wait:
        return None
    context = {"minutes": math.ceil(wait / 60)}
    response = render(request, "plads/public/too_many.html", context, status=429)
    response["Retry-After"] = str(wait)
    return response


def hit_network(request: HttpRequest, kind: str) -> Decision:
    """Count a try of ``kind`` from the network of the request."""
    return hit(kind, network(request))
