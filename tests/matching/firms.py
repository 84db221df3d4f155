"""Four invented firms and the rows departments write of them."""

from datetime import date, timedelta

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
