"""The task list's entries in the navigation, and what follows a handed-over item."""

from niangjia.kernel.notifications.actions import on_hand_over
from niangjia.kernel.scope.enums import Role
from niangjia.matching.actions.tasks import TODO, move_with_item
from niangjia.ui.navigation import WORK, NavItem, register

STAFF = {Role.CLERK, Role.ORGANISER, Role.LEADER}


def register_tasks() -> None:
    on_hand_over(TODO, move_with_item)
    register(
        NavItem("我的任务", "walk", "matching:task_mine", {Role.ORGANISER}, WORK, 30),
        NavItem("任务清单", "clipboard-list", "matching:task_list", STAFF, WORK, 31),
        NavItem("部门意见", "message-forward", "matching:opinion_list", STAFF | {Role.LIAISON},
                WORK, 35),
        NavItem("宣传资料", "book", "matching:material_list", STAFF, WORK, 36),
        NavItem("期限与派单", "route", "matching:task_rules", STAFF, WORK, 37),
    )  # fmt: skip
