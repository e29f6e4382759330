"""What the database itself holds about placements, in PL/pgSQL; the models hang these on their tables."""

WITHIN_AGREEMENT = """
    IF NEW.state <> 'cancelled' AND NOT EXISTS (
        SELECT FROM centres_place p JOIN centres_agreement a ON a.id = p.agreement_id
        WHERE p.id = NEW.place_id AND a.state IN ('signed', 'paused', 'ended')
          AND NEW.period <@ a.period AND NEW.period <@ p.period
    ) THEN
        RAISE EXCEPTION 'placement % lies outside its agreement', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'placement_within_agreement';
    END IF;
    RETURN NEW;
"""
"""A placement lies within the period of a signed agreement and of its place."""

_CHECK_HOURS = """
DECLARE
    whose uuid := {candidate};
    too_many boolean;
BEGIN
    {unless}
    PERFORM FROM candidates_candidate c WHERE c.id = whose FOR NO KEY UPDATE;
    EXECUTE $hours$
        WITH course AS MATERIALIZED (
            SELECT f.id, f.period FROM placements_placement f
            WHERE f.candidate_id = $1 AND f.state IN ('planned', 'approved', 'running')
        ), week AS MATERIALIZED (
            SELECT s.period * f.period AS period, s.weekly_minutes AS minutes FROM course f CROSS JOIN LATERAL (
                SELECT period, weekly_minutes FROM placements_hoursstep WHERE placement_id = f.id OFFSET 0
            ) AS s
        )
        SELECT EXISTS (
            SELECT FROM week w WHERE NOT isempty(w.period)
            AND (SELECT sum(v.minutes) FROM week v WHERE v.period @> lower(w.period))
              > (SELECT c.weekly_minutes FROM candidates_candidate c WHERE c.id = $1)
        )
    $hours$ INTO too_many USING whose;
    IF too_many THEN
        RAISE EXCEPTION 'candidate % would have more hours in a week than allowed', whose
            USING ERRCODE = 'check_violation', CONSTRAINT = 'candidate_hours_within_week';
    END IF;
    RETURN NULL;
END;
"""
"""At no time do the weeks of a candidate's placements add up to more than the candidate's allowed minutes.

The sum can only rise on the first day of some step, so only those days are looked at; and only when a change adds
to somebody's week, so that a course whose candidate may do less from now on can still be granted, shortened, ended.

The statement is planned anew each time and read candidate first: a connection keeps a plan it made while the tables
were empty, and statistics may say "empty" while an import fills them. Either made a first import read every course
for every step.
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
