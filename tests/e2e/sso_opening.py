"""Gives the story's municipalities CVR numbers, which rights can name: ``python -m tests.e2e.sso_opening``."""

import django

django.setup()

from plads.core.actor import Actor  # noqa: E402
from plads.core.models import Municipality  # noqa: E402
from plads.core.scope import acting  # noqa: E402
from tests.e2e.sso_numbers import HERE, NEIGHBOUR  # noqa: E402

for code, cvr in (("217", HERE), ("998", NEIGHBOUR)):
    place = Municipality.objects.get(code=code)
    with acting(Actor.system(place.id)):
        Municipality.objects.filter(id=place.id).update(cvr=cvr)
