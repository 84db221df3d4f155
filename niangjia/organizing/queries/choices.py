"""What a form of the register offers."""

from niangjia.engine.uscc import clean_code
from niangjia.kernel.scope.models import Scope, Unit
from niangjia.kernel.scope.queries import open_units
from niangjia.organizing.enums.unions import SUPERIORS
from niangjia.organizing.models import Union
from niangjia.organizing.rules.unions import may_hang

MANY = 400


def superiors_for(
    scope: Scope, union: Union | None = None, unit: Unit | None = None
) -> list[tuple[int, str]]:
    """Units below which something may hang: federations, and ``union`` or its kin for branches.

    With ``unit``: what this unit may be moved below.
    """
    rows = list(open_units(scope).filter(kind__in=SUPERIORS)[:MANY])
    if union is not None:
        rows += list(open_units(union.unit.scope)[:MANY])
    if unit is not None:
        if not any(may_hang(unit.kind, kind) for kind in SUPERIORS) and unit.parent_id:
            rows += list(open_units(unit.parent.scope)[:MANY])  # type: ignore[union-attr]
        rows = [row for row in rows if may_hang(unit.kind, row.kind)]
        rows = [row for row in rows if not row.path.startswith(unit.path)]
    return [(row.pk, "\u3000" * (row.depth - 1) + row.name) for row in rows]


def union_named(scope: Scope, text: str) -> Union | None:
    """By the union's code, its number or its exact name; None for none or several."""
    rows = Union.objects.within(scope).select_related("unit")
    if text.isdecimal() and len(text) < 10:
        return rows.filter(pk=int(text)).first()
    code = clean_code(text)
    if len(code) == 18:
        return rows.filter(uscc=code).first()
    found = list(rows.filter(unit__name=text[:100])[:2])
    return found[0] if len(found) == 1 else None
