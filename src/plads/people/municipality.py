"""What a municipality has decided about itself: what it is called, how to reach it, and its periods and limits."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.identifiers import clean_cvr, cleaned
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.people.events import MunicipalityChanged

LIMITS: dict[str, tuple[int, int]] = {
    "inquiry_reply_days": (1, 60),
    "followup_days": (1, 180),
    "refill_lead_days": (0, 90),
    "signing_link_days": (1, 120),
    "absent_notice_days": (1, 14),
    "ill_notice_days": (1, 14),
}
"""The least and the most number of days a setting can be."""

MOST_REMINDERS = 6
LATEST_REMINDER = 90
HIGHEST_RATE = Decimal(5000)


@dataclass(frozen=True, slots=True)
class Settings:
    """A municipality's settings; days are calendar days, ``mentor_rate`` kroner an hour."""

    office_name: str
    cvr: str
    phone: str
    email: str
    inquiry_reply_days: int
    followup_days: int
    refill_lead_days: int
    signing_link_days: int
    reminder_days: list[int]
    uses_vitas: bool
    absent_notice_days: int
    ill_notice_days: int
    mentor_rate: Decimal


def settings_of(actor: Actor) -> Settings:
    """Return the settings of the actor's municipality (1 statement); for administrators."""
    row = _own(actor, Municipality.objects.filter(id=actor.municipality_id).first())
    return Settings(**{name: getattr(row, name) for name in Settings.__dataclass_fields__})


@transaction.atomic
def change_settings(actor: Actor, wanted: Settings) -> Municipality:
    """Store a municipality's settings; the event names those that are other than before.

    Raises ``Refused`` at the field that cannot be so.
    """
    row = _own(
        actor, Municipality.objects.select_for_update(no_key=True).filter(id=actor.municipality_id).first()
    )
    new = {**asdict(wanted), **_checked(wanted)}
    changed = [name for name, value in new.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, new[name])
    if changed:
        row.save(update_fields=changed)
        labels = [str(Municipality._meta.get_field(name).verbose_name) for name in changed]  # type: ignore[union-attr]
        record(actor, row.id, MunicipalityChanged(row.id, ", ".join(labels)))
    return row


def _own(actor: Actor, row: Municipality | None) -> Municipality:
    if row is None or actor.role != Role.ADMINISTRATOR:
        raise NotVisible
    return row


def _checked(wanted: Settings) -> dict[str, Any]:
    if not wanted.office_name.strip():
        raise Refused("Skriv, hvad I kalder jer, fx Jobcentret.", code="no_name", field="office_name")
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(wanted, name) <= most:
            raise Refused(f"Skriv et antal dage fra {least} til {most}.", code="days", field=name)
    if not 0 < wanted.mentor_rate <= HIGHEST_RATE:
        raise Refused(
            f"Skriv en sats mellem 0 og {HIGHEST_RATE} kr. i timen.", code="rate", field="mentor_rate"
        )
    return {
        "office_name": wanted.office_name.strip(),
        "cvr": cleaned(clean_cvr, wanted.cvr, "cvr") if wanted.cvr.strip() else "",
        "phone": wanted.phone.strip(),
        "email": wanted.email.strip().lower(),
        "reminder_days": _reminders(wanted.reminder_days),
    }


def _reminders(days: list[int]) -> list[int]:
    found = sorted(set(days))
    if len(found) > MOST_REMINDERS or any(not 1 <= day <= LATEST_REMINDER for day in found):
        raise Refused(
            f"Skriv højst {MOST_REMINDERS} tal fra 1 til {LATEST_REMINDER}, fx 3, 7, 14.",
            code="reminders",
            field="reminder_days",
        )
    return found
