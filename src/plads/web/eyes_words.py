"""The tables of eyes in the words of a page: what a field is called, why we have it, and who sees it."""

from dataclasses import dataclass

from django.utils.text import capfirst

from plads.core.eyes import Line, Thing, audience, things


@dataclass(frozen=True, slots=True)
class Eyes:
    """Some fields with one purpose and one audience, in words."""

    label: str
    why: str
    seen_by: tuple[str, ...]


def eyes(name: str) -> list[Eyes]:
    """Return what people see of a thing, line by line; raises ``KeyError`` for a thing that is not there."""
    thing = _thing(name)
    return [_words(thing, line) for line in thing.lines if not line.internal]


def eyes_of(name: str, field: str) -> Eyes | None:
    """Return the words about one field, or nothing when the thing has no such field."""
    thing = _thing(name)
    try:
        line = thing.line_of(field)
    except KeyError:
        return None
    return _words(thing, line)


def _thing(name: str) -> Thing:
    return next(each for each in things() if each.name == name)


def _words(thing: Thing, line: Line) -> Eyes:
    named = {each.name: each.verbose_name for each in thing.model._meta.concrete_fields}
    labels = [str(named[each]) for each in line.fields]
    seen_by = tuple(f"{who}: {where}" for who, where in audience(line))
    return Eyes(capfirst(", ".join(labels)), line.why, seen_by)
