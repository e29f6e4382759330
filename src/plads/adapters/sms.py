"""SMS through a gateway that takes JSON over HTTP, as ``POST /rest/mtsms`` of GatewayAPI does."""

import json
from dataclasses import dataclass

from plads.adapters.outbox import outbox
from plads.adapters.outgoing import Outgoing, Unreachable
from plads.config.services import SmsService, configuration
from plads.messages.ports import Carrier, MaybeSent, NotSent, Post

_SAYS_LATER = (408, 425, 429)
_SAYS_WHO_ARE_YOU = (401, 403)
_MAY_HAVE_PASSED_IT_ON = (502, 504)
"""A server in between answers so when the gateway itself did not answer in time."""


def gateway() -> Carrier | None:
    """Return who carries SMS: the gateway the configuration names, or the demo's folder; ``None`` without either."""
    service = configuration().sms
    return SmsGateway(service) if service else outbox("sms")


@dataclass(frozen=True, slots=True)
class SmsGateway:
    """A gateway. ``seconds`` bounds a whole attempt."""

    service: SmsService
    seconds: float = 20.0

    @property
    def knows_repeats(self) -> bool:
        """Whether the gateway sends what it gets twice under one ``Idempotency-Key`` only once."""
        return self.service.knows_repeats

    def send(self, post: Post) -> None:
        """Hand an SMS over; see ``Carrier``."""
        text = {
            "sender": self.service.sender,
            "message": post.body,
            "encoding": "UCS2" if _needs_more_letters(post.body) else "UTF8",
            "recipients": [{"msisdn": post.to.removeprefix("+")}],
            "userref": post.reference,
        }
        headers = {
            "Authorization": f"Token {self.service.token}",
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Idempotency-Key": post.reference,
        }
        door = Outgoing.to(self.service.inside, seconds=self.seconds)
        try:
            answer = door.post(self.service.url, json.dumps(text).encode(), headers)
        except Unreachable as error:
            raise _fault_of(error) from error
        if not _taken(answer.body):
            raise MaybeSent


def _fault_of(error: Unreachable) -> NotSent | MaybeSent:
    if error.status in _MAY_HAVE_PASSED_IT_ON or (error.asked and error.status < 300):
        return MaybeSent()
    if not error.status:
        return NotSent("unreachable")
    if error.status in _SAYS_WHO_ARE_YOU:
        return NotSent("signed_out")
    if error.status in _SAYS_LATER:
        return NotSent("busy")
    if error.status < 400 or error.status >= 500:
        return NotSent("broken")
    return NotSent("refused", final=error.status in (400, 422))


def _taken(body: bytes) -> bool:
    """Whether the answer holds a number for the message: something else may have answered in the gateway's place."""
    try:
        found = json.loads(body)
    except ValueError:
        return False
    return isinstance(found, dict) and bool(found.get("ids"))


_GSM_7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)
"""The letters of an ordinary SMS (GSM 03.38)."""


def _needs_more_letters(text: str) -> bool:
    return not set(text) <= _GSM_7
