"""The content policy holds in a real browser. That no page breaks it is seen by every browser test (``open_page``)."""

import pytest

from tests import databases
from tests.e2e.conftest import served

INJECTED = {
    "a script in the page": """() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(script);
    }""",
    "a script in an attribute": """() => {
        document.body.insertAdjacentHTML("beforeend", '<img src="x" onerror="window.ran = true">');
    }""",
    "a script from elsewhere": """() => {
        const script = document.createElement("script");
        script.src = "https://elsewhere.example/x.js";
        document.body.append(script);
    }""",
    "a style in the page": """() => {
        const style = document.createElement("style");
        style.textContent = "body { --ran: yes }";
        document.head.append(style);
    }""",
    "a frame": """() => {
        const frame = document.createElement("iframe");
        frame.src = "https://elsewhere.example/";
        document.body.append(frame);
    }""",
    "a form to elsewhere": """() => {
        const form = document.createElement("form");
        form.action = "https://elsewhere.example/";
        document.body.append(form);
        form.submit();
    }""",
}  # fmt: skip


@pytest.fixture(scope="module")
def base():
    """The story, served."""
    with served(databases.story_template("now")) as address:
        yield address


def test_whatever_is_injected_does_nothing_and_is_noticed(base, chromium):
    context = chromium.new_context(base_url=base)
    page = context.new_page()
    errors, answered = [], []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    context.on("response", lambda response: answered.append(response.url))
    try:
        for how, injection in INJECTED.items():
            page.goto("/log-ind/")
            errors.clear()
            # Straight into the page's own world: what playwright evaluates itself is above the policy.
            page.evaluate(injection)
            page.wait_for_timeout(150)
            assert page.evaluate("window.ran") is None, how
            assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--ran')") == "", how
            assert page.url == f"{base}/log-ind/", how
            assert any("Content Security Policy" in error for error in errors), (how, errors)
        assert not [url for url in answered if not url.startswith(base)]
    finally:
        context.close()


def test_every_answer_carries_the_policy(base, chromium):
    context = chromium.new_context(base_url=base)
    try:
        for path, status in (
            ("/", 200),
            ("/log-ind/", 200),
            ("/findes-ikke/", 404),
            ("/static/plads/plads.svg", 200),
        ):
            answer = context.request.get(path)
            assert answer.status == status, path
            assert answer.headers["x-content-type-options"] == "nosniff", path
            if not path.startswith("/static/"):
                policy = answer.headers["content-security-policy"]
                assert "default-src 'none'" in policy
                assert "unsafe" not in policy
        assert context.request.fetch("/", method="PUT").headers["content-security-policy"]
    finally:
        context.close()
