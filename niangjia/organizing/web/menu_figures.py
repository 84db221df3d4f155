"""Navigation entries of the figures."""

from niangjia.kernel.scope.enums import Role
from niangjia.organizing.policies.unions import READERS
from niangjia.ui.navigation import WORK, NavItem, register


def register_figures() -> None:
    register(
        NavItem("统计数字", "chart-bar", "organizing:figure_home", READERS, WORK, 46),
        NavItem("集中行动", "flag", "organizing:campaign_list", READERS - {Role.CHAIR}, WORK, 47),
    )
