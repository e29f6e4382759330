"""The invented business register answering as the distribution's index does: its size, its window, its shape.

The demo asks it in its own process; ``tests/peers/cvr.py`` puts it behind a door with a password.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from plads.core import clock
from plads.demo.register_companies import documents

DEFAULT_SIZE = 10
"""What the index gives when no size is named."""

WINDOW = 3000
"""The furthest hit a page may reach."""


class BadQuery(Exception):
    """A question the index refuses; the message is the reason it gives."""


def answer(index: str, query: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the index answers to a query; raises ``BadQuery`` as it would refuse."""
    try:
        rows = documents(clock.today())[index]
    except KeyError as error:
        raise BadQuery(f"IndexMissingException[[{index}] missing]") from error
    size, start = int(query.get("size", DEFAULT_SIZE)), int(query.get("from", 0))
    if start + size > WINDOW:
        raise BadQuery("Result window is too large, from + size must be less than or equal to: [3000]")
    found = [row for row in rows if _matches(row, query.get("query", {"match_all": {}}))]
    for order in reversed(query.get("sort", [])):
        ((path, how),) = order.items()
        way = how["order"] if isinstance(how, dict) else how
        found.sort(key=lambda row: [str(each) for each in _values(row, path)], reverse=way == "desc")
    hits = [_hit(index, row, query.get("_source")) for row in found[start : start + size]]
    return {
        "took": 3,
        "timed_out": False,
        "_shards": {"total": 6, "successful": 6, "skipped": 0, "failed": 0},
        "hits": {"total": len(found), "max_score": 1.0, "hits": hits},
    }


def _matches(row: Mapping[str, Any], query: Mapping[str, Any]) -> bool:
    if len(query) != 1:
        raise BadQuery("SearchParseException: one query expected")
    ((kind, what),) = query.items()
    if kind == "match_all":
        return True
    if kind == "bool":
        return all(_matches(row, each) for name in ("must", "filter") for each in what.get(name, ()))
    if kind not in ("term", "terms", "range"):
        raise BadQuery(f"QueryParsingException: no query registered for [{kind}]")
    ((path, wanted),) = what.items()
    values = [str(each) for each in _values(row, path)]
    if kind == "range":
        return any(_within(value, wanted) for value in values)
    asked = wanted if kind == "terms" else [wanted]
    return any(str(each) in values for each in asked)


def _within(value: str, bounds: Mapping[str, Any]) -> bool:
    """Whether a keyword lies within bounds: as text, for that is how keywords are ordered."""
    return all(
        {"gt": value > str(bound), "gte": value >= str(bound), "lt": value < str(bound)}[name]
        for name, bound in bounds.items()
    )


def _values(row: Any, path: str) -> Iterator[Any]:
    """Return every value at a dotted path, through lists: nested objects are searched by their parents too."""
    if isinstance(row, list):
        for each in row:
            yield from _values(each, path)
    elif not path:
        yield row
    elif isinstance(row, dict):
        first, _, rest = path.partition(".")
        if first in row:
            yield from _values(row[first], rest)


def _hit(index: str, row: Mapping[str, Any], wanted: list[str] | None) -> dict[str, Any]:
    return {
        "_index": f"cvr-{index[0]}-20220630",
        "_type": "_doc",
        "_id": "4000000000",
        "_score": None,
        "_source": row if wanted is None else _filtered(row, wanted),
    }


def _filtered(row: Mapping[str, Any], wanted: list[str]) -> dict[str, Any]:
    """Return only the fields asked for, as ``_source`` filtering does."""
    kept: dict[str, Any] = {}
    for path in wanted:
        source: Any = row
        target = kept
        *parents, leaf = path.split(".")
        for name in parents:
            if not isinstance(source, dict) or name not in source:
                break
            source, target = source[name], target.setdefault(name, {})
        else:
            if isinstance(source, dict) and leaf in source:
                target[leaf] = source[leaf]
    return kept
