"""Forms and letters after the reply: legal person, seals, account, and the member roll."""

from niangjia.kernel.documents.content import Cell, Col, Form, Paper, Para, TableReport
from niangjia.kernel.documents.enums import PaperKind
from niangjia.kernel.documents.rules import chinese_date as said_day
from niangjia.organizing.letters import founding_phrases as say
from niangjia.organizing.letters.founding_facts import CaseFacts, PersonLine

NOBODY = PersonLine("")


def label(text: str, down: int = 1) -> Cell:
    return Cell(text, label=True, down=down)


def legal_person_form(facts: CaseFacts) -> Form:
    """基层工会法人登记申请表 (B.8): three copies, one for each of the bodies that sign it."""
    firm, chair = facts.firms[0] if facts.firms else None, facts.chair or NOBODY
    founded = said_day(facts.established_on) if facts.established_on else ""
    number = facts.numbers.get("result_reply", "")
    return Form(
        title="基层工会法人资格登记申请表",
        widths=(1.5, 1.8, 1.2, 1.5, 1.2, 2.3),
        rows=(
            (label("工会名称"), Cell(facts.union_name, span=5)),
            (label("办公地址"), Cell(firm.address if firm else "", span=3), label("联系电话"), Cell(facts.phone)),
            (label("成立日期"), Cell(founded), label("任期"), Cell(_term(facts)), label("第几届"), Cell("第一届")),
            (label("批准单位"), Cell(facts.superior, span=3), label("批准文号"), Cell(number)),
            (label("所在单位"), Cell(facts.firm, span=2), label("单位代码"), Cell(firm.uscc if firm else "", span=2)),
            (label("单位性质"), Cell(firm.nature if firm else ""), label("行业"), Cell(firm.trade if firm else "", span=3)),
            (label("职工数"), Cell(_number(facts.employees)), label("会员数"), Cell(str(facts.members)), label("女会员数"), Cell(str(facts.women_members))),
            (label("法定\n代表人", down=3), label("姓名"), Cell(chair.name), label("性别"), Cell(chair.sex, span=2)),
            (label("民族"), Cell(chair.nationality), label("出生年月"), Cell(chair.birth, span=2)),
            (label("工会职务"), Cell("主席"), label("政治面貌"), Cell(chair.political, span=2)),
            (label("经办人"), Cell(facts.contact, span=3), label("联系电话"), Cell(facts.phone)),
            (label("基层工会意见"), Cell("情况属实，申请登记。", span=5, sign=True, height=34)),
            (label("上级工会意见"), Cell("", span=5, sign=True, height=34)),
            (label("登记机关意见"), Cell("", span=5, sign=True, height=34)),
        ),
        dated=facts.today,
        notes=("填表说明：本表一式三份，基层工会、上级工会和登记机关各存一份；附成立批复、选举结果批复和法定代表人、经办人身份证件。",),
    )  # fmt: skip


def _term(facts: CaseFacts) -> str:
    return f"{facts.term_years}年" if facts.term_years else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def seal_letter(facts: CaseFacts) -> Paper:
    """To public security: which seals the new union asks for."""
    chair = facts.chair or NOBODY
    body = (
        Para(f"{_founded(facts)}因工作需要，请准予刻制“{facts.union_name}”印章一枚、“{facts.union_name}财务专用章”一枚、主席{chair.name}名章一枚。"),
        Para(f"经办人：{facts.contact}。请予办理并备案为盼。"),
    )  # fmt: skip
    return _letter(facts, f"关于刻制{facts.union_name}印章的函", "公安机关印章管理部门", body)


def account_letter(facts: CaseFacts) -> Paper:
    """To the bank: the union is what it says, and who acts for it."""
    chair = facts.chair or NOBODY
    body = (
        Para(f"{_founded(facts)}现需开立工会经费账户，实行工会经费独立核算。"),
        Para(f"该工会法定代表人（主席）：{chair.name}；经办人：{facts.contact}。"),
        Para("请予办理开户手续为盼。"),
    )
    return _letter(facts, f"关于{facts.union_name}开立银行账户的函", "开户银行", body)


def _founded(facts: CaseFacts) -> str:
    on = said_day(facts.established_on) if facts.established_on else ""
    number = facts.numbers.get("result_reply", "")
    return f"{facts.union_name}经我会{on}批复（{number}）成立，隶属{facts.superior}。"


def _letter(facts: CaseFacts, title: str, to: str, body: tuple[Para, ...]) -> Paper:
    return Paper(
        kind=PaperKind.LETTER, issuer=facts.superior, title=title, addressee=to, body=body,
        dated=facts.today, note=say.contact(facts),
    )  # fmt: skip


def member_roll(facts: CaseFacts) -> TableReport:
    """会员名册, from membership: no identity number, no phone."""
    rows = tuple(
        (str(at), one.name, one.sex, one.birth, one.joined, one.post)
        for at, one in enumerate(facts.roll, start=1)
    )
    return TableReport(
        title=f"{facts.union}会员名册",
        columns=(Col("序号", 0.5, "center"), Col("姓名", 1.4), Col("性别", 0.6, "center"),
                 Col("出生年月", 1, "center"), Col("入会日期", 1.1, "center"), Col("岗位", 1.6)),
        rows=rows, dated=facts.today, total=("", f"共{len(rows)}人", "", "", "", ""),
        notes=("口径：生成当日在籍会员，不含保留会籍。",), maker=facts.group,
    )  # fmt: skip
