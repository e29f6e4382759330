"""A served Plads and a real browser. Skipped, with the reason, where there is no Chromium."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import databases

ROOT = Path(__file__).parent.parent.parent
BROWSER = os.environ.get("PLADS_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome") or ""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--no-first-run", "--disable-quic"]
HOME = databases.FOLDER / "home"
"""Where servers and browser keep what they would leave in somebody's home."""

PHONE, DESK = {"width": 360, "height": 800}, {"width": 1280, "height": 900}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not BROWSER:
                item.add_marker(pytest.mark.skip(reason="no Chromium: install the package chromium"))


@contextmanager
def served(
    source: str,
    *,
    opening: str = "",
    clock: Path | None = None,
    port: int = 0,
    more: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Serve a copy of a template database, with a worker, and yield its address.

    ``opening`` is a module run on the database first; ``clock`` is a file that says what day it is; ``port`` is for
    a server that others must know beforehand, and ``more`` goes into its environment.
    """
    with databases.copy_of(source) as urls:
        static = databases.FOLDER / "collected"
        environment = os.environ | databases.environment_of(urls) | {"PLADS_STATIC": str(static)}
        environment |= {"PLADS_CLOCK_FILE": str(clock)} if clock else {}
        environment |= {"HOME": str(HOME), **(more or {})}
        python = sys.executable
        if opening:
            subprocess.run([python, "-m", opening], env=environment, check=True, cwd=ROOT)
        _collect(environment, static)
        port = port or _free_port()
        web = [python, "-m", "gunicorn", "plads.config.wsgi:application", "--bind", f"127.0.0.1:{port}"]
        children = [
            subprocess.Popen([*web, "--workers", "1", "--threads", "4"], env=environment, cwd=ROOT),
            subprocess.Popen([python, "-m", "tests.e2e.worker"], env=environment, cwd=ROOT),
        ]
        try:
            _wait(f"http://127.0.0.1:{port}/log-ind/", children)
            yield f"http://127.0.0.1:{port}"
        finally:
            for child in children:
                child.send_signal(signal.SIGTERM)
            for child in children:
                try:
                    child.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()


def _collect(environment: dict[str, str], static: Path) -> None:
    command = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, env=environment, check=True, cwd=ROOT)
    assert static.exists()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, children: list[subprocess.Popen[bytes]]) -> None:
    for _ in range(300):
        assert all(child.poll() is None for child in children), "the server or the worker stopped"
        try:
            with urllib.request.urlopen(url, timeout=30):  # noqa: S310 - our own server on loopback
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")


@pytest.fixture(scope="module")
def chromium():
    """A browser for the tests of one file."""
    from playwright.sync_api import sync_playwright

    HOME.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        environment = os.environ | {"HOME": str(HOME)}
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS, env=environment)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Open pages as somebody: ``open_page(base, "mentor@plads.example", phone=True)``; each with cookies of their own.

    A page that writes an error to its console or asks another host for anything fails the test.
    """
    contexts, errors = [], []

    def opened(base: str, email: str = "", password: str = "", *, phone: bool = False):
        context = chromium.new_context(viewport=PHONE if phone else DESK, locale="da-DK", base_url=base)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on(
            "request", lambda request: None if request.url.startswith(base) else errors.append(request.url)
        )
        if email:
            page.goto("/log-ind/")
            page.get_by_label("E-mail").first.fill(email)
            page.get_by_label("Adgangskode").first.fill(password)
            page.get_by_role("button", name="Log ind", exact=True).first.click()
            page.wait_for_url(lambda url: "/log-ind/" not in url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []
