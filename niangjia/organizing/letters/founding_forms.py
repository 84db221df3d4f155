"""Forms and letters after the reply: legal person, seals, account, and the member roll."""

from niangjia.kernel.documents.api import (
    Annex,
    Cell,
    Col,
    Form,
    Grid,
    Paper,
    PaperKind,
    Para,
    TableReport,
)
from niangjia.kernel.documents.api import chinese_date as said_day
from niangjia.organizing.letters import founding_phrases as say
from niangjia.organizing.letters.founding_facts import CaseFacts, FirmLine, PersonLine

NOBODY = PersonLine("")
Rows = tuple[tuple[Cell, ...], ...]


def label(text: str, down: int = 1) -> Cell:
    return Cell(text, label=True, down=down)


def legal_person_form(facts: CaseFacts) -> Form:
    """基层工会法人登记申请表 (B.8): three copies, one for each of the bodies that sign it.

    What the case does not know (funds, premises, the representative's number) is left to the pen.
    """
    notes = (
        "填表说明：1.本表一式三份，基层工会、上级工会和登记机关各存一份。2.附成立批复、选举结果批复和法定代表人、经办人身份证件复印件。3.空白栏由申请人如实填写。",
    )
    return Form(
        title="基层工会法人资格登记申请表", widths=(1.35, 1.6, 1.3, 1.4, 1.3, 3.05),
        rows=(*_union_rows(facts), *_firm_rows(facts), *_means_rows(), *_representative_rows(facts),
              *_opinion_rows()),
        dated=facts.today, notes=notes,
    )  # fmt: skip


def _union_rows(facts: CaseFacts) -> Rows:
    founded = said_day(facts.established_on) if facts.established_on else ""
    number = facts.numbers.get("result_reply", "")
    address = facts.firms[0].address if facts.firms else ""
    return (
        (label("工会名称"), Cell(facts.union_name, span=5)),
        (label("办公地址"), Cell(address, span=3), label("邮政编码"), Cell()),
        (label("成立日期"), Cell(founded, span=3), label("届次"), Cell("第一届")),
        (label("本届任期"), Cell(say.year_span(facts), span=5)),
        (label("批准单位"), Cell(facts.superior, span=3), label("批准文号"), Cell(number)),
    )


def _firm_rows(facts: CaseFacts) -> Rows:
    firm = facts.firms[0] if facts.firms else FirmLine("")
    return (
        (label("所在单位"), Cell(facts.firm, span=3), label("信用代码"), Cell(firm.uscc)),
        (label("单位性质"), Cell(firm.nature), label("行业"), Cell(say.trade(firm.trade), span=3)),
        (label("职工数"), Cell(_number(facts.employees)), label("会员数"), Cell(str(facts.members)),
         label("女会员数"), Cell(str(facts.women_members))),
    )  # fmt: skip


def _means_rows() -> Rows:
    return (
        (label("工会经费"), Cell("会费\u3000\u3000\u3000\u3000元；拨缴经费留成\u3000\u3000\u3000\u3000元；其他\u3000\u3000\u3000\u3000元", span=5)),
        (label("活动场所"), Cell("办公\u3000\u3000\u3000平方米；活动\u3000\u3000\u3000平方米；其他\u3000\u3000\u3000平方米", span=5)),
    )  # fmt: skip


def _representative_rows(facts: CaseFacts) -> Rows:
    chair = facts.chair or NOBODY
    return (
        (label("法定\n代表人", down=4), label("姓名"), Cell(chair.name), label("性别"), Cell(chair.sex, span=2)),
        (label("民族"), Cell(chair.nationality), label("出生年月"), Cell(chair.birth, span=2)),
        (label("工会职务"), Cell("主席"), label("政治面貌"), Cell(chair.political, span=2)),
        (label("文化程度"), Cell(chair.education), label("身份证号"), Cell(span=2)),
        (label("经办人"), Cell(facts.contact, span=3), label("联系电话"), Cell(facts.phone)),
    )  # fmt: skip


def _opinion_rows() -> Rows:
    return (
        (label("基层\n工会意见"), Cell("情况属实，申请登记。", span=5, sign=True, height=26)),
        (label("上级\n工会意见"), Cell("", span=5, sign=True, height=26)),
        (label("登记\n机关意见"), Cell("", span=5, sign=True, height=26)),
    )


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def seal_letter(facts: CaseFacts) -> Paper:
    """To public security: which seals the new union asks for."""
    chair = facts.chair or NOBODY
    body = (
        Para(f"{_founded(facts)}因工作需要，请准予刻制“{facts.union_name}”印章一枚、“{facts.union_name}财务专用章”一枚、主席{chair.name}名章一枚。"),
        Para(f"经办人：{facts.contact}。请予办理并备案为盼。"),
    )  # fmt: skip
    seals = (
        ("公章", facts.union_name, "1枚"), ("财务专用章", f"{facts.union_name}财务专用章", "1枚"),
        ("主席名章", chair.name, "1枚"),
    )  # fmt: skip
    detail = Annex("刻制印章明细表", (Grid(("印章", "印文", "数量"), seals, (1, 3, 0.6)),))
    return _letter(
        facts, f"关于刻制{facts.union_name}印章的函", "公安机关印章管理部门", body, detail
    )


def account_letter(facts: CaseFacts) -> Paper:
    """To the bank: the union is what it says, and who acts for it."""
    chair = facts.chair or NOBODY
    body = (
        Para(f"{_founded(facts)}现需开立工会经费账户，实行工会经费独立核算。"),
        Para(f"该工会法定代表人（主席）：{chair.name}；经办人：{facts.contact}。"),
        Para("请予办理开户手续为盼。"),
    )
    title = f"关于{facts.union_name}开立银行账户的函"
    annexes = () if chair.name == facts.contact else (_authority(facts),)
    return _letter(facts, title, "开户银行", body, *annexes, _carried(bool(annexes)))


def _authority(facts: CaseFacts) -> Annex:
    """法定代表人授权委托书, to be signed by both."""
    chair = facts.chair or NOBODY
    return Annex(
        "法定代表人授权委托书",
        (
            Para(f"本人{chair.name}，系{facts.union_name}主席、法定代表人，现委托{facts.contact}代为办理该工会银行账户的开立手续，代理人在办理中签署的有关文件，本单位均予承认。"),
            Para("委托期限：自签字之日起至开户手续办结之日止。代理人无转委托权。"),
            Para("法定代表人（签字）：\u3000\u3000\u3000\u3000\u3000\u3000身份证号："),
            Para("代理人（签字）：\u3000\u3000\u3000\u3000\u3000\u3000\u3000\u3000身份证号："),
            Para(f"{facts.union_name}（盖章）"),
            Para("年\u3000\u3000月\u3000\u3000日"),
        ),
    )  # fmt: skip


def _carried(authorised: bool) -> Annex:
    """What the bank asks to see (B.10); no authority where the representative comes in person."""
    authority = ("法定代表人授权委托书",) if authorised else ()
    papers = ("工会法人资格证书原件及复印件", "成立批复、选举结果批复复印件", "法定代表人身份证件",
              "经办人身份证件", *authority, "公章、财务专用章、主席名章", "开立单位银行结算账户申请书（银行提供）")  # fmt: skip
    rows = tuple((str(at), name, "") for at, name in enumerate(papers, start=1))
    return Annex("开户材料清单", (Grid(("序号", "材料", "核收"), rows, (0.5, 4, 0.8)),))


def _founded(facts: CaseFacts) -> str:
    on = said_day(facts.established_on) if facts.established_on else ""
    number = facts.numbers.get("result_reply", "")
    return f"{facts.union_name}经我会{on}批复（{number}）成立，隶属{facts.superior}。"


def _letter(
    facts: CaseFacts, title: str, to: str, body: tuple[Para, ...], *annexes: Annex
) -> Paper:
    return Paper(
        kind=PaperKind.LETTER, issuer=facts.superior, title=title, addressee=to, body=body,
        dated=facts.today, annexes=annexes, note=say.contact(facts),
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
