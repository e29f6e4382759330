"""The parties' words on a version: given by account, by a personal link, or noted for somebody who gave it on paper."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from plads.centres.events import AgreementPartySigned
from plads.centres.lifecycle import VERSION
from plads.centres.models import AgreementVersion, Party, Signature, SignatureRequest
from plads.centres.services.agreements import agreement_quota
from plads.centres.services.codes import check_code
from plads.centres.services.persons import (
    Person,
    person_of_request,
    person_of_user,
    refuse_staff,
    refuse_two_parties,
)
from plads.centres.services.reach import lock_version, refuse_superseded
from plads.centres.services.requests import ROLES, WAITING, not_needed
from plads.centres.services.sealing import seal
from plads.centres.signing_events import WordNoted
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record

_ACTIONS = {
    Party.COMPANY: "sign_company",
    Party.REPRESENTATIVE: "state_representative",
    Party.MUNICIPALITY: "sign_municipality",
}
_WHY = 400
"""Characters of the reason why somebody noted another's word."""


@dataclass(frozen=True, slots=True)
class Noted:
    """Somebody's word given on paper or by telephone: whose it is, what they said, and why another notes it."""

    party: str
    name: str
    why: str
    agrees: bool = True
    statement: str = ""


@transaction.atomic
def sign_agreement(
    actor: Actor, version_id: UUID, party: Party, *, agrees: bool = True, statement: str = ""
) -> AgreementVersion:
    """Store the word of one party's person who is signed in, and seal the version once all three have agreed.

    The parties are the company, the municipality and the employees' representative (BAB § 65, stk. 6).

    Raises ``Refused`` when the party has answered already, when one person would answer for two parties, when a no has
    no reason, and when the quota does not hold any more.
    """
    version = _open(actor, version_id, party, _ACTIONS[party])
    if actor.user_id is None:
        raise Refused("Kun en person kan skrive under.", code="no_person")
    person = person_of_user(version.municipality_id, actor.user_id)
    if party != Party.MUNICIPALITY:
        refuse_staff(version.municipality_id, person)
    refuse_two_parties(version, party, [person])
    signature = Signature(user_id=actor.user_id, name=actor.name, way=Signature.Way.ACCOUNT)
    return _give(actor, version, party, signature, agrees, statement, by=person)


def sign_by_link(
    visitor: Actor, request_id: UUID, code: str, *, agrees: bool = True, statement: str = ""
) -> AgreementVersion:
    """Store the word of somebody who has a personal link and the code that was sent to them.

    Each try counts, also when it is refused: don't call this inside a transaction of its own that a refusal undoes.
    Raises ``Refused`` as ``check_code`` and ``sign_agreement`` do, and when they need not answer any more.
    """
    check_code(visitor, request_id, code)
    with transaction.atomic():
        found = SignatureRequest.objects.select_related("version__agreement__centre").get(id=request_id)
        actor = actor_of(found)
        party = Party(found.party)
        version = _open(actor, found.version_id, party, _ACTIONS[party])
        request = version.requests.select_for_update(no_key=True).get(id=request_id)
        if request.state != WAITING:
            raise Refused("Du skal ikke svare mere. Linket er brugt eller taget tilbage.", code="link_void")
        person = person_of_request(request)
        refuse_staff(version.municipality_id, person)
        refuse_two_parties(version, party, [person])
        signature = Signature(request=request, name=request.name, way=Signature.Way.LINK)
        return _give(actor, version, party, signature, agrees, statement, by=person)


@transaction.atomic
def note_signature(actor: Actor, version_id: UUID, noted: Noted) -> AgreementVersion:
    """Note a word the company or the employees' representative gave on paper or by telephone.

    Who notes one can't sign for the municipality, nor note for another party of the version. Raises ``Refused`` as
    ``sign_agreement`` does, and without a name or a reason.
    """
    party = Party(noted.party)
    version = _open(actor, version_id, party, "sign_on_behalf")
    if party == Party.MUNICIPALITY:
        raise Refused("Kommunen skriver selv under. Det kan ingen notere.", code="noted_for_us")
    if actor.user_id is None:
        raise Refused("Kun en person kan notere et svar.", code="no_person")
    if not noted.name.strip():
        raise Refused("Skriv navnet på den, der har svaret.", code="nobody_named", field="name")
    if not noted.why.strip():
        raise Refused("Skriv hvorfor du noterer svaret, og hvordan du fik det.", code="no_why", field="why")
    noter = person_of_user(version.municipality_id, actor.user_id)
    said_by = Person(noted.name)
    if noter.is_same(said_by):
        raise Refused("Du kan ikke notere dit eget svar for en anden part.", code="own_word", field="name")
    refuse_two_parties(version, party, [noter, said_by])
    signature = Signature(
        name=" ".join(noted.name.split()),
        way=Signature.Way.ON_BEHALF,
        noted_by_id=actor.user_id,
        noted_why=noted.why.strip()[:_WHY],
    )
    return _give(actor, version, party, signature, noted.agrees, noted.statement)


def actor_of(request: SignatureRequest) -> Actor:
    """Return who a personal link lets in: its person, for the party's workplace, and nothing else."""
    place = frozenset({request.version.agreement.centre.workplace_id})
    role = ROLES[Party(request.party)]
    return Actor(None, request.name, role, frozenset({request.municipality_id}), place)


def _open(actor: Actor, version_id: UUID, party: Party, action: str) -> AgreementVersion:
    """Return a version that waits for a party's word, locked: of two who answer at once, the second is told so."""
    version = lock_version(actor, version_id)
    refuse_superseded(version)
    if version.state == AgreementVersion.State.OFFERED and party in version.signatures.values_list(
        "party", flat=True
    ):
        VERSION.permit(actor.role, version.state, action)
        raise Refused(f"{party.label} har allerede svaret.", code="signed_already")
    VERSION.permit(actor.role, version.state, action)
    return version


def _give(
    actor: Actor,
    version: AgreementVersion,
    party: Party,
    signature: Signature,
    agrees: bool,
    statement: str,
    *,
    by: Person | None = None,
) -> AgreementVersion:
    """Store a word that is found right, let nobody wait for it any more, and seal the version if it was the last."""
    if not agrees and not statement.strip():
        raise Refused("Skriv hvorfor du siger nej.", code="no_reason", field="statement")
    if agrees:
        _refuse_over_quota(version)
    signature.municipality_id, signature.version, signature.party = version.municipality_id, version, party
    signature.agrees, signature.statement = agrees, statement.strip()
    signature.save()
    answer = "ja" if agrees else "nej"
    where = version.agreement.centre_id, version.agreement_id
    record(
        actor, version.municipality_id, AgreementPartySigned(*where, str(party.label), signature.name, answer)
    )
    if signature.noted_by_id:
        noted = WordNoted(*where, signature.id, str(party.label), signature.name)
        record(actor, version.municipality_id, noted)
    _close_requests(actor, version, party, signature, by)
    signatures = list(version.signatures.all())
    if {each.party for each in signatures if each.agrees} == set(Party):
        seal(actor, version, signatures)
    return version


def _close_requests(
    actor: Actor, version: AgreementVersion, party: Party, signature: Signature, by: Person | None
) -> None:
    """Mark the request the word answers; whoever else was asked for it need not answer, and is told so."""
    for request in version.requests.filter(party=party, state=WAITING):
        if by is not None and by.is_same(person_of_request(request)):
            request.state = SignatureRequest.State.ANSWERED
            request.code_digest = ""
            request.save(update_fields=["state", "code_digest"])
        else:
            not_needed(actor, version, request, f"{signature.name} har svaret")


def _refuse_over_quota(version: AgreementVersion) -> None:
    """Raise ``Refused``, with the working, when the quota blocks the places by the numbers there are today."""
    verdict = agreement_quota(version)
    if verdict.blocks:
        working = "; ".join(verdict.working)
        raise Refused(f"{verdict.title}: {working}. {verdict.remedy}", code="quota", field="places")
