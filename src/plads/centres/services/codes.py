"""The one-time code that proves who holds a personal link: sent to the address on record, asked for with the answer."""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from plads.centres.models import AgreementVersion, SignatureRequest
from plads.centres.services.links import CODE_TRIES, code_lives, digest, fits, link_over, make_code
from plads.centres.services.reach import lock_version
from plads.centres.services.requests import WAITING
from plads.centres.signing_events import SigningCodeAsked, WrongPersonSaid
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record


def request_of_link(actor: Actor, token: str) -> SignatureRequest | None:
    """Return the request a link belongs to, dead or alive, with its version (1 statement); looking changes nothing."""
    rows = SignatureRequest.objects.filter(
        municipality_id__in=actor.municipality_ids, token_digest=digest(token)
    )
    related = "version__agreement__centre__workplace__company", "version__agreement__centre__consultant"
    return rows.select_related("municipality", *related).first()


def note_opened(request: SignatureRequest) -> None:
    """Note the first time a link was opened (1 statement): the only thing that opening it changes."""
    rows = SignatureRequest.objects.filter(id=request.id, opened_at=None)
    rows.update(opened_at=clock.now())


@transaction.atomic
def ask_code(actor: Actor, request_id: UUID) -> SignatureRequest:
    """Make a fresh code for whoever holds a link, to be sent to the address on record; the one before dies.

    Raises ``NotVisible`` where the actor reaches nothing, and ``Refused`` when the link is over or void.
    """
    request = _locked(actor, request_id)
    _refuse_dead(request)
    make_code(request)
    request.save(update_fields=["code_sent_at", "code_tries", "code_digest"])
    agreement = request.version.agreement
    event = SigningCodeAsked(agreement.centre_id, agreement.id, request.id, request.name)
    record(actor, request.municipality_id, event)
    return request


def check_code(actor: Actor, request_id: UUID, code: str) -> None:
    """Raise ``Refused`` unless ``code`` is the one that was sent, in time and within five tries.

    The try is counted first, so that a hundred at once are five; it stays counted when the answer is a no.
    """
    with transaction.atomic():
        lock_version(
            actor, _version_id(actor, request_id)
        )  # first, as everybody else: so nobody waits in a ring
        request = _locked(actor, request_id)
        _refuse_dead(request)
        lives = code_lives(request)
        if lives:
            SignatureRequest.objects.filter(id=request.id).update(code_tries=F("code_tries") + 1)
    if not lives:
        raise Refused("Koden gælder ikke længere. Få en ny.", code="code_over", field="code")
    if not fits(request, code):
        left = CODE_TRIES - request.code_tries - 1
        more = f"Du har {left} forsøg tilbage." if left else "Få en ny kode."
        raise Refused(f"Koden passer ikke. {more}", code="wrong_code", field="code")


def _version_id(actor: Actor, request_id: UUID) -> UUID:
    rows = SignatureRequest.objects.filter(id=request_id, municipality_id__in=actor.municipality_ids)
    found = rows.values_list("version_id", flat=True).first()
    if found is None:
        raise NotVisible
    return found


def _locked(actor: Actor, request_id: UUID) -> SignatureRequest:
    request = (
        SignatureRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("version__agreement", "municipality")
        .filter(id=request_id, municipality_id__in=actor.municipality_ids)
        .first()
    )
    if request is None:
        raise NotVisible
    return request


def _refuse_dead(request: SignatureRequest) -> None:
    if request.state != WAITING or request.version.state != AgreementVersion.State.OFFERED:
        raise Refused("Du skal ikke svare mere. Linket er brugt eller taget tilbage.", code="link_void")
    if link_over(request):
        raise Refused("Linket er udløbet. Få et nyt.", code="link_over")


@transaction.atomic
def say_wrong_person(actor: Actor, request_id: UUID) -> None:
    """Let the consultant know that a link was opened by somebody it is not for; the link itself lives on."""
    request = _locked(actor, request_id)
    agreement = request.version.agreement
    event = WrongPersonSaid(agreement.centre_id, agreement.id, request.id, request.name)
    record(actor, request.municipality_id, event)
