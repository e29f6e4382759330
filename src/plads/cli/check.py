"""``plads check``."""

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from plads.jobs.findings import Finding


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--seal",
    type=click.File(encoding="utf-8"),
    metavar="FILE",
    help="Seals kept elsewhere, from `plads seals show --json`: each must still be here.",
)
def check(as_json: bool, seal: TextIO | None) -> None:
    """Examine this installation and say what is wrong and what to do. Exit code 1 when something is.

    Looks at: the connection and its version; that every migration is applied; that the application's role
    owns nothing and bypasses nothing; that each municipality's table has its wall; the key ring; that the
    queue is being worked; reactions that failed; the services outside, and messages that were not sent; the
    virus scanner that uploads are shown to; that the log of looks is as it was written.
    """
    from plads.cli.installation import installation

    with installation():
        from plads.jobs.health import examine

        findings = [*examine(), _scanner(), *_kept(seal)]
    good = all(finding.ok for finding in findings)
    if as_json:
        click.echo(
            json.dumps({"ok": good, "checks": [asdict(finding) for finding in findings]}, ensure_ascii=False)
        )
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.ok else 'FAIL'} {finding.check}: {finding.found}")
            if not finding.ok:
                click.echo(f"     {finding.remedy}")
    sys.exit(0 if good else 1)


def _scanner() -> "Finding":
    """Look whether the virus scanner answers, and whether anything is asked of one at all."""
    from django.conf import settings

    from plads.adapters.antivirus import Scanner, Unreachable
    from plads.jobs.findings import Finding

    name, required = "virus scanner", settings.PLADS_SCAN_REQUIRED
    if not settings.PLADS_CLAMD:
        what = "none: uploads are " + ("refused" if required else "not scanned")
        return Finding(
            name, not required, what, "Set PLADS_CLAMD to host:port or to the path of clamd's socket."
        )
    try:
        return Finding(name, True, Scanner(settings.PLADS_CLAMD).version())
    except Unreachable as error:
        effect = "uploads are refused" if required else "uploads are taken without being scanned"
        return Finding(name, False, f"{error}; {effect}", "Start clamd, or mend PLADS_CLAMD.")


def _kept(file: TextIO | None) -> "list[Finding]":
    """Return the finding about seals kept elsewhere, when there are some to hold the log against."""
    if file is None:
        return []
    from datetime import date

    from plads.core.seals import Seal
    from plads.jobs.health import kept_seals

    try:
        rows = json.load(file)["seals"]
        seals = [
            (each["municipality"], Seal(date.fromisoformat(each["day"]), each["looks"], each["seal"]))
            for each in rows
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException("The file is not what `plads seals show --json` prints.") from error
    return [kept_seals(seals)]
