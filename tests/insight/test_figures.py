"""Figures: place-days, outcomes and cost as those who lead read them."""

from datetime import timedelta

import pytest

from plads.core.errors import NotVisible
from plads.core.roles import Role
from plads.core.scope import acting
from plads.insight.figures import accounts, figures
from plads.placements.models import EndReason
from plads.placements.services.endings import Ending, end_placement
from tests.days import TODAY

pytestmark = pytest.mark.django_db


def read(world, role=Role.MANAGER):
    actor = world.cast[role]
    with acting(actor):
        return figures(actor)


def test_this_month_counts_only_the_days_until_today(world):
    world.place(first_day=TODAY.replace(day=1))
    assert read(world).months[-1].use.open_days == TODAY.day


def test_a_day_with_somebody_in_the_place_is_a_held_day(world):
    world.running(first_day=TODAY - timedelta(days=9))
    use = read(world).months[-1].use
    assert (use.open_days, use.held_days) == (TODAY.day, 10)


def test_a_job_is_counted_and_a_small_group_is_hidden(world):
    placement, caseworker = world.running(first_day=TODAY - timedelta(days=20)), world.cast[Role.CASEWORKER]
    with acting(caseworker):
        end_placement(caseworker, placement.id, Ending(TODAY, EndReason.JOB_HERE))
    found = read(world)
    assert (found.ended, found.jobs, found.hires, found.job_share) == (1, 1, 1, None)
    assert [group.jobs for group in found.groups] == [None]


def test_a_centres_year_counts_its_candidates(world):
    placement, manager = world.running(first_day=TODAY - timedelta(days=9)), world.cast[Role.MANAGER]
    with acting(manager):
        ((ident, _, account),) = accounts(manager, TODAY.year)
        assert accounts(manager, TODAY.year - 1) == []
    assert ident == placement.place.centre_id
    assert account.candidates == 1


def test_only_those_who_lead_read_them(world):
    with pytest.raises(NotVisible):
        figures(world.cast[Role.CASEWORKER])
