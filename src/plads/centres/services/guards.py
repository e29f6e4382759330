"""What must hold before a change of an agreement in force is sent out or sealed; apps below add their part."""

from collections.abc import Callable

from plads.centres.models import Agreement, AgreementVersion
from plads.core import clock
from plads.core.errors import Refused
from plads.core.periods import closed_last_day, first_day, show_day

ChangeGuard = Callable[[AgreementVersion], None]
"""Raises ``Refused`` on a change that would harm somebody."""

IN_FORCE = (Agreement.State.SIGNED, Agreement.State.PAUSED)
"""States of an agreement that can be changed."""

_GUARDS: list[ChangeGuard] = []


def register_change_guard(guard: ChangeGuard) -> None:
    """Let an app see each change of an agreement before it is sent for signatures, and before it is sealed."""
    _GUARDS.append(guard)


def refuse_broken_change(version: AgreementVersion) -> None:
    """Raise ``Refused`` when a change moves the first day, ends before today, or harms what lives by the agreement.

    A first version changes nothing yet, and is not looked at.
    """
    agreement = version.agreement
    if agreement.state not in Agreement.STANDING:
        return
    if agreement.state not in IN_FORCE:
        raise Refused("Aftalen er ophørt og kan ikke ændres. Forny den i stedet.", code="agreement_over")
    refuse_noticed(agreement)
    begins = first_day(agreement.period)
    if first_day(version.period) != begins:
        raise Refused(
            f"Aftalen begyndte {show_day(begins)}, og en ændring kan ikke flytte den dag. Ret første dag.",
            code="amendment_start",
            field="first_day",
        )
    ends = closed_last_day(version.period)
    if ends < clock.today():
        raise Refused(
            f"Ændringen slutter {show_day(ends)}, og den dag er gået. Vælg i dag eller en senere dag.",
            code="amendment_past",
            field="last_day",
        )
    for guard in _GUARDS:
        guard(version)


def refuse_noticed(agreement: Agreement) -> None:
    """Raise ``Refused`` when notice was given: the agreement ends, and its words stay as they are."""
    if agreement.ends_on is not None:
        raise Refused(
            f"Aftalen er opsagt til {show_day(agreement.ends_on)}. Træk opsigelsen tilbage først.",
            code="notice_given",
        )
