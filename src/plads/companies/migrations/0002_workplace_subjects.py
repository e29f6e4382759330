"""Contacts and employee representatives speak for workplaces, where they spoke for the whole company.

Each role is laid on the workplaces the person is a contact of; failing that on the company's workplaces with a centre
in that municipality; failing that on all of its workplaces there. A role that leads to no workplace is left alone: its
subject is nobody's, so it opens nothing.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KINDS = {"contact": "contact", "representative": "representative"}
"""The kind of contact who has each role."""

Rows = Callable[[str, str], Any]


def lay_on_workplaces(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Lay every contact's and representative's role on workplaces, municipality by municipality."""

    def rows(app: str, model: str) -> Any:
        return apps.get_model(app, model)._default_manager.using(schema_editor.connection.alias)

    for municipality_id in rows("core", "Municipality").values_list("id", flat=True):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('plads.municipalities', %s, true)", [str(municipality_id)])
        _lay(rows, municipality_id)


def _lay(rows: Rows, municipality_id: UUID) -> None:
    memberships = rows("people", "Membership").filter(municipality_id=municipality_id)
    there = rows("companies", "Workplace").filter(municipality_id=municipality_id)
    held = memberships.filter(role__in=KINDS).exclude(subject_id__in=there.values("id"))
    for member in held.select_related("user"):
        found = list(_workplaces(rows, there.filter(company_id=member.subject_id), member))
        for workplace_id in found:
            memberships.get_or_create(
                user_id=member.user_id,
                municipality_id=municipality_id,
                role=member.role,
                subject_id=workplace_id,
                stands_in_for_id=None,
                defaults={"given_at": member.given_at, "valid": member.valid, "source": member.source},
            )
        if found:
            memberships.filter(id=member.id).delete()


def _workplaces(rows: Rows, there: Any, member: Any) -> Iterator[UUID]:
    contacts = rows("companies", "Contact").filter(email__iexact=member.user.email, kind=KINDS[member.role])
    named = there.filter(id__in=contacts.values("workplace_id"))
    with_centre = there.filter(id__in=rows("centres", "Centre").values("workplace_id"))
    for found in (named, with_centre, there):
        if found.exists():
            yield from found.values_list("id", flat=True)
            return


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [
        ("companies", "0001_initial"),
        ("centres", "0001_initial"),
        ("people", "0002_roles"),
    ]

    operations = [migrations.RunPython(lay_on_workplaces, migrations.RunPython.noop)]
