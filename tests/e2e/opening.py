"""Prepares the browser's story in the database of the environment: staff, those who wait, and people who can sign in.

``python -m tests.e2e.opening``
"""

import django

django.setup()

from plads.core import clock  # noqa: E402
from plads.core.roles import Role  # noqa: E402
from plads.core.scope import acting  # noqa: E402
from plads.demo.founding import found, hire_staff, register_waiting  # noqa: E402
from plads.demo.people import DEMO_PASSWORD, person  # noqa: E402
from plads.people.models import User  # noqa: E402
from plads.people.services import give_role  # noqa: E402
from tests.e2e.days import OPENING  # noqa: E402

with clock.at(OPENING):
    cast = hire_staff(found("217", "Helsingør Kommune", "helsingoer"))
    waiting = register_waiting(cast, OPENING)
    for role in (Role.CONTACT, Role.REPRESENTATIVE, Role.MENTOR, Role.CANDIDATE):
        User.objects.create_user(person(role).email, person(role).name, DEMO_PASSWORD)
    own = next(each for each in waiting if each.name == person(Role.CANDIDATE).name)
    with acting(cast[Role.CASEWORKER]) as caseworker:
        give_role(
            caseworker,
            cast.municipality.id,
            email=person(Role.CANDIDATE).email,
            name=own.name,
            role=Role.CANDIDATE,
            subject_id=own.id,
        )
