"""What the database itself notes: every write with who made it, and a tally of every look.

Installed by ``core.walls`` after each migration. The functions run with their owner's rights, so that the
application can cause a trace and not make, change or remove one.
"""

from collections.abc import Iterator, Mapping

from django.db import models

from plads.core.fields import EncryptedTextField

FUNCTIONS = """
CREATE OR REPLACE FUNCTION plads_note_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    sealed text[] := TG_ARGV[0];
    here uuid := (plads_municipalities())[1];
    who uuid := plads_user();
    hat text := coalesce(current_setting('plads.role', true), '');
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO core_change (municipality_id, user_id, role, table_name, row_id, operation, columns)
        SELECT inside, who, hat, TG_TABLE_NAME, (whole ->> 'id')::uuid, 'I', '{}'
        FROM (SELECT to_jsonb(n) AS whole FROM new_rows n) rows,
             LATERAL (SELECT coalesce((whole ->> 'municipality_id')::uuid, here) AS inside) place
        WHERE inside IS NOT NULL;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO core_change (municipality_id, user_id, role, table_name, row_id, operation, columns, before)
        SELECT inside, who, hat, TG_TABLE_NAME, (whole ->> 'id')::uuid, 'D', '{}', whole - sealed
        FROM (SELECT to_jsonb(o) AS whole FROM old_rows o) rows,
             LATERAL (SELECT coalesce((whole ->> 'municipality_id')::uuid, here) AS inside) place
        WHERE inside IS NOT NULL;
    ELSE
        -- A full join: a row that got another id went under its old one and came under the new.
        INSERT INTO core_change (municipality_id, user_id, role, table_name, row_id, operation, columns, before)
        SELECT inside, who, hat, TG_TABLE_NAME, coalesce(old_id, new_id), did, coalesce(changed.names, '{}'),
               CASE did WHEN 'U' THEN changed.before WHEN 'D' THEN old_row - sealed END
        FROM (SELECT o.id AS old_id, n.id AS new_id, to_jsonb(o) AS old_row, to_jsonb(n) AS new_row,
                     CASE WHEN n.id IS NULL THEN 'D' WHEN o.id IS NULL THEN 'I' ELSE 'U' END AS did
              FROM new_rows n FULL JOIN old_rows o ON n.id = o.id) rows,
             LATERAL (SELECT coalesce((coalesce(old_row, new_row) ->> 'municipality_id')::uuid, here) AS inside) place,
             LATERAL (SELECT array_agg(name ORDER BY name) AS names,
                             jsonb_object_agg(name, value) FILTER (WHERE name <> ALL (sealed)) AS before
                      FROM jsonb_each(old_row) AS each (name, value)
                      WHERE did = 'U' AND value IS DISTINCT FROM new_row -> name) changed
        WHERE inside IS NOT NULL AND (did <> 'U' OR changed.names IS NOT NULL);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION plads_tally_looks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO core_looktally AS kept (id, municipality_id, day, shard, looks, checksum)
    SELECT gen_random_uuid(), municipality_id, (at AT TIME ZONE 'Europe/Copenhagen')::date,
           pg_backend_pid() % 16, count(*), sum(plads_short(digest)) % (1::bigint << 60)
    FROM new_rows GROUP BY 2, 3
    ON CONFLICT ON CONSTRAINT core_tally_once DO UPDATE
    SET looks = kept.looks + excluded.looks, checksum = (kept.checksum + excluded.checksum) % (1::bigint << 60);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION plads_link_subjects() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO core_eventsubject (event_id, municipality_id, subject, at)
    SELECT DISTINCT n.id, n.municipality_id, each, n.at FROM new_rows n, unnest(n.subjects) AS each;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION plads_short(digest text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ('x' || substr(digest, 1, 12))::bit(48)::bigint $$;

CREATE OR REPLACE FUNCTION plads_gone(named uuid[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN coalesce((SELECT array_agg(row_id) FROM (
        SELECT row_id FROM (
            SELECT DISTINCT ON (row_id, table_name) row_id, operation FROM core_change
            WHERE row_id = ANY (named) ORDER BY row_id, table_name, id DESC
        ) latest GROUP BY row_id HAVING bool_and(operation = 'D')
        UNION
        SELECT id FROM people_user
        WHERE id = ANY (named) AND NOT is_active AND email = 'slettet-' || id || '@plads.invalid'
        UNION
        SELECT id FROM mentoring_mentor WHERE id = ANY (named) AND email = id || '.slettet@plads.invalid'
    ) found), '{}');
END $$;

CREATE OR REPLACE FUNCTION plads_forget(forgotten uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    gone uuid[] := plads_gone(forgotten);
    about uuid[];
BEGIN
    PERFORM set_config('plads.forgetting', 'on', true);
    UPDATE core_change SET before = NULL WHERE row_id = ANY (gone) AND before IS NOT NULL;
    about := ARRAY(SELECT DISTINCT event_id FROM core_eventsubject WHERE subject = ANY (gone));
    DELETE FROM core_reactionrun WHERE event_id = ANY (about);
    DELETE FROM core_eventsubject WHERE event_id = ANY (about);
    DELETE FROM core_event WHERE id = ANY (about);
    UPDATE core_accessrecord SET why = '' WHERE people && gone AND why <> '';
    PERFORM set_config('plads.forgetting', 'off', true);
END $$;

CREATE OR REPLACE FUNCTION plads_forget_history(forgotten uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM set_config('plads.forgetting', 'on', true);
    UPDATE core_change SET before = NULL WHERE row_id = ANY (forgotten) AND before IS NOT NULL;
    UPDATE core_event SET facts = facts || '{"name": "Slettet"}'
    WHERE id IN (SELECT event_id FROM core_eventsubject WHERE subject = ANY (plads_gone(forgotten)))
      AND facts ? 'name';
    PERFORM set_config('plads.forgetting', 'off', true);
END $$;

DROP FUNCTION IF EXISTS plads_forget_actor(uuid, text);
CREATE OR REPLACE FUNCTION plads_forget_actor(who uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    scope text := current_setting('plads.municipalities', true);
BEGIN
    IF NOT who = ANY (plads_gone(ARRAY[who])) THEN
        RAISE EXCEPTION 'only who is gone is forgotten';
    END IF;
    PERFORM set_config('plads.forgetting', 'on', true);
    PERFORM set_config('plads.municipalities', (SELECT string_agg(id::text, ',') FROM core_municipality), true);
    UPDATE core_event SET actor_name = 'Slettet bruger' WHERE actor_user_id = who;
    UPDATE core_change SET before = NULL WHERE row_id = who AND before IS NOT NULL;
    PERFORM set_config('plads.municipalities', coalesce(scope, ''), true);
    PERFORM set_config('plads.forgetting', 'off', true);
END $$;

CREATE OR REPLACE FUNCTION plads_drop_looks(place uuid, until date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    midnight timestamptz := until::timestamp AT TIME ZONE 'Europe/Copenhagen';
    dropped bigint;
BEGIN
    IF midnight > now() - interval '6 months' THEN
        RAISE EXCEPTION 'looks are kept for six months at least';
    END IF;
    PERFORM set_config('plads.forgetting', 'on', true);
    DELETE FROM core_lookreview r USING core_accessrecord a
    WHERE r.look_id = a.id AND a.municipality_id = place AND a.at < midnight;
    DELETE FROM core_accessrecord WHERE municipality_id = place AND at < midnight;
    GET DIAGNOSTICS dropped = ROW_COUNT;
    DELETE FROM core_looktally WHERE municipality_id = place AND day < until;
    PERFORM set_config('plads.forgetting', 'off', true);
    RETURN dropped;
END $$;

CREATE OR REPLACE FUNCTION plads_drop_history(place uuid, until date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    midnight timestamptz := until::timestamp AT TIME ZONE 'Europe/Copenhagen';
    dropped bigint;
BEGIN
    IF midnight > now() - interval '6 months' THEN
        RAISE EXCEPTION 'history is kept for six months at least';
    END IF;
    PERFORM set_config('plads.forgetting', 'on', true);
    DELETE FROM core_change WHERE municipality_id = place AND at < midnight;
    GET DIAGNOSTICS dropped = ROW_COUNT;
    PERFORM set_config('plads.forgetting', 'off', true);
    RETURN dropped;
END $$;
"""
"""``plads_forget`` empties what history, events and reasons for looking keep of rows that are gone, and of no others;
that they were there stays.

``plads_forget_history`` empties the history of rows that stay and lost a person, and the names of those who are gone
in what happened to them; ``plads_forget_actor`` takes the
name of somebody who is gone from everything they did, in every municipality they did it in. ``plads_drop_looks`` and
``plads_drop_history`` end the traces that were kept as long as they may be, whole days at a time.
"""

OPEN: tuple[str, ...] = (
    *(
        "municipalities()",
        "user()",
        "gone(uuid[])",
        "short(text)",
        "forget(uuid[])",
        "forget_history(uuid[])",
    ),
    *("forget_actor(uuid)", "drop_looks(uuid, date)", "drop_history(uuid, date)"),
)
SHUT = ("note_change()", "tally_looks()", "link_subjects()")
"""Our functions: those the application may run, and those only triggers may.

Shut to everybody else, also the triggers' own: who may run one may hang it on a table of their own making, and
write notes of things that never happened.
"""

TALLY_TRIGGER = """
CREATE OR REPLACE TRIGGER plads_tally AFTER INSERT ON core_accessrecord REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION plads_tally_looks()
"""

LINK_TRIGGER = """
CREATE OR REPLACE TRIGGER plads_link AFTER INSERT ON core_event REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION plads_link_subjects()
"""

_REFERENCING = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}
_ALSO_SEALED = {"people_user": ("password",)}
"""Columns that history leaves out although no field encrypts them."""


def sealed_columns(model: type[models.Model]) -> list[str]:
    """Return the columns whose values history must not keep."""
    encrypted = [field.column for field in model._meta.local_fields if isinstance(field, EncryptedTextField)]
    return [*encrypted, *_ALSO_SEALED.get(model._meta.db_table, ())]


def listen(model: type[models.Model], unheard: Mapping[str, str]) -> Iterator[str]:
    """Return the statements that let every write to a model's table be noted."""
    table = model._meta.db_table
    if table in unheard:
        return
    sealed = "{" + ",".join(sealed_columns(model)) + "}"
    for operation, rows in _REFERENCING.items():
        yield f"""CREATE OR REPLACE TRIGGER plads_change_{operation.lower()} AFTER {operation} ON "{table}"
            REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION plads_note_change('{sealed}')"""
