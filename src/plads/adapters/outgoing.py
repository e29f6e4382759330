"""Calls to other servers, hardened: the one door through which Plads asks anybody on the net for anything.

An address may come from a configuration file, from another server's answer or from a user. So every call here:
goes over https; refuses hosts whose address is private, loopback, link-local or otherwise special, and connects to
the very address that was looked at; follows no redirect; sends nothing of the machine's own (no proxy variables, no
``.netrc``); reads at most so many bytes; and ends after so many seconds, whatever the other server does.
"""

import json
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from socket import gaierror
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.exceptions import SSLError as TlsError

_CHUNK = 16_384
_AGENT = "Plads"


class Unreachable(Exception):
    """A call that gave no usable answer. The message is for the administrator: it names the host and the reason.

    ``status`` is what the server answered with, 0 when it gave no answer. ``asked`` says whether it may have heard the
    question: then nobody knows whether it did what it was asked to.
    """

    def __init__(self, message: str, *, status: int = 0, asked: bool = False) -> None:
        super().__init__(message)
        self.status, self.asked = status, asked


@dataclass(frozen=True, slots=True)
class Answer:
    """What another server said."""

    status: int
    body: bytes
    content_type: str

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object; raises ``Unreachable`` when it is none."""
        try:
            found = json.loads(self.body)
        except ValueError as error:
            raise Unreachable("The answer is no JSON") from error
        if not isinstance(found, dict):
            raise Unreachable("The answer is no JSON object")
        return found


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The door, with what its owner allows.

    ``inside`` lists hosts, as ``host`` or ``host:port``, that may be private and may be asked over plain http: an
    identity provider on the municipality's own network. ``seconds`` bounds a whole call and ``limit`` the bytes of
    an answer. ``heeds`` are statuses that are an answer too, though they say no.
    """

    inside: frozenset[str] = frozenset()
    seconds: float = 10.0
    limit: int = 1_000_000
    heeds: frozenset[int] = frozenset()

    @classmethod
    def to(cls, inside: Collection[str] = (), **bounds: Any) -> "Outgoing":
        """Return a door that lets through to ``inside`` as well, whatever case its hosts are written in."""
        return cls(frozenset(each.strip().lower() for each in inside), **bounds)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Return what ``url`` answers; raises ``Unreachable`` for anything but a success."""
        return self._call("GET", url, headers, None)

    def post(
        self, url: str, data: Mapping[str, str] | bytes, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Return what ``url`` answers to ``data``, a form or raw bytes; raises ``Unreachable`` as ``get`` does."""
        return self._call("POST", url, headers, data)

    def _call(
        self, method: str, url: str, headers: Mapping[str, str] | None, data: Mapping[str, str] | bytes | None
    ) -> Answer:
        host = self._refuse(url)
        result: list[Answer | Unreachable] = []

        def ask() -> None:
            try:
                result.append(self._ask(method, url, dict(headers or {}), data))
            except Unreachable as error:
                result.append(error)
            except (requests.RequestException, OSError, ValueError) as error:
                asked = not _never_asked(error)
                result.append(Unreachable(f"{host}: {type(error).__name__}", asked=asked))

        # A server can drip one byte at a time and so outlive every timeout of a socket: the clock is ours.
        worker = threading.Thread(target=ask, name="plads-outgoing", daemon=True)
        worker.start()
        worker.join(self.seconds)
        if not result:
            raise Unreachable(f"{host}: no whole answer within {self.seconds:g} seconds", asked=True)
        if isinstance(result[0], Unreachable):
            raise result[0]
        return result[0]

    def _refuse(self, url: str) -> str:
        """Return the host of an address that may be asked at all."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError as error:
            raise Unreachable("The address is not a web address") from error
        if not host or parts.scheme not in ("https", "http"):
            raise Unreachable("The address is not a web address")
        if parts.username is not None or parts.password is not None:
            raise Unreachable(f"{host}: an address may not hold a user name or password")
        if parts.scheme == "http" and not self._is_inside(parts):
            raise Unreachable(f"{host}: only https is asked")
        return host

    def _is_inside(self, parts: SplitResult) -> bool:
        return parts.netloc.lower() in self.inside or (parts.hostname or "") in self.inside

    def _ask(self, method: str, url: str, headers: dict[str, str], data: Any) -> Answer:
        ends = time.monotonic() + self.seconds
        with self._session(url) as session:
            response = session.request(
                method,
                url,
                headers=headers,
                data=data,
                stream=True,
                timeout=(self.seconds / 2, self.seconds / 2),
            )
            with response:
                host, status = urlsplit(url).hostname, response.status_code
                if response.is_redirect or 300 <= status < 400:
                    words = f"{host}: it answers with a redirect, which is not followed"
                    raise Unreachable(words, status=status, asked=True)
                if not response.ok and status not in self.heeds:
                    raise Unreachable(f"{host}: it answers {status}", status=status, asked=True)
                body = bytearray()
                for chunk in response.iter_content(_CHUNK):
                    body += chunk
                    if len(body) > self.limit:
                        words = f"{host}: the answer is more than {self.limit} bytes"
                        raise Unreachable(words, status=status, asked=True)
                    if time.monotonic() > ends:
                        words = f"{host}: no whole answer within {self.seconds:g} seconds"
                        raise Unreachable(words, status=status, asked=True)
                kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
                return Answer(status, bytes(body), kind)

    def _session(self, url: str) -> requests.Session:
        session: requests.Session = HTTPSession(
            Config(
                ip_filter_enable=True,
                ip_filter_allow_loopback_ips=False,
                never_redirect=True,
                default_timeout=(self.seconds / 2, self.seconds / 2),
                user_agent_override=_AGENT,
            )
        )
        session.trust_env = False
        parts = urlsplit(url)
        if self._is_inside(parts):
            session.mount(f"{parts.scheme}://{parts.netloc}/", HTTPAdapter())
        return session


_BEFORE_ASKING = (
    gaierror,
    NewConnectionError,
    ConnectTimeoutError,
    TlsError,
    InvalidIPAddress,
    requests.exceptions.InvalidURL,
)
"""What goes wrong before a word is said: no such host, nobody there, no safe connection, an address not allowed."""


def _never_asked(error: BaseException) -> bool:
    """Return whether the other server surely heard nothing: one of the errors behind this one says so."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, _BEFORE_ASKING) or isinstance(getattr(seen, "reason", None), _BEFORE_ASKING):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
