"""A municipality decides about itself: its administrator, within limits, and it is told."""

from dataclasses import replace
from decimal import Decimal

import pytest

from plads.core.errors import NotVisible
from plads.core.events import about
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.municipality import change_settings, settings_of
from tests.refusals import refused


def test_what_is_changed_stands_and_is_told_without_the_values(world):
    administrator = world.cast[Role.ADMINISTRATOR]
    with acting(administrator):
        known = settings_of(administrator)
        wanted = replace(known, reminder_days=[14, 2, 2], inquiry_reply_days=3, cvr="99 00 00 07")
        row = change_settings(administrator, wanted)
        assert (row.reminder_days, row.inquiry_reply_days, row.cvr) == ([2, 14], 3, "99000007")
        told = Event.objects.get(about(row.id), kind="people.municipality_changed")
        assert (
            told.facts["what"]
            == "CVR-nummer, svarfrist for henvendelser, dage, dage efter afsendelse at minde om"
        )
        change_settings(administrator, settings_of(administrator))
        assert Event.objects.filter(about(row.id), kind="people.municipality_changed").count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"office_name": " "}, "no_name"),
        ({"inquiry_reply_days": 0}, "days"),
        ({"signing_link_days": 121}, "days"),
        ({"absent_notice_days": 0}, "days"),
        ({"ill_notice_days": 15}, "days"),
        ({"reminder_days": [0]}, "reminders"),
        ({"reminder_days": list(range(1, 9))}, "reminders"),
        ({"mentor_rate": Decimal(0)}, "rate"),
        ({"cvr": "99000008"}, "bad_cvr"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(world, change, code):
    administrator = world.cast[Role.ADMINISTRATOR]
    with acting(administrator):
        wanted = replace(settings_of(administrator), **change)
        with refused(code, next(iter(change))):
            change_settings(administrator, wanted)


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.COORDINATOR, Role.MANAGER])
def test_nobody_else_reads_or_changes_them(world, role):
    with acting(world.cast[role]), pytest.raises(NotVisible):
        settings_of(world.cast[role])
