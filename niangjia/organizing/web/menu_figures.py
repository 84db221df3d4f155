"""Navigation entries of the figures."""

from niangjia.organizing.policies.unions import READERS
from niangjia.ui.navigation import WORK, NavItem, register


def register_figures() -> None:
    register(NavItem("统计数字", "chart-bar", "organizing:figure_home", READERS, WORK, 46))
