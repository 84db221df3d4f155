"""The lists of the party office and of the federation itself."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random

from niangjia.sample.cast import Cast, Union
from niangjia.sample.codes import full_width, spoil_check
from niangjia.sample.firms import Firm
from niangjia.sample.naming import pick
from niangjia.sample.noise import (
    SCIENTIFIC,
    list_code,
    written_date,
    written_district,
    written_name,
)
from niangjia.sample.places import AREAS, Area
from niangjia.sample.plan import Plan
from niangjia.sample.writers import Cell, XlsxList

PARTY = ("序号", "党组织名称", "所属单位名称", "统一社会信用代码", "党组织类别", "党员人数", "上级党组织", "所在区县", "成立时间")  # fmt: skip
UNION = ("工会名称", "工会统一社会信用代码", "建会单位名称", "单位统一社会信用代码", "覆盖单位", "工会类型", "会员数", "职工数", "建会日期", "所在区县", "所在镇街", "是否新就业形态")  # fmt: skip
UNION_KINDS = {"single": "单独基层工会", "joint": "联合基层工会", "area": "区域性联合工会", "federation": "行业工会联合会"}  # fmt: skip


def party_rows(cast: Cast, plan: Plan, rng: Random) -> list[list[Cell]]:
    """One line a party organisation, without running number, in no order."""
    joined = {id(firm) for firms in cast.joint_parties for firm in firms}
    rows = [
        _party_row(rng, plan, (firm,))
        for firm in [*cast.firms, *cast.institutions]
        if firm.party and id(firm) not in joined
    ]
    rows += [_party_row(rng, plan, firms) for firms in cast.joint_parties]
    rng.shuffle(rows)
    return rows


def _party_row(rng: Random, plan: Plan, firms: tuple[Firm, ...]) -> list[Cell]:
    first = firms[0]
    names = "、".join(firm.name for firm in firms)
    members = 3 + int(rng.random() ** 2 * min(60, first.staff))
    title, kind = _party_title(rng, names, members, joint=len(firms) > 1)
    day = max(first.registered, plan.first_as_of - timedelta(days=12_000))
    founded = day + (plan.first_as_of - day) * rng.random()
    code: Cell = ""
    if len(firms) == 1 and rng.random() < 0.4:
        code = list_code(rng, first.uscc, 0.06)
    return [
        title,
        _employer(rng, firms),
        code,
        kind,
        members,
        f"中共{first.town.name.rstrip('街道镇')}{'街道' if '街道' in first.town.name else '镇'}"
        + ("工作委员会" if "街道" in first.town.name else "委员会"),
        written_district(rng, _remembered(rng, first).short),
        written_date(rng, founded),
    ]


def _remembered(rng: Random, firm: Firm) -> Area:
    """The firm's area, or one that it has left; never so for the sharp ones."""
    moved = not firm.sharp and firm.kind == "company" and rng.random() < 0.06
    return pick(rng, [area for area in AREAS if area is not firm.area]) if moved else firm.area


def _employer(rng: Random, firms: tuple[Firm, ...]) -> str:
    if len(firms) > 1:
        return "、".join(firm.name for firm in firms)
    firm = firms[0]
    if firm.former and rng.random() < 0.4:
        return firm.former
    return "" if rng.random() < 0.04 else written_name(rng, firm)


def _party_title(rng: Random, names: str, members: int, *, joint: bool) -> tuple[str, str]:
    if joint:
        return pick(rng, (f"{names}联合党支部", f"中共{names}联合支部委员会")), "联合党支部"
    if members > 45:
        return f"中共{names}委员会", "党委"
    if members > 30:
        return f"中共{names}总支部委员会", "党总支"
    return pick(rng, (f"中共{names}支部委员会", f"{names}党支部")), "党支部"


def write_party(folder: Path, day: date, rows: Sequence[list[Cell]]) -> Path:
    """The party office's workbook."""
    path = folder / f"组织部_党组织名册_{day:%Y%m%d}.xlsx"
    titles = [
        "淄博市党组织基本情况统计表",
        f"填报单位：市委组织部  截止日期：{day.year}年{day.month}月",
    ]
    total = sum(row[4] for row in rows if isinstance(row[4], int))
    with closing(XlsxList(path, titles=titles, header=PARTY, sheet="党组织")) as writer:
        for number, row in enumerate(rows, 1):
            writer.row([number, *row])
            if number % 120 == 0:
                writer.row(())
        writer.row(["合计", "", "", "", "", total, "", "", ""])
    return path


def union_row(rng: Random, union: Union) -> list[Cell]:
    """One line of the union register, in the columns of ``UNION``; members as of today."""
    first = union.covers[0]
    name, employer = union.name, union.employer
    code: Cell = union.employer_code
    district, street = union.area.short, union.town.name
    if union.doubt:
        name, employer, code, district, street = _doubtful(rng, union)
    elif union.kind in ("single", "joint") and not union.clear:
        employer, code = _evidence(rng, union, first)
        if union.kind == "single":
            area = _remembered(rng, first)
            district, street = area.short, street if area is union.area else area.towns[0].name
    covers = "、".join(firm.name for firm in union.covers) if len(union.covers) > 1 else ""
    return [
        name,
        union.code,
        employer,
        code,
        covers,
        UNION_KINDS[union.kind],
        union.members,
        union.staff,
        written_date(rng, union.founded),
        district,
        street,
        "是" if union.new_form else "否",
    ]


def _evidence(rng: Random, union: Union, firm: Firm) -> tuple[str, Cell]:
    """Employer and code as the union wrote them, enough for a machine."""
    name, code = written_name(rng, firm), firm.uscc
    ways: list[tuple[float, str, Cell]] = [
        (0.62, name, code),
        (0.67, name, full_width(code)),
        (0.72, name, spoil_check(code)),
        (0.74, name, SCIENTIFIC),
        (0.76, name, float(SCIENTIFIC)),
        (0.81, name, union.code),  # the union's own code in the employer's column
        (0.84, name, f"{code[8:16]}-{code[16]}"),
        (1.00, firm.former or name, ""),
    ]
    roll = rng.random()
    return next((employer, written) for limit, employer, written in ways if roll < limit)


def _doubtful(rng: Random, union: Union) -> tuple[str, str, Cell, str, str]:
    """(union, employer, code, district, town) that only a person can resolve."""
    firm = union.covers[0]
    district, street = union.area.short, union.town.name
    if union.doubt == "district":  # the firm moved, the register did not
        other = pick(rng, [area for area in AREAS if area is not union.area])
        return union.name, firm.name, "", other.short, other.towns[0].name
    core = firm.core + firm.trade.words
    if union.doubt == "form":  # the firm changed its legal form, the register did not
        form = "有限公司" if firm.form == "股份有限公司" else "股份有限公司"
        former = firm.division + core + form
        return f"{former}工会委员会", former, "", district, street
    plain = core + firm.form  # two firms of this name in two counties, and no county given
    return f"{plain}工会委员会", plain, SCIENTIFIC, "", ""


def write_union(
    folder: Path, day: date, unions: Sequence[tuple[Union, list[Cell]]], *, earlier: bool
) -> Path:
    """The register as of ``day``; ``earlier``: with the members of the first lists' date."""
    path = folder / f"工会_基层工会名册_{day:%Y%m%d}.xlsx"
    titles = [
        "淄博市基层工会组织名册",
        f"淄博市总工会基层工作部  {day.year}年{day.month}月{day.day}日",
    ]
    members = staff = 0
    with closing(XlsxList(path, titles=titles, header=UNION, sheet="工会名册")) as writer:
        for number, (union, row) in enumerate(unions, 1):
            if union.founded > day:
                continue
            count = union.members_before if earlier else union.members
            writer.row([*row[:6], count, *row[7:]])
            members, staff = members + count, staff + union.staff
            if number % 200 == 30:
                writer.row(())
        writer.row(["合计", "", "", "", "", "", members, staff, "", "", "", ""])
    return path
