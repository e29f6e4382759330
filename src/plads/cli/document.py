"""``plads document``."""

import json
import os
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from plads.cli.installation import data_folder

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate

    from plads.documents.verifying import Sealing


@click.group()
def document() -> None:
    """Look at the sealed papers that Plads makes."""


@document.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--root",
    "roots",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A certificate you trust (PEM or DER); the seal must lead to it. May be given more than once.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify(file: Path, roots: tuple[Path, ...], as_json: bool) -> None:
    r"""Verify the seal of a PDF: that every byte is as it was sealed, and with whose certificate.

    Needs no installation and no network. Where there is one (PLADS_DATA or DATABASE_URL), it also says whether the
    file is one of its papers.

    \b
    Exit codes:
      0  every byte is as it was sealed (and the certificate leads to a --root, when one is given)
      1  the file was changed, is not sealed, is no PDF, or leads to no --root
    """
    from plads.documents.verifying import examine

    pdf = file.read_bytes()
    found = examine(pdf, [_certificate(each) for each in roots] or None)
    try:
        here = _here(found.sha256)
    except Exception as error:  # noqa: BLE001 - what the bytes say stands, whatever the database does
        click.echo(f"plads: the installation could not be asked ({type(error).__name__})", err=True)
        here = None
    good = found.intact and found.trusted is not False
    if as_json:
        facts = {"file": str(file), "ok": good, **asdict(found), "here": here}
        click.echo(json.dumps(facts, ensure_ascii=False, default=_moment))
    else:
        _tell(found, good, here)
    sys.exit(0 if good else 1)


def _tell(found: "Sealing", good: bool, here: str | None) -> None:
    click.echo(f"{'ok' if good else 'FAIL'}  {found.reason or 'every byte is as it was sealed'}")
    if found.signed:
        trial = "  (TRIAL: it vouches for itself, so it proves nothing about who)" if found.trial else ""
        click.echo(f"sealed with   {found.signer}{trial}")
        click.echo(f"issued by     {found.issuer}")
        click.echo(f"fingerprint   {found.fingerprint}")
        click.echo(f"sealed at     {found.signed_at} (as the sealer says)")
        if found.stamped_at:
            click.echo(f"time stamp    {found.stamped_at}")
        if found.trusted is not None:
            click.echo(
                f"leads to      {'a root you trust' if found.trusted else 'NONE of the roots you trust'}"
            )
    click.echo(f"SHA-256       {found.sha256}")
    if found.code:
        click.echo(f"code          {found.code}")
    if here is not None:
        click.echo(f"this Plads    {here or 'does not know the file'}")


def _certificate(path: Path) -> "Certificate":
    from asn1crypto import pem, x509

    content = path.read_bytes()
    try:
        if pem.detect(content):
            _, _, content = pem.unarmor(content)
        return x509.Certificate.load(content, strict=True)
    except ValueError as error:
        raise click.ClickException(f"{path} is no certificate.") from error


def _here(sha256: str) -> str | None:
    """Return which municipality of this installation has the file, empty for none; ``None`` where there is none."""
    if "DATABASE_URL" not in os.environ and not (data_folder() / "postgres").is_dir():
        return None
    from plads.cli.installation import installation

    with installation():
        from plads.centres.paper_queries import paper_by_digest
        from plads.core.actor import Actor
        from plads.core.models import Municipality
        from plads.core.scope import acting

        for municipality in Municipality.objects.order_by("code"):
            with acting(Actor.public(municipality.id)) as visitor:
                if paper_by_digest(visitor, sha256) is not None:
                    return municipality.name
    return ""


def _moment(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
