"""What never gets into a log."""

import logging
import re

LINK = re.compile(r"/adgang/[^/\s]+/[^/\s]+")
HIDDEN = "/adgang/…"


class HideLinks(logging.Filter):
    """Leaves out the links people choose their password with: Django logs the path of a request that fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, without the links in it."""
        said = record.getMessage()
        if "/adgang/" in said:
            record.msg, record.args = LINK.sub(HIDDEN, said), ()
        return True
