"""The room's own entries in the navigation; see also ``menu_gaps``, ``menu_tasks``."""

from niangjia.kernel.scope.enums import Role
from niangjia.ui.navigation import WORK, NavItem, register

READERS = {Role.CLERK, Role.LEADER}


def register_matching() -> None:
    """Called when the app is ready."""
    register(
        NavItem("企业比对", "arrows-join", "matching:home", READERS, WORK, 10),
        NavItem("企业台账", "building-community", "matching:ledger_list",
                READERS | {Role.ORGANISER}, WORK, 20),
    )  # fmt: skip
