"""What lies outside the tables of the domain: the queue and files."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

_EMPTY_QUEUE = """
DELETE FROM procrastinate_jobs WHERE status <> 'doing' AND args ->> 'event_id' IN (
    SELECT id::text FROM core_event WHERE subjects && %s::uuid[]
)
"""

FOLDERS = ("uploads",)
"""Folders under ``PLADS_DATA`` where files with people in them wait for a moment."""


def empty_queue(row_ids: Sequence[UUID]) -> None:
    """Take out of the queue what would react to events about these rows, waiting or done (1 statement)."""
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY_QUEUE, [list(row_ids)])


def throw_uploads_away() -> None:
    """Throw away every file that waits for its confirmation: any of them may hold the person. They are sent again."""
    for name in FOLDERS:
        folder = Path(settings.PLADS_DATA) / name
        for path in folder.iterdir() if folder.is_dir() else ():
            with suppress(FileNotFoundError):
                path.unlink()
