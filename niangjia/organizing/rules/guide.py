"""What a union hands in for an election at the end of its term and for a change of its register.

B.4-B.8 of the rules and what registration offices ask for, as lines of a table: who does it, with
which papers, what comes of it, and until when. The clocks come in as parameters in force.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from niangjia.organizing.enums.parameters import Measure, ParameterCode
from niangjia.organizing.rules.parameters import Value
from niangjia.organizing.rules.terms import reached_on

OWN, ABOVE, DESK, REGISTRY = "本会", "上级工会", "上级工会或窗口", "法人登记机关"
Values = Mapping[str, Value]
C = ParameterCode


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do. ``due`` where the union's own dates give the day; ``clock`` says by what;
    ``letter`` is the draft that can be made from the register."""

    what: str
    who: str
    hand_in: tuple[str, ...]
    result: str
    clock: str = ""
    due: date | None = None
    letter: str = ""


def said(values: Values, code: str, then: str = "") -> str:
    """``15日内批复（依据）`` for days and months, ``2/3有效（依据）`` for shares."""
    value = values[code]
    units = {Measure.CALENDAR_DAYS: "日", Measure.WORKING_DAYS: "个工作日", Measure.MONTHS: "个月"}
    return f"{value.text}{units.get(Measure(value.measure), '')}{then}（{value.source}）"


def election_lines(
    *, number: int, ends: date | None, certificate_ends: date | None, values: Values
) -> list[Line]:
    """换届, from the request for the election to the new certificate. ``number``: the next term."""
    ahead = values[C.TERM_WARN_SECOND].number
    return [
        Line("请示换届", OWN,
             (f"关于召开会员（代表）大会选举第{number}届委员会的请示",
              "换届方案：委员会、经审会、女职工委员会人数，候选人条件和产生办法"),
             "上级批复同意",
             f"届满前{ahead}日提出；上级{said(values, C.APPLICATION_REPLY, '内批复')}",
             reached_on(ends, ahead) if ends else None, letter="election"),
        Line("酝酿并公示候选人", OWN,
             ("候选人名单和基本情况", "候选人公示，按姓氏笔画排列"),
             "候选人经同级党组织和上级工会同意",
             f"公示{said(values, C.NOTICE_DAYS)}"),
        Line("召开大会选举", OWN,
             ("选举办法", "到会签到册", "选票和计票单", "大会纪要"),
             "当选名单，任期自选举之日起",
             f"到会{said(values, C.QUORUM, '有效')}；得票超过{said(values, C.MAJORITY, '当选')}", ends),
        Line("报告选举结果", OWN,
             (f"关于第{number}届委员会选举结果的报告，附每人得票", "委员分工，经审会和女职工委员会主任"),
             "上级批复选举结果", f"上级{said(values, C.RESULT_REPLY, '内批复')}"),
        Line("登记换届", DESK, ("选举结果报告和批复的文号", "新一届机构和任职名单"),
             "上一届结束，新一届任期在册，换届提醒办结"),
        Line("换领法人证书", REGISTRY,
             ("换领申请表", "选举结果批复", "主席和经办人身份证", "原证书正副本"),
             "新证书，有效期与新任期一致", f"届满前{said(values, C.CERTIFICATE_RENEW, '内')}",
             certificate_ends),
        Line("主席改选的，更换印鉴", OWN, ("新任主席名章", "开户银行的变更申请"),
             "印章和账户在本会页面登记"),
    ]  # fmt: skip


def change_lines(values: Values) -> list[Line]:
    """变更: name, address, chair; and an election that has to wait."""
    registered = f"变更后{said(values, C.CERTIFICATE_CHANGE, '内办理变更登记')}"
    return [
        Line("工会更名", DESK,
             ("关于变更工会名称的请示", "会员（代表）大会或委员会的决议", "单位新的营业执照或登记证",
              "变更登记申请表", "原证书正副本"),
             "上级批复，更名在册；换发证书，重刻印章，变更账户户名", registered, letter="renaming"),
        Line("住所变更", DESK, ("变更登记申请表", "新住所的证明", "原证书正副本"),
             "变更在册；换发证书", registered),
        Line("主席（法定代表人）变更", DESK,
             ("任期内调动：本会委员会和上级工会同意的意见", "关于补选主席的请示",
              "补选结果报告", "新任主席和经办人身份证", "变更登记申请表", "原证书正副本"),
             "上级批复；登记原主席离任、新主席任职；换发法定代表人证书",
             f"缺额后{said(values, C.CHAIR_VACANCY_MONTHS, '内补选')}；{registered}", letter="by-election"),
        Line("延期换届", ABOVE, ("关于延期换届的请示，写明缘由和期限",),
             "上级批准后登记延期，提醒改按新的日期", f"一次不超过{said(values, C.TERM_POSTPONED)}",
             letter="postponement"),
    ]  # fmt: skip
