"""Rosters of the sample city: synthetic members of its unions, one workbook for each county.

Numbers have a right check character and an invented sequence; nobody is meant. The page's
figures hold at scale ``city`` and in proportion below it: 712,541 members, 58,632 of them joined
in the hundred days up to today, 42,367 of these migrant workers, and everybody in a union of
new-form workers has a trade.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from niangjia.engine.identity import check_character
from niangjia.sample.cast import Union
from niangjia.sample.plan import HUNDRED_DAYS, MEMBERS
from niangjia.sample.writers import XlsxList

NEW_MEMBERS, NEW_MIGRANTS = 58_632, 42_367
SHARE_IN_NEW_UNIONS = 0.6
FIRST_BIRTH, BIRTHS = date(1962, 3, 1), 15_331  # a prime number of days, up to 2004
HEADER = ("姓名", "证件类别", "证件号码", "性别", "出生日期", "手机号", "民族", "学历", "政治面貌",
          "是否农民工", "新就业形态", "平台", "所在工会", "工作单位", "入会日期")  # fmt: skip
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "建国志强海燕玉洁继红立新桂芝远征向前文静浩然雨桐若彤晓宇明辉秀英丽华振东卫民春梅家"
RARE = ("㛃", "䶮", "𬱖", "玥", "昇")
MINORITY = (("买买提·阿卜杜拉", "维吾尔族"), ("阿依古丽·热合曼", "维吾尔族"), ("扎西·次仁", "藏族"))
SCHOOLING = ("高中", "初中", "中等职业", "大学专科", "大学本科", "高中", "大学专科")
TRADES = ("货车司机", "网约车司机", "快递员", "外卖配送员", "家政服务员", "护工护理员", "房产中介员",
          "保安员", "商场信息员")  # fmt: skip
PLATFORMS = ("美团", "饿了么", "滴滴", "满帮", "顺丰", "美团、饿了么")


@dataclass(frozen=True)
class Roster:
    """A county's workbook and how many members it lists."""

    path: Path
    county: str
    members: int


@dataclass(frozen=True)
class Figures:
    """What the rosters hold together; for checks."""

    members: int
    joined: int
    joined_migrants: int
    new_form: int


@dataclass
class Spread:
    """Marks ``part`` of ``whole`` numbers evenly: exactly ``part`` answers are true."""

    part: int
    whole: int
    seen: int = field(default=0)

    def __call__(self) -> bool:
        self.seen += 1
        before = (self.seen - 1) * self.part // max(self.whole, 1)
        return self.seen * self.part // max(self.whole, 1) > before


def figures_for(unions: Sequence[Union]) -> Figures:
    """The page's figures in the proportion of these unions' members to the city's."""
    members = sum(union.members for union in unions)
    joined = round(NEW_MEMBERS * members / MEMBERS)
    return Figures(
        members, joined, round(NEW_MIGRANTS * members / MEMBERS),
        sum(union.members for union in unions if union.new_form),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Somebody:
    """A member as the roster lists them; ``cells`` in the order of ``HEADER``."""

    union: Union
    joined: date
    migrant: bool
    cells: tuple[str, ...]


def people_of(unions: Sequence[Union], today: date) -> Iterator[Somebody]:
    """Every member of every union, the same ones each time."""
    figures, since = figures_for(unions), today - timedelta(days=HUNDRED_DAYS)
    fresh = sum(union.members for union in unions if union.founded > since)
    for_fresh = min(fresh, round(figures.joined * SHARE_IN_NEW_UNIONS))
    is_new = {
        True: Spread(for_fresh, fresh),
        False: Spread(figures.joined - for_fresh, figures.members - fresh),
    }
    new_migrant, old_migrant = Spread(figures.joined_migrants, figures.joined), Spread(3, 10)
    number = 0
    for union in unions:
        mark = is_new[union.founded > since]
        for _ in range(union.members):
            new = mark()
            migrant = new_migrant() if new else old_migrant()
            joined = _joined(union, number, today, new)
            yield Somebody(union, joined, migrant, _cells(union, number, joined, migrant))
            number += 1


def _joined(union: Union, number: int, today: date, new: bool) -> date:
    """Within the hundred days (not before the union), or at any time of the union before them.

    A union of the hundred days takes over members of long standing, so that the page's numbers
    of new unions and of new members hold together.
    """
    if new:
        days = min((today - union.founded).days + 1, HUNDRED_DAYS)
        return today - timedelta(days=number * 37 % max(days, 1))
    last = today - timedelta(days=HUNDRED_DAYS)
    first = union.founded if union.founded < last else last - timedelta(days=900)
    return last - timedelta(days=number * 7919 % (last - first).days)


def _cells(union: Union, number: int, joined: date, migrant: bool) -> tuple[str, ...]:
    birth = FIRST_BIRTH + timedelta(days=number * 6007 % BIRTHS)
    sequence = number // BIRTHS * 2 + 1 + number % 2
    first = f"{union.area.registrar}{birth:%Y%m%d}{sequence:03d}"
    name, nation = _name(number)
    trade = TRADES[number // 3 % len(TRADES)] if union.new_form else ""
    return (
        name, "居民身份证", first + check_character(first), "男" if sequence % 2 else "女",
        birth.isoformat(), f"1{3 + number % 7}{number * 100_003 % 10**9:09d}", nation,
        SCHOOLING[number % 7], "中共党员" if number % 11 == 5 else "群众",
        "是" if migrant else "否", trade,
        PLATFORMS[number % len(PLATFORMS)] if trade and number % 2 else "",
        union.code, union.covers[number % len(union.covers)].name, joined.isoformat(),
    )  # fmt: skip


def _name(number: int) -> tuple[str, str]:
    """Mostly two or three common characters; now and then a rare one, or a minority name."""
    if number % 499 == 7:
        return MINORITY[number // 499 % len(MINORITY)]
    surname = SURNAMES[number * 13 % len(SURNAMES)]
    if number % 997 == 11:
        return surname + RARE[number // 997 % len(RARE)], "汉族"
    given = GIVEN[number * 7 % len(GIVEN)]
    if number % 5:
        given += GIVEN[number // 5 * 11 % len(GIVEN)]
    return surname + given, "回族" if number % 89 == 3 else "汉族"


def in_order(unions: Sequence[Union]) -> list[Union]:
    """The order of the workbooks; it decides which number is whose."""
    return sorted(unions, key=lambda union: (union.area.short, union.code))


def write_rosters(folder: Path, unions: Sequence[Union], today: date) -> list[Roster]:
    """One workbook for each county, in the order of the unions' counties."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for county, people in groupby(
        people_of(in_order(unions), today), key=lambda one: one.union.area.short
    ):
        path = folder / f"会员名册-{county}（示例数据）.xlsx"
        book = XlsxList(
            path, titles=(f"{county}会员名册（示例数据）",), header=HEADER, sheet="会员名册"
        )
        count = 0
        for one in people:
            book.row(one.cells)
            count += 1
        book.close()
        made.append(Roster(path, county, count))
    return made
