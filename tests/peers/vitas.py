"""VITAS' read service on this machine, in the shape of DFDG: applications, headers, error codes and faults.

Run by hand for a demo: ``python -m tests.peers.vitas 8098`` answers on that port with the token ``plads``.
"""

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from plads.config.services import VitasService

TOKEN = "plads"
LONGEST_ID = 46


def grant(number: str, cpr: str, status: str, **changes: Any) -> dict[str, Any]:
    """Return an application as GetBevilling tells of it."""
    return {
        "jobcenterKode": "00217",
        "cvrNummerAndenAktoer": None,
        "bevillingsstatus": status,
        "bevillingId": f"B-{number}",
        "skabelontype": "Virksomhedspraktik",
        "jobtilbudId": number,
        "borgerCprNummer": cpr,
        "borgerKommunekode": "217",
        "cvrNummer": "99000007",
        "pNummer": "9900000001",
        "virksomhedsType": "Privat",
        "offentligVirksomhedNavn": None,
        "antalMedarbejdere": 32,
        "saerligAftale": False,
        "conceptUriDa": None,
        "startDato": None,
        "slutDato": None,
        "ugentligArbejdstid": None,
        "jobBeskrivelse": "",
    } | changes


@dataclass
class VitasPeer:
    """A running VITAS. ``fault`` makes it fail: see ``Handler``. ``grants`` are by number; ``seen`` by request id."""

    port: int
    grants: dict[str, dict[str, Any]] = field(default_factory=dict)
    fault: str = ""
    seen: list[str] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def service(self) -> VitasService:
        """The configuration by which Plads reaches it."""
        host = f"127.0.0.1:{self.port}"
        return VitasService(f"http://{host}/dfdg", TOKEN, frozenset({host}))


class Handler(BaseHTTPRequestHandler):
    """Answers ``GET /dfdg/v1/Virksomhedspraktik/GetBevilling/<id>``.

    Faults: ``500``; ``slow`` (never a whole answer); ``html``; ``odd`` (JSON of another shape); ``redirect``;
    ``replay`` (412 to the first question); ``replays`` (412 to every one); a number such as ``80010`` (that error).
    """

    peer: VitasPeer
    _PATH = "/dfdg/v1/Virksomhedspraktik/GetBevilling/"

    def do_GET(self) -> None:
        """Answer a question about one application."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.peer.asked.append(headers)
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return self._say(401, {"message": "Unauthorized"})
        if not self.path.startswith(self._PATH):
            return self._say(404, {"message": "No such method"})
        request_id = headers.get("x-requestid", "")
        if not 0 < len(request_id) <= LONGEST_ID:
            return self._say(400, {"message": "x-requestId"})
        if self._is_replay(request_id):
            return self._say(412, {"message": "Replay"})
        self.peer.seen.append(request_id)
        return self._fault() or self._answer(self.path.removeprefix(self._PATH), headers)

    def _is_replay(self, request_id: str) -> bool:
        if self.peer.fault == "replay":
            self.peer.fault = ""
            return True
        return request_id in self.peer.seen or self.peer.fault == "replays"

    def _answer(self, number: str, headers: dict[str, str]) -> None:
        found = self.peer.grants.get(number)
        if found is None:
            return self._say(404, {"errorCode": 80006, "message": "Ansøgningen kunne ikke findes"})
        if headers.get("x-civilregistrationidentifier") != found["borgerCprNummer"]:
            return self._say(400, {"errorCode": 80007, "message": "Borgeren passer ikke"})
        return self._say(200, found)

    def _fault(self) -> bool:
        fault = self.peer.fault
        if not fault:
            return False
        if fault.isdigit() and len(fault) > 3:
            self._say(400, {"errorCode": int(fault)})
        elif fault == "500":
            self._say(500, {"message": "Uventet fejl"})
        elif fault == "redirect":
            self.send_response(302)
            self.send_header("Location", "/et/andet/sted")
            self.end_headers()
        elif fault == "odd":
            self._say(200, {"status": ["Godkendt"]})
        elif fault == "html":
            self._body(200, b"<html>Vedligehold</html>", "text/html")
        elif fault == "slow":
            time.sleep(3)
        return True

    def _say(self, status: int, said: dict[str, Any]) -> None:
        self._body(status, json.dumps(said).encode(), "application/json")

    def _body(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing: a log would hold numbers."""


@contextmanager
def vitas_peer(port: int = 0) -> Iterator[VitasPeer]:
    """Run a VITAS for the block."""
    handler = type("OwnHandler", (Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    peer = handler.peer = VitasPeer(server.server_address[1])  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    with vitas_peer(int(sys.argv[1]) if len(sys.argv) > 1 else 8098) as running:
        sys.stdout.write(f"{running.service.url}\n")
        sys.stdout.flush()
        threading.Event().wait()
