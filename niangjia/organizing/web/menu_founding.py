"""Navigation entries of founding, and the Chinese names of its deeds."""

from niangjia.kernel.audit.texts import name_deeds
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.workflow.founding import FOUNDING_FLOW
from niangjia.ui.navigation import WORK, NavItem, register

STAFF = {Role.ORGANISER, Role.WINDOW, Role.REGISTRAR, Role.LEADER, Role.CHAIR}
DEEDS = {
    "organizing.founding_open": "发起建会",
    "organizing.founding_again": "在册单位再次发起建会",
    "organizing.founding_amend": "修改建会事项",
    "organizing.founding_employer": "添加建会单位",
    "organizing.founding_preparer": "登记筹备组成员",
    "organizing.founding_preparer_off": "移出筹备组成员",
    "organizing.founding_candidate": "登记候选人",
    "organizing.founding_candidate_off": "候选人退出",
    "organizing.founding_paper": "生成建会材料",
    "organizing.founding_scan": "上传建会材料",
    "organizing.founding_check": "核对建会材料",
    "organizing.founding_mend": "补正退回的问题",
    "organizing.founding_ballot": "登记投票",
    "organizing.founding_ballot_void": "作废投票",
    "organizing.founding_heads": "登记委员会分工",
    "organizing.foundingcase": "建会事项",
}


def register_founding() -> None:
    name_deeds(
        DEEDS | {f"organizing.founding_{s.name}": s.label for s in FOUNDING_FLOW.steps.values()}
    )
    register(
        NavItem("建会一件事", "road", "organizing:case_list", STAFF, WORK, 42),
        NavItem(
            "单位办事", "building-factory-2", "organizing:firm_list", STAFF - {Role.CHAIR}, WORK, 42
        ),
    )
