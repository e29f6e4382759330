"""Who sees and changes what of requests about one's own data, and of the time limits of keeping it."""

from plads.core.eyes import Thing, internal, line
from plads.rights.models import RetentionHold, RetentionPeriod, RetentionRun, RightsRequest

ANSWERERS = "caseworker coordinator administrator"

EYES = (
    Thing(
        "rights_request",
        RightsRequest,
        (
            line(
                "candidate kind received_on due_on state",
                see="caseworker coordinator administrator candidate",
                change="caseworker coordinator administrator candidate",
            ),
            line(
                "text",
                see="caseworker coordinator administrator candidate",
                change="caseworker coordinator administrator candidate:on_entry",
            ),
            line("by_candidate", see="caseworker coordinator administrator"),
            line(
                "answer",
                see="caseworker coordinator administrator candidate",
                change="caseworker coordinator",
            ),
            line("decided_by decided_at", see="caseworker coordinator administrator candidate"),
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
