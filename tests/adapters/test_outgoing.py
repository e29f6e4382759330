"""The door to the net against servers on this machine that mean harm."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from plads.adapters.outgoing import Outgoing, Unreachable


class Hostile(BaseHTTPRequestHandler):
    """Answers by the address asked."""

    asked: list[str] = []
    sent: list[bytes] = []

    def do_GET(self):
        self.asked.append(self.path)
        getattr(self, "answer_" + self.path.strip("/").partition("?")[0])()

    def do_POST(self):
        self.sent.append(self.rfile.read(int(self.headers["Content-Length"])))
        self._say(b'{"got": true}')

    def _say(self, body, status=200, **headers):
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def answer_good(self):
        self._say(b'{"good": true}')

    def answer_list(self):
        self._say(b"[1]")

    def answer_words(self):
        self._say(b"hello")

    def answer_broken(self):
        self._say(b"{}", 500)

    def answer_away(self):
        self._say(b"", 302, Location=f"http://127.0.0.1:{self.server.server_port}/good")

    def answer_metadata(self):
        self._say(b"", 307, Location="http://169.254.169.254/latest/meta-data/")

    def answer_huge(self):
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(1000):
                self.wfile.write(b"x" * 10_000)
        except OSError:
            pass

    def answer_drip(self):
        """One byte of a header at a time, each faster than any timeout of a socket."""
        try:
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 500:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def hostile():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def door(hostile):
    """A door to which the server is an agreed neighbour."""
    return Outgoing.to([hostile], seconds=1.0, limit=100_000)


def test_a_host_that_the_configuration_lists_may_be_private(hostile, door):
    answer = door.get(f"http://{hostile}/good")
    assert (answer.status, answer.json(), answer.content_type) == (200, {"good": True}, "application/json")


def test_a_form_is_sent(hostile, door):
    assert door.post(f"http://{hostile}/form", {"a": "b c"}).json() == {"got": True}
    assert Hostile.sent[-1] == b"a=b+c"


@pytest.mark.parametrize(
    "url",
    [
        "https://{host}/good",
        "https://localhost/good",
        "https://10.1.2.3/",
        "https://192.168.0.1/",
        "https://172.16.3.4/",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.64.1.1/",
        "https://0.0.0.0/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1]/",
        "https://[fd00::1]/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://224.0.0.1/",
    ],
)
def test_addresses_inside_are_refused(url, hostile):
    Hostile.asked.clear()
    with pytest.raises(Unreachable, match=r"InvalidIPAddress|ConnectionError"):
        Outgoing.to(seconds=2).get(url.format(host=hostile))
    assert Hostile.asked == []


def test_a_name_that_leads_inside_is_refused(monkeypatch, hostile):
    """The name looks public; its address in DNS is ours."""
    port = int(hostile.partition(":")[2])
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    Hostile.asked.clear()
    with pytest.raises(Unreachable, match="InvalidIPAddress"):
        Outgoing.to(seconds=2).get(f"https://evil.example:{port}/good")
    assert Hostile.asked == []


def test_a_name_is_looked_up_once_so_that_it_cannot_change_between_look_and_call(monkeypatch):
    looked_up = []

    def answers(host, port, *args, **kwargs):
        looked_up.append(host)
        if host == "rebind.example":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", port))]
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    with pytest.raises(Unreachable):
        Outgoing.to(seconds=1).get("https://rebind.example/")
    assert looked_up.count("rebind.example") == 1


@pytest.mark.parametrize("path", ["away", "metadata"])
def test_a_redirect_is_not_followed(path, hostile, door):
    Hostile.asked.clear()
    with pytest.raises(Unreachable, match="redirect"):
        door.get(f"http://{hostile}/{path}")
    assert Hostile.asked == [f"/{path}"]


@pytest.mark.parametrize(
    ("path", "reason"), [("huge", "more than 100000 bytes"), ("drip", "within 1 seconds"), ("broken", "500")]
)
def test_a_server_cannot_fill_or_hold_us(path, reason, hostile, door):
    began = time.monotonic()
    with pytest.raises(Unreachable, match=reason):
        door.get(f"http://{hostile}/{path}")
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://x/",
        "https://user:pass@example.com/",
        "https:///x",
        "//x",
        "",
        "https://[::1/",
        "https://example.com:99999/",
    ],
)
def test_only_plain_https_addresses_are_asked(url):
    with pytest.raises(Unreachable):
        Outgoing.to(seconds=1).get(url)


def test_a_listed_host_opens_no_other_that_begins_alike(hostile):
    name, _, port = hostile.partition(":")
    door = Outgoing.to([f"{name}:{port}"], seconds=1)
    with pytest.raises(Unreachable, match="only https"):
        door.get(f"http://{name}:{int(port) + 1}/good")


@pytest.mark.parametrize("path", ["list", "words"])
def test_an_answer_that_is_no_object_is_said(path, hostile, door):
    with pytest.raises(Unreachable, match="no JSON"):
        door.get(f"http://{hostile}/{path}").json()


def test_the_machines_proxy_and_netrc_are_not_used(monkeypatch, hostile, door):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert door.get(f"http://{hostile}/good").status == 200


@pytest.mark.parametrize(("path", "status"), [("broken", 500), ("away", 302)])
def test_a_refusal_says_with_which_status(path, status, hostile, door):
    with pytest.raises(Unreachable) as error:
        door.get(f"http://{hostile}/{path}")
    assert (error.value.status, error.value.asked) == (status, True)


def test_who_never_heard_the_question_is_told_from_who_did_not_answer(hostile, door):
    """Only the first may be asked again without fear that it does what it was asked to twice."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        dead = f"127.0.0.1:{nobody.getsockname()[1]}"
        for url in (
            f"http://{dead}/",
            "https://findes-ikke.invalid/",
            "https://10.1.2.3/",
            f"https://{hostile}/",
        ):
            with pytest.raises(Unreachable) as error:
                Outgoing.to([dead, hostile], seconds=1.0).post(url, b"x")
            assert not error.value.asked, url
    with pytest.raises(Unreachable) as error:
        door.get(f"http://{hostile}/drip")
    assert error.value.asked
