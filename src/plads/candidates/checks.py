"""What of a candidate's facts cannot be so, said at the field it stands in."""

from plads.candidates.facts import CandidateChanges
from plads.candidates.models import TRAVEL_AT_MOST
from plads.core import clock, week
from plads.core.errors import Refused
from plads.core.periods import show_day

COMPETENCES_AT_MOST = 20
COMPETENCE_LENGTH = 80


def check_facts(known: CandidateChanges) -> None:
    """Raise ``Refused`` for hours, ways, tests and competences that cannot be, naming the field."""
    if not 0 <= known.weekly_minutes <= week.FULL_WEEK_MINUTES:
        raise Refused("Skriv højst 37 timer om ugen.", code="too_many_hours", field="weekly_minutes")
    if known.travel_minutes is not None and not 0 <= known.travel_minutes <= TRAVEL_AT_MOST:
        raise Refused(
            f"Skriv minutterne hver vej, højst {TRAVEL_AT_MOST}. Er vejen længere, så lad feltet stå tomt.",
            code="too_far",
            field="travel_minutes",
        )
    _check_test(known)
    _check_competences(known.competences)


def _check_test(known: CandidateChanges) -> None:
    if known.danish_tested_on is None:
        return
    if not known.danish_test.strip():
        raise Refused(
            "Skriv, hvilken prøve eller hvilket modul datoen hører til, eller fjern datoen.",
            code="no_test",
            field="danish_test",
        )
    if known.danish_tested_on > clock.today():
        raise Refused(
            f"{show_day(known.danish_tested_on)} er ikke kommet endnu. "
            "Skriv kun en prøve eller et modul, der er bestået.",
            code="test_ahead",
            field="danish_tested_on",
        )


def _check_competences(competences: list[str]) -> None:
    if len(competences) > COMPETENCES_AT_MOST:
        raise Refused(
            f"Der står {len(competences)} linjer. Skriv højst {COMPETENCES_AT_MOST}; vælg de vigtigste.",
            code="too_many_competences",
            field="competences",
        )
    for each in competences:
        if len(each) > COMPETENCE_LENGTH:
            raise Refused(
                f"»{each[:30]}…« er {len(each)} tegn. Skriv højst {COMPETENCE_LENGTH} tegn på en linje.",
                code="long_competence",
                field="competences",
            )
