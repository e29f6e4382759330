"""Prints every page of the story for each role: ``python -m tests.e2e.addresses DATABASE``."""

import json
import os
import sys

from tests import databases

urls = databases.named(databases.open_run(), sys.argv[1])
os.environ.update(databases.environment_of(urls))

import django  # noqa: E402

django.setup()

from plads.core.roles import Role  # noqa: E402
from plads.demo.people import DEMO_PEOPLE  # noqa: E402
from plads.people.models import User  # noqa: E402
from plads.people.queries import roles_of  # noqa: E402
from tests.web.pages import addresses  # noqa: E402
from tests.web.test_pages import OTHERWISE, POST_ONLY  # noqa: E402

own = {
    member.role: str(member.id)
    for person in DEMO_PEOPLE
    for member in roles_of(User.objects.get(email=person.email).id)
}
"""The role each demo person leaves on their own page."""

FILES = {"agreement_paper", "agreement_draft", "calendar_feed", "letter_file"}
"""What a browser takes as a file and does not show."""

found: dict[str, list[str]] = {role.value: [] for role in Role} | {"": []}
for page in addresses():
    if page.name in POST_ONLY or page.name in OTHERWISE or page.name in FILES:
        continue
    for role in [""] if page.roles is None else [role.value for role in page.roles]:
        path = f"/min-konto/roller/{own[role]}/" if page.name == "leave_role" and role in own else page.path
        if page.name != "leave_role" or role in own:
            found[role].append(path)
print(json.dumps(found))  # noqa: T201
