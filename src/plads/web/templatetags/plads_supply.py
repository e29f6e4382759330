"""Words about periods and deadlines for the supply pages."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plads.core.periods import last_day
from plads.web.templatetags.plads_ui import day

register = template.Library()


@register.filter
def both_days(period: Any) -> str:
    """Write a period with both days included: ``1. jan. 2026 – 31. dec. 2026``."""
    return f"{day(period.lower)} – {day(last_day(period))}"


@register.filter
def ago(days: int) -> str:
    """Write how many days ago something was: ``i dag``, ``for 3 dage siden``."""
    if days <= 0:
        return _("i dag")
    return ngettext("for {n} dag siden", "for {n} dage siden", days).format(n=days)


@register.filter
def deadline(left: int) -> str:
    """Write how many days are left: ``om 2 dage``, ``i dag``, ``4 dage over tiden``."""
    if left < 0:
        return ngettext("{n} dag over tiden", "{n} dage over tiden", -left).format(n=-left)
    if left == 0:
        return _("i dag")
    return ngettext("om {n} dag", "om {n} dage", left).format(n=left)
