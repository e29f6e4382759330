"""Files are shown to a real clamd; whatever it does, a file is never taken for clean without its word."""

import io
import socket
import threading
import zipfile

import pytest

from plads.adapters import antivirus
from plads.adapters.antivirus import Scanner, Unreachable
from tests.scanner import SICK, SIGNATURE, needs_clamd, running


@pytest.fixture(scope="module")
def scanner(tmp_path_factory):
    with running(tmp_path_factory.mktemp("clamd"), "StreamMaxLength 4M") as address:
        yield Scanner(address)


def zipped(data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/picture.png", data)
    return out.getvalue()


@needs_clamd
@pytest.mark.parametrize("data", [b"", b"hej", b"\x00" * 200_000, zipped(b"hej")])
def test_what_is_harmless_is_clean(scanner, data):
    assert scanner.scan(data).clean


@needs_clamd
@pytest.mark.parametrize("data", [SICK, b"x" * 70_000 + SICK, zipped(b"fore" + SICK), zipped(zipped(SICK))])
def test_what_a_signature_knows_is_found_also_deep_inside(scanner, data):
    verdict = scanner.scan(data)
    assert not verdict.clean
    assert verdict.found.startswith(SIGNATURE)


@needs_clamd
def test_a_file_larger_than_the_scanner_takes_is_not_clean(scanner):
    with pytest.raises(Unreachable):
        scanner.scan(b"x" * (5 * 1024 * 1024))


@needs_clamd
def test_a_scanner_behind_a_socket_is_asked_the_same_way(tmp_path):
    with running(tmp_path, by_socket=True) as address:
        assert Scanner(address).version().startswith("ClamAV")
        assert Scanner(address).scan(SICK).found.startswith(SIGNATURE)
    with pytest.raises(Unreachable):
        Scanner(address).scan(b"hej")


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.ctl", "nowhere", "127.0.0.1:x", ""])
def test_where_no_scanner_is_nothing_is_clean(address):
    with pytest.raises(Unreachable):
        Scanner(address).scan(b"hej")
    with pytest.raises(Unreachable):
        Scanner(address).version()


@pytest.mark.parametrize(
    "answer",
    [b"", b"stream: OK and more\0", b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 9000, b"INSTREAM size limit exceeded. ERROR\0"],
)  # fmt: skip
def test_what_is_not_plainly_a_yes_is_no_yes(answer):
    with answering(answer) as address, pytest.raises(Unreachable):
        Scanner(address).scan(b"hej")


def test_a_scanner_that_says_nothing_is_given_up_on(monkeypatch):
    monkeypatch.setattr(antivirus, "ANSWER_SECONDS", 0.2)
    with answering(None) as address, pytest.raises(Unreachable):
        Scanner(address).scan(b"hej")


class answering:
    """A server that gives one answer to whoever calls; ``None`` never answers."""

    def __init__(self, answer):
        self.answer = answer

    def __enter__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._serve)
        self.over = threading.Event()
        self.thread.start()
        return f"127.0.0.1:{self.server.getsockname()[1]}"

    def _serve(self):
        line, _ = self.server.accept()
        with line:
            line.recv(65536)
            if self.answer is None:
                self.over.wait(5)
            else:
                line.sendall(self.answer)

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
        self.server.close()
