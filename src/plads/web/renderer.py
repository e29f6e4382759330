"""How form fields become HTML: as Django makes them, but a select without one template run for each of its options."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms import Select
from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class QuickSelects(DjangoTemplates):
    """Django's own renderer, with selects put together in Python.

    A list of four hundred centres took longer to write than the page around it: Django includes two templates for
    each option. A test holds what this writes against what Django writes.
    """

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Return a widget's HTML."""
        if template_name == Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> SafeString:
    groups = format_html_join(
        "", "{}{}{}", (_group(name, options) for name, options, _ in widget["optgroups"])
    )
    return format_html(
        '<select name="{}"{}>{}</select>', widget["name"], _attributes(widget["attrs"]), groups
    )


def _group(name: Any, options: list[dict[str, Any]]) -> tuple[str, SafeString, str]:
    written = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((str(option["value"]), _attributes(option["attrs"]), option["label"]) for option in options),
    )
    if not name:
        return "", written, ""
    return format_html('<optgroup label="{}">', name), written, SafeString("</optgroup>")


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    return format_html_join("", "{}{}", _pairs(attrs)) if attrs else SafeString("")


def _pairs(attrs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in attrs.items():
        if value is not False:
            yield f" {name}", "" if value is True else format_html('="{}"', str(value))
