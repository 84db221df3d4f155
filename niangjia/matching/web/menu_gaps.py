"""Navigation entries of the gap rules and of the review."""

from niangjia.kernel.scope.enums import Role
from niangjia.ui.navigation import DATA, WORK, NavItem, register

READERS = {Role.CLERK, Role.LEADER}


def register_gaps() -> None:
    register(
        NavItem("缺口规则", "list-search", "matching:gap_list", READERS | {Role.ORGANISER}, WORK, 25),
        NavItem("待复核", "user-question", "matching:candidate_list", READERS, DATA, 20),
        NavItem("阈值与抽样", "adjustments-horizontal", "matching:threshold_list", READERS, DATA, 41),
        NavItem("取值与行业规则", "adjustments", "matching:rule_list", READERS, DATA, 40),
    )  # fmt: skip
