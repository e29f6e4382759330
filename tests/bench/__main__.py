"""Measures pages and writes ``bench/results.json``: ``./plads bench``, or ``./plads bench full`` at full size.

The usual size is the example workbook's; ``full`` is a municipality with five years behind it, see ``full``.

Figures, not tests: they say how long one page takes in one process, with everything but the network.
"""

import gc
import json
import os
import platform
import re
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from tests import databases
from tests.bench import full, trust

ROOT = Path(__file__).parent.parent.parent
FULL = sys.argv[1:] == ["full"]
RESULTS = ROOT / "bench" / ("full.json" if FULL else "results.json")
QUIET = re.compile("set_config|^SAVEPOINT|^RELEASE")
ROUNDS = 30
LISTS = ("today", "board", "centres", "candidates", "placements", "companies", "inquiries", "outcomes")
BOUNDS = {"list": 40, "detail": 35}
"""p50 in milliseconds, as the quality page has it."""


def main() -> None:
    """Import the example, open each page many times, and write the medians."""
    databases.open_run()
    with databases.copy_of(databases.template()) as urls:
        os.environ.update(databases.environment_of(urls))
        (databases.FOLDER / "static").mkdir(parents=True, exist_ok=True)
        import django

        django.setup()
        results = {"machine": f"{os.cpu_count()} cores, Python {platform.python_version()}", **_measure(urls)}
        from django.db import connections

        connections.close_all()
    databases.close_run()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    _show(results)


def _measure(urls: Any) -> dict[str, Any]:
    from django.conf import settings
    from django.test import Client

    from plads.core.keyring import make_key_file
    from plads.core.roles import Role
    from plads.demo.founding import found, hire_staff
    from plads.demo.people import DEMO_PASSWORD, person
    from plads.intake.storing import import_file

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    make_key_file(Path(settings.PLADS_KEYS_FILE))
    hire_staff(found("217", "Helsingør Kommune", "helsingoer"))
    if FULL:
        size = full.fill(urls, databases.FOLDER)
        imports = [size["import_seconds"]]
    else:
        size = {}
        imports = [_seconds(lambda: import_file(ROOT / "examples" / "helsingoer.xlsx")) for _ in range(2)]
    gc.collect()
    gc.freeze()  # as the server does once it has started
    client = Client(SERVER_NAME="localhost")
    email = person(Role.COORDINATOR).email
    client.post("/log-ind/", {"email": email, "password": DEMO_PASSWORD})
    paths = _paths()
    pages = {name: _page(client, path) for name, path in paths.items()}
    taken = {"size": size, "import_seconds": [round(each, 2) for each in imports], "pages": pages}
    return taken if FULL else taken | {"trust": trust.measure(urls, client, paths)}


def _paths() -> dict[str, str]:
    from django.urls import reverse

    from plads.candidates.models import Candidate
    from plads.centres.models import Centre, Place
    from plads.core.actor import Actor
    from plads.core.models import Municipality
    from plads.core.scope import acting
    from plads.placements.models import Placement

    paths = {name: reverse(name) for name in LISTS}
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        placement = Placement.objects.filter(state="running").order_by("id")[0]
        things = {
            "candidate": Candidate.objects.get(id=placement.candidate_id).id,
            "placement": placement.id,
            "place": Place.objects.get(id=placement.place_id).id,
            "centre": Centre.objects.order_by("id")[0].id,
        }
    return paths | {name: reverse(name, args=[key]) for name, key in things.items()}


def _page(client: Any, path: str) -> dict[str, Any]:
    for _ in range(3):
        response = client.get(path)
        if response.status_code != 200:
            raise SystemExit(f"{path} answers {response.status_code}")
    times = [_seconds(lambda: client.get(path)) * 1000 for _ in range(ROUNDS)]
    return {
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
        "kb": round(len(response.content) / 1000, 1),
        "statements": _statements(client, path),
    }


def _statements(client: Any, path: str) -> int:
    """Count a page's SQL statements but the two that say whose rows the connection may see."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        client.get(path)
    return sum(not QUIET.search(each["sql"]) for each in found.captured_queries)


def _seconds(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _show(results: dict[str, Any]) -> None:
    out = sys.stdout.write
    out(f"import: {', again '.join(f'{each} s' for each in results['import_seconds'])}\n")
    for name, page in results["pages"].items():
        bound = BOUNDS["list" if name in LISTS else "detail"]
        mark = "" if page["p50_ms"] <= bound else f"  over {bound} ms"
        size = f"{page['kb']:>6} kB  {page['statements']:>2} SQL"
        out(f"{name:<12} p50 {page['p50_ms']:>6} ms  p95 {page['p95_ms']:>6} ms  {size}{mark}\n")
    if "trust" in results:
        trust.show(results["trust"], out)
    out(f"written to {RESULTS.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
