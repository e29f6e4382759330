"""An agreement on its way to three people, for the tests of signatures."""

from dataclasses import dataclass, field
from typing import Any

from plads.centres.models import AgreementVersion, Party, SignatureRequest
from plads.centres.services.codes import ask_code, request_of_link
from plads.centres.services.links import code_of, token_of
from plads.centres.services.requests import Ask, send_for_signature
from plads.centres.services.signing import sign_by_link
from plads.companies.services import add_contact
from plads.core.actor import Actor
from plads.core.roles import Role

SMS = Ask(Party.COMPANY, "sms", name="Karin Holm", phone="20 12 34 56")
MAIL = Ask(Party.REPRESENTATIVE, "mail", name="Tina Lind", email="tina@firma.example")


@dataclass
class Signers:
    """The world with an agreement whose contact is asked by SMS and whose representative is asked by mail."""

    world: Any
    version: AgreementVersion
    consultant: Actor
    coordinator: Actor
    visitor: Actor
    requests: dict[str, SignatureRequest] = field(default_factory=dict)

    def request(self, party: str = Party.COMPANY) -> SignatureRequest:
        """Whoever is asked for a party now."""
        return self.version.requests.select_related("municipality").get(party=party, state="waiting")

    def link(self, party: str = Party.COMPANY) -> str:
        """The token in the letter to a party's person."""
        token = token_of(self.request(party))
        assert token
        return token

    def found(self, token: str) -> SignatureRequest | None:
        """What a token leads to."""
        return request_of_link(self.visitor, token)

    def code(self, party: str = Party.COMPANY) -> str:
        """A fresh code as it stands in the letter to a party's person."""
        code = code_of(ask_code(self.visitor, self.request(party).id))
        assert code
        return code

    def sign(self, party: str = Party.COMPANY, **answer: Any) -> AgreementVersion:
        """Let a party's person answer by their link."""
        request = self.request(party)
        return sign_by_link(self.visitor, request.id, self.code(party), **answer)


def on_their_way(world: Any, *asks: Ask) -> Signers:
    """An agreement sent to those asked."""
    consultant, version = world.cast[Role.CONSULTANT], world.draft()
    sent = send_for_signature(consultant, version.id, asks or [SMS, MAIL])
    visitor = Actor.public(version.municipality_id)
    return Signers(world, sent, consultant, world.cast[Role.COORDINATOR], visitor)


def contact(world: Any, version: AgreementVersion, kind: str = "contact", **facts: str) -> Any:
    """A contact of the version's workplace."""
    defaults = {"name": "Kim Kontakt", "email": "kim@firma.example", "phone": ""}
    workplace_id = version.agreement.centre.workplace_id
    return add_contact(world.cast[Role.CONSULTANT], workplace_id, kind=kind, **defaults | facts)
