"""Reading the file of ``config.services``: a table for each service, and every fault in all of them at once."""

import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from plads.config.reading import FileReading
from plads.config.services import (
    MailService,
    RegisterService,
    SealService,
    Services,
    SmsService,
    VitasService,
)

SECURITY = ("starttls", "tls", "none")
_PORTS = {"tls": 465, "starttls": 587, "none": 25}
_SENDER_LETTERS, _SENDER_DIGITS = 11, 15
"""How long the sender of an SMS may be, by the rules of the mobile networks: as a name, and as a number."""


class ServicesReading(FileReading):
    """One reading of the file."""

    def whole(self, raw: Mapping[str, Any]) -> Services:
        """Return the configuration a file's tables hold, without those that have a fault."""
        tables: dict[str, Callable[[Mapping[str, Any]], Any]] = {
            "mail": self._mail,
            "sms": self._sms,
            "register": self._register,
            "vitas": self._vitas,
            "seal": self._seal,
        }
        self._unknown("", raw, {"address", *tables})
        address = self._address("address", raw.get("address", "")).rstrip("/")
        if not address:
            self._fault(
                "address", "mangler: skriv den adresse, Plads har på nettet, fx https://plads.kommune.dk."
            )
        found: dict[str, Any] = {}
        for name, read in tables.items():
            if name in raw:
                before = len(self.faults)
                service = read(self._table(name, raw[name]))
                found[name] = service if len(self.faults) == before else None
        return Services(address, **found)

    def _mail(self, table: Mapping[str, Any]) -> MailService:
        self._unknown(
            "mail",
            table,
            {
                "host",
                "port",
                "sender",
                "security",
                "user",
                "password_file",
                "password_env",
                "inside",
                "authority_file",
            },
        )
        security = self._one_of("mail.security", table.get("security", "starttls"), SECURITY) or "starttls"
        host, user = self._text("mail.host", table.get("host")), table.get("user", "")
        inside = self._inside("mail", table)
        if security == "none" and host not in inside:
            self._fault(
                "mail.security", f'none sender ukrypteret. Skriv også inside = ["{host}"], hvis du vil det.'
            )
        if security == "none" and user:
            self._fault("mail.user", "en adgangskode sendes ikke ukrypteret: brug starttls eller tls.")
        return MailService(
            host=host,
            port=self._port("mail.port", table.get("port", _PORTS[security])),
            sender=self._mail_address("mail.sender", table.get("sender")),
            security=security,
            user=self._text("mail.user", user, empty=True),
            password=self._secret("mail", table, "password", needed=bool(user)),
            authority=self._authority(table),
        )

    def _sms(self, table: Mapping[str, Any]) -> SmsService:
        self._unknown("sms", table, {"url", "sender", "token_file", "token_env", "inside", "knows_repeats"})
        inside, sender = self._inside("sms", table), self._text("sms.sender", table.get("sender"))
        longest = _SENDER_DIGITS if sender.isdecimal() else _SENDER_LETTERS
        if len(sender) > longest or not sender.isascii():
            self._fault("sms.sender", "må højst være 11 tegn uden æ, ø og å, eller 15 cifre.")
        repeats = table.get("knows_repeats", False)
        if not isinstance(repeats, bool):
            self._fault("sms.knows_repeats", "skal være true eller false.")
        return SmsService(
            url=self._address("sms.url", table.get("url"), inside, needed=True),
            sender=sender,
            token=self._secret("sms", table, "token"),
            inside=inside,
            knows_repeats=repeats is True,
        )

    def _register(self, table: Mapping[str, Any]) -> RegisterService:
        self._unknown("register", table, {"url", "user", "password_file", "password_env", "inside"})
        inside = self._inside("register", table)
        return RegisterService(
            url=self._address("register.url", table.get("url"), inside, needed=True).rstrip("/"),
            user=self._text("register.user", table.get("user")),
            password=self._secret("register", table, "password"),
            inside=inside,
        )

    def _vitas(self, table: Mapping[str, Any]) -> VitasService:
        self._unknown("vitas", table, {"url", "token_file", "token_env", "inside"})
        inside = self._inside("vitas", table)
        return VitasService(
            url=self._address("vitas.url", table.get("url"), inside, needed=True).rstrip("/"),
            token=self._secret("vitas", table, "token"),
            inside=inside,
        )

    def _seal(self, table: Mapping[str, Any]) -> SealService:
        self._unknown("seal", table, {"file", "password_file", "password_env", "timestamp_url", "inside"})
        inside = self._inside("seal", table)
        password = self._secret("seal", table, "password")
        return SealService(
            file=self._sealing_keys(table.get("file"), password),
            password=password,
            timestamp_url=self._address("seal.timestamp_url", table.get("timestamp_url", ""), inside),
            inside=inside,
        )

    def _sealing_keys(self, name: Any, password: str) -> str:
        """Return the whole path of a PKCS#12 file that opens with ``password`` and holds a key and its certificate."""
        path = self.file.parent / self._text("seal.file", name)
        if not isinstance(name, str):
            return ""
        try:
            key, certificate, _others = pkcs12.load_key_and_certificates(path.read_bytes(), password.encode())
        except OSError:
            self._fault("seal.file", f"filen {path} kan ikke læses.")
        except ValueError:
            self._fault("seal.file", "er ikke en PKCS#12-fil, eller adgangskoden passer ikke.")
        else:
            if key is None or certificate is None:
                self._fault("seal.file", "skal indeholde både en privat nøgle og dens certifikat.")
        return str(path.absolute())

    def _authority(self, table: Mapping[str, Any]) -> str:
        name = table.get("authority_file", "")
        if not self._content("mail.authority_file", name):
            return ""
        path: Path = self.file.parent / name
        try:
            ssl.create_default_context(cafile=str(path))
        except ssl.SSLError:
            self._fault("mail.authority_file", "er ikke et certifikat i PEM.")
        return str(path.absolute())

    def _inside(self, place: str, table: Mapping[str, Any]) -> frozenset[str]:
        return frozenset(each.lower() for each in self._texts(f"{place}.inside", table.get("inside", [])))

    def _port(self, place: str, value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 65_536:
            return value
        self._fault(place, "skal være et tal fra 1 til 65535.")
        return 0

    def _mail_address(self, place: str, value: Any) -> str:
        try:
            validate_email(value)
        except ValidationError:
            self._fault(place, "skal være en e-mailadresse, fx plads@kommune.dk.")
        return str(value)
