"""Lives the demo's story in the database of the environment: ``python -m tests.play_story``."""

import django

django.setup()

from plads.core import clock  # noqa: E402
from plads.demo.play import play  # noqa: E402
from tests.days import TODAY  # noqa: E402

with clock.at(TODAY):
    play(echo=lambda line: None)
