"""``plads law``: the rules with their versions and facts, and what a rule says of a case. Needs no database."""

import json
import sys
from datetime import date, datetime
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import click

from plads.law import Rule, Verdict, book
from plads.law.explain import explain as ask
from plads.law.facts import BadFacts, day, parse
from plads.law.groups import target_groups

OUTCOMES = {"ok": "I orden", "warn": "Pas på", "block": "Ikke tilladt"}
STATUS = {"enacted": "vedtaget", "announced": "bebudet", "repealed": "ophævet", "unknown": "status ukendt"}


class _SaysInJson(click.Command):
    """A command whose every wrong use is one Danish line, and a JSON object when JSON was asked for."""

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **extra: Any) -> click.Context:
        """Read the arguments; what click cannot read is told as any other fault."""
        as_json = "--json" in args
        try:
            return super().make_context(info_name, args, *more, **extra)
        except click.UsageError as error:
            _fail(f"Kommandoen blev ikke forstået: {error.format_message()} Se --help.", as_json)


@click.group()
def law() -> None:
    """Show the rules of law Plads applies, and ask one about a case. Nothing is read or stored anywhere."""


@law.command("list", cls=_SaysInJson)
@click.option("--on", "on", metavar="DATE", help="Only the versions in force that day, e.g. 2026-11-24.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_command(on: str | None, as_json: bool) -> None:
    """List every rule: its versions with dates, paragraph, source and status, and the facts to ask it with."""
    when = _day(on, as_json) if on is not None else None
    rules = [_described(rule_id, when) for rule_id in sorted({rule.id for rule in book().rules})]
    rules = [rule for rule in rules if rule["versions"]]
    groups = [
        {"code": each.code, "label": each.label, "paragraph": each.paragraph} for each in target_groups()
    ]
    if as_json:
        click.echo(json.dumps({"rules": rules, "target_groups": groups}, ensure_ascii=False, indent=2))
        return
    for rule in rules:
        _print_rule(rule)
    click.echo("Målgrupper (target_group)")
    for group in groups:
        click.echo(f"  {group['code']:<20} {group['label']} ({group['paragraph']})")


@law.command("explain", cls=_SaysInJson)
@click.argument("rule")
@click.option("--facts", metavar="JSON", help="The case, as a JSON object; - reads it from standard input.")
@click.option("--on", "on", metavar="DATE", help="The day whose law counts, e.g. 2026-11-24; default: today.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def explain_command(rule: str, facts: str | None, on: str | None, as_json: bool) -> None:
    r"""Ask RULE about a case: what it says, with the whole calculation, the paragraph, and what would make it pass.

    \b
      plads law explain rimelighedskrav --on 2026-11-24 --facts \
        '{"ordinary_fte": 23.7, "supported_fte": 3, "new_weekly_hours": 18.5}'

    Ends with 0 whatever the rule says, and with 2 when the question cannot be answered: a fact is missing, unknown or
    not understood, or no version was in force that day.
    """
    if facts is None:
        _fail("Skriv fakta med --facts, fx --facts '{\"weekly_hours\": 20}'.", as_json)
    when = _day(on, as_json) if on is not None else _today()
    try:
        verdict = ask(rule, parse(_standard_input() if facts == "-" else facts), when)
    except BadFacts as error:
        _fail(str(error), as_json)
    if as_json:
        click.echo(json.dumps({**verdict.as_dict(), "on": when.isoformat()}, ensure_ascii=False, indent=2))
        return
    _print_verdict(verdict, when)


def _standard_input() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise BadFacts("Fakta er ikke tekst i UTF-8.") from error


def _today() -> date:
    return datetime.now(ZoneInfo("Europe/Copenhagen")).date()  # noqa: TID251 - the house's clock needs an installation


def _day(text: str, as_json: bool) -> date:
    try:
        return day(text, "--on")
    except BadFacts as error:
        _fail(str(error), as_json)


def _fail(message: str, as_json: bool) -> NoReturn:
    said = message.encode("utf-8", "replace").decode("utf-8")
    click.echo(f"plads law: {said}", err=True)
    if as_json:
        click.echo(json.dumps({"error": said}, ensure_ascii=False))
    sys.exit(2)


def _described(rule_id: str, when: date | None) -> dict[str, Any]:
    versions = [rule for rule in book().rules if rule.id == rule_id]
    shown = [rule for rule in versions if when is None or rule.applies_on(when)]
    return {
        "rule": rule_id,
        "title": versions[0].title,
        "facts": [fact.as_dict() for fact in book().facts(rule_id)],
        "versions": [_version(rule) for rule in sorted(shown, key=lambda each: each.valid_from)],
    }


def _version(rule: Rule) -> dict[str, Any]:
    return {
        "version": rule.version,
        "valid_from": rule.valid_from.isoformat(),
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
        "paragraph": rule.paragraph,
        "source": rule.source,
        "status": rule.status,
        "verified": rule.verified,
        "parameters": rule.parameters,
        "parts": {name: part.paragraph for name, part in rule.parts.items()},
        "remarks": list(rule.remarks),
    }


def _print_rule(rule: dict[str, Any]) -> None:
    click.echo(f"{rule['rule']}: {rule['title']}")
    for version in rule["versions"]:
        until = version["valid_to"] or "videre"
        verified = "verificeret" if version["verified"] else "ikke verificeret"
        status = STATUS[version["status"]]
        click.echo(
            f"  Version {version['version']}: {version['valid_from']} til {until}, {status}, {verified}"
        )
        click.echo(f"    {version['paragraph']}. {version['source']}")
        for remark in version["remarks"]:
            click.echo(f"    Bemærk: {remark}")
    click.echo("  Fakta:")
    for fact in rule["facts"]:
        kind = ", ".join(
            filter(None, (fact["type"], fact["unit"], "" if fact["required"] else "kan udelades"))
        )
        click.echo(f"    {fact['name']} ({kind})")
        click.echo(f"      {fact['meaning']}")
    click.echo()


def _print_verdict(verdict: Verdict, when: date) -> None:
    verified = "" if verdict.verified else ", ikke verificeret"
    click.echo(f"{verdict.outcome.value}: {OUTCOMES[verdict.outcome.value]}")
    click.echo(f"{verdict.title} ({verdict.rule}, version {verdict.version}) den {when:%d.%m.%Y}")
    click.echo(f"{verdict.paragraph} ({STATUS[verdict.status]}{verified})")
    for line in verdict.working:
        click.echo(f"  {line}")
    if verdict.remedy:
        click.echo(f"Det hjælper: {verdict.remedy}")
