"""What holds for every model, written or not yet written (architecture 2, 11, 12)."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import models

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.crypto import BlindIndexField, EncryptedTextField
from niangjia.kernel.scope.actor import Scope
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.scoped import ScopedModel, ScopedQuerySet, Unscoped
from tests.house.ours import our_models, scoped_models

CLASSES = {"open", "internal", "personal", "sensitive"}
SCOPED = pytest.mark.parametrize("model", scoped_models(), ids=lambda m: m._meta.label)
WITH_PRIVACY = [m for m in our_models() if hasattr(m, "PRIVACY")]


def fields_of(model: type[models.Model]) -> set[str]:
    return {f.name for f in model._meta.fields}


@pytest.mark.parametrize("model", WITH_PRIVACY, ids=lambda m: m._meta.label)
def test_every_field_has_exactly_one_privacy_class(model: Any) -> None:
    counted = Counter(name for names in model.PRIVACY.values() for name in names)

    assert set(model.PRIVACY) <= CLASSES
    assert set(counted) == fields_of(model)
    assert {name for name, times in counted.items() if times > 1} == set()


def test_no_model_about_people_or_units_is_left_out() -> None:
    assert {*scoped_models(), Account} <= set(WITH_PRIVACY)


@pytest.mark.parametrize("model", WITH_PRIVACY, ids=lambda m: m._meta.label)
def test_sensitive_fields_are_sealed_or_hashed(model: Any) -> None:
    sensitive = model.PRIVACY.get("sensitive", set()) - {"password"}
    sealed = {
        f.name for f in model._meta.fields if isinstance(f, EncryptedTextField | BlindIndexField)
    }

    assert sensitive == sealed


def test_nothing_is_a_float() -> None:
    floats = [
        f"{m._meta.label}.{f.name}"
        for m in our_models()
        for f in m._meta.fields
        if isinstance(f, models.FloatField)
    ]

    assert floats == []


def test_money_has_two_decimals_and_fourteen_digits() -> None:
    words = ("amount", "cost", "fee", "price", "salary")
    money = {
        f"{m._meta.label}.{f.name}": (f.max_digits, f.decimal_places)
        for m in our_models()
        for f in m._meta.fields
        if isinstance(f, models.DecimalField) and any(w in f.name for w in words)
    }

    assert {name for name, size in money.items() if size != (14, 2)} == set()


def test_rows_say_who_they_are() -> None:
    silent = [m._meta.label for m in our_models() if m.__str__ is models.Model.__str__]

    assert silent == []


def test_every_field_has_a_chinese_name() -> None:
    framework = {"password", "last_login", "session_key", "session_data", "expire_date"}
    unnamed = {
        f"{m._meta.label}.{f.name}"
        for m in our_models()
        for f in m._meta.fields
        if not f.primary_key and f.name not in framework and str(f.verbose_name).isascii()
    }

    assert {name for name in unnamed if not name.endswith(".sha256")} == set()


ROADS: dict[str, Callable[[ScopedQuerySet[Any]], Any]] = {
    "list": list,
    "first": lambda rows: rows.first(),
    "get": lambda rows: rows.get(pk=0),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "values": lambda rows: list(rows.values("pk")),
    "values_list": lambda rows: list(rows.values_list("pk")),
    "aggregate": lambda rows: rows.aggregate(n=models.Count("pk")),
    "iterator": lambda rows: list(rows.iterator()),
    "in_bulk": lambda rows: rows.in_bulk([1]),
    "latest": lambda rows: rows.latest("pk"),
    "contains": lambda rows: rows.contains(rows.model(pk=1)),
    "explain": lambda rows: rows.explain(),
    "update": lambda rows: rows.update(pk=0),
    "delete": lambda rows: rows.delete(),
    "slice": lambda rows: list(rows[:1]),
    "union": lambda rows: list(rows.order_by().union(rows.order_by())),
    "select_for_update": lambda rows: list(rows.select_for_update()),
}


@SCOPED
def test_no_road_to_the_rows_without_a_scope(model: type[ScopedModel]) -> None:
    """No database is needed: the guard stands before it."""
    for rows in (model.objects.all(), model.objects.filter(pk=1).exclude(pk=2)):
        for road in ROADS.values():
            with pytest.raises(Unscoped, match="within"):
                road(rows)


@pytest.mark.parametrize("road", ["list", "count", "delete", "exists"])
def test_reverse_relations_are_guarded_too(road: str, city: Unit) -> None:
    account = Account.objects.create_user("liwen", name="李文")

    for rows in (account.posts.all(), city.children.all(), city.posts.filter(pk=1)):
        with pytest.raises(Unscoped):
            ROADS[road](rows)


@SCOPED
def test_an_empty_scope_sees_nothing_and_a_scope_runs(model: type[ScopedModel], db: None) -> None:
    """``SCOPE_PATH`` of every model leads somewhere."""
    assert model.objects.within(Scope()).count() == 0
    assert list(model.objects.within(Scope(("zzzz",)))) == []


@SCOPED
def test_every_manager_of_a_scoped_model_is_guarded(model: type[ScopedModel]) -> None:
    for manager in model._meta.managers:
        assert isinstance(manager.get_queryset(), ScopedQuerySet), manager.name


def test_leaving_the_scope_takes_a_reason() -> None:
    with pytest.raises(ValueError, match="理由"):
        Unit.objects.unscoped(reason="")


def test_a_model_that_belongs_to_a_unit_is_scoped() -> None:
    """A foreign key to a unit, or to a scoped row, without the guard would be a hole."""
    open_tables = [
        m._meta.label
        for m in our_models()
        if not issubclass(m, ScopedModel)
        and any(
            isinstance(f, models.ForeignKey) and issubclass(f.related_model, ScopedModel)
            for f in m._meta.fields
        )
    ]

    assert open_tables == []
