"""The business register's distribution on this machine: invented companies behind basic auth, with its faults.

Run by hand for a demo: ``python -m tests.peers.cvr 8099`` answers on that port to user ``plads``, password ``plads``.
"""

import base64
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from plads.config.services import RegisterService

USER, PASSWORD = "plads", "plads"


@dataclass
class CvrPeer:
    """A running register. ``fault`` makes it fail: see ``Handler``; ``asked`` are the queries it got.

    It answers from threads of its own, where no clock stands still: ``day`` is its today, the machine's without one.
    """

    port: int
    day: date | None = None
    fault: str = ""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def service(self) -> RegisterService:
        """The configuration by which Plads reaches it."""
        host = f"127.0.0.1:{self.port}"
        return RegisterService(f"http://{host}/cvr-permanent", USER, PASSWORD, frozenset({host}))


class Handler(BaseHTTPRequestHandler):
    """Answers ``POST /cvr-permanent/<index>/_search``.

    Faults: ``500``; ``slow`` (never a whole answer); ``redirect``; ``html``; ``odd`` (JSON of another shape);
    ``ten`` (ten hits at most, whatever is asked for); ``short`` (one page, and then nothing more); ``huge``.
    """

    peer: CvrPeer

    def do_POST(self) -> None:
        """Answer a search."""
        from plads.core import clock
        from plads.demo.recorded_register import BadQuery, answer

        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        known = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {known}":
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="distribution"')
            self.end_headers()
            return
        index = self.path.removeprefix("/cvr-permanent/").removesuffix("/_search")
        query = json.loads(body)
        self.peer.asked.append((index, query))
        if self._fails(query):
            return
        try:
            with clock.at(self.peer.day) if self.peer.day else nullcontext():
                found = answer(index, query)
        except BadQuery as error:
            self._say(500, {"error": {"reason": str(error)}, "status": 500})
            return
        self._say(200, found)

    def _fails(self, query: dict[str, Any]) -> bool:
        fault = self.peer.fault
        if fault == "500":
            self._say(500, {"error": "SearchPhaseExecutionException"})
        elif fault == "redirect":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
        elif fault == "html":
            self._write(200, b"<html>Vi opdaterer</html>", "text/html")
        elif fault == "odd":
            self._say(
                200, {"hits": {"total": 1, "hits": [{"_source": {"VrproduktionsEnhed": {"navne": 3}}}]}}
            )
        elif fault == "huge":
            self._write(200, b"[" + b" " * 9_000_000, "application/json")
        elif fault == "slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(40):  # a byte now and then outlives every timeout of a socket
                time.sleep(0.1)
                try:
                    self.wfile.write(b" ")
                    self.wfile.flush()
                except OSError:
                    break
        elif fault == "short" and "range" in json.dumps(query):
            self._say(200, {"hits": {"total": 0, "hits": []}})
        else:
            if fault == "ten":
                query["size"] = 10
            return False
        return True

    def _say(self, status: int, what: object) -> None:
        self._write(status, json.dumps(what).encode(), "application/json; charset=UTF-8")

    def _write(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def cvr_peer(port: int = 0, day: date | None = None) -> Iterator[CvrPeer]:
    """Run a register on this machine until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.daemon_threads = True
        peer = CvrPeer(server.server_address[1], day)
        server.RequestHandlerClass = type("Answering", (Handler,), {"peer": peer})
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield peer
        finally:
            server.shutdown()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plads.config.settings")
    with cvr_peer(int(sys.argv[1])) as running:
        sys.stdout.write(f"listening {running.service.url}\n")
        sys.stdout.flush()
        threading.Event().wait()
