"""Navigation entries of joining, and the Chinese names of its deeds."""

from niangjia.kernel.audit.texts import name_deeds
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.actions.catchall import after_change
from niangjia.organizing.actions.memberships import AFTER_CHANGE
from niangjia.ui.navigation import DATA, WORK, NavItem, register

STAFF = {Role.ORGANISER, Role.WINDOW, Role.CHAIR}
WORDING = {Role.LEADER}
DEEDS = {
    "organizing.join_apply": "申请入会",
    "organizing.join_amend": "补正后重报",
    "organizing.join_withdraw": "撤回入会申请",
    "organizing.join_approve": "批准入会",
    "organizing.join_return": "退回补正",
    "organizing.join_refuse": "不予批准",
    "organizing.join_forget": "删除期满的入会申请",
    "organizing.join_scan": "收存签字页",
    "organizing.join_view": "窗口代办入会时查看登记资料",
    "organizing.join_reveal": "查看了申请人完整号码",
    "organizing.code_open": "启用入会码",
    "organizing.code_stop": "停用入会码",
    "organizing.event_plan": "安排集中入会",
    "organizing.event_change": "修改集中入会",
    "organizing.event_check_in": "活动签到",
    "organizing.event_gifts": "发放入会礼包",
    "organizing.event_close": "结束集中入会",
    "organizing.consent_give": "同意",
    "organizing.consent_withdraw": "撤回同意",
    "organizing.consent_word": "发布告知书",
    "organizing.card_issue": "发会员卡",
    "organizing.card_pack": "下载离线核验包",
    "organizing.member_login": "会员登录",
    "organizing.own_reveal": "查看了本人完整号码",
    "organizing.own_export": "下载了本人资料",
    "organizing.own_corrected": "按本人申请更正",
    "organizing.request_ask": "提出个人信息请求",
    "organizing.request_view": "查看要更正的内容",
    "organizing.request_answer": "答复个人信息请求",
    "organizing.home_set": "指定兜底工会",
    "organizing.employer_add": "登记单位",
    "organizing.tip_over": "达到应建会人数",
    "organizing.joinapplication": "入会申请",
    "organizing.joincode": "入会码",
    "organizing.joinevent": "集中入会",
    "organizing.membercard": "会员卡",
    "organizing.membersession": "会员会话",
    "organizing.datarequest": "个人信息请求",
    "organizing.townhome": "兜底工会",
    "organizing.consenttext": "告知书",
}


def register_joining() -> None:
    name_deeds(DEEDS)
    if after_change not in AFTER_CHANGE:
        AFTER_CHANGE.append(after_change)
    register(
        NavItem("入会码与海报", "qrcode", "organizing:code_list", STAFF, WORK, 46),
        NavItem("集中入会", "confetti", "organizing:event_list", STAFF, WORK, 47),
        NavItem("兜底建会", "umbrella", "organizing:home_list", STAFF, WORK, 48),
        NavItem("免申即享", "gift", "organizing:offer_list", STAFF | {Role.LEADER}, WORK, 48),
        NavItem("个人信息请求", "user-shield", "organizing:request_list", STAFF, WORK, 49),
        NavItem("告知书", "file-text", "organizing:text_list", WORDING, DATA, 46),
    )
