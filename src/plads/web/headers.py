"""Headers that tell browsers what Plads never needs, beside those of Django and of the content policy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

OFF = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
"""What no page of Plads may ask a browser for."""

OWN = ("publickey-credentials-get", "publickey-credentials-create")
"""What only our own pages may: passkeys."""

ALWAYS = {
    "Permissions-Policy": ", ".join([*(f"{name}=()" for name in OFF), *(f"{name}=(self)" for name in OWN)]),
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Headers:
    """Adds what is always said, and keeps every page out of every cache unless the page itself decides."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, with the headers; only static files, which have names of their own, are cached."""
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
