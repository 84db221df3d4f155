"""Sentences and tables that several founding papers share."""

from collections.abc import Iterable

from niangjia.engine.trades import SECTIONS, section_of_code
from niangjia.kernel.documents.api import Grid, Names, Para, chinese_date
from niangjia.organizing.letters.founding_facts import CaseFacts, PersonLine
from niangjia.organizing.rules.elections import share_words

LAW = "《中华人民共和国工会法》和《中国工会章程》"
HEADS = ("姓名", "性别", "民族", "出生年月", "政治面貌", "学历", "单位职务")
WIDTHS = (1.73, 0.7, 0.72, 1.1, 1.25, 1.25, 1.47)
ROLE_WIDTH = 1.25


def people(rows: Iterable[PersonLine], *, role: str = "", caption: str = "") -> Grid:
    """A table of persons; ``role``: heading of a first column with what each is or stands for."""
    lines = [
        (
            one.name,
            one.sex,
            one.nationality,
            month(one.birth),
            one.political,
            one.education,
            one.post,
        )
        for one in rows
    ]
    if not role:
        return Grid(HEADS, tuple(lines), WIDTHS, caption)
    roles = [one.role for one in rows]
    cells = tuple((r, *line) for r, line in zip(roles, lines, strict=True))
    return Grid((role, *HEADS), cells, (ROLE_WIDTH, *WIDTHS), caption)


def month(text: str) -> str:
    """``1988年5月`` as a narrow column writes it: ``1988.05``."""
    year, _, rest = text.removesuffix("月").partition("年")
    return f"{year}.{int(rest):02d}" if rest.isdigit() else text


def trade(code: str) -> str:
    """``C26`` → ``制造业（C26）``: a paper says the trade in words."""
    section = SECTIONS.get(section_of_code(code), "")
    return f"{section}（{code}）" if section and code != section else code


def by_role(rows: Iterable[PersonLine]) -> tuple[Names, ...]:
    """``主席：王小凯``, a line for each post in the order of the ballots."""
    found: dict[str, list[str]] = {}
    for one in rows:
        found.setdefault(one.role, []).append(one.name)
    return tuple(Names(role, tuple(who)) for role, who in found.items())


def names(rows: Iterable[PersonLine]) -> str:
    return "、".join(one.name for one in rows)


def heads(facts: CaseFacts) -> str:
    """``现有职工40人，其中女职工15人``."""
    said = f"现有职工{facts.employees}人" if facts.employees is not None else ""
    return f"{said}，其中女职工{facts.women}人" if said and facts.women is not None else said


def firm_lines(facts: CaseFacts) -> list[Para]:
    """Each employer in a sentence: who, where, since when, under whom."""
    return [Para(_firm(facts, at)) for at in range(len(facts.firms))]


def _firm(facts: CaseFacts, at: int) -> str:
    firm = facts.firms[at]
    parts = [firm.name]
    if firm.registered:
        by = f"经{facts.registry}登记" if facts.registry and at == 0 else "登记"
        parts.append(f"{firm.registered}{by}")
    for label, value in (("统一社会信用代码", firm.uscc), ("地址", firm.address),
                         ("法定代表人", firm.legal_representative), ("行业", trade(firm.trade))):  # fmt: skip
        if value:
            parts.append(f"{label}{'为' if label != '地址' else '：'}{value}")
    return "，".join(parts) + "。"


def seats(facts: CaseFacts) -> str:
    """``主席1人、委员4人、经费审查委员3人``."""
    return "、".join(f"{label}{number}人" for label, number in facts.seats.items() if number)


def assembly_days(facts: CaseFacts) -> str:
    """When, where and who is due."""
    on = chinese_date(facts.assembly_on) if facts.assembly_on else "近期"
    place = f"在{facts.assembly_place}" if facts.assembly_place else ""
    if facts.delegates:
        return f"{on}{place}召开，应到会代表{facts.delegates}人"
    return f"{on}{place}召开，应到会会员{facts.members}人"


def guard(facts: CaseFacts) -> str:
    """When a ballot counts and who is elected, by the shares of the rule book in force."""
    quorum, majority = share_words(facts.quorum), share_words(facts.majority)
    return f"到会人数达到应到会人数的{quorum}方可选举，得赞成票超过应到会人数的{majority}的当选"


def contact(facts: CaseFacts) -> str:
    said = f"联系人：{facts.contact}" if facts.contact else ""
    return f"{said}，联系电话：{facts.phone}" if said and facts.phone else said


def year_span(facts: CaseFacts) -> str:
    """The term from election day on (B.6)."""
    if facts.elected_on is None or facts.term_to is None:
        return f"任期{facts.term_years}年"
    return f"任期{facts.term_years}年，自{chinese_date(facts.elected_on)}至{chinese_date(facts.term_to)}"
