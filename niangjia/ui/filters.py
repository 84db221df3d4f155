"""Filters of a listing, for ``django_filters.FilterSet``, with Chinese words and small forms."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe

from niangjia.ui.texts import escaped

ALL = "全部"


class SearchFilter(django_filters.CharFilter):  # type: ignore[misc]
    """A search box; pass ``method="…"`` or ``lookup_expr="icontains"``."""

    def __init__(self, label: str, placeholder: str = "", **kwargs: Any) -> None:
        attrs = {"placeholder": placeholder, "autocomplete": "off", "enterkeyhint": "search"}
        box = PlainInput(attrs={"type": "search", **attrs})
        super().__init__(label=label, widget=box, max_length=100, **kwargs)


class PlainInput(forms.TextInput):
    """A box written in one go: a filter bar has several, and a template for each costs as much as
    ten rows of the list."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        own = {"type": self.input_type, "name": name, "value": self.format_value(value)}
        return mark_safe(f"<input{flatatt(own | self.build_attrs(self.attrs, attrs))}>")


class PlainSelect(forms.Select):
    """A select without groups, written in one go: places are many, and a template for each
    option costs more than the rest of the page."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = "" if value is None else str(value)
        given = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        options = "".join(
            f'<option value="{escaped(key)}"{" selected" * (str(key) == chosen)}>'
            f"{escaped(label)}</option>"
            for key, label in self.choices
        )
        return mark_safe(f"<select{given}>{options}</select>")


class PickFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """One of several; ``choices`` as for a form field."""

    def __init__(self, label: str, choices: Any, **kwargs: Any) -> None:
        super().__init__(
            label=label, choices=choices, empty_label=ALL, widget=PlainSelect, **kwargs
        )


def with_own_level(places: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Places as (path, name), the first once more as “本级”: what hangs on it alone."""
    rows = list(places)
    if len(rows) < 2:
        return rows
    path, name = rows[0]
    return [rows[0], (f"{path}.", f"{name.strip()}本级"), *rows[1:]]


class PlaceFilter(PickFilter):
    """A unit's path: the unit with all below it; with a dot behind, the unit alone."""

    def __init__(self, label: str, field_name: str, **kwargs: Any) -> None:
        super().__init__(label, (), field_name=field_name, **kwargs)

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        if value.endswith("."):
            return qs.filter(**{self.field_name: value[:-1]})
        return qs.filter(**{f"{self.field_name}__startswith": value})


class YesNoFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """是 / 否 / 全部 for a boolean field."""

    def __init__(self, label: str, words: tuple[str, str] = ("是", "否"), **kwargs: Any) -> None:
        choices = [("1", words[0]), ("0", words[1])]
        super().__init__(
            label=label, choices=choices, empty_label=ALL, widget=PlainSelect, **kwargs
        )

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value not in {"1", "0"}:
            return qs
        return qs.filter(**{self.field_name: value == "1"})


class SetFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """已填 / 未填 / 全部: whether the field holds anything."""

    def __init__(self, label: str, words: tuple[str, str] = ("有", "无"), **kwargs: Any) -> None:
        choices = [("1", words[0]), ("0", words[1])]
        super().__init__(
            label=label, choices=choices, empty_label=ALL, widget=PlainSelect, **kwargs
        )

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value not in {"1", "0"}:
            return qs
        return qs.filter(**{f"{self.field_name}__isnull": value == "0"})


class _Pair(django_filters.widgets.RangeWidget):  # type: ignore[misc]
    """Two small inputs side by side, each with its own name for readers."""

    suffixes = ["min", "max"]

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        boxes = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        first, last = (_one_of_pair(box, "从到"[at]) for at, box in enumerate(boxes))
        return mark_safe(
            f'<span class="nj-pair">{first}<span aria-hidden="true">至</span>{last}</span>'
        )


def _one_of_pair(box: dict[str, Any], word: str) -> str:
    given = {"type": box["type"], "name": box["name"], "aria-label": word, "value": box["value"]}
    return f"<input{flatatt(given | box['attrs'])}>"


class _DayPair(_Pair):
    suffixes = ["after", "before"]


class NumberRangeFilter(django_filters.RangeFilter):  # type: ignore[misc]
    """From … to …: parameters ``name_min`` and ``name_max``."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "size": "6"}
        super().__init__(label=label, widget=_Pair(attrs=attrs), **kwargs)


class DayRangeFilter(django_filters.DateFromToRangeFilter):  # type: ignore[misc]
    """From day to day, both included: parameters ``name_after`` and ``name_before``."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label=label, widget=_DayPair(attrs={"type": "date"}), **kwargs)
