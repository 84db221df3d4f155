"""Every founding paper, printed from one set of facts: what it says and that nothing is missing."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from niangjia.kernel.documents.printing import pdf
from niangjia.organizing.enums.founding import PaperKind
from niangjia.organizing.letters.founding import BUILDERS, build
from niangjia.organizing.letters.founding_facts import (
    BallotLine,
    CaseFacts,
    FirmLine,
    MemberLine,
    PersonLine,
)

FIRM = FirmLine(
    "淄博示例化工有限公司", "91370303MA3C00011W", "张店区示例路1号", "2026年3月2日", "孙大为",
    "C2614", "私营",
)  # fmt: skip


def person(name: str, role: str) -> PersonLine:
    return PersonLine(name, "男", "汉族", "1988年5月", "群众", "大学本科", "技术员", role)


FACTS = CaseFacts(
    union_name="淄博示例化工有限公司工会委员会", superior="马尚街道总工会", today=date(2026, 12, 10),
    firms=(FIRM,), registry="张店区行政审批服务局", employees=40, women=15, members_expected=30,
    basis="经公司党支部研究，同意成立工会。", contact="王小凯", phone="13812345678",
    preparers=(person("王小凯", "组长"), person("买买提·艾力", "成员"), person("赵䶮", "成员")),
    candidates=(person("王小凯", "主席"), person("买买提·艾力", "委员"), person("㛃䶮", "委员")),
    seats={"主席": 1, "委员": 2}, committee=3, term_years=3, members=30, women_members=4,
    assembly_on=date(2026, 12, 8), assembly_place="职工食堂", notice_from=date(2026, 11, 28),
    notice_to=date(2026, 12, 7),
    ballots=(
        BallotLine("主席", 1, 30, 28, 28, 28, 1, (("王小凯", 26, 1, 0, True),), "选举有效"),
        BallotLine("委员", 2, 30, 28, 28, 28, 0, (("买买提·艾力", 20, 4, 4, True),
                   ("㛃䶮", 9, 9, 10, False)), "选举有效"),
    ),
    elected=(person("王小凯", "主席"), person("买买提·艾力", "委员")), vacant=1,
    elected_on=date(2026, 12, 8), term_to=date(2029, 12, 8), established_on=date(2026, 12, 10),
    numbers={"application_reply": "马工复〔2026〕1号", "meeting_reply": "马工复〔2026〕2号",
             "result_reply": "马工复〔2026〕3号"},
    roll=(MemberLine("王小凯", "男", "1988年5月", "2026-11-20", "技术员"),),
)  # fmt: skip

SAYS: dict[str, tuple[str, ...]] = {
    PaperKind.APPLICATION: (
        "关于成立淄博示例化工有限公司工会筹备组的请示", "现有职工40人，其中女职工15人，预计发展会员30人",
        "91370303MA3C00011W", "王小凯、买买提·艾力、赵䶮3人", "妥否，请批示", "联系电话：13812345678",
    ),
    PaperKind.APPLICATION_REPLY: ("马尚街道总工会文件", "工会筹备组的请示》收悉", "王小凯任组长"),
    PaperKind.NOTICE: ("候选人的公示", "2026年11月28日至2026年12月7日", "按姓氏笔画为序", "㛃䶮"),
    PaperKind.MEETING_REQUEST: (
        "关于召开淄博示例化工有限公司工会第一次会员大会的请示", "已发展会员30人，其中女会员4人",
        "主席1人、委员2人", "马工复〔2026〕1号",
    ),
    PaperKind.MEETING_REPLY: ("第一次会员大会的请示》收悉", "在职工食堂召开，应到会会员30人"),
    PaperKind.MINUTES: ("应到会员30人，实到28人", "有效票27张、废票1张", "缺额1人，以后补选"),
    PaperKind.RESULT_REPORT: ("选举结果的报告", "王小凯当选主席；买买提·艾力当选委员", "特此报告"),
    PaperKind.RESULT_REPLY: (
        "选举结果的报告》收悉", "任期3年，自2026年12月8日至2029年12月8日", "缺额1人，应在届内补选",
    ),
    PaperKind.LEGAL_PERSON_FORM: (
        "基层工会法人资格登记申请表", "马工复〔2026〕3号", "91370303MA3C00011W", "登记机关意见",
    ),
    PaperKind.SEAL_LETTER: ("刻制", "主席王小凯名章一枚", "马工复〔2026〕3号"),
    PaperKind.ACCOUNT_LETTER: ("开户银行", "法定代表人（主席）：王小凯"),
    PaperKind.MEMBER_ROLL: ("会员名册", "2026-11-20", "共1人"),
}  # fmt: skip


def said(kind: str, facts: CaseFacts = FACTS) -> str:
    pages = PdfReader(BytesIO(pdf(build(kind, facts)))).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def test_every_paper_that_is_made_has_its_words_here() -> None:
    assert set(SAYS) == set(BUILDERS) == set(PaperKind) - {PaperKind.IDENTITY, PaperKind.OTHER}


@pytest.mark.parametrize("kind", sorted(SAYS))
def test_a_paper_says_what_it_must(kind: str) -> None:
    text = said(kind)

    assert [words for words in SAYS[kind] if words not in text] == []


def test_no_identity_number_or_phone_stands_on_the_roll() -> None:
    text = said(PaperKind.MEMBER_ROLL)

    assert "13812345678" not in text


@pytest.mark.parametrize("kind", sorted(SAYS))
def test_a_case_with_next_to_nothing_still_prints(kind: str) -> None:
    bare = CaseFacts("甲厂工会委员会", "某镇总工会", date(2026, 12, 10), preparers=FACTS.preparers)

    assert pdf(build(kind, bare)).startswith(b"%PDF")


def test_several_employers_are_named_together() -> None:
    text = said(PaperKind.APPLICATION, replace(FACTS, firms=(FIRM, FirmLine("乙厂"))))

    assert "乙厂" in text


def test_an_identity_card_is_not_made_by_the_house() -> None:
    with pytest.raises(ValueError, match="请上传扫描件"):
        build(PaperKind.IDENTITY, FACTS)
