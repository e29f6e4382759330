"""A time stamp server (RFC 3161) on this machine: pyHanko's own authority behind HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from asn1crypto import keys, tsp, x509
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper


@contextmanager
def timestamp_server(certificate: x509.Certificate, key: keys.PrivateKeyInfo) -> Iterator["Server"]:
    """Serve stamps of the real time until the block ends."""
    server = Server(certificate, key)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Server(HTTPServer):
    """The server. ``mood``: ``well``, ``down`` (503) or ``strange`` (an answer that is no stamp)."""

    def __init__(self, certificate: x509.Certificate, key: keys.PrivateKeyInfo) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.authority = DummyTimeStamper(certificate, key)
        self.mood, self.asked = "well", 0

    @property
    def host(self) -> str:
        """Where it is, as ``host:port``."""
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        """The address to ask."""
        return f"http://{self.host}/tsa"


class _Answers(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        self.server.asked += 1
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        good = self.headers["Content-Type"] == "application/timestamp-query" and self.server.mood != "down"
        answer = b"no stamp"
        if self.server.mood == "well":
            answer = self.server.authority.request_tsa_response(tsp.TimeStampReq.load(asked)).dump()
        self.send_response(200 if good else 503)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
