"""What a union in office writes to its superior: drafts from its own facts, blanks for the rest.

They are printed without being kept: the signed paper is the superior's to file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from niangjia.kernel.documents.content import Annex, Paper, Para
from niangjia.kernel.documents.enums import PaperKind
from niangjia.kernel.documents.rules import chinese_date as said_day
from niangjia.kernel.documents.rules import chinese_number
from niangjia.organizing.letters.founding_phrases import LAW

BLANK = "＿＿＿＿＿＿"
DAY = "＿＿＿＿年＿＿月＿＿日"
ASK = Para("妥否，请批示。")


@dataclass(frozen=True, slots=True)
class UnionFacts:
    """``number`` is the term in office (0: none known); ``latest`` the last day it may be put off
    to; ``vacant`` and ``due`` of a chair who left."""

    union: str
    superior: str
    uscc: str
    today: date
    members: int
    women: int
    sizes: tuple[str, ...]
    number: int = 0
    years: int = 0
    elected_on: date | None = None
    ends: date | None = None
    latest: date | None = None
    vacant: date | None = None
    due: date | None = None


def _of_term(facts: UnionFacts, number: int) -> str:
    """``某厂工会第二届委员会``: the name without its own 委员会."""
    stem = facts.union.removesuffix("委员会") or facts.union
    return f"{stem}第{chinese_number(number)}届委员会"


def _request(facts: UnionFacts, title: str, *body: Para, annexes: tuple[str, ...] = ()) -> Paper:
    return Paper(
        kind=PaperKind.REQUEST, issuer=facts.union, title=title, body=(*body, ASK),
        addressee=facts.superior, plain=True, dated=facts.today,
        annexes=tuple(Annex(one) for one in annexes),
    )  # fmt: skip


def _in_office(facts: UnionFacts) -> str:
    if facts.elected_on is None or facts.ends is None:
        return f"{facts.union}本届委员会任期至{DAY}届满。"
    return (
        f"{_of_term(facts, facts.number)}于{said_day(facts.elected_on)}选举产生，"
        f"任期{facts.years}年，至{said_day(facts.ends)}届满。"
    )


def election(facts: UnionFacts) -> Paper:
    """换届请示."""
    counted = f"本会现有会员{facts.members}人，其中女会员{facts.women}人。"
    return _request(
        facts, f"关于召开会员（代表）大会选举{_of_term(facts, facts.number + 1)}的请示",
        Para(f"{_in_office(facts)}根据{LAW}的有关规定，拟召开会员（代表）大会进行换届选举，现将有关事项请示如下："),
        Para("会员情况", level=1),
        Para(counted if facts.members else f"本会现有会员{BLANK}人，其中女会员{BLANK}人。"),
        Para("机构和名额", level=1),
        Para(f"{'；'.join(facts.sizes)}。" if facts.members else "机构名额按会员数确定。"),
        Para(f"拟设委员会委员{BLANK}人、经费审查委员会委员{BLANK}人、女职工委员会委员{BLANK}人。"),
        Para("大会安排", level=1),
        Para(f"候选人经会员推荐、资格审查和公示后产生。大会拟于{DAY}在{BLANK}召开。"),
        annexes=("换届工作方案", "候选人初步人选名单"),
    )  # fmt: skip


def postponement(facts: UnionFacts) -> Paper:
    """延期换届请示."""
    until = f"（不晚于{said_day(facts.latest)}）" if facts.latest else ""
    return _request(
        facts, f"关于{facts.union}延期换届的请示",
        Para(f"{_in_office(facts)}因{BLANK}{BLANK}，拟延期至{DAY}换届{until}。"),
        Para("延期期间，由本届委员会继续履行职责，抓紧做好换届准备。"),
    )  # fmt: skip


def by_election(facts: UnionFacts) -> Paper:
    """补选主席请示."""
    left = f"因{BLANK}，本会主席拟离任。"
    if facts.vacant and facts.due:
        left = f"本会主席自{said_day(facts.vacant)}起缺额，按规定应在{said_day(facts.due)}前补选。"
    return _request(
        facts, f"关于补选{facts.union}主席的请示",
        Para(f"{left}经{BLANK}会议研究，拟于{DAY}召开会员（代表）大会补选主席，候选人为{BLANK}。"),
        annexes=("候选人基本情况", "委员会会议纪要"),
    )  # fmt: skip


def renaming(facts: UnionFacts) -> Paper:
    """更名请示."""
    code = f"（统一社会信用代码{facts.uscc}）" if facts.uscc else ""
    return _request(
        facts, f"关于变更{facts.union}名称的请示",
        Para(f"因{BLANK}，经{BLANK}会议研究，拟将“{facts.union}”{code}更名为“{BLANK}{BLANK}”。"),
        Para("批复后，我们将按期办理法人变更登记，更换印章，变更银行账户户名。"),
        annexes=("会议决议", "单位变更名称的证明"),
    )  # fmt: skip


LETTERS: dict[str, Callable[[UnionFacts], Paper]] = {
    "election": election, "postponement": postponement, "by-election": by_election,
    "renaming": renaming,
}  # fmt: skip
