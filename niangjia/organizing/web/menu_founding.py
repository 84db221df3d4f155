"""Navigation entries of founding; what has no URL yet is left out by the navigation."""

from niangjia.kernel.scope.enums import Role
from niangjia.ui.navigation import WORK, NavItem, register

STAFF = {Role.ORGANISER, Role.WINDOW, Role.REGISTRAR, Role.LEADER, Role.CHAIR}


def register_founding() -> None:
    register(NavItem("建会一件事", "road", "organizing:case_list", STAFF, WORK, 42))
