"""What never gets into a log: who somebody is, what was written in a form, and the links people come in by.

An address is logged as its pattern, an error as its kind and the place in our code, and never with its own words,
for a value that was refused stands in them. What slips through looks like a number, an e-mail or a token, and goes too.
"""

import logging
import re
import sys
import threading
import time
import traceback
from types import TracebackType
from typing import Any

from gunicorn.glogging import Logger

LINK = re.compile(r"/adgang/[^/\s]+/[^/\s]+")
HIDDEN = "/adgang/…"
_LINKS = (
    (LINK, HIDDEN),
    (re.compile(r"/virksomhed/henvendelse/[^/\s]+"), "/virksomhed/henvendelse/…"),
    (re.compile(r"/aftale-tjek/[^/\s]+"), "/aftale-tjek/…"),
    (re.compile(r"/underskrift/[^/\s]+"), "/underskrift/…"),
)
"""Addresses that are secrets, and what is written instead."""

_PRIVATE = (
    *_LINKS,
    (re.compile(r"[^\s@<>\"'=/]+@[^\s@<>\"'/]+"), "…@…"),
    (re.compile(r"(?<![0-9])[0-3][0-9][01][0-9]{3}[- ]?[0-9]{4}(?![0-9])"), "…"),
    (re.compile(r"(?<![\w-])(?=[\w-]*[0-9])(?=[\w-]*[A-Za-z])[\w-]{24,}(?![\w-])"), "…"),
)
"""What looks like a link to come in by, an e-mail, a CPR number or a token, and what stands there instead."""

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
"""Ids tell an operator which row it was, and nobody else anything: they stay."""

_SPEAKS = (ImportError, NameError, AttributeError)
"""Errors whose words are only ever about code."""

UNKNOWN = "an address Plads does not have"


def hidden(text: str) -> str:
    """Return text on one line without what looks private; ids of rows stay."""
    kept: list[str] = _ID.findall(text)
    pieces = _ID.split(text)
    return "".join(
        _hidden(piece) + (kept[number] if number < len(kept) else "") for number, piece in enumerate(pieces)
    )


def _hidden(text: str) -> str:
    for pattern, instead in _PRIVATE:
        text = pattern.sub(instead, text)
    return "".join(sign if sign.isprintable() else " " for sign in text)


class HideLinks(logging.Filter):
    """Leaves out the links people come in by: Django logs the path of a request that fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, without the links in it."""
        said = before = record.getMessage()
        for pattern, instead in _LINKS:
            said = pattern.sub(instead, said)
        if said != before:
            record.msg, record.args = said, ()
        return True


class Quiet(logging.Formatter):
    """Writes a line with its moment (UTC), its weight and its source, without anything private."""

    converter = time.gmtime  # type: ignore[assignment]  # seconds are always given
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and below it where an error came from."""
        line = f"{self.formatTime(record)} {record.levelname} {record.name} {hidden(said(record))}"
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        return f"{line}\n{where(error)}" if error is not None else line


def said(record: logging.LogRecord) -> str:
    """Return what a record says, with addresses as their patterns."""
    if record.name.startswith("django.security"):
        return "a request was refused before it reached a page"
    if record.name.startswith("gunicorn"):
        return _of_the_web_server(record)
    request = getattr(record, "request", None)
    path = getattr(request, "path", None)
    if not path:
        return record.getMessage()
    match = getattr(request, "resolver_match", None)
    shown = f"/{match.route}" if match is not None else UNKNOWN
    return record.getMessage().replace(path, shown) if path != "/" else record.getMessage()


def _of_the_web_server(record: logging.LogRecord) -> str:
    """Return what gunicorn says without addresses, and without what stood in a request it could not read."""
    given = record.args if isinstance(record.args, tuple) else ()
    if "request" in str(record.msg):
        return str(record.msg).split("request")[0] + "request"
    shown = tuple("…" if isinstance(each, str) and each.startswith("/") else each for each in given)
    return str(record.msg) % shown if shown else record.getMessage()


def where(error: BaseException) -> str:
    """Return an error's kind and the lines of code it came through, without its words, causes included."""
    lines = [
        f"  {frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    lines.append(f"  {kind(error)}")
    if isinstance(error, BaseExceptionGroup):
        lines.extend(where(each) for each in error.exceptions)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join([*lines, "  because of", where(cause)] if cause is not None else lines)


def kind(error: BaseException) -> str:
    """Return what an error is, with what is known of it that can't be private."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, _SPEAKS):
        return f"{name}: {hidden(str(error))}"
    facts = [
        getattr(getattr(error, "diag", None), fact, None)
        for fact in ("sqlstate", "table_name", "constraint_name")
    ]
    known = " ".join(fact for fact in facts if fact)
    return f"{name} ({known})" if known else name


def speak_quietly_of_crashes() -> None:
    """Let a command that breaks say where and how, and none of the values it was working with."""

    def crashed(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            return
        sys.stderr.write(f"plads broke. Nothing of what it was doing is half done.\n{where(error)}\n")

    def crashed_aside(crash: threading.ExceptHookArgs) -> None:
        if crash.exc_value is not None:
            sys.stderr.write(f"a thread of plads broke.\n{where(crash.exc_value)}\n")

    sys.excepthook, threading.excepthook = crashed, crashed_aside


class WebServerLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's own log, as quiet as ours."""

    def _set_handler(self, log: Any, output: Any, fmt: Any, stream: Any = None) -> None:
        super()._set_handler(log, output, Quiet(), stream)
