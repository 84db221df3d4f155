"""Joining in the sample city: homes of towns, codes on posters, a few who wait to be admitted."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import NAMESPACE_OID, uuid5

from niangjia.engine.identity import check_character
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.api import Applicant, apply_all, open_doors, unions_by_code
from niangjia.sample.cast import Union
from niangjia.sample.tree import Tree

PLACE = "办事窗口海报（示例数据）"
WAITING = (
    ("刘芳菲", "370303", 1988, 22, ("美团", "饿了么"), "rider"),
    ("陈志远", "370302", 1993, 13, ("滴滴",), "ride"),
    ("赵㛃", "370305", 1990, 24, ("满帮",), "truck"),
    ("古丽·阿依", "370303", 1996, 26, ("顺丰",), "courier"),
    ("孙浩然", "370321", 1985, 15, (), ""),
    ("周桂芝", "370306", 1979, 28, (), ""),
)
"""Name, place of the number, year of birth, sequence, platforms, trade; all invented."""


def open_homes(tree: Tree, unions: Sequence[Union], by: Actor) -> int:
    """One community union for each town that has one: its home, with a code. Returns homes."""
    numbers = unions_by_code()
    towns = _towns(tree)
    homes: dict[int, tuple[Union, int]] = {}
    for union in unions:
        town = towns.get((tree.by_name[union.area.short].pk, union.town.name))
        if union.kind == "area" and town is not None:
            homes.setdefault(town.pk, (union, town.pk))
    for number, (union, town_id) in enumerate(homes.values()):
        code = open_doors(union_id=numbers[union.code], place=PLACE, by=by, home_of=town_id)
        if number == 0:
            apply_all(code=code, people=list(_waiting(union)))
    return len(homes)


def _towns(tree: Tree) -> dict[tuple[int | None, str], Unit]:
    rows = Unit.objects.within(tree.city.scope).filter(kind="town")
    return {(unit.parent_id, unit.short_name): unit for unit in rows}


def _waiting(union: Union) -> Iterator[Applicant]:
    for number, (name, place, year, sequence, platforms, trade) in enumerate(WAITING, 1):
        first = f"{place}{date(year, 3, 1) + timedelta(days=29 * number):%Y%m%d}{sequence:03d}"
        yield Applicant(
            request=str(uuid5(NAMESPACE_OID, f"niangjia.sample.{number}")), name=name, number=first + check_character(first),
            phone=f"1391234{number:04d}", platforms=platforms, trade=trade, migrant=number % 2 == 1,
            employer_name="" if platforms else f"{union.town.name}便民服务店",
        )  # fmt: skip
