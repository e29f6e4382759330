"""``plads check``."""

import json
import sys
from dataclasses import asdict

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def check(as_json: bool) -> None:
    """Examine this installation and say what is wrong and what to do. Exit code 1 when something is.

    Looks at: the connection and its version; that every migration is applied; that the application's role
    owns nothing and bypasses nothing; that each municipality's table has its wall; the key ring; that the
    queue is being worked; reactions that failed.
    """
    from plads.cli.installation import installation

    with installation():
        from plads.jobs.health import examine

        findings = examine()
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
