"""The founding counter of the sample city: cases in many states, each led there day by day.

Firms, persons and days are invented. Those who found the two unions with members come from an
older union of the same county: they move, so that the page's members stay what they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.db.models import F

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.accounts.queries import actor_for
from niangjia.kernel.scope.models import Unit
from niangjia.matching.actions.founding import start_case
from niangjia.matching.models import Task
from niangjia.matching.workflow import WORKING
from niangjia.organizing.furnishing import (
    EmployerFacts,
    Opening,
    Road,
    Somebody,
    Staff,
    furnish_founding,
)
from niangjia.sample.cast import Union
from niangjia.sample.clock import at
from niangjia.sample.codes import CodeMaker
from niangjia.sample.members import in_order, people_of
from niangjia.sample.tree import Tree

AREA, TOWN, WORD = "张店区", "马尚街道", "马街工"
REGISTRY = "张店区行政审批服务局"
FEW, MANY = 26, 32
SHOWN = 3  # the first unions of the roster have parts in other scenes (``joining``)
SETTLED = 200  # days since when whoever moves has been a member

FIRMS = (
    ("淄博青禾智能包装有限公司", "C2231", 46, 18), ("淄博齐韵陶瓷艺术有限公司", "C3071", 62, 30),
    ("山东博远检测技术有限公司", "M7452", 38, 17), ("淄博和润酒店管理有限公司", "H6110", 85, 57),
    ("淄博鲁岳机电设备有限公司", "C3441", 54, 11), ("淄博稷下软件科技有限公司", "I6513", 71, 29),
    ("淄博海岱环保科技有限公司", "N7721", 58, 21), ("淄博百味餐饮管理有限公司", "H6210", 33, 20),
)  # fmt: skip
GROUPS = (
    ("许文博男", "孟丽娟女", "田志远男"), ("孔令辉男", "苏晓梅女", "白建军男"),
    ("秦素云女", "常磊男", "尹秀兰女"), ("韩雪梅女", "曲国栋男", "隋丽女", "纪明男"),
    ("于海波男", "毕红梅女", "路遥男"), ("姜楠男", "阿依古丽·热合曼女", "段䶮男"),
    ("宁静女", "崔凯男", "鞠萍女"), ("栾芳女", "盖志国男"),
)  # fmt: skip
"""Name and sex of the preparatory group of each firm, its head first."""

UNTOLD = "尹秀兰"
POSTS = ("生产主管", "行政专员", "技术员", "质检员")
BASIS = "经公司党支部研究并征求职工意见，同意成立工会。"
DEFECTS = (
    ("筹备组成员名单", "组员尹秀兰的政治面貌和学历没有填写"),
    ("党组织或行政意见", "没有盖章，请补盖公章后重新上传扫描件"),
)
CHANGED_MIND = "公司近期搬迁到其他区县，拟到新住所地后再申请"
AGES = (58, 75, 64, 97, 71, 66, 131, 49)
"""Days since each firm was registered: the unions are founded while the firms begin (三同步)."""

SEATS = {"chair": 1, "member": 4, "audit": 3, "women": 3}
STANDING = {"chair": 1, "member": 5, "audit": 3, "women": 3}
"""Members of the committee are chosen among more than there are seats (差额)."""


@dataclass(frozen=True)
class _Member:
    number: str
    name: str
    woman: bool


def open_counter(tree: Tree, unions: Sequence[Union], today: date) -> int:
    """The cases of one street's counter, once; returns how many."""
    staff = Staff(*(actor_for(Account.objects.get(username=name), None) for name in (
        "chuangkou", "mashang", "zuzhi")))  # fmt: skip
    unit, people = tree.by_name[TOWN], _founders(unions, today)
    few, many = list(islice(people, FEW)), list(islice(people, MANY))
    made = furnish_founding(list(_roads(unit.pk, today, few, many)), word=WORD, at=at, by=staff)
    return made + _from_a_task(unit, staff) if made else 0


def _from_a_task(unit: Unit, staff: Staff) -> int:
    """The street's officer takes one of the tasks of the list to the counter."""
    tasks = Task.objects.within(unit.scope).filter(
        state__in=WORKING, owner_id=staff.officer.account_id
    )
    task = tasks.order_by(F("headcount").desc(nulls_last=True), "pk").first()
    if task is None:
        return 0
    start_case(task_id=task.pk, by=staff.officer)
    return 1


def _roads(unit: int, today: date, few: list[_Member], many: list[_Member]) -> Iterator[Road]:
    """From a half-filled form to a result that waits for its reply."""

    def ago(*steps: tuple[str, int]) -> list[tuple[str, date]]:
        return [(name, _working(today, days)) for name, days in steps]

    firm = iter(_openings(unit, today))
    yield _road(0, firm, ago(("open", 1)), group=2)
    yield _road(1, firm, ago(("open", 4), ("submit", 3)))
    yield _road(2, firm, ago(("open", 6), ("submit", 5), ("send_back", 2)), defects=DEFECTS)
    yield _road(3, firm, ago(("open", 31), ("submit", 30), ("check", 29)))
    yield _road(4, firm, ago(("open", 16), ("submit", 15), ("check", 13), ("approve", 8)))
    begun = (("open", 40), ("submit", 39), ("check", 37), ("approve", 34), ("enrol", 32),
             ("join", 20), ("nominate", 4))  # fmt: skip
    yield _road(5, firm, ago(*begun), members=few)
    elected = (("open", 90), ("submit", 88), ("check", 86), ("approve", 84), ("enrol", 82),
               ("join", 75), ("nominate", 68), ("ask", 45), ("allow", 41), ("hold", 14),
               ("report", 5))  # fmt: skip
    yield _road(6, firm, ago(*elected), members=many)
    yield _road(7, firm, ago(("open", 12), ("withdraw", 9)))


def _road(
    at_firm: int,
    firm: Iterator[Opening],
    steps: list[tuple[str, date]],
    *,
    group: int | None = None,
    members: Sequence[_Member] = (),
    defects: Sequence[tuple[str, str]] = (),
) -> Road:
    people = [_preparer(place, told) for place, told in enumerate(GROUPS[at_firm][:group])]
    return Road(
        opening=next(firm), steps=steps, group=people, defects=defects,
        members=[(one.number, one.name) for one in members], slate=_slate(members), seats=SEATS,
        absent=2, place="公司三楼会议室", reason=CHANGED_MIND,
    )  # fmt: skip


def _preparer(place: int, told: str) -> Somebody:
    """``许文博男``, with what a form asks besides; of one of them the form was left half empty."""
    name, sex = told[:-1], told[-1]
    known = name != UNTOLD
    return Somebody(
        name, sex="1" if sex == "男" else "2", nationality_group="05" if "·" in name else "01",
        birth_on=date(1979 + place * 5, 3 + place, 11), employer_post=POSTS[place],
        political_status=("01", "13", "03", "13")[place] if known else "",
        education=("2", "3", "2", "6")[place] if known else "",
    )  # fmt: skip


def _slate(members: Sequence[_Member]) -> dict[str, list[Somebody]]:
    """Women for the women's seats, the others in the order of the roster, nobody twice."""
    women = [one for one in members if one.woman][: STANDING["women"]]
    others = iter([one for one in members if one not in women])
    found = {"women": [Somebody(one.name, employer_post="职工") for one in women]}
    for seat in ("chair", "member", "audit"):
        found[seat] = [
            Somebody(one.name, employer_post=POSTS[at % len(POSTS)])
            for at, one in enumerate(islice(others, STANDING[seat]))
        ]
    return {seat: found[seat] for seat in STANDING}


def _openings(unit: int, today: date) -> Iterator[Opening]:
    codes = CodeMaker(start=5_391_777)
    for place, (name, trade, employees, women) in enumerate(FIRMS):
        registered = today - timedelta(days=AGES[place])
        facts = EmployerFacts(
            name=name, uscc=codes.make("91", "370303"), trade_code=trade, economic_type="159",
            address=f"{AREA}{TOWN}人民西路{110 + place * 17}号", legal_representative=f"{'孙赵邢康'[place % 4]}{'振华建业'[place % 4]}",
            registered_on=registered, opened_on=registered + timedelta(days=18),
            first_wage_on=registered + timedelta(days=36), employees=employees, women=women,
        )  # fmt: skip
        yield Opening(
            unit_id=unit, employers=(facts,), applicant=GROUPS[place][0][:-1],
            applicant_phone=f"139{5_330_900 + place * 131:08d}", founding_basis=BASIS,
            members_expected=employees * 3 // 4, registry=REGISTRY,
        )  # fmt: skip


def _working(today: date, days: int) -> date:
    """So many days back, and on to the Friday before where that is a weekend."""
    day = today - timedelta(days=days)
    return day - timedelta(days=max(0, day.weekday() - 4))


def _founders(unions: Sequence[Union], today: date) -> Iterator[_Member]:
    """Old members of the county's largest ordinary union, with names of their own."""
    ordered = in_order(unions)
    fitting = [u for u in ordered[SHOWN:] if u.area.short == AREA and not u.new_form]
    source = max(fitting, key=lambda u: (u.founded < today - timedelta(days=SETTLED), u.members))
    names: set[str] = set()
    for who in people_of(ordered, today):
        name = who.cells[0]
        settled = who.joined < today - timedelta(days=SETTLED)
        if who.union is source and settled and name not in names:
            names.add(name)
            yield _Member(who.cells[2], name, who.cells[3] == "女")
