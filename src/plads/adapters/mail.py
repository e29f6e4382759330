"""Mail over SMTP, one message at a time, so that it is always known how far it came."""

import smtplib
import ssl
import threading
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from plads.adapters.outbox import outbox
from plads.config.services import MailService, configuration
from plads.core import clock
from plads.messages.outgoing import one_line
from plads.messages.ports import Carrier, MaybeSent, NotSent, Post

_SEND_LATER, _REFUSED = 400, 500


def mail() -> Carrier | None:
    """Return who carries mail: the server the configuration names, or the demo's folder; ``None`` without either."""
    service = configuration().mail
    return SmtpMail(service) if service else outbox("mail")


@dataclass(frozen=True, slots=True)
class SmtpMail:
    """A mail server. ``seconds`` bounds a whole attempt, whatever the server does."""

    service: MailService
    seconds: float = 40.0
    knows_repeats: bool = False
    """The Message-ID stays the same at every attempt, and some servers drop the second: it cannot be relied on."""

    def send(self, post: Post) -> None:
        """Hand a mail over; see ``Carrier``."""
        attempt = _Attempt(self.service, self.seconds, post)
        worker = threading.Thread(target=attempt.run, name="plads-mail", daemon=True)
        worker.start()
        worker.join(self.seconds)
        attempt.end()
        if attempt.fault is not None:
            raise attempt.fault


@dataclass(slots=True)
class _Attempt:
    """One attempt in a thread of its own. What it did is decided under ``lock``, so that it cannot go on unseen."""

    service: MailService
    seconds: float
    post: Post
    lock: threading.Lock = field(default_factory=threading.Lock)
    handed_over: bool = False
    ended: bool = False
    done: bool = False
    fault: NotSent | MaybeSent | None = None
    smtp: smtplib.SMTP | None = None

    def run(self) -> None:
        """Talk with the server until the mail is taken or not."""
        outcome: NotSent | MaybeSent | None = None
        try:
            self._talk()
        except (NotSent, MaybeSent) as fault:
            outcome = fault
        except (OSError, smtplib.SMTPException, ValueError) as error:
            outcome = MaybeSent() if self.handed_over else _fault_of(error)
        with self.lock:
            if not self.ended:
                self.done, self.fault = True, outcome
        self._hang_up()

    def end(self) -> None:
        """Settle what came of it when the time is up; from then on nothing is handed over any more."""
        with self.lock:
            self.ended = True
            if not self.done:
                self.fault = MaybeSent() if self.handed_over else NotSent("unreachable")
        if not self.done:
            self._hang_up()

    def _talk(self) -> None:
        smtp = self.smtp = self._connected()
        if self.service.user:
            smtp.login(self.service.user, self.service.password)
        smtp.ehlo_or_helo_if_needed()
        _expect(smtp.mail(self.service.sender), final=False)
        to = _ascii(self.post.to)
        _expect(smtp.rcpt(to), final=True)
        words = _written(self.post, to, self.service.sender)
        with self.lock:
            if self.ended:
                return
            self.handed_over = True
        try:
            answer = smtp.data(words)
        except smtplib.SMTPDataError as error:  # it wanted no text at all
            answer = (error.smtp_code, b"")
        _expect(answer, final=True)

    def _connected(self) -> smtplib.SMTP:
        service, wait = self.service, self.seconds / 2
        name = service.sender.rpartition("@")[2]
        trust = ssl.create_default_context(cafile=service.authority or None)
        if service.security == "tls":
            return smtplib.SMTP_SSL(service.host, service.port, name, timeout=wait, context=trust)
        smtp = smtplib.SMTP(service.host, service.port, name, timeout=wait)
        if service.security == "starttls":
            smtp.starttls(context=trust)
        return smtp

    def _hang_up(self) -> None:
        if self.smtp is not None:
            self.smtp.close()


def _expect(answer: tuple[int, bytes], *, final: bool) -> None:
    """Raise ``NotSent`` unless the server said yes. What it said is not kept: it may hold the address."""
    code = answer[0]
    if _SEND_LATER <= code < _REFUSED:
        raise NotSent("busy")
    if code >= _REFUSED:
        raise NotSent("refused", final=final)


def _fault_of(error: Exception) -> NotSent:
    """Return what an error before the text was handed over means."""
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return NotSent("not_secure")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return NotSent("signed_out")
    if isinstance(error, smtplib.SMTPServerDisconnected | OSError):
        return NotSent("unreachable")
    return NotSent("broken")


def _ascii(address: str) -> str:
    """Return an address whose domain is written as the mail servers want it."""
    user, _, domain = address.rpartition("@")
    return f"{user}@{domain.encode('idna').decode()}"


def _written(post: Post, to: str, sender: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(one_line(post.office) or "Plads", addr_spec=sender)
    message["To"] = Address(one_line(post.name), addr_spec=to)
    if post.reply_to:
        message["Reply-To"] = Address(one_line(post.office), addr_spec=_ascii(post.reply_to))
    message["Subject"] = one_line(post.subject)
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{post.reference}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(post.body)
    return message.as_bytes()
