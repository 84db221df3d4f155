"""The papers of founding: what they say, what they lack, that they print (ME1, D.2)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import pypdf
import pytest

from niangjia.kernel.documents.api import Paper, render_docx, render_pdf
from niangjia.organizing.enums.founding import PaperKind
from niangjia.organizing.letters.founding import BUILDERS, build
from niangjia.organizing.letters.founding_facts import (
    BallotLine,
    CaseFacts,
    FirmLine,
    MemberLine,
    PersonLine,
)
from niangjia.organizing.letters.founding_missing import BLANKS, NEEDS, blanks, missing
from niangjia.organizing.letters.founding_phrases import month, trade

ONE = PersonLine("王小凯", "男", "汉族", "1988年5月", "中共党员", "大学本科", "生产部经理", "组长")
TWO = PersonLine(
    "买买提·艾力", "男", "维吾尔族", "1990年11月", "群众", "大学专科", "技术员", "成员"
)
RARE = PersonLine("赵䶮", "女", "汉族", "1992年1月", "共青团员", "大学本科", "行政专员", "成员")
CHAIR, MEMBER, AUDIT = (
    replace(ONE, role="主席"), replace(TWO, role="委员"), replace(RARE, name="陈㛃", role="经费审查委员"),
)  # fmt: skip
FACTS = CaseFacts(
    union_name="淄博示例化工有限公司工会委员会", superior="马尚街道总工会", today=date(2026, 11, 28),
    firms=(FirmLine("淄博示例化工有限公司", "91370303MA3C000X1A", "张店区示例路1号", "2026年3月2日",
                    "孙大为", "C26", "有限责任公司"),),
    registry="张店区行政审批服务局", employees=40, women=15, members_expected=30,
    basis="经公司党支部研究，同意成立工会。", contact="赵䶮", phone="13812345678",
    preparers=(ONE, TWO, RARE), candidates=(CHAIR, MEMBER, AUDIT),
    seats={"主席": 1, "委员": 2, "经费审查委员": 1}, committee=3, term_years=3, members=36,
    women_members=12, assembly_on=date(2026, 11, 26), assembly_place="公司会议室",
    notice_from=date(2026, 11, 10), notice_to=date(2026, 11, 17),
    ballots=(BallotLine("主席", 1, 36, 33, 33, 33, 1, (("王小凯", 30, 1, 1, True),), "选举有效"),),
    elected=(CHAIR, MEMBER, AUDIT), vacant=1, elected_on=date(2026, 11, 26),
    term_to=date(2029, 11, 26), established_on=date(2026, 11, 28),
    numbers={"application_reply": "马工复〔2026〕1号", "meeting_reply": "马工复〔2026〕2号",
             "result_reply": "马工复〔2026〕3号"},
    roll=(MemberLine("陈㛃", "女", "1992年1月", "2026-10-01", "行政专员"),),
)  # fmt: skip
EMPTY = CaseFacts(union_name="某公司工会委员会", superior="某总工会", today=date(2026, 11, 28))


def text_of(kind: str, facts: CaseFacts = FACTS) -> str:
    pages = pypdf.PdfReader(BytesIO(render_pdf(build(kind, facts)))).pages
    return "".join("".join(page.extract_text() for page in pages).split())


SAYS = {
    PaperKind.APPLICATION: ("筹备组拟由3人组成：王小凯、买买提·艾力、赵䶮", "制造业（C26）", "1988.05", "妥否，请批示"),
    PaperKind.APPLICATION_REPLY: ("你们《关于成立淄博示例化工有限公司工会筹备组的请示》收悉", "王小凯任组长", "此复"),
    PaperKind.MEMBER_ROLL: ("会员名册", "陈㛃", "共1人"),
    PaperKind.NOTICE: ("按姓氏笔画为序", "2026年11月10日至2026年11月17日", "陈㛃"),
    PaperKind.MEETING_REQUEST: ("马工复〔2026〕1号", "达到应到会人数的三分之二", "任期3年"),
    PaperKind.MEETING_REPLY: ("同意第一届委员会由3人组成", "超过应到会人数的半数"),
    PaperKind.MINUTES: ("应到会员36人，实到33人", "有效票32张、废票1张", "总监票人（签字）"),
    PaperKind.RESULT_REPORT: ("马工复〔2026〕2号", "王小凯当选主席", "缺额1人", "特此报告"),
    PaperKind.RESULT_REPLY: ("选举合法有效", "2026年11月26日至2029年11月26日", "届内补选", "陈　㛃".replace("　", "")),
    PaperKind.LEGAL_PERSON_FORM: ("91370303MA3C000X1A", "马工复〔2026〕3号", "王小凯", "大学本科"),
    PaperKind.SEAL_LETTER: ("刻制印章明细表", "财务专用章", "经我会2026年11月28日批复"),
    PaperKind.ACCOUNT_LETTER: ("授权委托书", "现委托赵䶮代为办理", "开户材料清单"),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(BUILDERS))
def test_each_paper_says_its_facts_rare_signs_included(kind: str) -> None:
    said = text_of(kind)

    assert [words for words in SAYS[PaperKind(kind)] if words not in said] == []


@pytest.mark.parametrize("kind", list(BUILDERS))
def test_official_papers_come_as_docx_with_the_same_names(kind: str) -> None:
    document = build(kind, FACTS)
    if not isinstance(document, Paper):
        return
    made = render_docx(document)

    assert made is not None
    xml = ZipFile(BytesIO(made)).read("word/document.xml").decode()
    assert "淄博示例化工有限公司" in xml


@pytest.mark.parametrize("kind", list(BUILDERS))
def test_a_paper_without_its_facts_is_refused_with_all_of_them(kind: str) -> None:
    lacks = missing(kind, EMPTY)

    assert lacks == list(dict.fromkeys(label for label, _ in NEEDS[kind]))
    with pytest.raises(ValueError, match=f"还缺：{'、'.join(lacks)}。请先在事项里登记"):
        build(kind, EMPTY)


def test_a_complete_case_lacks_nothing_and_leaves_nothing_open() -> None:
    assert {kind: missing(kind, FACTS) for kind in NEEDS} == {kind: [] for kind in NEEDS}
    assert {kind: blanks(kind, FACTS) for kind in BLANKS} == {kind: [] for kind in BLANKS}


UNTOLD = replace(FACTS, firms=(FirmLine("甲厂"), FirmLine("乙厂")), basis="", phone="")


@pytest.mark.parametrize("kind", list(BUILDERS))
def test_what_is_left_to_the_pen_is_named_and_never_bars_the_paper(kind: str) -> None:
    assert blanks(kind, UNTOLD) == [label for label, _ in BLANKS.get(kind, ())]
    assert missing(kind, UNTOLD) == []
    assert render_pdf(build(kind, UNTOLD)).startswith(b"%PDF")


def test_several_employers_are_named_together() -> None:
    said = text_of(PaperKind.APPLICATION, UNTOLD)

    assert "甲厂" in said
    assert "乙厂" in said


def test_a_union_of_an_area_needs_no_employer_of_its_own() -> None:
    facts = replace(FACTS, firms=(), needs_firm=False)

    assert missing(PaperKind.APPLICATION, facts) == []
    assert "妥否，请批示" in text_of(PaperKind.APPLICATION, facts)
    assert missing(PaperKind.APPLICATION, replace(facts, needs_firm=True)) == ["单位"]


def test_no_telephone_stands_on_the_roll() -> None:
    assert "13812345678" not in text_of(PaperKind.MEMBER_ROLL)


def test_what_comes_as_a_scan_is_not_made() -> None:
    with pytest.raises(ValueError, match="请上传扫描件"):
        build(PaperKind.IDENTITY, FACTS)


def test_a_chair_who_goes_to_the_bank_needs_no_authority() -> None:
    said = text_of(PaperKind.ACCOUNT_LETTER, replace(FACTS, contact="王小凯"))

    assert "授权委托书" not in said
    assert "代为办理" not in said


def test_a_delegates_assembly_counts_delegates() -> None:
    facts = replace(FACTS, assembly="会员代表大会", delegates=40)

    assert "第一次会员代表大会" in text_of(PaperKind.MEETING_REQUEST, facts)
    assert "应到会代表40人" in text_of(PaperKind.MEETING_REQUEST, facts)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("C26", "制造业（C26）"),
        ("5437", "交通运输、仓储和邮政业（5437）"),
        ("", ""),
        ("物流", "物流"),
    ],
)
def test_a_trade_is_said_in_words(code: str, said: str) -> None:
    assert trade(code) == said


@pytest.mark.parametrize(("text", "said"), [("1988年5月", "1988.05"), ("", ""), ("不详", "不详")])
def test_a_month_in_a_narrow_column(text: str, said: str) -> None:
    assert month(text) == said


def test_the_shares_are_said_as_the_rule_book_has_them() -> None:
    """They are dated data: a federation that asks for three quarters reads three quarters."""
    other = replace(FACTS, quorum=Fraction(3, 4), majority=Fraction(3, 5))
    for kind in (PaperKind.MEETING_REQUEST, PaperKind.MEETING_REPLY):
        said = text_of(kind, other)
        assert "达到应到会人数的四分之三" in said
        assert "超过应到会人数的五分之三" in said
        assert "三分之二" not in said
