"""What is read about papers: for those who may see the agreement, and for whoever holds the paper."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import slugify

from plads.centres.models import Agreement, AgreementVersion, Centre, Document, SignatureRequest
from plads.centres.policy import visible_centres
from plads.centres.services.parties import parties_of
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.periods import closed_last_day, first_day
from plads.core.roles import COMPANY

COPY_DAYS = 90
"""Days in which whoever answered by a link gets their own copy of the paper by it."""

_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A PDF to hand out, and what to call it: letters a to z, digits and hyphens."""

    name: str
    content: bytes


def paper_file(actor: Actor, version_id: UUID) -> PaperFile:
    """Return the sealed paper of a version the actor may see (1 statement); raises ``NotVisible`` without one."""
    found = (
        Document.objects.filter(_reached(actor, "version__"), version_id=version_id)
        .select_related("version__agreement__centre")
        .first()
    )
    if found is None:
        raise NotVisible
    return PaperFile(_file_name("aftale", found.version), bytes(found.content))


def has_copy(request: SignatureRequest) -> bool:
    """Return whether ``signers_copy`` hands out a paper (1 statement)."""
    return _copies(request).exists()


def signers_copy(request: SignatureRequest) -> PaperFile | None:
    """Return the paper for whoever answered by a link (1 statement); ``None`` when there is none, or it is too late."""
    found = _copies(request).select_related("version__agreement__centre").first()
    return PaperFile(_file_name("aftale", found.version), bytes(found.content)) if found else None


def draft_version(actor: Actor, version_id: UUID) -> AgreementVersion:
    """Return a version that is not signed, for its draft paper (1 statement); a company's people once it is sent."""
    states = [AgreementVersion.State.OFFERED]
    if actor.role not in COMPANY:
        states.append(AgreementVersion.State.DRAFT)
    found = (
        AgreementVersion.objects.filter(_reached(actor), id=version_id, state__in=states)
        .select_related(
            "agreement__centre__workplace__company",
            "agreement__centre__municipality",
            "agreement__centre__consultant",
        )
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def draft_name(version: AgreementVersion) -> str:
    """Return what a draft's file is called."""
    return _file_name("udkast", version)


def paper_of(version: AgreementVersion) -> Document | None:
    """Return the paper of a version that was read with it, ``None`` when there is none yet (no statement)."""
    return getattr(version, "document", None)


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What whoever holds a paper may know of it: no person's name.

    ``superseded``: a later version of the agreement has been signed. ``over``: the agreement has ended.
    """

    code: str
    sha256: str
    signer: str
    trial: bool
    company: str
    cvr: str
    workplace: str
    municipality: str
    number: int
    places: int
    first_day: date
    last_day: date
    sealed_at: datetime | None
    made_at: datetime
    superseded: bool
    over: bool


def paper_by_code(actor: Actor, code: str) -> PaperFacts | None:
    """Return the facts of the paper with a code in the actor's municipality (1 statement)."""
    return _facts(actor, Q(code=code))


def paper_by_digest(actor: Actor, sha256: str) -> PaperFacts | None:
    """Return the facts of the paper whose file has a SHA-256 (1 statement)."""
    return _facts(actor, Q(sha256=sha256))


def begins_as(actor: Actor, code: str, file: bytes) -> bool:
    """Return whether a file begins with the whole sealed paper of a code: something was added behind it."""
    row = Document.objects.filter(municipality_id__in=actor.municipality_ids, code=code).first()
    return row is not None and file.startswith(bytes(row.content))


def _copies(request: SignatureRequest) -> "QuerySet[Document]":
    rows = Document.objects.filter(version_id=request.version_id, municipality_id=request.municipality_id)
    answered = request.state == SignatureRequest.State.ANSWERED
    return rows.filter(made_at__gt=clock.now() - timedelta(days=COPY_DAYS)) if answered else rows.none()


def _facts(actor: Actor, which: Q) -> PaperFacts | None:
    signed = AgreementVersion.objects.filter(
        agreement=OuterRef("version__agreement"),
        number__gt=OuterRef("version__number"),
        state=AgreementVersion.State.SIGNED,
    )
    row = (
        Document.objects.filter(which, municipality_id__in=actor.municipality_ids)
        .select_related(
            "version__agreement__centre__workplace__company", "version__agreement__centre__municipality"
        )
        .defer("content")
        .annotate(superseded=Exists(signed))
        .first()
    )
    if row is None:
        return None
    version = row.version
    parties = parties_of(version)
    return PaperFacts(
        code=row.code,
        sha256=row.sha256,
        signer=row.signer,
        trial=row.trial,
        company=parties["company"],
        cvr=parties["cvr"],
        workplace=parties["workplace"],
        municipality=parties["municipality"],
        number=version.number,
        places=len(version.places),
        first_day=first_day(version.period),
        last_day=closed_last_day(version.period),
        sealed_at=version.sealed_at,
        made_at=row.made_at,
        superseded=row.superseded,
        over=version.agreement.state == Agreement.State.ENDED,
    )


def _reached(actor: Actor, path: str = "") -> Q:
    """Return the filter for versions of centres the actor may open, from a table ``path`` away from them."""
    return Q(
        **{
            f"{path}municipality_id__in": actor.municipality_ids,
            f"{path}agreement__centre__in": Centre.objects.filter(visible_centres(actor)),
        }
    )


def _file_name(what: str, version: AgreementVersion) -> str:
    centre = slugify(version.agreement.centre.name.translate(_ASCII))[:60] or "center"
    return f"{what}-{centre}-version-{version.number}.pdf"
