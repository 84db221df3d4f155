"""Arguments of this part's URLs for the permission matrix, and its list pages."""

from datetime import date
from typing import Any

from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.enums.unions import UnionChangeKind
from niangjia.organizing.models import (
    CertificateDuty,
    HandOver,
    Union,
    UnionChange,
    UnionVersion,
    UnitMove,
)
from tests.house.rows import Sample, make_row, word

LONG_AGO = date(2015, 3, 2)


def _union(unit: Unit) -> int:
    return make_version(unit).union_id


def make_version(unit: Unit, **given: Any) -> UnionVersion:
    """A union below ``unit`` with its first version."""
    union = make_row(Union, unit, founded_on=LONG_AGO)
    values = {"kind": UnitKind.BASIC, "state": "normal", "lineage": [unit.pk, union.unit_id]}
    return make_row(
        UnionVersion, unit, union=union, name=union.unit.name, superior=unit, county=unit,
        valid_from=LONG_AGO, **(values | given),
    )  # fmt: skip


def _merge(unit: Unit) -> int:
    """A dissolution that may be taken back."""
    union = make_version(unit).union
    change = make_row(UnionChange, unit, union=union, kind=UnionChangeKind.DISSOLVE,
                      details={"closed": {}})  # fmt: skip
    make_row(HandOver, unit, union=union, change=change, receiver=unit, amount=0)
    return change.pk


def _move(unit: Unit) -> int:
    return make_row(UnitMove, unit).pk


def _town(unit: Unit) -> int:
    return plant_unit(parent=unit, kind=UnitKind.TOWN, name="样本街道总工会").pk


SAMPLES: dict[tuple[str, str], Sample] = {
    ("organizing", "union_id"): _union,
    ("organizing", "unit_id"): _town,
    ("organizing", "change_id"): _merge,
    ("organizing", "move_id"): _move,
    ("organizing:record_add", "what"): word("sign"),
    ("organizing:union_letter", "kind"): word("election"),
    ("organizing:union_letter", "form"): word("pdf"),
    ("organizing:record_end", "what"): word("seal"),
    ("organizing:record_end", "row_id"): word(0),
}
LISTS: list[tuple[str, Any, Any, dict[str, object]]] = [
    ("organizing:union_list", Role.ORGANISER, make_version, {}),
    ("organizing:shell_list", Role.ORGANISER, make_version, {}),
    ("organizing:duty_list", Role.ORGANISER, CertificateDuty, {}),
    ("organizing:union_tree", Role.ORGANISER, make_version, {}),
]
MAY_BE_ABSENT: dict[str, str] = {
    "organizing:union_own": "主席的岗位在工会上，别的单位没有“本会”",
}
REFUSED_ON_THE_LIST: dict[str, str] = {}
