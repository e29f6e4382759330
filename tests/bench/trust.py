"""What trust costs: list pages with row-level security and the log of looks, and without, turn by turn.

Without is a copy of the same database in which no table has row security, and a server that forgets the looks.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

import psycopg

from tests import databases

PAGES = ("candidates", "placements", "today")
TURNS, EACH, WARM = 20, 12, 3
BOUND = 0.15
"""How much of a list page's time trust may take."""


def measure(urls: Any, client: Any, paths: Mapping[str, str]) -> dict[str, Any]:
    """Return for each page the median with and without, and what is added, of 240 requests each."""
    from django.conf import settings
    from django.db import connection, connections
    from django.test import Client

    connections.close_all()
    with databases.copy_of(databases.name_of(urls)) as bare:
        _take_walls_down(bare)
        name = connection.settings_dict["NAME"]
        watched, forgetting = client, Client(SERVER_NAME="localhost")
        forgetting.cookies = client.cookies
        settings.MIDDLEWARE = [
            "tests.bench.trust.Forgetting" if each == "plads.web.looking.Looking" else each
            for each in settings.MIDDLEWARE
        ]
        forgetting.get("/")  # the middleware is read with the first request
        found = {
            page: _compared(paths[page], watched, forgetting, name, databases.name_of(bare)) for page in PAGES
        }
        use(name)
    return found


class Forgetting:
    """Collects the looks of a request as usual, and throws them away."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        """Answer the request."""
        from plads.core import looks

        with looks.watching():
            return self.get_response(request)


def use(name: str) -> None:
    """Let Django's connection use another database."""
    from django.db import connection, connections

    connections.close_all()
    connection.settings_dict["NAME"] = name


def _take_walls_down(urls: Any) -> None:
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        tables = owner.execute("SELECT relname FROM pg_class WHERE relrowsecurity").fetchall()
        for (table,) in tables:
            owner.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
        owner.execute("ANALYZE")


def _compared(path: str, watched: Any, forgetting: Any, walled: str, bare: str) -> dict[str, float]:
    times: dict[str, list[float]] = {"on": [], "off": []}
    for _ in range(TURNS):
        for kind, client, name in (("on", watched, walled), ("off", forgetting, bare)):
            use(name)
            for number in range(WARM + EACH):
                begun = time.perf_counter()
                response = client.get(path)
                took = (time.perf_counter() - begun) * 1000
                if response.status_code != 200:
                    raise SystemExit(f"{path} answers {response.status_code}")
                if number >= WARM:
                    times[kind].append(took)
    on, off = (statistics.median(times[kind]) for kind in ("on", "off"))
    return {"on_ms": round(on, 2), "off_ms": round(off, 2), "added": round(on / off - 1, 3)}


def show(results: Mapping[str, Mapping[str, float]], out: Callable[[str], Any]) -> None:
    """Print the figures."""
    for page, each in results.items():
        mark = "" if each["added"] <= BOUND else f"  over {BOUND:.0%}"
        out(
            f"{page:<12} trust on {each['on_ms']:>6} ms, off {each['off_ms']:>6} ms: {each['added']:+.1%}{mark}\n"
        )
