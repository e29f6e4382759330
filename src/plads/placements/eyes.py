"""Who sees and changes what of proposals, nominations, placements and every day of a course."""

from plads.core.eyes import Thing, internal, line
from plads.placements.models import (
    Attendance,
    HoursStep,
    Nomination,
    Outcome,
    Placement,
    PlacementEnd,
    RefillProposal,
)

COURSE = "office candidate contact:asked mentor:after_confidentiality"
"""Everybody who is part of a course."""

EYES = (
    Thing(
        "proposal",
        RefillProposal,
        (
            line("place free_from ranked blocked first_choice state created_at", see="office"),
            line("chosen decided_by decided_at", see="office", change="office"),
            line(
                "reason",
                see="office",
                change="office",
                where="history",
                why="Hvorfor en anden blev valgt end den foreslåede.",
            ),
            internal("id municipality", "keys"),
            internal("free_to weights_version inputs", "kept so that the proposal can be worked out again"),
        ),
    ),
    Thing(
        "nomination",
        Nomination,
        (
            line("candidate place", see="office candidate contact:asked", change="office:on_entry"),
            line("period steps purposes", see="office candidate contact:asked", change="office:on_entry"),
            line("verdicts", see="office"),
            line("candidate_answer", see="office candidate contact:asked", change="office candidate"),
            line("company_answer", see="office candidate contact:asked", change="office contact"),
            line("reason", see="office", change="office:on_entry", why="Hvorfor netop den plads."),
            line("answer_reason", see="office", change="office contact", why="Hvorfor svaret blev nej."),
            line("nominated_by", see="office contact:asked"),
            line("state", see="office candidate contact:asked", change="office:by_doing"),
            internal("id municipality proposal", "keys"),
            internal("created_at", "the event says it"),
        ),
    ),
    Thing(
        "placement",
        Placement,
        (
            line("candidate place period state", see=COURSE, change="office mentor:by_doing"),
            line("agreed_last_day", see="office"),
            line("purposes", see="office"),
            line("tasks", see="office candidate mentor:after_confidentiality"),
            line("verdicts", see="office"),
            line("approved_by approved_at", see="office", change="office"),
            internal("id municipality nomination", "keys"),
            internal("created_at", "the event says it"),
        ),
    ),
    Thing(
        "hours_step",
        HoursStep,
        (
            line("period weekly_minutes slots", see=COURSE, change="office:on_entry"),
            internal("id municipality placement", "keys"),
        ),
    ),
    Thing(
        "attendance",
        Attendance,
        (
            line(
                "day state",
                see="office candidate mentor:after_confidentiality",
                change="office candidate mentor:after_confidentiality",
                why="Så ingen udebliver, uden at nogen spørger. Virksomheden ser det ikke, og hændelser siger kun "
                "»mødt« eller »fravær«.",
            ),
            line("minutes", see="office"),
            line("note", see="office", change="office", why="Aftaler om fraværet. Kun jobcentret."),
            line("noted_by", see="office mentor:after_confidentiality"),
            internal("id municipality placement", "keys"),
            internal("noted_at", "the event says it"),
        ),
    ),
    Thing(
        "end",
        PlacementEnd,
        (
            line("last_day", see="office candidate", change="office"),
            line("reason", see="office manager:counts", change="office"),
            line("weekly_minutes", see="office", change="office", where="the event »Forløbet sluttede«"),
            line("note", see="office", change="office", where="history"),
            internal("id municipality placement", "keys"),
            internal("noted_at", "the event says it"),
        ),
    ),
    Thing(
        "outcome",
        Outcome,
        (
            line("months kind weekly_minutes", see="office manager:counts", change="office"),
            internal("employer_is_centre", "only counted, in the centre's yearly account"),
            internal("id municipality placement", "keys"),
            internal("noted_at", "the event says it"),
        ),
    ),
)
