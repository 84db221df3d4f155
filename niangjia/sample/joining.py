"""The joining desk of the sample city on a working day: homes, posters, a ceremony, applications.

Names, numbers and telephones are invented; the sequences of the numbers lie above those of
``members``, so that no applicant is a member already unless meant to be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import islice

from niangjia.engine.identity import check_character
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.furnishing import (
    Applicant,
    JoiningDesk,
    first_basic_union,
    furnish_joining,
)
from niangjia.sample.cast import Union
from niangjia.sample.members import GIVEN, SURNAMES, Somebody, in_order, people_of
from niangjia.sample.people import CHAIRS_COUNTY
from niangjia.sample.tree import Tree

FIRST_SEQUENCE = 501
OLDEST, DAYS = date(1975, 1, 9), 9_973
RIDERS = (("rider", ("美团", "饿了么")), ("courier", ("顺丰",)), ("truck", ("满帮",)),
          ("ride", ("滴滴", "美团")))  # fmt: skip
SMALL_SHOPS = ("马尚鑫源小吃店", "春华美容美发店")
"""Employers without a union whose people come to the town's home (兜底建)."""

RETURNED = "证件号码与姓名对不上，请核对身份证后重填"
REFUSED = "您在其他城市的会籍尚未转出，请先到原工会办理转出"
MARKS = (
    (2, "不予批准的理由只有一句，没说该到哪个窗口办转出（示例数据）"),
    (4, "当天就有结果，答复清楚（示例数据）"),
)
"""What the two who were refused thought of it: one bad mark waits for an answer."""
FATES = (
    ("", ""), ("", ""), ("return", RETURNED), ("", ""), ("refuse", REFUSED), ("", ""),
)  # fmt: skip
"""Nobody is admitted here: the register holds exactly the page's members (``proof``)."""

POSTERS = ("食堂门口", "职工之家服务台", "司机休息区", "骑手驿站")
CODES, MOVERS = 6, 3
MEMBER = 4
"""The one of the first union who shows the member's own pages."""


@dataclass(frozen=True)
class DemoMember:
    """Somebody with whose telephone the member's own pages can be opened."""

    name: str
    phone: str
    tail: str
    union: str


def open_desk(tree: Tree, unions: Sequence[Union], today: date, by: Actor) -> bool:
    """Everything the window and the chairs find in the morning; once only."""
    homes = _homes(tree, unions)
    chairs = _chairs_union(tree, unions)
    federation = next(u for u in unions if u.kind == "federation")
    hosts = [chairs, federation, *homes.values()]
    codes = [(union.code, POSTERS[n % len(POSTERS)]) for n, union in enumerate(hosts[:CODES])]
    desk = JoiningDesk(
        homes={town: union.code for town, union in homes.items()},
        codes=codes,
        ceremonies={federation.code: _ceremony(federation, today)},
        applicants=list(_applicants(chairs, federation, next(iter(homes.values()), federation))),
        movers=[
            (who.cells[2], who.cells[0], chairs.code) for who in _movers(unions, today, chairs)
        ],
    )
    return furnish_joining(desk=desk, by=by)


def demo_member(unions: Sequence[Union], today: date) -> DemoMember:
    """A member of the roster whose own pages the demo names."""
    found = next(islice(people_of(in_order(unions), today), MEMBER, None))
    cells = found.cells
    return DemoMember(cells[0], cells[5], cells[2][-4:], found.union.name)


def _homes(tree: Tree, unions: Sequence[Union]) -> dict[int, Union]:
    """Town unit → its home: a union of platform workers, else of the community, else a joint one."""
    rank = {"area": 1, "joint": 2}
    fitting = sorted(
        (u for u in unions if u.kind in rank),
        key=lambda u: (not u.new_form, rank[u.kind], u.founded, u.code),
    )
    rows = Unit.objects.within(tree.city.scope).filter(kind=UnitKind.TOWN).select_related("parent")
    towns = {(row.parent.short_name, row.short_name): row.pk for row in rows if row.parent}
    found: dict[int, Union] = {}
    for union in fitting:
        found.setdefault(towns[union.area.short, union.town.name], union)
    return found


def _chairs_union(tree: Tree, unions: Sequence[Union]) -> Union:
    """The one whose chair has a demo login."""
    unit = first_basic_union(tree.by_name[CHAIRS_COUNTY].scope)
    found = [u for u in unions if unit is not None and u.name == unit.name]
    return found[0] if found else next(u for u in unions if u.kind == "single")


def _ceremony(union: Union, today: date) -> dict[str, object]:
    return {
        "title": f"{union.area.short}网约车司机集中入会仪式",
        "held_on": today + timedelta(days=6),
        "begins_at": time(9, 30),
        "place": f"{union.town.name}职工之家",
        "expected": 60,
        "gift": "入会礼包（保温杯、雨衣、互助保障卡）",
    }


def _movers(unions: Sequence[Union], today: date, to: Union) -> Iterator[Somebody]:
    """Members of another union who now work where ``to`` is; not the one with the demo login."""
    people = islice(people_of(in_order(unions), today), MEMBER + 1, None, 3)
    return islice((who for who in people if who.union is not to), MOVERS)


def _applicants(chairs: Union, federation: Union, home: Union) -> Iterator[Applicant]:
    """The chair's own people, drivers of the federation, and small shops at a town's home."""
    number, marks = 0, iter(MARKS)
    for fate, reason in FATES:
        mark = next(marks) if fate == "refuse" else None
        firm = chairs.covers[0].name
        yield _somebody(number, chairs, employer=firm, fate=fate, reason=reason, mark=mark)
        number += 1
    for fate, reason in FATES:
        trade, platforms = RIDERS[number % len(RIDERS)]
        mark = next(marks) if fate == "refuse" else None
        yield _somebody(
            number, federation, trade=trade, platforms=platforms, fate=fate, reason=reason,
            mark=mark,
        )  # fmt: skip
        number += 1
    for shop in (SMALL_SHOPS[n % 2] for n in range(9)):
        yield _somebody(number, home, employer=shop)
        number += 1


def _somebody(
    number: int, union: Union, *, employer: str = "", trade: str = "",
    platforms: tuple[str, ...] = (), fate: str = "", reason: str = "",
    mark: tuple[int, str] | None = None,
) -> Applicant:  # fmt: skip
    birth = OLDEST + timedelta(days=number * 1_237 % DAYS)
    sequence = FIRST_SEQUENCE + number
    first = f"{union.area.registrar}{birth:%Y%m%d}{sequence:03d}"
    name = SURNAMES[number * 5 % len(SURNAMES)] + GIVEN[number * 3 % len(GIVEN)]
    if number % 3:
        name += GIVEN[(number * 7 + 11) % len(GIVEN)]
    return Applicant(
        union=union.code, name=name, number=first + check_character(first),
        phone=f"139{5_330_000 + number * 117:08d}", sex="1" if sequence % 2 else "2",
        birth_on=birth, employer=employer, platforms=platforms, trade=trade,
        migrant=number % 3 == 1, fate=fate, reason=reason, mark=mark,
    )  # fmt: skip
