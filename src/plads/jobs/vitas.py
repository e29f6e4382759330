"""Asking VITAS about the applications that wait for its answer."""

from uuid import UUID

from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.scope import acting
from plads.placements.ports import VitasDown, vitas
from plads.placements.services.vitas_polling import note_fault, questions, take_answer

UNREADABLE = "VITAS har svaret noget, Plads ikke kan gemme. Noter svaret selv."


def ask_vitas(municipality_id: UUID) -> int:
    """Ask about each application that waits, and store what is said; returns how many were answered.

    No transaction is open while VITAS is asked. What it does not answer is noted on the application, and raised at the
    end, so that the queue asks again.
    """
    door = vitas()
    if door is None:
        return 0
    actor = Actor.system(municipality_id)
    with acting(actor):
        left = questions(actor)
    answered, faults = 0, list[VitasDown]()
    while left:
        question = left.pop(0)
        try:
            grant = door.grant(question.number, question.cpr)
        except VitasDown as error:
            faults.append(error)
            silent = [question, *left] if error.whole else [question]
            with acting(actor):
                note_fault(actor, [each.application_id for each in silent], error.message)
            if error.whole:
                break
        else:
            try:
                with acting(actor):
                    take_answer(actor, question, grant)
            except Refused as error:
                with acting(actor):
                    note_fault(actor, [question.application_id], f"{UNREADABLE} {error.message}")
                continue
            answered += 1
    if faults:
        raise ExceptionGroup(f"VITAS gave no answer about {len(faults)} applications", faults)
    return answered
