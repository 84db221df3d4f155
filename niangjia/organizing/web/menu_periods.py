"""Navigation entries of period reports and the yearly form."""

from niangjia.organizing.policies.periods import READERS
from niangjia.ui.navigation import WORK, NavItem, register


def register_periods() -> None:
    register(
        NavItem("统计报表", "report", "organizing:period_list", READERS, WORK, 47),
        NavItem("统计年报", "calendar-stats", "organizing:yearly_detail", READERS, WORK, 48),
    )
