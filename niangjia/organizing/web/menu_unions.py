"""Navigation entries of the register of unions."""

from niangjia.kernel.scope.enums import Role
from niangjia.ui.navigation import DATA, WORK, NavItem, register

STAFF = {Role.ORGANISER, Role.WINDOW, Role.REGISTRAR, Role.CLERK, Role.LEADER}


def register_unions() -> None:
    register(
        NavItem("工会登记册", "building-arch", "organizing:union_list", STAFF, WORK, 40),
        NavItem("本会", "home-heart", "organizing:union_own", {Role.CHAIR}, WORK, 40),
        NavItem("届满与空壳", "alarm", "organizing:watch_home", STAFF, WORK, 41),
        NavItem("建会规则", "scale", "organizing:parameter_list", STAFF, DATA, 45),
    )
