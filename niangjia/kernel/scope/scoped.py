"""A query without a scope does not run (architecture, principle 2)."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from niangjia.kernel.scope.actor import Scope

M = TypeVar("M", bound=models.Model)


class Unscoped(RuntimeError):
    """A scoped model was read, counted, changed or deleted without ``.within(scope)``."""


class Absent(LookupError):
    """A row that does not exist or lies outside the scope: on purpose the two look the same.

    Queries raise it (or a subclass); ``page`` answers 404.
    """


class ScopedQuerySet(models.QuerySet[M]):
    """Every road to the database is closed until ``within`` or ``unscoped`` opens it."""

    _opened = False

    def within(self, scope: Scope) -> Self:
        """Rows whose unit lies in one of the scope's subtrees."""
        return self.filter(scope.q(self.model.SCOPE_PATH))._open()  # type: ignore[attr-defined]

    def unscoped(self, *, reason: str) -> Self:
        """All rows. ``reason`` says why: jobs over the whole tree, uniqueness checks."""
        if not reason:
            raise ValueError("unscoped 必须写明理由")
        return self._open()

    def _open(self) -> Self:
        clone = self._chain()  # type: ignore[attr-defined]
        clone._opened = True
        return clone  # type: ignore[no-any-return]

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._opened = self._opened
        return clone  # type: ignore[no-any-return]

    def _guard(self) -> None:
        if not self._opened:
            raise Unscoped(f"{self.model.__name__}：查询没有限定范围，请用 .within(scope)")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._guard()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[M]:
        self._guard()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._guard()
        return super().count()

    def exists(self) -> bool:
        self._guard()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._guard()
        return super().aggregate(*args, **kwargs)

    def explain(self, **kwargs: Any) -> str:
        self._guard()
        return super().explain(**kwargs)

    def update(self, **kwargs: Any) -> int:
        self._guard()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._guard()
        return super().delete()

    def _raw_delete(self, using: str | None) -> int:
        self._guard()
        return super()._raw_delete(using)


class ScopedModel(models.Model):
    """A row that belongs to a unit of the tree.

    ``SCOPE_PATH`` is the lookup from the row to its unit's path. ``PRIVACY`` gives every
    field its class: ``open`` (may be published), ``internal`` (staff in scope),
    ``personal`` (masked by default, a look is logged), ``sensitive`` (encrypted as well).
    """

    SCOPE_PATH: ClassVar[str] = "unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {}

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
