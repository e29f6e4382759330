"""``plads smoke``."""

import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import click

PREFIX = "plads_smoke"
"""What the databases of smoke tests are called; the number of the process follows."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: step, ok, ms, facts.")
def smoke(as_json: bool) -> None:
    """Live the whole story on a database made for it and dropped afterwards. Run it after an upgrade.

    Seven steps, from a company's first word to the refill and the figures, each through the same services as
    the pages and with a real job queue. Your own data are not touched; what a smoke test that was killed left
    behind is removed. Exit code 1 when a step fails.
    """
    from plads.cli.installation import bring_up_to_date, data_folder, use
    from plads.localdb import running, sweep, throwaway

    good = True
    data = data_folder()
    with running(data) as urls:
        sweep(urls, PREFIX)
        with throwaway(urls, f"{PREFIX}_{os.getpid()}") as temporary:
            use(temporary, data)
            bring_up_to_date()
            for result in _play():
                good &= result["ok"]
                click.echo(json.dumps(result, ensure_ascii=False) if as_json else _line(result))
            _let_go()
    sys.exit(0 if good else 1)


def _play() -> Iterator[dict[str, Any]]:
    """Yield the result of each step; after one that fails, the rest is not tried."""
    from plads.core import clock
    from plads.demo.founding import found, hire_staff
    from plads.demo.play import BEFORE
    from plads.demo.story import STEPS, Story, prepare
    from plads.jobs.work import work

    municipality = found("999", "Røgprøve Kommune", "roegproeve")
    with clock.at(clock.today() - BEFORE):  # roles count from their first day; the story begins before
        staff = hire_staff(municipality)
    story = Story(staff, clock.today(), lambda: work(once=True, signals=False))
    prepare(story)
    for step in STEPS:
        begun = time.perf_counter()
        try:
            ok, facts = True, step(story)
        except Exception as error:  # noqa: BLE001 - whatever broke is what the operator must see
            ok, facts = False, {"error": f"{type(error).__name__}: {error}"}
        ms = round((time.perf_counter() - begun) * 1000)
        yield {"step": step.__name__, "ok": ok, "ms": ms, "facts": facts}
        if not ok:
            return


def _line(result: dict[str, Any]) -> str:
    facts = ", ".join(f"{name}: {value}" for name, value in result["facts"].items() if name != "working")
    return f"{'ok  ' if result['ok'] else 'FAIL'} {result['step']:<22} {result['ms']:>6} ms  {facts}"


def _let_go() -> None:
    """Close our connections, so that the database can be dropped."""
    from django.db import connections

    connections.close_all()
