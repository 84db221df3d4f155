"""A row of any model, with no more than its table insists on."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from itertools import count
from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from niangjia.kernel.files.api import store
from niangjia.kernel.files.models import StoredFile
from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit

Sample = Callable[[Unit], Any]

_numbers = count(1)
PLAIN: tuple[tuple[type[models.Field], Any], ...] = (
    (models.DateTimeField, timezone.now),
    (models.DateField, date.today),
    (models.BooleanField, lambda: False),
    (models.UUIDField, uuid4),
    (models.JSONField, dict),
    (ArrayField, list),
    (models.DecimalField, lambda: 1),
    (models.IntegerField, lambda: next(_numbers)),
)


def make_row(model: type[models.Model], unit: Unit, **given: Any) -> models.Model:
    """Create a row that belongs to ``unit``; rows it points at are made along with it."""
    if model is StoredFile:
        return _file(unit)
    values = dict(given)
    for field in model._meta.concrete_fields:
        named = {field.name, field.attname} & set(values)
        if named or field.primary_key or field.has_default() or field.null:
            continue
        values[field.name] = _value(field, unit)
    return model._base_manager.create(**values)


def _file(unit: Unit) -> StoredFile:
    house = Actor.system("样本")
    return store(BytesIO(b"1,2\n"), name="样本.csv", by=house, unit=unit, purpose="样本")


def _target(field: models.ForeignKey, unit: Unit) -> models.Model:
    """The unit itself; a unit of its own below it where each row wants another."""
    if field.related_model is not Unit:
        return make_row(field.related_model, unit)
    if isinstance(field, models.OneToOneField):
        return plant_unit(parent=unit, kind=UnitKind.BASIC, name=f"样本工会{next(_numbers)}")
    return unit


def _value(field: models.Field, unit: Unit) -> Any:
    if isinstance(field, models.ForeignKey):
        return _target(field, unit)
    if field.name == "unit_path":
        return unit.path
    if field.blank and isinstance(field, models.CharField | models.TextField):
        return ""
    if field.choices:
        return field.flatchoices[0][0]
    for kind, make in PLAIN:
        if isinstance(field, kind):
            return make()
    return f"{next(_numbers):04d}"[: field.max_length]


def row(model: type[models.Model], **given: Any) -> Sample:
    """For an argument that names a row: one of ``model`` that belongs to the unit."""
    return lambda unit: make_row(model, unit, **given).pk


def word(text: str) -> Sample:
    """For an argument that names no row."""
    return lambda unit: text
