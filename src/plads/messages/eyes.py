"""Who sees and changes what of notices."""

from plads.core.eyes import Thing, internal, line
from plads.messages.models import Notice

EYES = (
    Thing(
        "notice",
        Notice,
        (
            line("text created_at", see="office:own"),
            line("read_at", see="office:own", change="office:own"),
            internal("id municipality recipient event subject subject_id", "keys, and the page it leads to"),
        ),
    ),
)
