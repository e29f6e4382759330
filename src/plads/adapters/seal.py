"""The certificate papers are sealed with: a PKCS#12 file, or in the demo one that Plads makes for itself."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from asn1crypto import tsp
from django.conf import settings
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from plads.adapters.outgoing import Outgoing, Unreachable
from plads.centres.ports import NoCertificate, NoTimestamp, Sealer
from plads.config.services import SealService, configuration
from plads.core import clock
from plads.documents.sealing import Certificate, Unusable, load_certificate, make_trial_certificate, seal_pdf

TRIAL_FILE = "proevesegl.p12"
"""The demo's certificate, in the installation's own folder."""


def seal() -> Sealer | None:
    """Return what seals papers: the certificate the configuration names, or the demo's own; ``None`` without either.

    Raises ``NoCertificate`` when there is a file and it can't be used.
    """
    service = configuration().seal
    if service is None and settings.PLADS_DEMO:
        service = SealService(file=str(_trial_file()))
    if service is None:
        return None
    path = Path(service.file)
    try:
        return FileSealer(service, _certificate(path, service.password, path.stat().st_mtime_ns))
    except (OSError, Unusable) as error:
        raise NoCertificate(str(error)) from error


@dataclass(frozen=True, slots=True)
class FileSealer:
    """Seals with a certificate from a file, and asks for a time stamp where a server is named."""

    service: SealService
    certificate: Certificate

    @property
    def subject(self) -> str:
        """Return whose certificate it is."""
        return self.certificate.subject

    @property
    def trial(self) -> bool:
        """Return whether nobody else vouches for it."""
        return self.certificate.trial

    def seal(self, pdf: bytes) -> bytes:
        """Return a PDF with the seal added; see ``Sealer``."""
        if not self.certificate.valid_at(clock.now()):
            raise NoCertificate(
                f"The certificate is good from {self.certificate.begins} to {self.certificate.ends}"
            )
        url = self.service.timestamp_url
        stamper = Stamper(url, Outgoing.to(self.service.inside)) if url else None
        try:
            return seal_pdf(pdf, self.certificate, stamper)
        except (Unreachable, TimestampRequestError) as error:
            raise NoTimestamp("The time stamp server gave no stamp") from error


class Stamper(TimeStamper):
    """Asks a server for a time stamp (RFC 3161), through the one door to the world."""

    def __init__(self, url: str, door: Outgoing) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.url, self.door = url, door

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the server's answer; raises ``TimestampRequestError`` or ``Unreachable``."""
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        answer = self.door.post(self.url, req.dump(), headers)
        if answer.content_type != "application/timestamp-reply":
            raise TimestampRequestError("The answer is no time stamp")
        try:
            return tsp.TimeStampResp.load(answer.body, strict=True)
        except ValueError as error:
            raise TimestampRequestError("The answer is no time stamp") from error


@lru_cache(maxsize=4)
def _certificate(path: Path, password: str, _changed: int) -> Certificate:
    """Return a file's certificate, read anew when the file was changed."""
    return load_certificate(path, password)


def _trial_file() -> Path:
    """Return the demo's certificate file, made once: of two who make it at once, one wins."""
    path = Path(settings.PLADS_DATA) / TRIAL_FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(make_trial_certificate(clock.now()))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path
