"""A full municipality with five years behind it: 400 companies, 1,500 places, about 3,000 courses a year.

Invented by the generator and read in by the import like any other; then every expected day of every course gets its
attendance with its event, as if somebody had tapped it each day, follow-ups are held and outcomes noted.
"""

import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

SIZE = {"companies": 400, "places": 1500, "candidates": 5000, "years": 5}

ATTENDANCE = """
INSERT INTO placements_attendance
    (id, municipality_id, placement_id, day, state, minutes, note, noted_by, noted_at)
SELECT gen_random_uuid(), due.municipality_id, due.placement_id, due.day, due.state,
       CASE WHEN due.state = 'present' THEN due.minutes ELSE 0 END, '', 'Mentor', due.day + interval '16 hours'
FROM (
    SELECT step.municipality_id, step.placement_id, day::date AS day,
           (array['present','present','present','present','present','present','present','present','ill','absent'])
               [1 + mod(abs(hashtext(step.placement_id::text || day::text)), 10)] AS state,
           (SELECT sum((slot->>'end')::int - (slot->>'start')::int) FROM jsonb_array_elements(step.slots) slot
            WHERE (slot->>'weekday')::int = extract(isodow FROM day)) AS minutes
    FROM placements_hoursstep step
    JOIN placements_placement course ON course.id = step.placement_id AND course.state IN ('running', 'ended'),
    generate_series(lower(step.period), least(upper(step.period) - 1, %(yesterday)s::date), interval '1 day') day
    WHERE step.municipality_id = %(municipality)s
) due
WHERE due.minutes > 0
"""

EVENTS = """
INSERT INTO core_event (id, municipality_id, kind, at, actor_name, actor_role, subjects, facts)
SELECT gen_random_uuid(), there.municipality_id, 'placements.attendance_noted', there.noted_at, 'Mentor', 'mentor',
       ARRAY[course.candidate_id, course.id],
       jsonb_build_object('candidate_id', course.candidate_id, 'placement_id', course.id, 'day', there.day,
                          'state', there.state, 'by', 'Mentor')
FROM placements_attendance there JOIN placements_placement course ON course.id = there.placement_id
WHERE there.municipality_id = %(municipality)s
"""

FOLLOWUPS = """
UPDATE followup_followup SET held_on = due_on, held_by = 'Sagsbehandler'
WHERE municipality_id = %(municipality)s AND held_on IS NULL AND due_on < %(yesterday)s::date - 7
"""

OUTCOMES = """
INSERT INTO placements_outcome
    (id, municipality_id, placement_id, months, kind, employer_is_centre, noted_at, noted_by)
SELECT gen_random_uuid(), ended.municipality_id, ended.placement_id, months, 'support', false,
       ended.last_day + make_interval(months => months), 'Sagsbehandler'
FROM placements_placementend ended, unnest(array[3, 6, 12]) months
WHERE ended.municipality_id = %(municipality)s AND mod(abs(hashtext(ended.placement_id::text)), 10) < 9
  AND ended.last_day + make_interval(months => months) < %(yesterday)s
ON CONFLICT DO NOTHING
"""
"""Nine in ten were answered."""

COUNTED = ("companies_company", "centres_place", "candidates_candidate", "placements_placement")


def fill(urls: Any, folder: Path) -> dict[str, Any]:
    """Make the municipality in a migrated database, and return its size and the seconds the import took."""
    from plads.core import clock
    from plads.core.models import Municipality
    from plads.intake.generate import generate
    from plads.intake.storing import import_file

    path = folder / "full.xlsx"
    generate(path, **SIZE)
    begun = time.perf_counter()
    report = import_file(path)
    if not report.stored:
        raise SystemExit(f"the made workbook has faults: {report.faults[:3]}")
    seconds = time.perf_counter() - begun
    path.unlink()
    with psycopg.connect(urls.owner) as owner:
        scope = str(Municipality.objects.get(code="217").id)
        owner.execute("SELECT set_config('plads.municipalities', %s, true)", (scope,))
        values = {"municipality": scope, "yesterday": clock.today()}
        days = owner.execute(ATTENDANCE, values).rowcount
        for deed in (EVENTS, FOLLOWUPS, OUTCOMES):
            owner.execute(deed, values)
        counts = {table: _count(owner, table) for table in COUNTED}
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")
    return {"rows": counts, "attendance": days, "import_seconds": seconds}


def _count(owner: "psycopg.Connection[Any]", table: str) -> int:
    rows = owner.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    return rows[0] if rows else 0
