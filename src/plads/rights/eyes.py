"""Who sees and changes what of requests about one's own data, and of the time limits of keeping it."""

from plads.core.eyes import Thing, internal, line
from plads.rights.models import RetentionHold, RetentionPeriod, RetentionRun, RightsRequest

EYES = (
    Thing(
        "rights_request",
        RightsRequest,
        (
            line(
                "candidate kind received_on due_on state", see="office candidate", change="office candidate"
            ),
            line("text", see="office candidate", change="office candidate:on_entry"),
            line("by_candidate", see="office"),
            line("answer", see="office candidate", change="office"),
            line("decided_by decided_at", see="office candidate"),
            internal("id municipality", "keys"),
        ),
    ),
    Thing(
        "retention_period",
        RetentionPeriod,
        (
            line("kind months", see="administrator", change="administrator"),
            internal("id municipality", "keys"),
        ),
    ),
    Thing(
        "retention_hold",
        RetentionHold,
        (
            line("reason since lifted_at", see="administrator", change="administrator"),
            line("set_by", see="administrator"),
            internal("id municipality", "keys"),
        ),
    ),
    Thing(
        "retention_run",
        RetentionRun,
        (
            line("told_at runs_on expected state ran_at report failures", see="administrator"),
            internal("id municipality", "keys"),
        ),
    ),
)
