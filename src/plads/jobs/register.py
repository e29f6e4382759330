"""Reading the business register once a month for every workplace with a centre."""

from uuid import UUID

from plads.centres.queries import workplaces_to_read
from plads.companies.ports import RegisterDown
from plads.companies.register import ask_about, note_register_fault, store_register
from plads.core.actor import Actor
from plads.core.scope import acting


def read_register(municipality_id: UUID) -> int:
    """Read the register for the workplaces it was not read for this month; return how many were kept.

    Runs every hour, so a register that is down delays and loses nothing: why it could not be read stands at each
    workplace and on the administrator's page until it could. Each workplace is a transaction of its own; one that
    cannot be kept does not hold the others back. Raises ``ExceptionGroup`` with what went wrong here with us.
    """
    actor = Actor.system(municipality_id)
    with acting(actor):
        waiting = workplaces_to_read(actor)
    try:
        found = ask_about(waiting)  # outside any transaction: it may take long
    except RegisterDown as error:
        with acting(actor):
            note_register_fault(actor, [each.id for each in waiting], str(error))
        return 0
    failures: list[Exception] = []
    for workplace_id, said in found.items():
        try:
            with acting(actor):
                store_register(actor, workplace_id, said)
        except Exception as error:  # noqa: BLE001 - collected and raised together
            failures.append(error)
    if failures:
        raise ExceptionGroup(f"{len(failures)} workplaces could not be kept", failures)
    return len(found)
