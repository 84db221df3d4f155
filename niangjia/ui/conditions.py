"""The active conditions of a filter form, in words, each with the way to take it off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.forms import Field, Form
from django.forms.models import ModelChoiceIterator

from niangjia.ui.texts import day, number


@dataclass(frozen=True)
class Condition:
    """``label`` “区县”, ``text`` “张店区”, ``names``: the URL parameters that hold it."""

    label: str
    text: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.label}：{self.text}"


def conditions(form: Form) -> list[Condition]:
    """What the form narrows by. Fields left empty or filled wrongly narrow nothing."""
    form.is_valid()
    found = []
    for name, value in form.cleaned_data.items():
        field = form.fields[name]
        text = words(value, field)
        if text:
            found.append(Condition(str(field.label), text, parameters(name, field)))
    return found


def parameters(name: str, field: Field) -> tuple[str, ...]:
    """The URL parameters of a field: several for a range."""
    suffixes = getattr(field.widget, "suffixes", ())
    return tuple(f"{name}_{suffix}" for suffix in suffixes) or (name,)


def words(value: Any, field: Field) -> str:
    """The value as the form shows it; empty if it is no condition."""
    if isinstance(value, slice):
        return _span(value.start, value.stop)
    if value is None or value == "" or value is False:
        return ""
    if isinstance(value, bool):
        return "是"
    choices = getattr(field, "choices", None)
    if choices is not None and not isinstance(choices, ModelChoiceIterator):
        return _labels(value, dict(_flat(choices)))
    if isinstance(value, (list, tuple)) or hasattr(value, "all"):
        return "、".join(str(item) for item in value)
    return _one(value)


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterable[tuple[str, str]]:
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield str(key), str(label)


def _labels(value: Any, labels: dict[str, str]) -> str:
    values = value if isinstance(value, (list, tuple)) else [value]
    return "、".join(labels.get(str(item), str(item)) for item in values)


def _one(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return day(value)
    return value if isinstance(value, str) else number(value)


def _span(start: Any, stop: Any) -> str:
    if start is None and stop is None:
        return ""
    if stop is None:
        return f"{_one(start)} 起"
    if start is None:
        return f"至 {_one(stop)}"
    return f"{_one(start)} 至 {_one(stop)}"
