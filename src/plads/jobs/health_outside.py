"""What ``plads check`` says of the services outside, and of what was not sent to them."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import pkcs12

from plads.config import services
from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.scope import acting
from plads.jobs.findings import Finding
from plads.messages.queries import counted

BY_HAND = "not set up: done by hand"
_SOON = timedelta(days=30)


def services_file() -> Finding:
    """Look whether the file of services is right."""
    faults = services.faults()
    remedy = f"Mend the file that {services.VARIABLE} names; a table with a fault is not used until then."
    found = " ".join(faults) or ", ".join(services.configuration().names()) or "none"
    return Finding("services outside", not faults, found, remedy)


def mail() -> Finding:
    """Say which server takes mail."""
    service = services.configuration().mail
    found = (
        f"{service.host}:{service.port}, {service.security}, from {service.sender}" if service else BY_HAND
    )
    return Finding("mail", True, found)


def sms() -> Finding:
    """Say which gateway takes SMS."""
    service = services.configuration().sms
    if service is None:
        return Finding("SMS", True, BY_HAND)
    repeats = "tried again when cut off" if service.knows_repeats else "a person decides when cut off"
    return Finding("SMS", True, f"{_host(service.url)}, from {service.sender}; {repeats}")


def register() -> Finding:
    """Say which business register is asked."""
    service = services.configuration().register
    return Finding(
        "business register", True, f"{_host(service.url)}, as {service.user}" if service else BY_HAND
    )


def vitas() -> Finding:
    """Say whether VITAS is read."""
    service = services.configuration().vitas
    return Finding("VITAS", True, _host(service.url) if service else BY_HAND)


def seal() -> Finding:
    """Look whether the certificate on documents is still good, and says so a month ahead."""
    service = services.configuration().seal
    if service is None:
        return Finding("seal on documents", True, "not set up: documents are not sealed outside the demo")
    blob = Path(service.file).read_bytes()
    certificate = pkcs12.load_key_and_certificates(blob, service.password.encode())[1]
    if certificate is None:
        raise LookupError("The file holds no certificate any more")
    ends = certificate.not_valid_after_utc
    return Finding(
        "seal on documents",
        ends - clock.now() > _SOON,
        f"{certificate.subject.rfc4514_string()}, good until {ends:%Y-%m-%d}",
        "Order a new certificate, and name it in the file of services.",
    )


def messages() -> Finding:
    """Look for messages that were not sent, or of which nobody knows."""
    failed = uncertain = waiting = 0
    for municipality in Municipality.objects.all():
        with acting(Actor.system(municipality.id)):
            each = counted(municipality.id)
        failed, uncertain, waiting = failed + each.failed, uncertain + each.uncertain, waiting + each.waiting
    return Finding(
        "messages out",
        failed + uncertain == 0,
        f"{waiting} wait, {failed} failed, {uncertain} uncertain",
        "See »Beskeder ud« on the administrator's page; mend the cause and send again, or put them away.",
    )


def _host(url: str) -> str:
    return urlsplit(url).netloc


CHECKS = (services_file, mail, sms, register, vitas, seal, messages)
