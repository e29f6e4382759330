"""Template filters for pages about people and their courses."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from plads.core.periods import first_day, last_day
from plads.core.week import show
from plads.web.eyes_words import eyes_of
from plads.web.templatetags.plads_ui import day

register = template.Library()


@register.filter
def span(period: Any) -> str:
    """Write a period with both days included: ``2. nov. 2026 – 29. jan. 2027``."""
    if not period or period.isempty:
        return "–"
    last = last_day(period)
    return f"{day(first_day(period))} – {day(last) if last else _('indtil videre')}"


@register.filter
def span_end(period: Any) -> str:
    """Write the last day of a period: ``29. jan. 2027``, or that it has none."""
    last = last_day(period) if period else None
    return day(last) if last else _("indtil videre")


@register.filter
def week_words(slots: Any) -> str:
    """Write a week's slots in words: ``man, tir 9.00–13.00``."""
    return show(slots)


@register.simple_tag
def who_sees(field: Any) -> str:
    """Print, closed, why we have a candidate's field and who sees it: ``{% who_sees form.goal %}``."""
    words = eyes_of("candidate", field.name) if field else None
    if words is None:
        return ""
    return format_html(
        '<details class="pl-eyes"><summary>{}<span class="sr-only">: {}</span></summary><p>{}</p><ul>{}</ul></details>',
        _("Hvem ser det?"),
        field.label,
        words.why,
        format_html_join("", "<li>{}</li>", ((each,) for each in words.seen_by)),
    )
