"""Reading the file of ``config.sign_in``: every value is checked, every fault is said with its place."""

import re
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

from plads.config.reading import FileReading
from plads.config.sign_in import DEFAULT_LEVELS, Claims, Kind, Level, OidcWay, Profile, SamlWay, SignIn, Way

ROLES = ("consultant", "caseworker", "coordinator", "manager", "administrator", "contact", "head_office")
"""The roles a provider may give; mentors, candidates and representatives are known to Plads by other means."""

_SHARED = {"protocol", "label", "kinds", "levels", "roles", "municipality", "assume_level", "inside"}
_OIDC = {"issuer", "client_id", "client_secret_file", "client_secret_env", "scopes", "claims", "acr"}
_SAML = {
    "profile", "entity_id", "key_file", "certificate_file", "next_certificate_file", "metadata_url",
    "metadata_file", "idp_entity_id", "sso_url", "slo_url", "idp_certificate_files",
}  # fmt: skip
_PROTOCOLS = {"oidc": _OIDC, "saml": _SAML}
_SMALLEST_KEY = 2048


class Reading(FileReading):
    """One reading of the file of ``config.sign_in``."""

    def whole(self, raw: Mapping[str, Any]) -> SignIn:
        """Return the configuration a file's tables hold."""
        self._unknown("", raw, {"address", "roles", "ways"})
        address = self._address("address", raw.get("address", "")).rstrip("/")
        if not address:
            self._fault(
                "address", "mangler: skriv den adresse, Plads har på nettet, fx https://plads.kommune.dk."
            )
        roles = self._roles("roles", raw.get("roles", {}))
        ways = {
            name: self._way(name, table, roles)
            for name, table in self._table("ways", raw.get("ways")).items()
        }
        if not ways:
            self._fault("ways", "mangler: skriv mindst én tabel [ways.NAVN].")
        return SignIn(address, {name: way for name, way in ways.items() if way is not None})

    def _way(self, name: str, raw: Any, roles: Mapping[str, str]) -> Way | None:
        place = f"ways.{name}"
        table = self._table(place, raw)
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,30}", name):
            self._fault(place, "navnet må kun have små bogstaver, tal og bindestreg.")
        protocol = self._one_of(f"{place}.protocol", table.get("protocol"), tuple(_PROTOCOLS))
        if not protocol:
            return None
        self._unknown(place, table, _SHARED | _PROTOCOLS[protocol])
        kinds = self._kinds(f"{place}.kinds", table.get("kinds"))
        shared: dict[str, Any] = {
            "id": name,
            "label": self._text(f"{place}.label", table.get("label")),
            "kinds": kinds,
            "levels": self._levels(f"{place}.levels", table.get("levels", {})),
            "roles": {**roles, **self._roles(f"{place}.roles", table.get("roles", {}))},
            "municipality": self._municipality(f"{place}.municipality", table.get("municipality", "")),
            "assumed": self._level(f"{place}.assume_level", table.get("assume_level", "none")),
            "inside": frozenset(self._texts(f"{place}.inside", table.get("inside", []))),
        }
        if Kind.STAFF in kinds and not shared["roles"]:
            self._fault(f"{place}.roles", "mangler: skriv hvilken rettighed der giver hvilken rolle.")
        return self._oidc(place, table, shared) if protocol == "oidc" else self._saml(place, table, shared)

    def _oidc(self, place: str, raw: Mapping[str, Any], shared: dict[str, Any]) -> OidcWay:
        if Kind.STAFF in shared["kinds"] and not shared["municipality"]:
            self._fault(
                f"{place}.municipality", "mangler: skriv koden på den kommune, medarbejderne hører til."
            )
        claims = {key: self._text(f"{place}.claims.{key}", value, empty=True)
                  for key, value in self._table(f"{place}.claims", raw.get("claims", {})).items()}  # fmt: skip
        self._unknown(f"{place}.claims", claims, set(Claims.__dataclass_fields__))
        known = Claims(**{key: value for key, value in claims.items() if key in Claims.__dataclass_fields__})
        for kind, claim in ((Kind.STAFF, "roles"), (Kind.COMPANY, "cvr"), (Kind.CANDIDATE, "cpr")):
            if kind in shared["kinds"] and not getattr(known, claim):
                self._fault(f"{place}.claims.{claim}", f"mangler: uden den kan ingen {kind} findes.")
        scopes = self._texts(f"{place}.scopes", raw.get("scopes", ["openid"]))
        if "openid" not in scopes:
            self._fault(f"{place}.scopes", "skal indeholde openid.")
        return OidcWay(
            **shared,
            issuer=self._address(f"{place}.issuer", raw.get("issuer", ""), shared["inside"], needed=True),
            client_id=self._text(f"{place}.client_id", raw.get("client_id")),
            client_secret=self._secret(place, raw, "client_secret"),
            scopes=tuple(scopes),
            claims=known,
            acr=self._acr(f"{place}.acr", raw.get("acr", {})),
        )

    def _saml(self, place: str, raw: Mapping[str, Any], shared: dict[str, Any]) -> SamlWay:
        key, certificate = self._own_keys(place, raw)
        given = [name for name in ("metadata_url", "metadata_file", "idp_entity_id") if raw.get(name)]
        if len(given) != 1:
            self._fault(place, "skriv netop én af metadata_url, metadata_file og idp_entity_id.")
        if "idp_entity_id" in given and not (raw.get("sso_url") and raw.get("idp_certificate_files")):
            self._fault(place, "idp_entity_id kræver også sso_url og idp_certificate_files.")
        inside = shared["inside"]
        return SamlWay(
            **shared,
            profile=Profile(
                self._one_of(f"{place}.profile", raw.get("profile"), tuple(Profile)) or "oiosaml3"
            ),
            entity_id=self._text(f"{place}.entity_id", raw.get("entity_id", ""), empty=True),
            key=key,
            certificate=certificate,
            next_certificate=self._certificate(f"{place}.next_certificate_file", raw, needed=False),
            metadata_url=self._address(f"{place}.metadata_url", raw.get("metadata_url", ""), inside),
            metadata=self._content(f"{place}.metadata_file", raw.get("metadata_file", "")),
            idp_entity_id=self._text(f"{place}.idp_entity_id", raw.get("idp_entity_id", ""), empty=True),
            sso_url=self._address(f"{place}.sso_url", raw.get("sso_url", ""), inside),
            slo_url=self._address(f"{place}.slo_url", raw.get("slo_url", ""), inside),
            idp_certificates=tuple(
                self._checked(
                    f"{place}.idp_certificate_files", self._content(f"{place}.idp_certificate_files", each)
                )
                for each in self._texts(
                    f"{place}.idp_certificate_files", raw.get("idp_certificate_files", [])
                )
            ),
        )

    def _own_keys(self, place: str, raw: Mapping[str, Any]) -> tuple[str, str]:
        certificate = self._certificate(f"{place}.certificate_file", raw)
        key = self._content(f"{place}.key_file", raw.get("key_file", ""), needed=True)
        if not key or not certificate:
            return key, certificate
        try:
            private = load_pem_private_key(key.encode(), None)
        except (ValueError, TypeError):
            self._fault(f"{place}.key_file", "er ikke en privat nøgle i PEM uden adgangskode.")
            return key, certificate
        if not isinstance(private, RSAPrivateKey) or private.key_size < _SMALLEST_KEY:
            self._fault(f"{place}.key_file", "skal være en RSA-nøgle på mindst 2048 bit.")
        elif private.public_key() != load_pem_x509_certificate(certificate.encode()).public_key():
            self._fault(f"{place}.certificate_file", "passer ikke til nøglen i key_file.")
        return key, certificate

    def _certificate(self, place: str, raw: Mapping[str, Any], *, needed: bool = True) -> str:
        return self._checked(
            place, self._content(place, raw.get(place.rpartition(".")[2], ""), needed=needed)
        )

    def _checked(self, place: str, text: str) -> str:
        if text:
            try:
                load_pem_x509_certificate(text.encode())
            except ValueError:
                self._fault(place, "er ikke et certifikat i PEM.")
                return ""
        return text

    def _roles(self, place: str, raw: Any) -> dict[str, str]:
        return {
            privilege: role
            for privilege, value in self._table(place, raw).items()
            if (role := self._one_of(f"{place}.{privilege!r}", value, ROLES))
        }

    def _levels(self, place: str, raw: Any) -> dict[Kind, Level]:
        table = self._table(place, raw)
        self._unknown(place, table, set(Kind))
        said = {
            Kind(key): self._level(f"{place}.{key}", value)
            for key, value in table.items()
            if key in set(Kind)
        }
        return DEFAULT_LEVELS | said

    def _acr(self, place: str, raw: Any) -> dict[Level, str]:
        names = {each.name.lower(): each for each in Level if each}
        table = self._table(place, raw)
        self._unknown(place, table, set(names))
        said = {
            names[key]: self._text(f"{place}.{key}", value) for key, value in table.items() if key in names
        }
        return said or {each: f"https://data.gov.dk/concept/core/nsis/{each.word}" for each in names.values()}

    def _level(self, place: str, value: Any) -> Level:
        return Level[
            (self._one_of(place, value, tuple(each.name.lower() for each in Level)) or "none").upper()
        ]

    def _kinds(self, place: str, value: Any) -> tuple[Kind, ...]:
        said = self._texts(place, value or [])
        wrong = [each for each in said if each not in set(Kind)]
        if wrong or not said:
            self._fault(place, f"skal være en liste af {', '.join(Kind)}.")
        return tuple(Kind(each) for each in said if each in set(Kind)) or (Kind.STAFF,)

    def _municipality(self, place: str, value: Any) -> str:
        if value and not re.fullmatch(r"[0-9]{3}", str(value)):
            self._fault(place, "skal være kommunens kode: tre cifre i anførselstegn.")
        return str(value)
