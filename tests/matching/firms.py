"""Four invented firms and the rows departments write of them."""

from datetime import date, timedelta
from types import SimpleNamespace

from niangjia.kernel.scope.actions import plant_unit
from niangjia.matching.actions.lists import write_list

from .conftest import DAY

FIRST = {
    "uscc": "91370300MA3C00011W",
    "name": "淄博甲乙机械有限公司",
    "district": "张店区",
    "town": "马尚街道",
}
SECOND = {"uscc": "91310000132260250X", "name": "淄博丙丁化工有限公司", "district": "张店区"}
THIRD = {"uscc": "914403001922038216", "name": "淄博戊己快递有限公司", "district": "淄川区"}
FOURTH = {"uscc": "53640000MJX173680A", "name": "淄博庚辛商贸有限公司", "district": "淄川区"}
FOUNDED = {
    FIRST["uscc"]: date(2015, 3, 1),
    SECOND["uscc"]: date(2016, 5, 1),
    THIRD["uscc"]: date(2018, 7, 1),
    FOURTH["uscc"]: DAY - timedelta(days=10),
}
TRADES = {THIRD["uscc"]: "交通运输、仓储和邮政业", FOURTH["uscc"]: "批发和零售业"}


def registration(firm):
    return {
        **firm, "founded_on": FOUNDED.get(firm["uscc"], date(2010, 1, 1)), "status": "存续",
        "trade": TRADES.get(firm["uscc"], "制造业"), "scope": "一般项目；其他", "address": "",
    }  # fmt: skip


def tax(firm, headcount):
    return {
        "uscc": firm["uscc"], "name": firm["name"], "status": "正常", "headcount": headcount,
        "authority": f"国家税务总局淄博市{firm['district']}税务局",
    }  # fmt: skip


def social(firm, headcount):
    return {
        "number": f"S{firm['uscc'][:6]}", "uscc": firm["uscc"], "name": firm["name"],
        "headcount": headcount, "district": firm["district"],
    }  # fmt: skip


def party(firm):
    return {
        "organisation": f"中共{firm['name']}支部委员会", "name": firm["name"], "kind": "党支部",
        "members": 5, "district": firm["district"],
    }  # fmt: skip


def union(firm, members):
    return {
        "organisation": f"{firm['name']}工会委员会", "name": firm["name"], "members": members,
        "headcount": members, "kind": "单独基层工会", "district": firm["district"],
    }  # fmt: skip


def plant_city():
    """A city with two counties and a town."""
    city = plant_unit(parent=None, kind="city", name="淄博市总工会", short_name="淄博市")
    west, east = (
        plant_unit(parent=city, kind="county", name=f"{name}总工会", short_name=name, division_code=code)
        for name, code in (("淄川区", "370302"), ("张店区", "370303"))
    )  # fmt: skip
    town = plant_unit(parent=east, kind="town", name="马尚街道总工会", short_name="马尚街道")
    return SimpleNamespace(city=city, west=west, east=east, town=town)


def write_lists(world):
    """The first firm has party and union, the second party only, the others nothing."""
    everyone = (FIRST, SECOND, THIRD, FOURTH)
    for source, rows in (
        ("registration", [registration(f) for f in everyone]),
        ("tax", [tax(FIRST, 80), tax(SECOND, 75), tax(THIRD, 30)]),
        ("social", [social(FIRST, 61), social(SECOND, 70)]),
        ("party", [party(FIRST), party(SECOND)]),
        ("union", [union(FIRST, members=60)]),
    ):
        write_list(
            unit=world.city, source=source, file_name=f"{source}.xlsx", as_of=DAY, extent="full",
            rows=rows, by=world.clerk,
        )  # fmt: skip
