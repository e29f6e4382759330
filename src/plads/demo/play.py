"""Playing the demo on an empty installation."""

from collections.abc import Callable
from datetime import timedelta

from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event, Municipality
from plads.core.scope import acting
from plads.demo.founding import found, hire_staff
from plads.demo.neighbour import found_neighbour
from plads.demo.people import DEMO_PEOPLE, DemoPerson
from plads.demo.story import STEPS, Story, prepare
from plads.jobs.reactions import settle
from plads.jobs.register import read_register
from plads.people.models import User

LIVED = 6
"""The demo stands on the day one candidate got a job: the freed place is proposed, the others still run."""

BEFORE = timedelta(days=120)
"""How long before the day of the job the staff were given their roles."""


def play(echo: Callable[[str], object] = print) -> list[DemoPerson]:
    """Play the story once, on a database without municipalities; return the demo's people who can sign in.

    On a database with other data only the staff's demo sign-ins are added.
    """
    if not User.objects.filter(email=DEMO_PEOPLE[0].email).exists():
        empty = not Municipality.objects.exists()
        municipality = found("217", "Helsingør Kommune", "helsingoer")
        with clock.at(clock.today() - BEFORE):
            cast = hire_staff(municipality)
        if empty:
            story = Story(cast, clock.today(), lambda: _settle_on_the_day(municipality))
            prepare(story)
            for step in STEPS[:LIVED]:
                step(story)
                echo(f"  {(step.__doc__ or '').splitlines()[0]}")
            read_register(municipality.id)
            found_neighbour(story)
    known = set(
        User.objects.filter(email__in=[each.email for each in DEMO_PEOPLE]).values_list("email", flat=True)
    )
    return [each for each in DEMO_PEOPLE if each.email in known]


def _settle_on_the_day(municipality: Municipality) -> None:
    """Let reactions happen on the day of the latest event, as a worker would have seen to."""
    with acting(Actor.system(municipality.id)):
        latest = Event.objects.filter(municipality=municipality).latest("at").at
    with clock.at(latest):
        settle(municipality.id)
