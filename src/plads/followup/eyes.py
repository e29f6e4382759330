"""Who sees and changes what of follow-ups, progress and competence statements."""

from plads.core.eyes import Thing, internal, line
from plads.followup.models import DecisionLetter, FollowUp, LetterText, ProgressMeasure, Statement

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
    Thing(
        "decision_letter",
        DecisionLetter,
        (
            line(
                "kind state sent_on",
                see="office candidate",
                change="office",
                where="a course with a letter; the candidate once it is sent",
            ),
            line(
                "reasons paragraphs",
                see="office candidate:archive",
                change="caseworker coordinator",
                where="a course with a letter",
                why="En afgørelse skal begrundes og henvise til den præcise regel.",
            ),
            line(
                "words complaint paper",
                see="office candidate:archive",
                where="a course with a letter",
                why="Så afgørelsen kan vises, som den blev givet.",
            ),
            line(
                "approved_by approved_at sent_by sent_how",
                see="office",
                change="office",
                where="a course with a letter",
            ),
            line("sha256", see="office", where="a letter that is approved"),
            internal("written_by written_at", "the event says it"),
            internal("id municipality placement", "keys"),
        ),
    ),
    Thing(
        "letter_text",
        LetterText,
        (
            line(
                "complaint confirmed_by confirmed_at",
                see="office administrator",
                change="caseworker coordinator administrator",
                where="once somebody confirmed the text",
            ),
            internal("id municipality", "keys"),
        ),
    ),
)
