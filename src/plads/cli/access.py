"""``plads access``: a link to get in with, and the table of who sees what."""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from plads.core.eyes import Row
    from plads.core.models import Municipality
    from plads.people.models import User

STAFF = ("administrator", "coordinator", "consultant", "caseworker", "manager")


class LinkByDefault(click.Group):
    """A group in which what is no command's name is an e-mail: ``plads access EMAIL`` makes a link."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hand arguments that name no command to ``link``."""
        known = [*self.commands, *ctx.help_option_names]
        return super().parse_args(ctx, args if not args or args[0] in known else ["link", *args])


@click.group(cls=LinkByDefault)
def access() -> None:
    r"""Let somebody in with a link, or print who sees what.

    \b
      plads access EMAIL …            print a link with which EMAIL chooses a password (access link -h)
      plads access matrix [--json]    print which role sees and changes which field

    The first administrator of an installation:

    \b
      plads access ada@kommune.example --name Ada --role administrator \
          --municipality 217 --municipality-name "Helsingør Kommune"
    """


@access.command()
@click.argument("email")
@click.option("--name", metavar="NAME", help="Their name; needed for somebody who is new here.")
@click.option("--role", type=click.Choice(STAFF), help="Give them this role first.")
@click.option("--municipality", metavar="CODE", help="Its code, e.g. 217; needed when there are several.")
@click.option("--municipality-name", metavar="NAME", help="Make the municipality when it isn't there yet.")
@click.option(
    "--base", default="http://127.0.0.1:8000", show_default=True, help="Where people reach this installation."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def link(
    email: str,
    name: str | None,
    role: str | None,
    municipality: str | None,
    municipality_name: str | None,
    base: str,
    as_json: bool,
) -> None:
    r"""Print a link with which the person with EMAIL chooses a password. It works for three days and once.

    The first administrator of an installation:

    \b
      plads access ada@kommune.example --name Ada --role administrator \
          --municipality 217 --municipality-name "Helsingør Kommune"

    Somebody who is here already and forgot their password (anybody: staff, contacts, mentors, candidates):

    \b
      plads access ada@kommune.example --base https://plads.example.dk

    The link is printed here and kept nowhere; that it was made is recorded. Give it to the person alone. Run this
    with the same PLADS_DATA and PLADS_SECRET_KEY as the web processes, or the link is dead.
    """
    from plads.cli.installation import bring_up_to_date, installation

    with installation():
        bring_up_to_date()
        from django.db import transaction

        from plads.core.errors import Refused

        try:
            with transaction.atomic():
                tenant = _municipality(municipality, municipality_name)
                given = _give(email, name, role, tenant) if role else None
                facts = _link(given or _known(email), tenant if role or municipality else None, base)
        except Refused as refusal:
            raise click.ClickException(refusal.message) from refusal
    click.echo(json.dumps({"ok": True, **facts}, ensure_ascii=False) if as_json else _words(facts))


def _municipality(code: str | None, name: str | None) -> "Municipality | None":
    """Return the municipality meant, made when it is named and new; nothing when there are several to choose from."""
    from plads.core.models import Municipality
    from plads.intake.storing import found_municipality

    if code is None:
        if name:
            raise click.UsageError("--municipality-name needs the code too: --municipality 217.")
        there = list(Municipality.objects.all()[:2])
        return there[0] if len(there) == 1 else None
    if not re.fullmatch(r"\d{3}", code):
        raise click.UsageError(f"{code} is no municipality's code: it has three digits, like 217.")
    found = Municipality.objects.filter(code=code).first()
    if found is None and not name:
        raise click.ClickException(
            f"There is no municipality with the code {code} here. Add --municipality-name to make it."
        )
    return found or found_municipality(code, str(name))


def _give(email: str, name: str | None, role: str, tenant: "Municipality | None") -> "User":
    from plads.core.actor import Actor
    from plads.core.roles import Role
    from plads.core.scope import acting
    from plads.people.models import User
    from plads.people.services import give_role

    if tenant is None:
        raise click.UsageError("A role lies in a municipality: add --municipality CODE.")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        raise click.UsageError(f"{email} is no e-mail address.")
    known = User.objects.filter(email=email.strip().lower()).exists()
    if not (known or name):
        raise click.UsageError(f"{email} is new here: add --name.")
    with acting(Actor.system(tenant.id)) as system:
        return give_role(system, tenant.id, email=email, name=name or "", role=Role(role))


def _known(email: str) -> "User":
    from plads.people.models import User

    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise click.ClickException(f"Nobody here has the e-mail {email}. Give them a role: --role.")
    return user


def _link(user: "User", tenant: "Municipality | None", base: str) -> dict[str, Any]:
    """Return who gets in where, and the link, made in ``tenant`` or where the user has their first role."""
    from plads.core.actor import Actor
    from plads.core.roles import Role
    from plads.core.scope import acting
    from plads.people.access import access_link, link_days
    from plads.people.models import Membership

    with acting(Actor(user.id, user.name, Role.PUBLIC, frozenset())):
        roles = Membership.objects.filter(user=user).select_related("municipality").order_by("id")
        held = [row for row in roles if tenant is None or row.municipality_id == tenant.id]
    if not held:
        raise click.ClickException(f"{user.email} has no role here. Give one: --role.")
    place = held[0].municipality
    with acting(Actor.system(place.id)) as system:
        path = access_link(system, user.id)
    return {
        "name": user.name,
        "email": user.email,
        "municipality": place.code,
        "roles": sorted({row.role for row in held if row.municipality_id == place.id}),
        "path": path,
        "link": base.rstrip("/") + path,
        "days": link_days(),
    }


def _words(facts: dict[str, Any]) -> str:
    roles = ", ".join(facts["roles"])
    return (
        f"{facts['name']} <{facts['email']}>: {roles} in {facts['municipality']}\n"
        f"Give them this link. It works for {facts['days']} days and once:\n\n{facts['link']}\n"
    )


@access.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list of rows.")
@click.option("--role", "roles", multiple=True, metavar="ROLE", help="Only this role; may be given again.")
@click.option(
    "--object", "things", multiple=True, metavar="NAME", help="Only this object; may be given again."
)
def matrix(as_json: bool, roles: tuple[str, ...], things: tuple[str, ...]) -> None:
    r"""Print which role sees and changes which field of which object.

    The tables are those the tests hold every page to. "condition" says what lies behind a yes; docs/reference
    explains the words. No database is needed.

    \b
      plads access matrix --role mentor
      plads access matrix --object candidate --json
    """
    from plads.cli.installation import prepare

    prepare()
    from plads.core.eyes import ROLES
    from plads.core.eyes import matrix as rows
    from plads.core.eyes import things as known

    _only_known("role", roles, [role.value for role in ROLES])
    _only_known("object", things, [thing.name for thing in known()])
    shown = [
        row for row in rows() if (not roles or row.role in roles) and (not things or row.thing in things)
    ]
    if as_json:
        click.echo(json.dumps([row.as_json() for row in shown], ensure_ascii=False, indent=1))
        return
    for line in _table(shown):
        click.echo(line)


def _only_known(what: str, given: tuple[str, ...], known: list[str]) -> None:
    for each in given:
        if each not in known:
            raise click.ClickException(f"There is no {what} {each}. Choose among: {', '.join(known)}.")


def _table(rows: "list[Row]") -> Iterator[str]:
    """Yield the rows as readable lines; fields a role neither sees nor changes are left out."""
    from plads.core.roles import Role

    before = ("", "")
    for row in sorted(rows, key=lambda row: (row.thing, list(Role).index(row.role))):
        if not (row.see or row.change):
            continue
        if (row.thing, row.role) != before:
            yield f"\n{row.thing} · {row.role.value}"
            before = (row.thing, row.role)
        yield f"  {row.field:24} {'see' if row.see else '-':4} {'change' if row.change else '-':7} {row.condition}"
