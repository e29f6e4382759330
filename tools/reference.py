"""Write the pages of docs/reference that say what the code says: `.venv/bin/python tools/reference.py`.

Each page is made from the tables the program itself runs by (lifecycles, events, rules, roles, commands), so it
can't drift from them: a test fails when a committed page is out of step. No database is needed.
"""

import inspect
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import click

ROOT = Path(__file__).resolve().parents[1]
TOOLS = Path(__file__).resolve().parent
FOLDER = ROOT / "docs" / "reference"

NOTE = "<!-- Made by tools/reference.py from the code. Don't edit: change the code, then run the script. -->"


def main() -> None:
    """Write every page that changed and say which."""
    write(FOLDER, pages)


def write(folder: Path, made: Callable[[], dict[str, str]]) -> None:
    """Set Django up, and write each file of ``folder`` whose text changed, saying which."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plads.config.settings")
    import django

    django.setup()
    for name, text in made().items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"wrote {path.relative_to(ROOT)}\n")


def pages() -> dict[str, str]:
    """Return the text of each page by its file name. Django must be set up."""
    return {name: f"{NOTE}\n\n{make()}" for name, make in MAKERS.items()}


def commands() -> str:
    """Return the page on the two commands: `./plads` and `plads`."""
    from plads.cli import plads

    if str(TOOLS) not in sys.path:
        sys.path.insert(0, str(TOOLS))
    from launcher.main import HELP

    parts = [
        "# Commands",
        "",
        "`./plads` in a checkout sets everything up and hands over to the installed `plads` command.",
        "Settings from the environment are in [install](../how-to/install.md).",
        "",
        "## ./plads",
        "",
        *_fenced(HELP),
        "## plads",
        "",
        _help(plads),
        "",
    ]
    for name, command in sorted(plads.commands.items()):
        parts += [f"## plads {name}", "", _help(command), "", *_parameters(command)]
        for below, each in sorted(getattr(command, "commands", {}).items()):
            parts += [f"### plads {name} {below}", "", _help(each), "", *_parameters(each)]
    return _joined(parts)


def _help(command: click.Command) -> str:
    """Return a command's words; a paragraph that click leaves as it is becomes a block."""
    parts = inspect.cleandoc(command.help or "").split("\n\n")
    return "\n\n".join(_block(part) for part in parts)


def _block(paragraph: str) -> str:
    """Return a paragraph of help as Markdown."""
    mark, _, lines = paragraph.partition("\n")
    return f"```text\n{lines}\n```" if mark.strip() in ("\b", "\\b") else paragraph


def _parameters(command: click.Command) -> Iterator[str]:
    rows = []
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            words = " / ".join(f"`{word}`" for word in [*parameter.opts, *parameter.secondary_opts])
            value = "" if parameter.is_flag else f" {parameter.make_metavar(click.Context(command))}"
            shown = f" (default: {parameter.default})" if parameter.show_default else ""
            rows.append((f"{words}{value}", f"{parameter.help or ''}{shown}"))
        else:
            rows.append((f"`{(parameter.name or '').upper()}`", "argument"))
    return _table(("option", "what it does"), rows) if rows else iter(())


def events() -> str:
    """Return the page on events: what each says, what it holds, and what follows."""
    from plads.core.events import DomainEvent
    from plads.flows import REACTIONS

    parts = [
        "# Events",
        "",
        "An event is a fact, recorded in the same transaction as the change it tells of. It is the line on the",
        "timeline, the trace of who did what, and what reactions start from",
        "([decision 4](../decisions/0004-one-event-table.md)). The table of reactions is",
        "`src/plads/flows/__init__.py`.",
        "",
    ]
    for module in _modules("events"):
        kinds = [each for each in _own(module, type) if issubclass(each, DomainEvent) and each.kind]
        if not kinds:
            continue
        parts += [f"## {module.__name__.split('.')[-2]}", ""]
        rows = [
            (f"`{each.kind}`", each.says, _facts(each), _reactions(REACTIONS.get(each.kind, ())))
            for each in kinds
        ]
        parts += _table(("event", "on the timeline", "facts", "then"), rows)
    return _joined(parts)


def _facts(event: type[Any]) -> str:
    return ", ".join(f"`{each.name}`" for each in fields(event))


def _reactions(reactions: Iterable[Callable[..., object]]) -> str:
    return "<br>".join(_first_line(each) for each in reactions)


def lifecycles() -> str:
    """Return the page on lifecycles: each transition table as a drawing and as a table."""
    from plads.core.lifecycle import Lifecycle

    parts = [
        "# Lifecycles",
        "",
        "Every thing that lives has one table: in which states an action may be taken, by whom, and where it",
        "leads. Services ask the table; pages draw their buttons from it. An action whose arrow comes back to",
        "its own state changes facts, not the state.",
        "",
    ]
    for module in _modules("lifecycle"):
        for name, life in vars(module).items():
            if isinstance(life, Lifecycle) and name.isupper():
                parts += [f"## {name.title()}", "", f"»{life.thing}« in `{module.__name__}`.", ""]
                parts += _drawing(life)
                parts += _table(("action", "button", "from", "to", "who"), _transitions(life))
    return _joined(parts)


def _drawing(life: Any) -> Iterator[str]:
    yield from ("```mermaid", "stateDiagram-v2")
    yield from (f'    {state}: "{label}"' for state, label in life.states.items())
    for step in life.transitions.values():
        for source in (state for state in life.states if state in step.sources):
            yield f"    {source} --> {step.target}: {step.action}"
    yield from ("```", "")


def _transitions(life: Any) -> Iterator[tuple[str, ...]]:
    for step in life.transitions.values():
        sources = ", ".join(state for state in life.states if state in step.sources)
        yield f"`{step.action}`", step.label, sources, step.target, _roles(step.roles)


def rules() -> str:
    """Return the page on the rules of law that Plads applies, the target groups, and the points of proposals."""
    from plads.law.book import book
    from plads.law.groups import target_groups
    from plads.planning import load_weights

    parts = [
        "# Rules",
        "",
        "Law is data: `src/plads/law/rules/*.toml`. Each version of a rule has its paragraph, its dates and its",
        "source. *Verified* says whether the text in force was read in full; pages tell the reader when it was not.",
        "",
    ]
    for rule in book().rules:
        parts += [f"## {rule.title}: {rule.version}", ""]
        parts += _table(("", ""), _rule(rule))
    parts += ["## Target groups", "", "From `src/plads/law/target_groups.toml`.", ""]
    groups = [
        (f"`{each.code}`", each.label, each.paragraph, _day(each.new_until)) for each in target_groups()
    ]
    parts += _table(("code", "group", "paragraph", "new cases until"), groups)
    weights = load_weights()
    parts += [f"## Points of a proposal: {weights.version}", ""]
    parts += [
        "What they mean stands in the file itself, `src/plads/planning/weights`, and in",
        "[refill](../explanation/refill.md).",
        "",
    ]
    points = [(f"`{each.name}`", str(getattr(weights, each.name))) for each in fields(weights)]
    parts += _table(("weight", "value"), [row for row in points if row[0] != "`version`"])
    return _joined(parts)


def _rule(rule: Any) -> Iterator[tuple[str, str]]:
    yield "id", f"`{rule.id}`"
    yield "paragraph", rule.paragraph
    yield "in force", f"{rule.valid_from.isoformat()} to {_day(rule.valid_to)}"
    yield "status", rule.status
    yield "verified", "yes" if rule.verified else "no"
    yield "source", rule.source
    yield "parameters", "<br>".join(f"`{name}` = {value}" for name, value in rule.parameters.items())
    if rule.parts:
        yield "cited as", "<br>".join(f"`{name}`: {part.paragraph}" for name, part in rule.parts.items())
    if rule.remarks:
        yield "remarks", "<br>".join(rule.remarks)


def _day(day: date | None) -> str:
    return day.isoformat() if day else "further notice"


def roles_and_pages() -> str:
    """Return the page on roles: what each is, its menu, and who may open which address."""
    from django.urls import URLPattern

    from plads.core.roles import COMPANY, OFFICE, SUBJECT_ROLES, Role
    from plads.web.navigation import MENUS
    from plads.web.urls import urlpatterns

    parts = [
        "# Roles and pages",
        "",
        "A person may hold several roles and acts in one at a time. What a role sees of a thing is in the",
        "[access matrix](access-matrix.md); who may take which action is in [lifecycles](lifecycles.md).",
        "",
        "## Roles",
        "",
    ]
    rows = []
    for role in Role:
        groups = {"office": OFFICE, "company": COMPANY, "speaks for one": SUBJECT_ROLES}
        kinds = ", ".join(word for word, members in groups.items() if role in members)
        menu = ", ".join(str(entry.label) for entry in MENUS.get(role, ()))
        rows.append((f"`{role.value}`", role.label, kinds, menu))
    parts += _table(("role", "name", "kind", "menu"), rows)
    parts += [
        "*Office* means consultant, caseworker and coordinator. Who *speaks for one* names a company, a mentor or a",
        "candidate ([decision 6](../decisions/0006-memberships-name-a-subject.md)).",
        "",
        "## Pages",
        "",
        "On GET the database itself refuses writes ([decision 7](../decisions/0007-read-only-pages.md)).",
        "",
    ]
    found = [each for each in urlpatterns if isinstance(each, URLPattern)]
    parts += _table(("address", "name", "who", "what"), [_page(each) for each in found])
    return _joined(parts)


def _page(pattern: Any) -> tuple[str, ...]:
    view = pattern.callback
    declared = getattr(view, "roles", None)
    who = "everybody" if declared is None else _roles(declared)
    what = re.sub(r" \(\d+ statements[^)]*\)", "", _first_line(view))
    return f"`/{pattern.pattern}`", f"`{pattern.name}`", who, what


def _roles(members: Iterable[Any]) -> str:
    from plads.core.roles import OFFICE, Role

    given = set(members)
    if given == set(Role):
        return "every role"
    words = ["office"] if given >= OFFICE else []
    rest = given - OFFICE if words else given
    return ", ".join([*words, *(role.value for role in Role if role in rest)])


def access_matrix() -> str:
    """Return the page on eyes: which role sees and changes which field of each thing, and why we have it."""
    from plads.core.eyes import CONDITIONS, things

    parts = [
        "# Access matrix",
        "",
        "Who sees and who changes what, field by field: the tables in `eyes.py` of each app. `policy.py` beside",
        "it says which rows a role reaches at all. A test walks every page as every role and fails on anything",
        "shown that stands not here ([decision 17](../decisions/0017-eyes-to-the-field.md)). The same table as",
        "data: `plads access matrix --json`.",
        "",
        "Staff see their whole municipality and everybody else only what is theirs, unless a word says otherwise.",
        "Support sees what the user who let it in sees, and changes nothing but its own account.",
        "",
        "## Words",
        "",
        *_table(("condition", "på dansk"), [(f"`{word}`", said) for word, said in CONDITIONS.items()]),
    ]
    for thing in things():
        parts += [f"## {thing.name}", "", f"»{thing.label}«, `{thing.model._meta.label}`.", ""]
        rows = [
            (", ".join(f"`{name}`" for name in each.fields), _eyes(each.see), _eyes(each.change), _why(each))
            for each in thing.lines
        ]
        parts += _table(("fields", "see", "change", "why"), rows)
    return _joined(parts)


def _why(line: Any) -> str:
    """Return the purpose, or why nobody sees the fields, and where they stand when no page of every day shows them."""
    seen = f"Seen: {line.where}." if line.where else ""
    return " ".join(filter(None, (line.why, seen)))


def _eyes(roles: Any) -> str:
    """Return who may, roles with the same condition together."""
    from plads.core.roles import STAFF

    groups: dict[str, set[Any]] = {}
    for role, condition in roles.items():
        usual = condition == ("municipality" if role in STAFF else "own")
        groups.setdefault("" if usual else condition, set()).add(role)
    said = [f"{_roles(members)}{f' (`{word}`)' if word else ''}" for word, members in groups.items()]
    return "; ".join(said) or "nobody"


def record_of_processing() -> str:
    """Return the municipality's record of processing, from the table of kinds."""
    from plads.rights.documents import record_page

    return record_page()


def retention() -> str:
    """Return the municipality's retention table, from the table of kinds."""
    from plads.rights.documents import retention_page

    return retention_page()


MAKERS: dict[str, Callable[[], str]] = {
    "record-of-processing.md": record_of_processing,
    "retention.md": retention,
    "access-matrix.md": access_matrix,
    "commands.md": commands,
    "events.md": events,
    "lifecycles.md": lifecycles,
    "roles-and-pages.md": roles_and_pages,
    "rules.md": rules,
}
"""Each page and the function that makes it."""


def _modules(room: str) -> Iterator[ModuleType]:
    """Yield the module `room` of every package of Plads that has one, by name."""
    for folder in sorted((ROOT / "src" / "plads").iterdir()):
        name = f"plads.{folder.name}"
        if (folder / "__init__.py").exists() and find_spec(f"{name}.{room}"):
            yield import_module(f"{name}.{room}")


def _own(module: ModuleType, kind: type) -> list[Any]:
    """Return what a module itself defines of a kind, in the order it stands there."""
    return [
        each
        for each in vars(module).values()
        if isinstance(each, kind) and getattr(each, "__module__", "") == module.__name__
    ]


def _first_line(thing: Any) -> str:
    return (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ").strip()


def _fenced(text: str) -> list[str]:
    return ["```text", text.strip("\n"), "```", ""]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(parts).strip("\n") + "\n"


if __name__ == "__main__":
    main()
