"""Who sees and changes what of proposals, nominations, placements and every day of a course."""

from plads.core.eyes import Thing, internal, line
from plads.placements.models import (
    Attendance,
    Extension,
    FirstDay,
    HoursStep,
    Nomination,
    OrdinaryHours,
    Outcome,
    Placement,
    PlacementEnd,
    RefillProposal,
    VitasApplication,
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
            line(
                "verdicts",
                see="office",
                change="office:on_entry",
                why="Hvad reglerne siger, og hvad der er nyt i forhold til sidst.",
            ),
            line("candidate_answer", see="office candidate contact:asked", change="office candidate"),
            line("company_answer", see="office candidate contact:asked", change="office contact"),
            line("reason", see="office", change="office:on_entry", why="Hvorfor netop den plads."),
            line("answer_reason", see="office", change="office contact", why="Hvorfor svaret blev nej."),
            line("nominated_by", see="office contact:asked"),
            line(
                "employed_here",
                see="office",
                change="office:on_entry",
                why="Nogle målgrupper tæller ikke med i rimelighedskravet, hvor de er ansat.",
            ),
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
            line("purposes employed_here", see="office"),
            line("tasks", see="office candidate mentor:after_confidentiality"),
            line("verdicts", see="office"),
            line("approved_by approved_at", see="office", change="office"),
            internal("id municipality nomination", "keys"),
            internal("created_at", "the event says it"),
            internal("day_after", "the period's own end, kept by the database"),
        ),
    ),
    Thing(
        "hours_step",
        HoursStep,
        (
            line("period weekly_minutes slots", see=COURSE, change="office"),
            internal("id municipality placement", "keys"),
        ),
    ),
    Thing(
        "vitas_application",
        VitasApplication,
        (
            line("state number", see="office", change="office"),
            line("sent_on answered_on", see="office", change="office"),
            line("grant_number", see="office", change="office"),
            line(
                "period weekly_minutes",
                see="office",
                change="office:by_doing",
                why="Så det ses, om godkendelsen stadig holder.",
            ),
            line(
                "refusal_reason", see="office", change="office", why="Så den næste ansøgning bliver rigtig."
            ),
            line(
                "override_reason",
                see="office",
                change="caseworker coordinator",
                where="a course that began without an approval",
                why="Ingen begynder før godkendelsen, medmindre en sagsbehandler siger hvorfor.",
            ),
            line("sent_by answered_by overridden_by overridden_at", see="office", change="office:by_doing"),
            line("fault asked_at", see="office"),
            internal("id municipality placement", "keys"),
            internal("created_at", "the event says it"),
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
            line(
                "job_starts",
                see="office",
                change="office",
                where="a course that ended with a job to come",
                why="Så et job, der begynder senere, ikke bliver glemt.",
            ),
            internal("id municipality placement", "keys"),
            internal("noted_at", "the event says it"),
        ),
    ),
    Thing(
        "extension",
        Extension,
        (
            line(
                "kind from_last_day last_day state verdicts decided_by decided_at",
                see="office",
                change="caseworker coordinator",
                where="a course that somebody asked to make longer",
            ),
            line(
                "reason",
                see="office",
                change="caseworker coordinator",
                where="a course that somebody asked to make longer",
                why="En forlængelse kræver en konkret vurdering eller et helt særligt behov.",
            ),
            internal("id municipality placement", "keys"),
        ),
    ),
    Thing(
        "first_day_plan",
        FirstDay,
        (
            line(
                "meet_at where bring buddy tasks",
                see=COURSE,
                change="office mentor:after_confidentiality",
                where="a course whose first day is planned",
                why="Så den første dag bliver god.",
            ),
            internal("id municipality placement", "keys"),
        ),
    ),
    Thing(
        "ordinary_hours",
        OrdinaryHours,
        (
            line(
                "period weekly_minutes employer_is_centre",
                see="office",
                change="office",
                where="a course with paid hours beside it",
                why="Løntimer er et af formålene og tælles for sig.",
            ),
            internal("id municipality placement", "keys"),
            internal("noted_at", "the event says it"),
        ),
    ),
    Thing(
        "outcome",
        Outcome,
        (
            line("months kind weekly_minutes", see="office manager:counts", change="office"),
            line(
                "since noted_by employer_is_centre",
                see="office",
                change="office",
                where="an outcome noted by hand",
            ),
            internal("id municipality placement", "keys"),
            internal("noted_at", "the event says it"),
        ),
    ),
)
