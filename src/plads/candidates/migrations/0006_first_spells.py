"""Everybody's target group has held since they began to wait: nothing else was written down before."""

from datetime import date
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.backends.postgresql.psycopg_any import DateRange


def begin(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give each candidate without a spell their first one, municipality by municipality."""

    def rows(app: str, model: str) -> Any:
        return apps.get_model(app, model)._default_manager.using(schema_editor.connection.alias)

    spells = rows("candidates", "TargetGroupSpell")
    for municipality_id in rows("core", "Municipality").values_list("id", flat=True):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('plads.municipalities', %s, true)", [str(municipality_id)])
        people = rows("candidates", "Candidate").filter(municipality_id=municipality_id, group_spells=None)
        known = people.values_list("id", "target_group", "waiting_since", "created_at")
        spells.bulk_create(
            [
                spells.model(
                    municipality_id=municipality_id,
                    candidate_id=ident,
                    group=group,
                    period=DateRange(_first(waits, entered.date()), None, "[)"),
                )
                for ident, group, waits, entered in known
            ],
            batch_size=500,
        )


def _first(waits: date, entered: date) -> date:
    return min(waits, entered)


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("candidates", "0005_target_group_spells")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
