"""The paper of an agreement: made and sealed once, when all have signed. See decision 0022."""

import secrets
from uuid import UUID

from django.db import transaction

from plads.centres.models import AgreementVersion, Document
from plads.centres.paper_events import PaperMade
from plads.centres.paper_words import Sealed, paper_data
from plads.centres.ports import NoCertificate, Sealer
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.events import record
from plads.core.ports import port
from plads.documents.files import digest

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: none of them is taken for another when somebody types it from paper."""
_GROUPS, _EACH = 4, 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """Return a code for a paper: 80 random bits in four groups, as ``7KQ2-M3XW-9D4T-HP6R``."""
    signs = [secrets.choice(_LETTERS) for _ in range(_GROUPS * _EACH)]
    return "-".join("".join(signs[at : at + _EACH]) for at in range(0, len(signs), _EACH))


def tidy_code(typed: str) -> str:
    """Return a code as it is stored, however it was typed; empty when it can't be one."""
    bare = "".join(sign for sign in typed.upper().translate(_READ_AS) if sign in _LETTERS)
    if len(bare) != _GROUPS * _EACH:
        return ""
    return "-".join(bare[at : at + _EACH] for at in range(0, len(bare), _EACH))


@transaction.atomic
def make_paper(actor: Actor, version_id: UUID, address: str) -> Document:
    """Make and seal the paper of a sealed version; the one that is there already when there is one.

    ``address`` is the page where papers are checked, to which the code is added. Raises ``NotSealed`` without a
    certificate that may be used, and when the time stamp server is down: nothing is stored then, and the agreement
    stands without its paper until it is tried again. Raises ``NotVisible`` for a version that is not sealed.
    """
    version = (
        AgreementVersion.objects.select_for_update(of=("self",), no_key=True)
        .select_related(*_READ)
        .filter(id=version_id, municipality_id__in=actor.municipality_ids, sealed_at__isnull=False)
        .first()
    )
    if version is None:
        raise NotVisible
    there = Document.objects.filter(version=version).first()
    if there is not None:
        return there
    return _made(actor, version, _sealer(), address)


def papers_due(actor: Actor) -> list[UUID]:
    """Return the sealed versions that have no paper yet, oldest first (1 statement); none without a certificate."""
    try:
        _sealer()
    except NoCertificate:
        return []
    rows = AgreementVersion.objects.filter(
        municipality_id__in=actor.municipality_ids, sealed_at__isnull=False, document=None
    )
    return list(rows.order_by("sealed_at", "id").values_list("id", flat=True))


def draft_pdf(version: AgreementVersion) -> bytes:
    """Return a version as it would look on paper, marked as a draft on every page and not sealed."""
    from plads.documents.render import render

    signatures = version.signatures.select_related("noted_by", "request")
    return render("agreement", paper_data(version, signatures, None), made_at=clock.now())


_READ = (
    "agreement__centre__workplace__company",
    "agreement__centre__municipality",
    "agreement__centre__consultant",
)
"""What the words of a version are read from."""


def _sealer() -> Sealer:
    """Return what seals; raises ``NoCertificate`` where nothing does."""
    sealer: Sealer | None = port("seal")
    if sealer is None:
        raise NoCertificate("No certificate is set up")
    return sealer


def _made(actor: Actor, version: AgreementVersion, sealer: Sealer, address: str) -> Document:
    # typst and pyHanko are large, and a web worker rarely needs them.
    from plads.documents.qr import qr_svg
    from plads.documents.render import render

    code = new_code()
    signatures = version.signatures.select_related("noted_by", "request")
    data = paper_data(version, signatures, Sealed(code, sealer.subject, sealer.trial))
    own = {"address": f"{address}{code}/", "qr": qr_svg(f"{address}{code}/")}
    content = sealer.seal(render("agreement", data, own, made_at=clock.now()))
    document = Document.objects.create(
        municipality_id=version.municipality_id,
        version=version,
        code=code,
        content=content,
        sha256=digest(content),
        signer=sealer.subject[:200],
        trial=sealer.trial,
    )
    agreement = version.agreement
    event = PaperMade(agreement.centre_id, agreement.id, version.id, version.number, document.signer)
    record(actor, version.municipality_id, event)
    return document
