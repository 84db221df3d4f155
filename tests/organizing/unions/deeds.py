"""Deeds done by mistake, and pictures of what they change."""

from datetime import date, timedelta
from decimal import Decimal

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.endings import Funds, dissolve_union, merge_union
from niangjia.organizing.actions.moves import move_unit
from niangjia.organizing.models import (
    Coverage,
    FederationSeat,
    Membership,
    Officer,
    Person,
    Term,
    Union,
    UnionChange,
    UnionVersion,
    UnitMove,
)
from niangjia.organizing.models.facts import KNOWN
from niangjia.organizing.queries.subtrees import by_county, weight_of

DAY, WHY, REASON = date(2022, 7, 1), "测试", "文件发错单位，实为乙厂并入"
BEFORE = DAY - timedelta(days=1)
FUNDS = Funds(Decimal("1234.50"), "王出纳", "李会计")
PAPER = {"document_number": "张工〔2022〕5号", "reason": "企业合并", "funds": FUNDS}


def known(model: type, union: Union) -> list[tuple[object, ...]]:
    """What the house says today of a union in this table, without who recorded it and when."""
    hidden = {"id", "recorded_at", "recorded_by", "superseded_at"}
    names = sorted(f.attname for f in model._meta.concrete_fields if f.name not in hidden)
    rows = model.objects.unscoped(reason=WHY).filter(KNOWN, union=union)
    return sorted((tuple(row.values()) for row in rows.values(*names)), key=str)


def picture(*unions: Union) -> dict[str, object]:
    """Everything that an ended union loses, and what its people repeat."""
    found: dict[str, object] = {}
    for union in unions:
        for model in (UnionVersion, Membership, Coverage, FederationSeat):
            found[f"{model.__name__} {union.pk}"] = known(model, union)
        offices = Officer.objects.unscoped(reason=WHY).filter(committee__term__union=union)
        terms = Term.objects.unscoped(reason=WHY).filter(union=union)
        found[f"offices {union.pk}"] = [
            *offices.values_list("name", "valid_to", "end_reason"),
            *terms.values_list("number", "ended_on"),
        ]
        unit = Unit.objects.unscoped(reason=WHY).get(pk=union.unit_id)
        found[f"unit {union.pk}"] = (unit.name, unit.parent_id, unit.valid_to)
        held = Membership.objects.unscoped(reason=WHY).filter(KNOWN, union=union)
        people = Person.objects.unscoped(reason=WHY).filter(pk__in=held.values("person"))
        found[f"people {union.pk}"] = sorted(people.values_list("pk", "unit", "path", "state"))
    return found


def entries(union: Union) -> list[str]:
    rows = UnionChange.objects.unscoped(reason=WHY).filter(union=union).order_by("pk")
    return [row.get_kind_display() for row in rows]


def deed_of(union: Union, kind: str) -> UnionChange:
    return UnionChange.objects.unscoped(reason=WHY).get(union=union, kind=kind)


def end(union: Union, kind: str, by: Actor, into: Union | None = None) -> UnionChange:
    if kind == "merge":
        assert into
        merge_union(union_id=union.pk, into_id=into.pk, on=DAY, by=by, **PAPER)
    else:
        to = into.pk if into else None
        dissolve_union(union_id=union.pk, members_to_id=to, on=DAY, by=by, **PAPER)
    return deed_of(union, kind)


def ended(one: Union, other: Union, keeper: Actor) -> None:
    dissolve_union(union_id=other.pk, on=DAY + timedelta(days=9), by=keeper, **PAPER)


def move_town(town: Unit, west: Unit, by: Actor, on: date = DAY) -> UnitMove:
    move_unit(unit_id=town.pk, superior_id=west.pk, on=on, document_number="淄工〔2022〕7号",
              reason="区划调整", by=by)  # fmt: skip
    return UnitMove.objects.unscoped(reason=WHY).order_by("-pk").first()


def counts(city: Unit, day: date) -> dict[str, tuple[int, int]]:
    return {row.name: (row.unions, row.members) for row in by_county(city.scope, day)}


def subtree(*units: Unit) -> list[tuple[int, int, int, int]]:
    """What hangs below each unit, by the tree and by the register, right now."""
    found = []
    for unit in units:
        unit.refresh_from_db()
        weight, people = weight_of(unit.scope), Person.objects.within(unit.scope).count()
        found.append((weight.units, weight.unions, weight.members, people))
    return found
