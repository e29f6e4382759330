"""A local SMS gateway for tests: the HTTP interface of a common European one, and remembers what it took."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.peers.starting import free_port

TOKEN = "only-for-tests"


@dataclass(frozen=True)
class Sms:
    """What was sent to a telephone."""

    to: str
    text: str
    sender: str
    reference: str
    encoding: str


@dataclass
class SmsGatewayPeer:
    """A gateway. ``mode`` says what it does with the next SMS.

    ``take``; a number as ``500`` or ``429``: answers so and takes nothing; ``slow`` takes it and answers too late;
    ``cut`` takes it and hangs up; ``other`` is another server that answers in its place. ``knows_repeats`` says
    whether it sends what comes twice under one ``Idempotency-Key`` once.
    """

    port: int = field(default_factory=free_port)
    mode: str = "take"
    knows_repeats: bool = True
    hold: float = 3.0
    sent: list[Sms] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)
    _server: ThreadingHTTPServer | None = None

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def table(self, **more: Any) -> dict[str, Any]:
        """The values of ``[sms]`` that lead here."""
        return {
            "url": f"http://{self.host}/rest/mtsms",
            "sender": "Jobcenter",
            "token_env": "PLADS_TEST_SMS_TOKEN",
            "inside": [self.host],
            "knows_repeats": self.knows_repeats,
        } | more

    def up(self) -> None:
        """Answer at the port."""
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), type("Desk", (_Desk,), {"peer": self}))
        self._server.daemon_threads = True
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def down(self) -> None:
        """Answer no more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def take(self, body: Any, key: str) -> int:
        """Send an SMS, or not when it was sent before; returns its number."""
        if self.knows_repeats and key in self.known:
            return self.known[key]
        (recipient,) = body["recipients"]
        assert recipient["msisdn"].isdecimal()
        self.sent.append(
            Sms(f"+{recipient['msisdn']}", body["message"], body["sender"], body["userref"], body["encoding"])
        )
        return self.known.setdefault(key, 421_332_000 + len(self.sent))


class _Desk(BaseHTTPRequestHandler):
    peer: SmsGatewayPeer

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        peer, key = self.peer, self.headers.get("Idempotency-Key", "")
        peer.calls.append({"path": self.path, "key": key})
        if self.path != "/rest/mtsms" or self.headers["Content-Type"] != "application/json":
            return self._say(404, {"code": "0x0204"})
        if self.headers.get("Authorization") != f"Token {TOKEN}":
            return self._say(401, {"code": "0x0203", "message": "Unauthorized"})
        if peer.mode.isdecimal():
            return self._say(int(peer.mode), {"code": "0x0216", "message": f"Sorry {raw.decode()}"})
        if peer.mode == "other":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>Welcome to the hotel's network</html>")
            return None
        number = peer.take(json.loads(raw), key)
        if peer.mode == "cut":
            return None
        if peer.mode == "slow":
            time.sleep(peer.hold)
        return self._say(
            200, {"ids": [number], "usage": {"countries": {"DK": 1}, "currency": "DKK", "total_cost": 0.3}}
        )

    def _say(self, status: int, body: dict[str, Any]) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())
        except OSError:
            pass

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def sms_gateway_peer(**settings: Any) -> Iterator[SmsGatewayPeer]:
    """Run a gateway for as long as the block."""
    peer = SmsGatewayPeer(**settings)
    peer.up()
    try:
        yield peer
    finally:
        peer.down()
