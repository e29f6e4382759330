"""VITAS' read service through DFDG: what became of an application for virksomhedspraktik.

``GET {base}/v1/Virksomhedspraktik/GetBevilling/{id}`` with a token, the person's CPR number in
``x-civilRegistrationIdentifier`` and an ``x-requestId`` of at most 46 characters that is never used twice: DFDG answers
412 to one it has seen. No call that makes an application is known: that is done by hand (decision 0023).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from plads.adapters.outgoing import Answer, Outgoing, Unreachable
from plads.config.services import VitasService, configuration
from plads.placements.ports import Vitas, VitasAnswer, VitasDown, VitasGrant

SECONDS = 8.0
LARGEST = 200_000
NOT_FOUND = 80006
"""»Ansøgningen kunne ikke findes«."""

_REFUSALS = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT})
_REFUSALS |= {HTTPStatus.PRECONDITION_FAILED, HTTPStatus.UNPROCESSABLE_ENTITY}
_DENIED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)

STATUSES = {
    "bevilget": VitasAnswer.APPROVED,
    "godkendt": VitasAnswer.APPROVED,
    "afslag": VitasAnswer.REFUSED,
    "afslået": VitasAnswer.REFUSED,
    "afvist": VitasAnswer.REFUSED,
}
"""What ``bevillingsstatus`` may say. The words were not read in a source; any other one waits for a person."""


def vitas() -> Vitas | None:
    """Return the installation's VITAS, or ``None`` without one: then answers are noted by hand."""
    service = configuration().vitas
    return None if service is None else Dfdg(service)


@dataclass(frozen=True, slots=True)
class Dfdg:
    """VITAS over the net."""

    service: VitasService
    seconds: float = SECONDS

    def grant(self, number: str, cpr: str) -> VitasGrant:
        """Return what VITAS says of an application; raises ``VitasDown`` when it says nothing one can use."""
        answer = self._ask(number, cpr)
        if answer.status == HTTPStatus.PRECONDITION_FAILED:
            answer = self._ask(number, cpr)  # the id of the request was seen before: once more, with another
        if answer.status == HTTPStatus.PRECONDITION_FAILED:
            raise VitasDown("VITAS siger, at spørgsmålet er stillet før.")
        if answer.status >= HTTPStatus.BAD_REQUEST:
            return _refusal(answer)
        return _read(_json(answer))

    def _ask(self, number: str, cpr: str) -> Answer:
        base = self.service.url.rstrip("/")
        door = Outgoing(
            frozenset(each.lower() for each in self.service.inside), self.seconds, LARGEST, heeds=_REFUSALS
        )
        headers = {
            "Accept": "application/json",
            "Authorization": f"Bearer {self.service.token}",
            "x-requestId": f"plads-{uuid4().hex}",
            "x-civilRegistrationIdentifier": cpr,
        }
        try:
            return door.get(f"{base}/v1/Virksomhedspraktik/GetBevilling/{quote(number, safe='')}", headers)
        except Unreachable as error:
            if error.status in _DENIED:
                words = "VITAS afviser vores adgang. Administratoren skal se på den."
            else:
                words = "VITAS svarer ikke lige nu. Vi spørger igen af os selv."
            raise VitasDown(words, whole=True) from error


def _json(answer: Answer) -> Mapping[str, Any]:
    try:
        return answer.json()
    except Unreachable as error:
        raise VitasDown("VITAS svarer noget, vi ikke kan læse.") from error


def _refusal(answer: Answer) -> VitasGrant:
    """Return that there is no such application, or raise ``VitasDown`` with the number of the error."""
    codes = {int(each) for each in re.findall(rb"\b\d{4,5}\b", answer.body[:2000])}
    if NOT_FOUND in codes:
        return VitasGrant(VitasAnswer.UNKNOWN)
    known = codes & {4575, 80007, 80010, 80011}
    raise VitasDown(f"VITAS svarer med fejl {min(known) if known else answer.status}.")


def _read(found: Mapping[str, Any]) -> VitasGrant:
    said = found.get("bevillingsstatus")
    if not isinstance(said, str) or not said.strip():
        raise VitasDown("VITAS svarer uden en status, vi kan læse.")
    number = found.get("bevillingId")
    return VitasGrant(
        STATUSES.get(said.strip().lower(), VitasAnswer.WAITING),
        str(number)[:40] if isinstance(number, str | int) and not isinstance(number, bool) else "",
        _day(found.get("startDato")),
        _day(found.get("slutDato")),
        said.strip()[:40],
        _minutes(found.get("ugentligArbejdstid")),
    )


def _minutes(hours: Any) -> int | None:
    """Return weekly hours as minutes; ``None`` for anything that is no number of hours a week can have."""
    text = str(hours).strip().replace(",", ".")
    if isinstance(hours, bool) or not re.fullmatch(r"\d{1,3}(\.\d{1,6})?", text, re.ASCII):
        return None
    minutes = round(float(text) * 60)
    return minutes if 0 < minutes <= 168 * 60 else None


def _day(text: Any) -> date | None:
    """Return a day from a date, or from a moment that begins with one; ``None`` for anything else."""
    match = re.match(r"(\d{4}-\d{2}-\d{2})(T|$)", text) if isinstance(text, str) else None
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None
