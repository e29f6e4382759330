"""``plads keys``."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import click


@click.group()
def keys() -> None:
    r"""See and renew the keys that personal facts are encrypted with.

    CPR numbers, considerations and notes are encrypted in the database with a key that only the file of
    PLADS_KEYS_FILE holds. Each value names the key it was encrypted with, so several may be in use at once.

    \b
      plads keys list            which keys there are, and how many values each holds
      plads keys rotate          bring a new key into use and encrypt everything with it
      plads keys retire k1       remove a key that nothing needs any more

    Nobody has to stop working meanwhile: running processes read the file again when it changes. Keep a copy of
    the file beside each backup of the database and apart from it: without its keys a backup can't be read.
    The key for seals, by which the log of looks is verified, is never renewed: older seals must stay verifiable.
    """


@keys.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_keys(as_json: bool) -> None:
    """List the keys, which is in use, and how many stored values each holds. The keys themselves are not shown."""
    with _keys_of_an_installation():
        from plads.core.keyring import key_ring
        from plads.core.rotation import unfinished, used

        ring, counted, stopped = key_ring(), used(), unfinished()
    rows = [
        {"name": name, "in_use": name == ring.current, "values": counted[name], "on_ring": name in ring.keys}
        for name in sorted({*ring.keys, *counted})
    ]
    if as_json:
        click.echo(json.dumps({"keys": rows, "unfinished": stopped, "lookups_renewing": ring.renewing}))
        return
    for row in rows:
        note = "in use" if row["in_use"] else "" if row["on_ring"] else "NOT ON THE RING: restore it"
        click.echo(f"{row['name']:<8} {row['values']:>8} values  {note}".rstrip())
    if stopped:
        click.echo("A rotation was stopped before it was done. Finish it with: plads keys rotate")


@keys.command()
@click.option("--lookup", is_flag=True, help="Renew also the key that CPR numbers are found by.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def rotate(lookup: bool, as_json: bool) -> None:
    """Bring a new key into use and encrypt everything stored with it.

    May be stopped at any moment, also by force: type the same again, and it goes on where it was. The key before
    stays on the ring until you retire it. Do it once a year, and at once when somebody saw the file.
    """

    def told(table: str, rows: int) -> None:
        if not as_json:
            click.echo(f"{table}: {rows} rows", err=True)

    with _keys_of_an_installation():
        from plads.core.keyring import key_ring
        from plads.core.rotation import rotate as renew

        total = renew(lookup=lookup, told=told)
        name = key_ring().current
    if as_json:
        click.echo(json.dumps({"ok": True, "current": name, "rows": total}))
    else:
        click.echo(f"{name} is in use. {total} rows were encrypted anew.")


@keys.command()
@click.argument("name")
def retire(name: str) -> None:
    """Remove the key NAME for good. Refused while anything may still need it.

    A key can go when nothing is encrypted with it and it was replaced more than a day ago. A backup that is older
    than its replacement can't be read without it: keep a copy of the file with those backups.
    """
    with _keys_of_an_installation():
        from plads.core.rotation import retire as remove

        remove(name)
    click.echo(f"{name} is gone. Backups from before it was replaced need a copy of the file that holds it.")


@contextmanager
def _keys_of_an_installation() -> Iterator[None]:
    from plads.cli.installation import bring_up_to_date, installation

    with installation():
        bring_up_to_date()
        from plads.core.rotation import KeysBusy

        try:
            yield
        except KeysBusy as error:
            raise click.ClickException(str(error)) from error
