"""The story's applications in VITAS: sent by the consultant, approved some days after."""

from datetime import date, timedelta
from uuid import UUID

from plads.core import clock
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.founding import Cast
from plads.placements.models import VitasApplication
from plads.placements.services.vitas import Answer, note_answer, send_application

ANSWERED_AFTER = timedelta(days=3)


def apply_in_vitas(cast: Cast, placement_id: UUID, number: str, sent_on: date) -> VitasApplication:
    """Let a placement be applied for in VITAS and approved; returns the application."""
    consultant = cast[Role.CONSULTANT]
    with clock.at(sent_on), acting(consultant):
        send_application(consultant, placement_id, number, sent_on)
    day = sent_on + ANSWERED_AFTER
    with clock.at(day), acting(consultant):
        return note_answer(consultant, placement_id, Answer(True, day, number.replace("V", "B", 1)))
