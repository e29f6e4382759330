"""Who sees and changes what of follow-ups, progress and competence statements."""

from plads.core.eyes import Thing, internal, line
from plads.followup.models import FollowUp, ProgressMeasure, Statement

EYES = (
    Thing(
        "follow_up",
        FollowUp,
        (
            line("due_on", see="office candidate mentor:after_confidentiality"),
            line(
                "held_on agreed", see="office mentor:after_confidentiality candidate:archive", change="office"
            ),
            line("note", see="office candidate:archive", change="office", why="Jobcentrets eget referat."),
            line("held_by", see="office"),
            internal("id municipality placement", "keys"),
        ),
    ),
    Thing(
        "progress",
        ProgressMeasure,
        (
            line(
                "question score day",
                see="office candidate mentor:after_confidentiality",
                change="office mentor:after_confidentiality",
            ),
            internal("noted_by", "the event says it"),
            internal("id municipality placement", "keys"),
        ),
    ),
    Thing(
        "statement",
        Statement,
        (
            line(
                "content digest issued_at",
                see="office candidate",
                where="the candidate's first page and the placement's, once the course has ended",
            ),
            internal("id municipality placement", "keys"),
        ),
    ),
)
