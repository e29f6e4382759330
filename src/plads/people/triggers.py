"""What the database itself holds about roles, in PL/pgSQL; the models hang these on their tables."""

_STANDS = """m.role = 'administrator' AND m.stands_in_for_id IS NULL AND upper_inf(m.valid)"""

_LEFT = f"""
    PERFORM pg_advisory_xact_lock(hashtextextended('plads.administrators ' || place, 0));
    IF NOT EXISTS (
        SELECT FROM people_membership m JOIN people_user u ON u.id = m.user_id
        WHERE m.municipality_id = place AND {_STANDS} AND u.is_active
    ) THEN
        RAISE EXCEPTION 'municipality % would have no administrator', place
            USING ERRCODE = 'check_violation', CONSTRAINT = 'people_one_administrator';
    END IF;
"""
"""Looks after the change and behind a lock, so that of two who leave at once the second sees that the first left."""

ROLE_LEFT = f"""
    IF OLD.role <> 'administrator' OR OLD.stands_in_for_id IS NOT NULL OR NOT upper_inf(OLD.valid)
       OR NOT EXISTS (SELECT FROM people_user u WHERE u.id = OLD.user_id AND u.is_active) THEN
        RETURN NULL;
    END IF;
    place := OLD.municipality_id;
    {_LEFT}
    RETURN NULL;
"""
"""A lasting role as administrator goes only when another active person holds one."""

USER_LEFT = f"""
    before := coalesce(current_setting('plads.municipalities', true), '');
    who := coalesce(current_setting('plads.user', true), '');
    PERFORM set_config('plads.user', NEW.id::text, true);
    FOR place IN
        SELECT m.municipality_id FROM people_membership m WHERE m.user_id = NEW.id AND {_STANDS}
        ORDER BY m.municipality_id
    LOOP
        PERFORM set_config('plads.municipalities', place::text, true);
        {_LEFT}
    END LOOP;
    PERFORM set_config('plads.municipalities', before, true), set_config('plads.user', who, true);
    RETURN NULL;
"""
"""A user is shut out only when each municipality they administrate has another. Looks there with its own scope:
a user's roles in other municipalities are behind the wall of whoever shuts them out."""
