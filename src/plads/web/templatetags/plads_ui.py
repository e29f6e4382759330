"""Template tags and filters for the look of Plads.

Only presentation lives here: icons, form fields in the state's markup, dates, hours and kroner as Danes
write them. Nothing here reads the database or decides anything.

Use with ``{% load plads_ui %}``. The tags are listed with examples in the docstring of each function.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django import forms, template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

SPRITE: Final = "vendor/dkfds/img/all-svg-icons.svg"

#: What a word about a state looks like. Colours never stand alone: the badge always carries the word itself.
TONES: Final[Mapping[str, str]] = {
    "ok": "success",
    "success": "success",
    "good": "success",
    "running": "success",
    "warn": "warning",
    "warning": "warning",
    "gap": "warning",
    "block": "error",
    "error": "error",
    "bad": "error",
    "info": "info",
    "debug": "info",
    "planned": "info",
    "proposed": "info",
}


# ----------------------------------------------------------------------------------------------------- icons


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Draw one icon of the state's set: ``{% icon "calendar-month" %}``.

    Without ``label`` it is decoration and hidden from screen readers; with ``label`` it is an image so named.
    """
    classes = f"icon-svg {css}".rstrip()
    href = f"{static(SPRITE)}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}" focusable="false"><use href="{}"></use></svg>',
            classes,
            label,
            href,
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', classes, href
    )


# --------------------------------------------------------------------------------------------- words & tones


@register.filter
def tone(kind: object) -> str:
    """Give the design system's word for a kind: ``warn`` → ``warning``, ``block`` → ``error``, else empty."""
    return TONES.get(str(kind or "").lower(), "")


@register.filter
def alert_icon(kind: object) -> str:
    """Give the icon that goes with a kind of alert."""
    return tone(kind) or "info"


# --------------------------------------------------------------------------------------------- dates & units


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day as Danes do: ``12. marts 2026``, ``3. dec. 2026``. Nothing gives a dash."""
    if not value:
        return "–"
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, _("j. N Y"))


@register.filter
def day_short(value: date | datetime | None) -> str:
    """Write a day without its year: ``12. marts``."""
    if not value:
        return "–"
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, _("j. N"))


@register.filter
def moment(value: datetime | date | str | None) -> str:
    """Write a moment: ``12. marts 2026 kl. 9.05``. Text passes through as it is."""
    if value is None or value == "":
        return "–"
    if isinstance(value, str):
        return value
    if not isinstance(value, datetime):
        return day(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{day(local)} kl. {local.hour}.{local.minute:02d}"


@register.filter
def iso(value: date | datetime | str | None) -> str:
    """Write a day or moment for the ``datetime`` attribute of ``<time>``; text gives an empty string."""
    return value.isoformat() if isinstance(value, date) else ""


@register.filter
def hours(minutes: int | None) -> str:
    """Write minutes as hours: ``450`` → ``7 t. 30 min.``, ``420`` → ``7 t.``, ``45`` → ``45 min.``."""
    if minutes is None:
        return "–"
    sign = "−" if minutes < 0 else ""
    whole, rest = divmod(abs(int(minutes)), 60)
    if not whole:
        return f"{sign}{rest} min."
    return f"{sign}{whole} t. {rest} min." if rest else f"{sign}{whole} t."


@register.filter
def number(value: Decimal | float | int | None, decimals: int = 0) -> str:
    """Write a number the Danish way: ``1234.5|number:1`` → ``1.234,5``."""
    if value is None or value == "":
        return "–"
    text = f"{Decimal(str(value)):,.{int(decimals)}f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".").replace("-", "−")


@register.filter
def kr(value: Decimal | int | None) -> str:
    """Write an amount in kroner: ``12345`` → ``12.345 kr.``; øre only when there are some."""
    if value is None or value == "":
        return "–"
    amount = Decimal(str(value))
    return f"{number(amount, 0 if amount == amount.to_integral_value() else 2)} kr."


@register.filter
def percent(value: Decimal | float | None, decimals: int = 0) -> str:
    """Write a share between 0 and 1 as per cent: ``0.874`` → ``87 %``."""
    if value is None or value == "":
        return "–"
    return f"{number(Decimal(str(value)) * 100, decimals)} %"


# ----------------------------------------------------------------------------------------------------- forms


class Choice(NamedTuple):
    """One box or button of a group, ready to print: its tag, the id its label points at, and the label."""

    tag: SafeString
    id: str
    label: str


class FieldParts(NamedTuple):
    """What ``components/field.html`` needs to print one form field in the state's markup."""

    layout: str  # "hidden", "checkbox", "choices" (radio or boxes), "group" (several inputs) or "single"
    kind: str  # "checkbox" or "radio" for choices
    widget: SafeString
    choices: list[Choice]
    optional: bool


def _merge_class(attrs: Mapping[str, Any], css: str) -> str:
    """Add our class to those the form's author gave the widget."""
    return f"{css} {attrs.get('class', '')}".strip()


def _native_date(widget: forms.Widget) -> None:
    """Use the browser's own calendar and clock: they need ISO values whatever the page's language is."""
    if isinstance(widget, forms.DateTimeInput) and widget.input_type in {"text", "datetime-local"}:
        widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
    elif isinstance(widget, forms.DateInput) and widget.input_type in {"text", "date"}:
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    elif isinstance(widget, forms.TimeInput) and widget.input_type in {"text", "time"}:
        widget.input_type, widget.format = "time", "%H:%M"


def _css_for(widget: forms.Widget) -> str:
    """Choose the state's class, and a width that tells how much to write."""
    if isinstance(widget, forms.Select):
        return "form-select"
    if isinstance(widget, forms.FileInput):
        return "pl-file"
    if isinstance(widget, forms.Textarea):
        return "form-input pl-textarea"
    if isinstance(widget, forms.DateTimeInput):
        return "form-input input-width-s"
    if isinstance(widget, forms.DateInput | forms.TimeInput | forms.NumberInput):
        return "form-input input-width-xs"
    return "form-input"


def _part_name(widget: forms.Widget) -> str:
    """Name one of several inputs that belong to one field."""
    if isinstance(widget, forms.DateInput):
        return _("dato")
    return _("klokkeslæt") if isinstance(widget, forms.TimeInput) else _("værdi")


@register.simple_tag
def field_parts(field: BoundField) -> FieldParts:
    """Take a form field apart for ``components/field.html``: ``{% field_parts field as part %}``.

    The ids of hint and error are those Django itself writes into ``aria-describedby``: ``<id>_helptext``
    and ``<id>_error``.
    """
    widget = field.field.widget
    optional = not field.field.required
    empty = SafeString("")
    if field.is_hidden:
        return FieldParts("hidden", "", SafeString(field.as_widget()), [], optional)
    if isinstance(widget, forms.CheckboxInput):
        tag = field.as_widget(attrs={"class": _merge_class(widget.attrs, "form-checkbox")})
        return FieldParts("checkbox", "checkbox", SafeString(tag), [], optional)
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = "checkbox" if isinstance(widget, forms.CheckboxSelectMultiple) else "radio"
        choices = []
        for sub in field.subwidgets:
            attrs = sub.data["attrs"]
            attrs["class"] = _merge_class(attrs, f"form-{kind}")
            attrs.pop("aria-invalid", None)
            sub.data["wrap_label"] = False
            choices.append(Choice(SafeString(sub.tag()), sub.id_for_label, str(sub.choice_label)))
        return FieldParts("choices", kind, empty, choices, optional)
    parts = widget.widgets if isinstance(widget, forms.MultiWidget) else [widget]
    for part in parts:
        _native_date(part)
        if part is not widget:
            part.attrs["class"] = _merge_class({}, _css_for(part))
            part.attrs.setdefault("aria-label", f"{field.label}: {_part_name(part)}")
    attrs = (
        {}
        if isinstance(widget, forms.MultiWidget)
        else {"class": _merge_class(widget.attrs, _css_for(widget))}
    )
    if isinstance(widget, forms.Textarea) and "rows" in widget.attrs and widget.attrs["rows"] == "10":
        attrs["rows"] = "4"
    layout = "group" if widget.use_fieldset else "single"
    return FieldParts(layout, "", SafeString(field.as_widget(attrs=attrs)), [], optional)


@register.inclusion_tag("plads/components/field.html", name="field")
def field_tag(
    field: BoundField, label: str = "", suffix: str = "", hide_optional: bool = False
) -> dict[str, object]:
    """Print one form field: ``{% field form.hours suffix="timer" %}``. No context leaks in."""
    return {"field": field, "label": label, "suffix": suffix, "hide_optional": hide_optional}


@register.filter
def error_fields(form: forms.BaseForm) -> list[tuple[str, str, str]]:
    """List a form's errors for the summary: the id to jump to, the field's label with its colon, and the message."""
    rows: list[tuple[str, str, str]] = [("", "", str(message)) for message in form.non_field_errors()]
    for field in form:
        target = field.id_for_label or field.auto_id
        if isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            target = f"{field.auto_id}_0"
        rows += [
            ("" if field.is_hidden else str(target), _named(str(field.label)), str(message))
            for message in field.errors
        ]
    return rows


def _named(label: str) -> str:
    """Return a label ready for a message behind it: a question keeps its mark alone."""
    return label if not label or label.endswith("?") else f"{label}:"


# ---------------------------------------------------------------------------------------------------- blocks


@register.simple_block_tag
def panel(
    content: str, heading: str = "", icon_name: str = "", level: int = 2, css: str = "", id: str = ""
) -> str:
    """Print a bordered surface with a heading: ``{% panel "Mentor" %} … {% endpanel %}``."""
    return format_html(
        '<section class="pl-panel {}"{}>{}{}</section>',
        css,
        format_html(' id="{}"', id) if id else "",
        format_html(
            '<h{0} class="pl-panel-h">{1}{2}</h{0}>',
            int(level),
            icon(icon_name) if icon_name else "",
            heading,
        )
        if heading
        else "",
        content,
    )


@register.simple_block_tag
def disclose(content: str, summary: str, open: bool = False) -> str:
    """Print a line that opens and shows more: ``{% disclose "Vis udregningen" %} … {% enddisclose %}``."""
    return format_html(
        '<details class="details"{}><summary class="details-summary">{}</summary>'
        '<div class="details-text">{}</div></details>',
        SafeString(" open") if open else "",
        summary,
        content,
    )


# ------------------------------------------------------------------------------------------------ pagination


@register.simple_tag
def page_range(page: Any) -> Iterable[int | str]:
    """Give the page numbers to print for a Django ``Page``, with ``…`` where some are left out."""
    numbers: Iterable[int | str] = page.paginator.get_elided_page_range(
        page.number, on_each_side=1, on_ends=1
    )
    return numbers


# ------------------------------------------------------------------------------------------------- the board


def _get(item: Any, name: str) -> Any:
    """Read ``name`` from a mapping or an object, so that a view may hand over either."""
    return item.get(name, "") if isinstance(item, Mapping) else getattr(item, name, "")


def _bar(bar: Any) -> str:
    """Print one bar. Its place is two classes, since the page's policy allows no style attributes."""
    url, sub, text = _get(bar, "url"), _get(bar, "sub"), _get(bar, "text")
    tag = "a" if url else "span"
    return (
        f'<{tag} class="{str(_get(bar, "kind"))[:3]} c{int(_get(bar, "start"))} s{int(_get(bar, "span"))}"'
        + (f' href="{conditional_escape(url)}"' if url else "")
        + (f' title="{conditional_escape(text)}"' if text else "")
        + f"><b>{conditional_escape(_get(bar, 'label'))}"
        + (f" <i>{conditional_escape(sub)}</i>" if sub else "")
        + f"</b></{tag}>"
    )


@register.simple_tag
def board_rows(centre: Any) -> SafeString:
    """Print the rows of one centre on the board, tightly: a municipality has some 260 rows and 750 bars.

    Each row has ``number``, ``function``, ``url`` and ``bars``; each bar ``start`` (week column from 1),
    ``span``, ``label``, ``sub``, ``url``, ``kind`` and ``text``. The kind becomes a class of three letters:
    ``run``, ``pla``, ``end``, ``gap``, ``pau``, ``pro``.
    """
    out = []
    for row in _get(centre, "rows"):
        url, number = conditional_escape(_get(row, "url")), conditional_escape(_get(row, "number"))
        out.append(
            f'<li><a href="{url}"><b>{number}</b>{conditional_escape(_get(row, "function"))}</a>'
            f"<div>{''.join(map(_bar, _get(row, 'bars')))}</div></li>"
        )
    return SafeString("\n".join(out))


@register.simple_tag
def verdict_word(outcome: object) -> str:
    """Say a verdict in a word: ok, warn or block."""
    words = {"ok": _("Opfyldt"), "warn": _("Vær opmærksom"), "block": _("Ikke tilladt")}
    return words.get(str(outcome), str(outcome))


@register.filter
def at(items: Sequence[Any], index: int) -> Any:
    """Take one item of a list by its number; nothing when there are too few."""
    return items[index] if index < len(items) else ""
