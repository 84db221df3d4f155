"""The only place where modules are connected to one another and to the shell."""

from niangjia.kernel.notifications.queries import open_count
from niangjia.kernel.scope.enums import Role
from niangjia.ui import context, navigation
from niangjia.ui.navigation import DATA, HOME, WORK, NavItem

OFFICE = frozenset({Role.LEADER, Role.CLERK})
FIGURES = OFFICE | {Role.ORGANISER}


def connect() -> None:
    """Called once, when all apps are loaded."""
    if open_count not in context.INBOX_COUNT:
        context.INBOX_COUNT.append(open_count)
    navigation.register(
        NavItem("驾驶舱", "chart-donut", "portal:dashboard", roles=FIGURES, group=HOME, order=20),
        NavItem("工会名单", "users-group", "portal:union_list", roles=FIGURES, group=DATA, order=5),
        NavItem("公文", "file-text", "portal:paper_list", roles=FIGURES, group=WORK, order=70),
        NavItem("文号登记", "hash", "portal:number_list", roles=FIGURES, group=WORK, order=71),
        NavItem("公开查验", "qrcode", "portal:check_list", roles=FIGURES, group=WORK, order=72),
    )
