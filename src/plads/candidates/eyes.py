"""Who sees and changes what of a candidate, and why the jobcentre has it. The words are shown beside each field."""

from plads.candidates.models import Activity, Candidate, TargetGroupSpell
from plads.core.eyes import Thing, internal, line

EYES = (
    Thing(
        "candidate",
        Candidate,
        (
            line(
                "name",
                see="office administrator:review candidate contact:asked mentor:after_confidentiality",
                change="office",
                why="Så alle ved, hvem de taler om. En beskyttet kandidat vises uden navn.",
            ),
            line(
                "cpr",
                see="consultant:first_six caseworker:first_six_vitas coordinator:first_six_vitas candidate:archive",
                change="office:on_entry",
                why="Så det er den rigtige person, og så ingen bliver oprettet to gange.",
            ),
            line(
                "phone email",
                see="office candidate:archive",
                change="office",
                why="Så jobcentret kan få fat i kandidaten, og kandidaten kan logge ind.",
            ),
            line(
                "target_group",
                see="office manager:counts candidate:archive",
                change="office",
                why="Reglerne for varighed, timer og støtte afhænger af målgruppen.",
            ),
            line(
                "caseworker",
                see="office candidate mentor:after_confidentiality",
                change="office",
                why="Så kandidaten og mentoren ved, hvem de kan ringe til.",
            ),
            line(
                "danish_level languages",
                see="office contact:asked candidate:archive",
                change="office",
                why="Så pladsen og kollegerne passer til det sprog, kandidaten taler.",
            ),
            line(
                "goal",
                see="office contact:asked mentor:after_confidentiality candidate:archive",
                change="office",
                why="Så opgaverne fører mod det job, kandidaten gerne vil have.",
            ),
            line(
                "functions avoids",
                see="office candidate:archive",
                change="office",
                why="Så kun pladser, kandidaten vil og kan have, bliver foreslået.",
            ),
            line(
                "available weekly_minutes",
                see="office candidate:archive",
                change="office",
                why="Så tiderne på pladsen kan passes ind i kandidatens uge.",
            ),
            line(
                "transport travel_minutes",
                see="office candidate",
                change="office",
                why="Så pladsen kan nås, og rejsen kan stå i ugeplanen. Plads slår intet op på et kort.",
            ),
            line(
                "work_duty",
                see="office candidate:archive",
                change="office",
                why="Så ugens timer kan tælles op, når kandidaten har arbejdspligt.",
            ),
            line(
                "danish_test danish_tested_on",
                see="office candidate:archive",
                change="office",
                why="Så pladsen passer til det dansk, der er bestået, og ingen skal til samme prøve igen.",
            ),
            line(
                "competences wishes",
                see="office candidate:archive",
                change="office",
                why="Så pladsen bygger på det, kandidaten kan og gerne vil.",
            ),
            line(
                "considerations",
                see="office candidate:archive",
                change="office",
                why="Så jobcentret kan tage hensyn, når pladsen vælges. Virksomhed og mentor ser det ikke.",
            ),
            line(
                "motivation consent_at",
                see="office candidate:archive",
                change="office",
                why="Ingen bliver foreslået til en plads uden selv at ville det.",
            ),
            line(
                "waiting_since state",
                see="office candidate:archive",
                change="office",
                why="Så ingen bliver glemt, og den, der har ventet længst, kan komme først.",
            ),
            line(
                "protected",
                see="office candidate:archive",
                change="caseworker coordinator consultant:on_entry",
                why="Så navn og kontaktoplysninger er skjult for alle, der ikke behøver dem.",
            ),
            line(
                "restricted_at restricted_reason",
                see="office administrator candidate",
                change="office administrator",
                where="the pages of rights, while the use is restricted",
                why="Så oplysningerne ikke bliver brugt, mens en indsigelse bliver afgjort.",
            ),
            line(
                "planning_declined_at",
                see="office candidate:archive",
                change="office",
                why="Så kandidaten ikke bliver foreslået af Plads, når kandidaten har sagt nej til det.",
            ),
            internal("id municipality", "the key, and the wall around the municipality"),
            internal(
                "sort_name cpr_lookup", "for sorting and finding; says nothing the field itself does not"
            ),
            internal("calendar_renewals", "a number in the secret of the candidate's calendar address"),
            internal("created_at", "the first event says it"),
        ),
    ),
    Thing(
        "target_group_spell",
        TargetGroupSpell,
        (
            line(
                "group period",
                see="office candidate:archive",
                change="office",
                why="Loven spørger om målgruppen den dag, et forløb begynder, også når den er en anden nu.",
            ),
            internal("id municipality candidate", "keys"),
        ),
    ),
    Thing(
        "activity",
        Activity,
        (
            line(
                "title kind",
                see="office candidate mentor:classes",
                change="office",
                why="Så alle kender det, ugen også skal rumme.",
            ),
            line("provider", see="office candidate", change="office", why="Så kandidaten ved, hvor det er."),
            line(
                "period slots",
                see="office candidate mentor:after_confidentiality",
                change="office",
                why="Så arbejdet og det andet ikke ligger oven i hinanden.",
            ),
            internal("id municipality candidate", "keys"),
        ),
    ),
)
