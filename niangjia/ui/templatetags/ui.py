"""Tags and filters that the components need; pages load this library as ``ui``."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.template.base import NodeList
from django.template.context import Context
from django.template.loader_tags import BlockNode
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from niangjia.ui import icons
from niangjia.ui.texts import day, escaped, moment, number

register = template.Library()

register.filter("number", number)
register.filter("day", day)
register.filter("moment", moment)


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """Inline SVG of a Tabler outline icon."""
    return icons.svg(name, label=label, css=css)


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> SafeString:
    """Render a block a second time: the title stands in ``<title>`` and in the heading."""
    return BlockNode(name, NodeList()).render(context)


@register.filter
def free(attrs: Any) -> SafeString:
    """Undeclared attributes of a component (hx-*, data-*, aria-*, id), escaped.

    Cotton writes attribute values as they are; here a value that is not already HTML is
    escaped, so that a firm's name can never end an attribute. ``class`` is left to the
    component, which joins it to its own.
    """
    given = [
        (k, v) for k, v in attrs.attrs_dict().items() if k != "class" and v not in (False, None)
    ]
    words = (format_html("{}", k) if v is True else format_html('{}="{}"', k, v) for k, v in given)
    return format_html_join(" ", "{}", ((word,) for word in words))


@register.filter
def widget(field: BoundField) -> SafeString:
    """The form field's input with our classes, its help and its errors tied to it."""
    inner = field.field.widget
    if isinstance(inner, (CheckboxSelectMultiple, RadioSelect)):
        css = "nj-choices"
    elif isinstance(inner, CheckboxInput):
        css = "form-check-input"
    else:
        css = "form-select" if isinstance(inner, Select) else "form-control"
    own = inner.attrs.get("class", "")
    attrs: dict[str, str | bool] = {
        "class": f"{css} {own} {'is-invalid' if field.errors else ''}".strip()
    }
    told = [f"{field.auto_id}_help"] * bool(field.help_text)
    told += [f"{field.auto_id}_errors"] * bool(field.errors)
    if told:
        attrs["aria-describedby"] = " ".join(told)
    return field.as_widget(attrs=attrs)


REQUIRED = mark_safe('<span class="nj-required" title="必填">*</span>')


@register.simple_tag
def captioned(
    field: BoundField, label: str = "", wide: str = "", hide_label: str = "", attrs: Any = None
) -> SafeString:
    """A form field with its caption, help and errors. A filter bar has ten of them: no template."""
    if field.is_hidden:
        return SafeString(field)
    inner, word = field.field.widget, escaped(label or field.label)
    box, star = widget(field), REQUIRED if field.field.required else ""
    own = attrs.attrs_dict().get("class", "") if attrs else ""
    css = f"nj-field{' nj-field-wide' if wide else ''} {own}".strip()
    more = f" {free(attrs)}" if attrs else ""
    if inner.use_fieldset:  # several inputs share one caption
        caption = f'<legend class="form-label">{word}{star}</legend>'
        return mark_safe(
            f'<fieldset class="{css}"{more}>{caption}{box}{field_notes(field)}</fieldset>'
        )
    if type(inner) is CheckboxInput:  # one box, its label behind it
        line = f'<label class="form-check nj-check">{box}<span class="form-check-label">{word}</span></label>'
        return mark_safe(f'<div class="{css}"{more}>{line}{field_notes(field)}</div>')
    hidden = " visually-hidden" if hide_label else ""
    caption = f'<label class="form-label{hidden}" for="{field.id_for_label}">{word}{star}</label>'
    return mark_safe(f'<div class="{css}"{more}>{caption}{box}{field_notes(field)}</div>')


@register.simple_tag
def field_notes(field: BoundField) -> SafeString:
    """What helps to fill the field in, and what is wrong with it."""
    told = ""
    if field.help_text:
        told = f'<p class="nj-note" id="{field.auto_id}_help">{escaped(field.help_text)}</p>'
    if field.errors:
        errors = "".join(f"<p>{escaped(error)}</p>" for error in field.errors)
        told += f'<div class="nj-field-errors" id="{field.auto_id}_errors">{errors}</div>'
    return mark_safe(told)


@register.filter
def percent_of(part: float | Decimal | None, whole: float | Decimal | None) -> int:
    """Whole percent, 0 to 100; an empty whole gives 0."""
    return min(100, max(0, round(100 * float(part or 0) / float(whole)))) if whole else 0


@register.filter
def as_percent(share: float | Decimal | None) -> str:
    """A share from 0 to 1 with one decimal, or a dash where there is none."""
    return "—" if share is None else f"{100 * float(share):.1f}%"


@register.filter
def in_words(reason: Any) -> str:
    """Why a page was refused, if the house said so in Chinese; a class name says nothing."""
    text = str(reason or "").strip()
    if not any("\u4e00" <= sign <= "\u9fff" for sign in text):
        return ""
    return text if text.endswith("。") else f"{text}。"


@register.filter
def shown(value: Any) -> Any:
    """A value for reading: day, thousands, 是/否, or a dash where there is none."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return number(value) if isinstance(value, (int, float, Decimal)) else value
