"""Lives the demo's story in the database of the environment: ``python -m tests.play_story then`` (or ``now``)."""

import sys

import django

django.setup()

from plads.core import clock  # noqa: E402
from plads.demo.play import play  # noqa: E402
from tests.days import TODAY  # noqa: E402

with clock.at(TODAY if sys.argv[1] == "then" else clock.today()):
    play(echo=lambda line: None)
