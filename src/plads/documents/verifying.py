"""Is this PDF as it was sealed? Every byte of the file counts, also those no signature covers."""

import io
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from plads.documents.files import code_in, digest
from plads.documents.sealing import name_of


@dataclass(frozen=True, slots=True)
class Sealing:
    """What a file says of its own seal.

    ``intact``: no byte differs from what was sealed. ``reason`` says in English why not, empty when intact.
    ``trusted``: the certificate leads to one of the roots that were given; ``None`` when none was given.
    """

    sha256: str
    code: str
    signed: bool
    intact: bool
    reason: str
    signer: str = ""
    issuer: str = ""
    fingerprint: str = ""
    trial: bool = False
    signed_at: datetime | None = None
    stamped_at: datetime | None = None
    trusted: bool | None = None


def examine(pdf: bytes, roots: list[x509.Certificate] | None = None) -> Sealing:
    """Return what a file says of its seal; whatever it is, nothing is raised.

    A file with anything before, between or after what the seal covers is not intact; so is one whose seal is
    written in another way than Plads writes it, for the bytes of the seal itself are covered by nothing else.
    """
    facts: dict[str, Any] = {"sha256": digest(pdf), "code": code_in(pdf)}
    # What pyHanko says of strange files is about the file, and ours to tell.
    before, logging.root.manager.disable = logging.root.manager.disable, logging.CRITICAL
    try:
        return _examined(pdf, facts, roots)
    except Exception as error:  # noqa: BLE001 - a file from anywhere may break any reader in any way
        reason = f"the file could not be read: {type(error).__name__}"
        return Sealing(**facts, signed=False, intact=False, reason=reason)
    finally:
        logging.root.manager.disable = before


def _examined(pdf: bytes, facts: dict[str, Any], roots: list[x509.Certificate] | None) -> Sealing:
    if not pdf.startswith(b"%PDF-"):
        return Sealing(**facts, signed=False, intact=False, reason="the file is no PDF")
    found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    if len(found) != 1:
        reason = "the file has no seal" if not found else "the file has more than one signature"
        return Sealing(**facts, signed=bool(found), intact=False, reason=reason)
    seal = found[0]
    certificate = seal.signer_cert
    context = ValidationContext(trust_roots=roots or [certificate], allow_fetching=False)
    status = validate_pdf_signature(
        seal, context, key_usage_settings=KeyUsageConstraints(key_usage={"digital_signature"})
    )
    reason = _fault(pdf, seal, status)
    return Sealing(
        **facts,
        signed=True,
        intact=not reason,
        reason=reason,
        signer=name_of(certificate.subject),
        issuer=name_of(certificate.issuer),
        fingerprint=certificate.sha256.hex(),
        trial=certificate.self_issued,
        signed_at=status.signer_reported_dt,
        stamped_at=status.timestamp_validity.timestamp if status.timestamp_validity else None,
        trusted=status.trusted if roots else None,
    )


def _fault(pdf: bytes, seal: Any, status: Any) -> str:
    """Return why a seal does not hold, empty when it does."""
    if not status.intact:
        return "the content was changed after it was sealed"
    if not status.valid:
        return "the signature does not fit the certificate"
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE or seal.docmdp_level is None:
        return "something was added to the file after it was sealed"
    stamp = status.timestamp_validity
    if stamp is not None and not (stamp.intact and stamp.valid):
        return "the time stamp was changed"
    return _strange_bytes(pdf, seal)


def _strange_bytes(pdf: bytes, seal: Any) -> str:
    """Return what is odd about the bytes of the seal itself: they must be exactly what the reader read."""
    _, first, second, _ = (int(each) for each in seal.byte_range)
    written = pdf[first:second]
    message = bytes.fromhex(written[1:-1].decode("ascii"))
    as_plads_writes = b"<" + message.hex().upper().encode() + b">"
    if written != as_plads_writes or any(message[_der_length(message) :]) or not _wrapping_stands(seal):
        return "the bytes of the seal were changed"
    return ""


_SHA_256 = {
    bytes.fromhex("300d06096086480165030402010500"),
    bytes.fromhex("300b0609608648016503040201"),
}
"""How SHA-256 is named, with and without an empty parameter."""


def _wrapping_stands(seal: Any) -> bool:
    """Whether the parts of the seal that its own signature does not cover say what they must."""
    content, signer = seal.signed_data, seal.signer_info
    hashing = signer["digest_algorithm"].dump()
    return bool(
        hashing in _SHA_256
        and content["digest_algorithms"].dump() == bytes((0x31, len(hashing))) + hashing
        and signer["version"].dump() == content["version"].dump() == b"\x02\x01\x01"
        and _issued_by_each_other([each.chosen.dump() for each in content["certificates"]])
    )


def _issued_by_each_other(chain: list[bytes]) -> bool:
    """Whether no certificate that goes along was changed, as far as its issuer goes along too."""
    loaded = [load_der_x509_certificate(each) for each in chain]
    for certificate in loaded:
        for issuer in (each for each in loaded if each.subject == certificate.issuer):
            try:
                certificate.verify_directly_issued_by(issuer)
            except (ValueError, TypeError, InvalidSignature):
                return False
    return True


def _der_length(message: bytes) -> int:
    """Return how many bytes the first DER value takes."""
    if message[1] < 0x80:
        return 2 + message[1]
    size = message[1] & 0x7F
    return 2 + size + int.from_bytes(message[2 : 2 + size], "big")
