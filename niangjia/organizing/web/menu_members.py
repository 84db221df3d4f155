"""Navigation entries of membership; what has no URL yet is left out by the navigation."""

from niangjia.kernel.scope.enums import Role
from niangjia.organizing.policies.services import RATING_READERS
from niangjia.ui.navigation import DATA, WORK, NavItem, register

STAFF = {Role.ORGANISER, Role.WINDOW, Role.LEADER, Role.CHAIR}


def register_members() -> None:
    register(
        NavItem("会员", "users", "organizing:member_list", STAFF, WORK, 43),
        NavItem("入会申请", "user-plus", "organizing:application_list", STAFF, WORK, 44),
        NavItem("会籍转接", "arrows-exchange", "organizing:transfer_list", STAFF, WORK, 45),
        NavItem("好差评", "star", "organizing:rating_list", RATING_READERS, WORK, 49),
        NavItem("个人信息登记册", "shield-lock", "organizing:data_register", STAFF, DATA, 46),
    )
