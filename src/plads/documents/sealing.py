"""The electronic seal on a PDF: PAdES baseline B-B, or B-T with a time stamp, that keeps PDF/A and PDF/UA.

The seal is a certifying signature that allows no change at all. Its field has no look of its own: the words on the
paper say that it is there. The field stands in the structure tree as a form, as PDF/UA asks of every field.
"""

import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.signers.pdf_signer import PdfSigner

FIELD = "Segl"
FIELD_LABEL = "Elektronisk segl på dokumentet"
TRIAL_NAME = "PRØVE – ikke et gyldigt segl"
_MEMORY_YEARS = 10


class Unusable(Exception):
    """A certificate that cannot seal. The message is for the administrator and names no secret."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its key, ready to seal.

    ``trial`` is true for one that vouches for itself: nobody else says whose it is.
    """

    signer: signers.SimpleSigner = field(repr=False)
    subject: str
    issuer: str
    trial: bool
    begins: datetime
    ends: datetime

    def valid_at(self, moment: datetime) -> bool:
        """Return whether ``moment`` lies within the certificate's days."""
        return self.begins <= moment <= self.ends


def load_certificate(file: Path, password: str) -> Certificate:
    """Return the certificate of a PKCS#12 file; raises ``Unusable`` when it can't be read or may not sign."""
    try:
        signer = signers.SimpleSigner.load_pkcs12_data(
            file.read_bytes(), other_certs=[], passphrase=password.encode()
        )
    except OSError as error:
        raise Unusable(f"The certificate file could not be read: {error.strerror}") from None
    except ValueError:
        raise Unusable("The certificate file is no PKCS#12 file, or the password is wrong") from None
    found = signer.signing_cert
    if found is None:
        raise Unusable("The certificate file holds no key with a certificate")
    return Certificate(
        signer,
        name_of(found.subject),
        name_of(found.issuer),
        found.self_issued,
        found.not_valid_before,
        found.not_valid_after,
    )


def name_of(name: x509.Name) -> str:
    """Return how a certificate's holder is shown: common name, then organisation with its number."""
    said = name.native
    parts = [said.get("common_name"), said.get("organization_name"), said.get("organization_identifier")]
    parts = [each if isinstance(each, str) else each[0] for each in parts if each]
    return ", ".join(dict.fromkeys(parts)) or name.human_friendly


def make_trial_certificate(moment: datetime, password: str = "") -> bytes:
    """Return a new self-made certificate as a PKCS#12 file. It says in its own name that it proves nothing."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = certificates.Name(
        [
            certificates.NameAttribute(NameOID.COUNTRY_NAME, "DK"),
            certificates.NameAttribute(NameOID.ORGANIZATION_NAME, "Plads"),
            certificates.NameAttribute(NameOID.COMMON_NAME, TRIAL_NAME),
        ]
    )
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    ) | {"encipher_only": False, "decipher_only": False}
    made = (
        certificates.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(certificates.random_serial_number())
        .not_valid_before(moment - timedelta(days=366))
        .not_valid_after(moment + timedelta(days=366 * _MEMORY_YEARS))
        .add_extension(certificates.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            certificates.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    secret = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return pkcs12.serialize_key_and_certificates(TRIAL_NAME.encode(), key, made, None, secret)


def seal_pdf(pdf: bytes, certificate: Certificate, stamper: timestamps.TimeStamper | None = None) -> bytes:
    """Return a PDF with the seal added behind it, every earlier byte kept.

    Raises whatever ``stamper`` raises when the time stamp server gives none.
    """
    writer = _Writer(io.BytesIO(pdf))
    spec = fields.SigFieldSpec(
        FIELD,
        on_page=0,
        readable_field_name=FIELD_LABEL,
        invis_sig_settings=fields.InvisSigSettings(set_print_flag=True),
    )
    fields.append_signature_field(writer, spec)
    _tag_field(writer)
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        name=certificate.subject,
        reason="Forseglet af Plads",
        signer_key_usage={"digital_signature"},
    )
    sealed = io.BytesIO()
    PdfSigner(metadata, signer=certificate.signer, timestamper=stamper).sign_pdf(
        writer, output=sealed, existing_fields_only=True, bytes_reserved=_room(certificate, stamper)
    )
    return sealed.getvalue()


def _room(certificate: Certificate, stamper: timestamps.TimeStamper | None) -> int | None:
    """Return how many hex digits to leave for the seal: known without a time stamp, else to be asked for."""
    if stamper is not None:
        return None
    chain = sum(len(each.dump()) for each in certificate.signer.cert_registry)
    return 4096 + 4 * (chain + 1024)


class _Writer(IncrementalPdfFileWriter):
    """Adds to a PDF and leaves its metadata as it is: what it says of PDF/A and PDF/UA stays true."""

    def _update_meta(self) -> None:
        """Change nothing: the properties and the XMP packet go on saying the same."""


def _tag_field(writer: IncrementalPdfFileWriter) -> None:
    """Put the seal's field into the structure tree as a form element, and let the page's tab order follow it."""
    link = writer.root["/AcroForm"]["/Fields"].raw_get(0)
    widget, tree = link.get_object(), writer.root["/StructTreeRoot"]
    top_link = _first(tree, "/K")
    top, key = top_link.get_object(), int(tree["/ParentTreeNextKey"])
    form = writer.add_object(
        _dictionary(
            Type=pdf_name("/StructElem"),
            S=pdf_name("/Form"),
            P=top_link,
            Alt=generic.TextStringObject(FIELD_LABEL),
            K=_dictionary(Type=pdf_name("/OBJR"), Obj=link, Pg=widget.raw_get("/P")),
        )
    )
    _append(writer, top, "/K", form)
    parents = tree["/ParentTree"]
    _append(writer, parents, "/Nums", generic.NumberObject(key), form)
    tree[pdf_name("/ParentTreeNextKey")] = generic.NumberObject(key + 1)
    widget[pdf_name("/StructParent")] = generic.NumberObject(key)
    widget["/P"][pdf_name("/Tabs")] = pdf_name("/S")
    for changed in (tree, widget, widget["/P"]):
        writer.update_container(changed)


def _dictionary(**entries: generic.PdfObject) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{name}"): value for name, value in entries.items()})


def _first(owner: generic.DictionaryObject, name: str) -> Any:
    """Return the first of one or several, as a reference."""
    value = owner[name]
    return value.raw_get(0) if isinstance(value, generic.ArrayObject) else owner.raw_get(name)


def _append(
    writer: IncrementalPdfFileWriter, owner: generic.DictionaryObject, name: str, *values: generic.PdfObject
) -> None:
    """Add to an array that stands in a dictionary."""
    array = owner[name]
    array.extend(values)
    writer.update_container(array)
