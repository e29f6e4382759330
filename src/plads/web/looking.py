"""Writes down what a request showed of people, before the answer leaves."""

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse

from plads.core import looks

SHOWED_NOTHING = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
"""Answers that say no: whatever was read for them was not shown."""


class Looking:
    """Collects the looks of a request and stores them; an answer whose looks can't be stored is never sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, then record what it showed; a no, an error or a way on to another page shows nothing."""
        with looks.watching() as seen:
            response = self.get_response(request)
        match = request.resolver_match
        page = (match.url_name if match else None) or ""
        if seen and _showed_something(response):
            looks.write(seen.values(), page=page)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            stream: Any = response
            stream.streaming_content = _watched(response.streaming_content, page)  # type: ignore[arg-type]
        return response


def _showed_something(response: HttpResponseBase) -> bool:
    status = response.status_code
    return status < 300 or (400 <= status < 500 and status not in SHOWED_NOTHING)


def _watched(parts: Iterable[bytes], page: str) -> Iterator[bytes]:
    """Yield a stream's parts, each only after what was seen for it is stored."""
    rest = iter(parts)
    while True:
        with looks.watching() as seen:
            part = next(rest, None)
        if seen:
            looks.write(seen.values(), page=page)
        if part is None:
            return
        yield part
