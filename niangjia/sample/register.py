"""The register of unions of the sample city: the unions of the list files, as units with facts.

What the lists get wrong on purpose (codes, districts) is right here: the federation knows its own
unions. Five unions are shells, see ``SHELLS``.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.furnishing import (
    EmployerRow,
    FurnishedUnion,
    UnionRow,
    furnish_unions,
    plant_register,
    registered_codes,
)
from niangjia.sample.cast import Union
from niangjia.sample.naming import pick
from niangjia.sample.tree import Tree

SHELLS = 5
SILENT_SINCE = 400  # days
SEED = 712_541
SOURCE = "示例数据"
KINDS = {
    "single": UnitKind.BASIC,
    "joint": UnitKind.JOINT,
    "area": UnitKind.JOINT,
    "federation": UnitKind.INDUSTRY,
}
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "建国志强海燕玉洁继红立新桂芝远征向前文静浩然雨桐若彤晓宇明辉秀英丽华振东卫民春梅"


def plant_unions(tree: Tree, unions: tuple[Union, ...], days: list[date], by: Actor) -> int:
    """Plant the unions that are missing, with everything that hangs on them. Returns how many.

    ``days``: of the lists, the last one today.
    """
    known = registered_codes()
    missing = [union for union in unions if union.code not in known]
    if not missing:
        return 0
    towns = {(u.parent_id, u.short_name): u for u in _towns(tree)}
    shells = {union.code for union in _shells(missing, days[-1])}
    rows = [_row(tree, towns, union, days, union.code in shells) for union in missing]
    made = plant_register(rows, by=by)
    furnish_unions(
        rows=[
            _furnished(tree, pk, union, days[-1], union.code in shells)
            for pk, union in zip(made, missing, strict=True)
        ],
        by=replace(by, scope=tree.city.scope),
    )
    return len(made)


def _towns(tree: Tree) -> Iterator[Unit]:
    rows = Unit.objects.within(tree.city.scope).filter(kind=UnitKind.TOWN)
    yield from rows.select_related("parent")


def _shells(unions: list[Union], today: date) -> list[Union]:
    """Five ordinary unions of single firms, long founded, well apart in the list."""
    old = today - timedelta(days=SILENT_SINCE)
    plain = [u for u in unions if u.kind == "single" and not u.new_form and not u.doubt]
    single = [u for u in plain if u.founded < old]
    return single[:: max(1, len(single) // SHELLS)][:SHELLS]


def _row(
    tree: Tree,
    towns: dict[tuple[int | None, str], Unit],
    union: Union,
    days: list[date],
    shell: bool,
) -> UnionRow:
    county = tree.by_name[union.area.short]
    federation = union.kind == "federation"
    superior = county if federation else towns[county.pk, union.town.name]
    told = {days[0]: union.members_before, days[-1]: union.members}
    if shell:
        told = {days[-1] - timedelta(days=SILENT_SINCE): union.members}
    first = union.covers[0]
    return UnionRow(
        name=union.name,
        kind=KINDS[union.kind],
        superior=superior,
        unit=tree.by_name.get(union.name.removesuffix("工会联合会")) if federation else None,
        founded_on=union.founded,
        uscc=union.code,
        document_number=f"{union.area.short[:2]}工〔{union.founded.year}〕{int(union.code[10:17], 36) % 90 + 1}号",
        source=SOURCE,
        facts={
            "employees": union.staff,
            "new_form": union.new_form,
            "trade_code": first.trade.section + first.trade.code,
            "address": f"{union.area.short}{union.town.name}",
        },
        heads={
            day: {"members": count, "employees": union.staff}
            for day, count in told.items()
            if day >= union.founded
        },
        covers=[EmployerRow(f.name, f.uscc, f.headcount, f.trade.code) for f in union.covers],
    )


def _furnished(tree: Tree, pk: int, union: Union, today: date, shell: bool) -> FurnishedUnion:
    """Term, chair, certificate and the last sign of life, all from the union's own code."""
    rng = Random(f"{SEED}{union.code}")
    years = pick(rng, (3, 5, 5))
    elected = union.founded
    while (later := _later(elected, years)) < today - timedelta(days=20):
        elected = later
    number = (elected.year - union.founded.year) // years + 1
    chair = pick(rng, SURNAMES) + "".join(pick(rng, GIVEN) for _ in range(2))
    silent = 230 + int(rng.random() * 200) if shell else 3 + int(rng.random() * 140)
    certified = rng.random() < 0.85 and elected + timedelta(days=30) <= today
    return FurnishedUnion(
        union_id=pk, number=number, elected_on=elected, years=years, chair=chair,
        full_time=union.staff >= 200, issuer=tree.by_name[union.area.short].pk,
        certificate=f"工法证字第{union.area.registrar}{pk:06d}号" if certified else "",
        last_sign=max(union.founded, today - timedelta(days=silent)),
    )  # fmt: skip


def _later(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28))
