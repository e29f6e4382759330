"""The mark of a public form that was shown a while ago, for tests that send it at once."""

import time
from unittest.mock import patch

from plads.web.forms_inquiry import new_stamp


def shown(seconds: float) -> str:
    """Return the mark of a form shown so many seconds ago."""
    now = time.time()
    with patch("django.core.signing.time.time", lambda: now - seconds):
        return new_stamp()
