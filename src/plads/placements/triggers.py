"""What the database itself holds about placements, in PL/pgSQL; the models hang these on their tables."""

WITHIN_AGREEMENT = """
    IF NEW.state <> 'cancelled' AND NOT EXISTS (
        SELECT FROM centres_place p JOIN centres_agreement a ON a.id = p.agreement_id
        WHERE p.id = NEW.place_id AND a.state IN ('signed', 'ended')
          AND NEW.period <@ a.period AND NEW.period <@ p.period
    ) THEN
        RAISE EXCEPTION 'placement % lies outside its agreement', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_within_agreement';
    END IF;
    RETURN NEW;
"""
"""A placement lies within the period of a signed agreement and of its place."""

_CHECK_HOURS = """
    {unless}
    PERFORM FROM candidates_candidate c WHERE c.id = {candidate} FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM placements_hoursstep s JOIN placements_placement f ON f.id = s.placement_id
        CROSS JOIN LATERAL (
            SELECT sum(s2.weekly_minutes) AS minutes
            FROM placements_hoursstep s2 JOIN placements_placement f2 ON f2.id = s2.placement_id
            WHERE f2.candidate_id = f.candidate_id AND f2.state IN ('planned', 'approved', 'running')
              AND s2.period * f2.period @> lower(s.period * f.period)
        ) AS week
        JOIN candidates_candidate c ON c.id = f.candidate_id
        WHERE f.candidate_id = {candidate} AND f.state IN ('planned', 'approved', 'running')
          AND NOT isempty(s.period * f.period) AND week.minutes > c.weekly_minutes
    ) THEN
        RAISE EXCEPTION 'candidate % would have more hours in a week than allowed', {candidate}
            USING ERRCODE = 'check_violation', CONSTRAINT = 'candidate_hours_within_week';
    END IF;
    RETURN NULL;
"""
"""At no time do the weeks of a candidate's placements add up to more than the candidate's allowed minutes.

The sum can only rise on the first day of some step, so only those days are looked at; and only when a change adds
to somebody's week, so that a course whose candidate may do less from now on can still be granted, shortened, ended.
"""

HOURS_WITHIN_WEEK = _CHECK_HOURS.format(
    candidate="NEW.candidate_id",
    unless="""
    IF NEW.state NOT IN ('planned', 'approved', 'running') OR (
        OLD.state IN ('planned', 'approved', 'running') AND NEW.period <@ OLD.period
        AND NEW.candidate_id = OLD.candidate_id
    ) THEN
        RETURN NULL;
    END IF;""",
)
STEP_HOURS_WITHIN_WEEK = _CHECK_HOURS.format(
    candidate="(SELECT p.candidate_id FROM placements_placement p WHERE p.id = NEW.placement_id)",
    unless="""
    IF TG_OP = 'UPDATE' THEN
        IF NEW.period <@ OLD.period AND NEW.weekly_minutes <= OLD.weekly_minutes
           AND NEW.placement_id = OLD.placement_id THEN
            RETURN NULL;
        END IF;
    END IF;""",
)
