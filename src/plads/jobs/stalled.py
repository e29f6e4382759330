"""Jobs whose worker was killed: they go back into the queue. Every task of ours may be done twice without harm."""

from datetime import timedelta

from django.db import connection

GONE = timedelta(minutes=1)
"""A worker says every ten seconds that it lives; after so long without a word it is gone."""


def take_up_again() -> int:
    """Queue again what workers had in hand that are gone; returns how many jobs."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH held AS MATERIALIZED (
                   SELECT j.id FROM procrastinate_jobs j
                   LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
                   WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - make_interval(secs => %s))
                   FOR UPDATE OF j SKIP LOCKED)
               SELECT count(*) FROM held, LATERAL procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL)""",
            [GONE.total_seconds()],
        )
        (number,) = cursor.fetchone()
    return int(number)
