"""A real mail server for tests: aiosmtpd on loopback, that can be told to misbehave, and remembers what it took."""

import asyncio
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tests.peers.starting import free_port

USER, PASSWORD = "plads", "only-for-tests"


@dataclass
class PostOffice:
    """A mail server. ``mode`` says what it does with the next mail.

    ``take``; ``busy`` and ``refuse`` at the recipient; ``no_text`` after the text; ``cut`` hangs up after the text,
    and ``slow`` answers too late, having taken it.
    """

    port: int = field(default_factory=free_port)
    mode: str = "take"
    secure: bool = True
    hold: float = 3.0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    _controller: Controller | None = None

    def table(self, **more: Any) -> dict[str, Any]:
        """The values of ``[mail]`` that lead here."""
        plain = {"security": "none", "inside": ["127.0.0.1"]}
        safe = {
            "authority_file": str(authority()[0]),
            "user": USER,
            "password_env": "PLADS_TEST_MAIL_PASSWORD",
        }
        where = {"host": "127.0.0.1", "port": self.port, "sender": "plads@kommune.example"}
        return where | (safe if self.secure else plain) | more

    def up(self) -> None:
        """Answer at the port."""
        extra: dict[str, Any] = {
            "auth_require_tls": True,
            "authenticator": _authenticate,
            "auth_required": self.secure,
        }
        if self.secure:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(*authority())
            extra |= {"tls_context": tls, "require_starttls": True}
        self._controller = Controller(_Clerk(self), hostname="127.0.0.1", port=self.port, **extra)
        self._controller.start()

    def down(self) -> None:
        """Answer no more."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


@dataclass
class _Clerk:
    office: PostOffice

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, to: str, options: Any
    ) -> str:
        if self.office.mode == "busy":
            return f"451 {to}: come back later"
        if self.office.mode == "refuse":
            return f"550 {to} is not known here"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.office.mode == "no_text":
            return "554 not wanted"
        assert isinstance(envelope.content, bytes)
        self.office.mails.append(message_from_bytes(envelope.content.replace(b"\r\n", b"\n"), policy=default))  # type: ignore[arg-type]
        self.office.recipients += envelope.rcpt_tos
        if self.office.mode == "cut":
            assert server.transport is not None
            server.transport.abort()
        if self.office.mode == "slow":
            await asyncio.sleep(self.office.hold)
        return "250 taken"


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=known, handled=False)


@contextmanager
def post_office(**settings: Any) -> Iterator[PostOffice]:
    """Run a mail server for as long as the block."""
    office = PostOffice(**settings)
    office.up()
    try:
        yield office
    finally:
        office.down()


@cache
def authority() -> tuple[Path, Path]:
    """A certificate for loopback that vouches for itself, and its key, as files made once per process."""
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="plads-peer-"))
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)  # noqa: TID251 - the protocol's clock is the machine's own
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, pkcs8, serialization.NoEncryption()))
    return folder / "certificate.pem", folder / "key.pem"
