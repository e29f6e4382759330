"""Who sees and changes what of mentors, whom they help, their courses, their support and their hours."""

from plads.core.eyes import Thing, internal, line
from plads.mentoring.models import Mentor, MentorAssignment, MentorHours, SupportGrant, Training

EYES = (
    Thing(
        "mentor",
        Mentor,
        (
            line(
                "name",
                see="office contact candidate",
                change="office:on_entry contact:on_entry",
            ),
            line("phone", see="office contact candidate", change="office:on_entry contact:on_entry"),
            line("email", see="office contact", change="office:on_entry contact:on_entry"),
            line("kind", see="office", change="office:on_entry contact:on_entry"),
            line("centre", see="office contact mentor", change="office:on_entry contact:on_entry"),
            line("capacity", see="office", change="office"),
            line("confidentiality_at", see="office contact mentor", change="mentor"),
            internal("id municipality user confidentiality_version", "keys, and which text was signed"),
        ),
    ),
    Thing(
        "assignment",
        MentorAssignment,
        (
            line("mentor placement", see="office contact mentor candidate", change="office"),
            internal("since", "the event says it"),
            internal("id municipality", "keys"),
        ),
    ),
    Thing(
        "training",
        Training,
        (
            line("title day completed", see="office", change="office"),
            internal("id municipality mentor", "keys"),
        ),
    ),
    Thing(
        "grant",
        SupportGrant,
        (
            line("place period weekly_minutes", see="office mentor", change="office"),
            line("hourly_rate", see="office", change="office"),
            line("state", see="office mentor", change="caseworker coordinator"),
            line("beyond_normal", see="office", change="office"),
            line("decision", see="office", change="caseworker coordinator"),
            line("decided_by decided_at", see="office"),
            internal("id municipality mentor", "keys"),
        ),
    ),
    Thing(
        "hours",
        MentorHours,
        (
            line("day minutes", see="office mentor", change="mentor"),
            line("approved_at", see="office mentor", change="caseworker coordinator"),
            internal("noted_at", "the event says it"),
            internal("id municipality grant", "keys"),
        ),
    ),
)
