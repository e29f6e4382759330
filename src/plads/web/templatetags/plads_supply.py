"""Words about periods for the supply pages."""

from typing import Any

from django import template

from plads.core.periods import last_day
from plads.web.templatetags.plads_ui import day

register = template.Library()


@register.filter
def both_days(period: Any) -> str:
    """Write a period with both days included: ``1. jan. 2026 – 31. dec. 2026``."""
    return f"{day(period.lower)} – {day(last_day(period))}"


@register.filter
def last(period: Any) -> Any:
    """Return the last day included in a period."""
    return last_day(period)
