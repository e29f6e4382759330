"""A worker for the served database: ``python -m tests.e2e.worker``."""

import django

django.setup()

from plads.jobs.work import work  # noqa: E402

work()
