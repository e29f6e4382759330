"""What lies outside the tables of the domain: the queue and files."""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

_EMPTY_QUEUE = """
DELETE FROM procrastinate_jobs WHERE status <> 'doing' AND args ->> 'event_id' IN (
    SELECT event_id::text FROM core_eventsubject WHERE subject = ANY (%s::uuid[])
)
"""

FOLDERS = ("uploads",)
"""Folders under ``PLADS_DATA`` where files with people in them wait for a moment."""


def empty_queue(row_ids: Sequence[UUID]) -> None:
    """Take out of the queue what would react to events about these rows, waiting or done (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY_QUEUE, [list(row_ids)])


def forget_in_sessions(words: Iterable[str]) -> None:
    """Take out of everybody's open sessions what mentions any of the words: messages, and why somebody was opened."""
    doomed = [json.dumps(word)[1:-1] for word in words if word]
    for session in Session.objects.filter(expire_date__gt=timezone.now()).order_by("pk"):
        said = session.get_decoded()
        stays = {key: value for key, value in said.items() if not _mentions(value, doomed)}
        if stays != said:
            Session.objects.filter(pk=session.pk).update(session_data=SessionStore().encode(stays))


def _mentions(value: object, words: Sequence[str]) -> bool:
    text = json.dumps(value, default=str)
    return any(word in text for word in words)


def throw_uploads_away() -> None:
    """Throw away every file that waits for its confirmation: any of them may hold the person. They are sent again."""
    for name in FOLDERS:
        folder = Path(settings.PLADS_DATA) / name
        for path in folder.iterdir() if folder.is_dir() else ():
            with suppress(FileNotFoundError):
                path.unlink()
