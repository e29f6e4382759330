"""Where a request comes from: the network it is counted by, and the browser in words."""

import re
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
PORT = re.compile(r"^(?:\[([^]]*)\]|([0-9.]+))(?::\d+)?$")
"""An address as some proxies write it, with the port they were called from."""


def address(request: HttpRequest) -> str:
    """Return the address a request comes from, seen past ``PLADS_PROXIES`` proxies of our own.

    Each proxy adds the address it was called from at the end of X-Forwarded-For, so what stands before those of
    our own proxies is the caller's to invent and is not believed.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    chain = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    if settings.PLADS_PROXIES and len(chain) >= settings.PLADS_PROXIES:
        return chain[-settings.PLADS_PROXIES]
    return peer


def network(request: HttpRequest) -> str:
    """Return the network tried from: an IPv4 address, or the /64 an IPv6 customer has to themselves."""
    try:
        found = ip_address(PORT.sub(r"\1\2", address(request)))
    except ValueError:
        return "0.0.0.0"  # noqa: S104 - a name for "unknown", no address to listen on
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return str(
            found.ipv4_mapped
        )  # how a server that listens for both kinds sees a caller of the old kind
    if found.version == 4:
        return str(found)
    return str(ip_network((found, 64), strict=False).network_address)


def device(request: HttpRequest) -> str:
    """Return the browser and system a request says it comes from, in a few words: no more is kept."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if re.search(mark, agent)), "")
    return f"{browser} på {system}" if browser and system else browser or system or "Ukendt browser"
