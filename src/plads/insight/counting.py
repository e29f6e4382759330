"""Adds what a person's courses were in numbers to the counting tables, just before the person is erased."""

from typing import Any
from uuid import UUID

from django.db import connection

from plads.placements.models import JOBS

_DAYS = """
INSERT INTO insight_countedday AS kept (id, municipality_id, centre_id, day, held)
SELECT gen_random_uuid(), f.municipality_id, p.centre_id, each::date, count(*)
FROM placements_placement f JOIN centres_place p ON p.id = f.place_id,
     LATERAL generate_series(lower(f.period), upper(f.period) - 1, interval '1 day') each
WHERE f.candidate_id = %(candidate)s AND f.state <> 'cancelled'
GROUP BY f.municipality_id, p.centre_id, each
ON CONFLICT (centre_id, day) DO UPDATE SET held = kept.held + excluded.held
"""

_OUTCOMES = """
INSERT INTO insight_countedoutcome AS kept
    (id, municipality_id, month, months, target_group, kind, employer_is_centre, number)
SELECT gen_random_uuid(), f.municipality_id, date_trunc('month', e.last_day)::date, o.months, c.target_group, o.kind,
       o.employer_is_centre, count(*)
FROM placements_outcome o JOIN placements_placement f ON f.id = o.placement_id
JOIN placements_placementend e ON e.placement_id = f.id JOIN candidates_candidate c ON c.id = f.candidate_id
WHERE c.id = %(candidate)s
GROUP BY f.municipality_id, date_trunc('month', e.last_day), o.months, c.target_group, o.kind, o.employer_is_centre
ON CONFLICT (municipality_id, month, months, target_group, kind, employer_is_centre)
DO UPDATE SET number = kept.number + excluded.number
"""

_YEARS = """
INSERT INTO insight_countedyear AS kept (id, municipality_id, centre_id, year, candidates, minutes, jobs, hires)
SELECT gen_random_uuid(), municipality_id, centre_id, year, 1, sum(minutes), sum(jobs), sum(hires)
FROM (
    SELECT f.municipality_id, p.centre_id, each AS year,
           coalesce((SELECT sum(a.minutes) FROM placements_attendance a
                     WHERE a.placement_id = f.id AND extract(year FROM a.day) = each), 0) AS minutes,
           (SELECT count(*) FROM placements_placementend e WHERE e.placement_id = f.id
            AND extract(year FROM e.last_day) = each AND e.reason = ANY (%(jobs)s)) AS jobs,
           (SELECT count(*) FROM placements_placementend e WHERE e.placement_id = f.id
            AND extract(year FROM e.last_day) = each AND e.reason = %(hire)s) AS hires
    FROM placements_placement f JOIN centres_place p ON p.id = f.place_id,
         LATERAL generate_series(extract(year FROM lower(f.period))::int,
                                 extract(year FROM upper(f.period) - 1)::int) each
    WHERE f.candidate_id = %(candidate)s AND f.state <> 'cancelled'
) courses
GROUP BY municipality_id, centre_id, year
ON CONFLICT (centre_id, year) DO UPDATE SET candidates = kept.candidates + 1,
    minutes = kept.minutes + excluded.minutes, jobs = kept.jobs + excluded.jobs, hires = kept.hires + excluded.hires
"""


def count_for_good(candidate_id: UUID) -> None:
    """Add everything a candidate's courses count for to the counting tables (3 statements).

    Call it once, in the transaction that erases the candidate with every course: the figures then stay as they
    were. All courses must be over, so that nothing of them is still to come.
    """
    values: dict[str, Any] = {
        "candidate": candidate_id,
        "jobs": [str(each) for each in JOBS],
        "hire": str(JOBS[0]),
    }
    with connection.cursor() as cursor:
        for statement in (_DAYS, _OUTCOMES, _YEARS):
            cursor.execute(statement, values)
