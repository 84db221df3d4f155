"""Enterprise names as departments write them, taken apart and made comparable.

A name is division + trade name + trade + legal form, and for a branch its tail (State Council
rules on enterprise names, 2021, articles 6, 13 and 14). Party offices and unions write the
organisation's name around it; old lists add remarks and former names.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from niangjia.engine.regions import Regions, regions_of
from niangjia.engine.text import clean_text, sound_key
from niangjia.engine.wording import without_former, without_party, without_union
from niangjia.engine.words import NUMERALS, TRADES_BY_END

LONGEST = 400  # characters of a cell that are read as a name

_HEAD_END = re.compile(
    r"(?:有限责任公司|责任有限公司|有限公司|股份公司|集团公司|总公司|公司|专业合作社|合作社)(?=[^)])"
)
BRANCH_ENDS = [
    "分公司",
    "支公司",
    "分厂",
    "分店",
    "分院",
    "分校",
    "分社",
    "分部",
    "支行",
    "分行",
    "营业部",
    "营业厅",
    "营业所",
    "支局",
    "办事处",
    "分理处",
    "储蓄所",
    "销售部",
    "项目部",
    "经营部",
    "门市部",
    "服务部",
]
OTHER_HEAD = re.compile(
    r"^(?P<head>.{2,}?(?:厂|社(?![会区])|银行|学校|医院|中心|集团|超市|大药房|药店|酒店))\(?"
    rf"(?P<tail>.+(?:{'|'.join(BRANCH_ENDS)}))\)?$"
)
_FORM_NOTE = re.compile(
    r"(?:\((?:个体工商户|普通合伙|特殊普通合伙|有限合伙|[^()]*独资|中外合[资作]|微型企业)\))+$"
)
FORMS = {
    "有限公司": "有限公司",
    "有限责任公司": "有限公司",
    "责任有限公司": "有限公司",
    "有限责任": "有限公司",
    "有限公": "有限公司",
    "股份有限公司": "股份有限公司",
    "股份有限责任公司": "股份有限公司",
    "股份公司": "股份有限公司",
    "公司": "公司",
    "总公司": "公司",
    "合作社": "合作社",
    "专业合作社": "合作社",
    "农民专业合作社": "合作社",
    "专业合作社联合社": "合作社联合社",
    "农民专业合作社联合社": "合作社联合社",
}
_FORMS_BY_END: dict[str, list[str]] = {}
for _form in sorted(FORMS, key=len, reverse=True):
    _FORMS_BY_END.setdefault(_form[-1], []).append(_form)
_GROUPS = ("(集团)", "(控股)", "(股份)")
_JOINT_TAIL = re.compile(r"等(?:[一二三四五六七八九十百两\d]+[家个])?(?:企业|单位|公司)?$")
_ANY_FORM = re.compile(r"(?:有限责任公司|有限公司|合作社|集团公司|公司|厂|商行|酒店|超市)")
_NUMBER = re.compile(r"第?([一二三四五六七八九十]+|\d+)(?=分|支|营|项|门|工|店|车|加)")
_HAS_NUMBER = re.compile(r"[一二三四五六七八九十\d]").search
_BRANCH_WORD = re.compile(
    r"(?:分公司|支公司|分厂|分店|分院|分校|支行|分行|营业部|营业厅|办事处|项目部|门市部|店|部)$"
)


class EnterpriseName(NamedTuple):
    """One name taken apart; every part is text, empty where the name has none.

    plain: the firm's name alone, half-width and simplified. divisions: leading and bracketed
    division words without 省, 市, 区, 县. core: trade name + trade, the specific part.
    form: legal form, variants of one form made equal. branch_tail / head_office: for branches.
    former: a former name told inside the text. union_suffix / party_suffix: what was taken off.
    brand / trade: the core's two halves; brand is empty where the core is only a trade.
    """

    raw: str
    plain: str
    divisions: tuple[str, ...]
    core: str
    form: str
    branch_tail: str
    head_office: str
    former: str
    union_suffix: str
    party_suffix: str
    brand: str
    trade: str

    @property
    def key(self) -> str:
        """Equal keys: the same name but for divisions, spelling, numerals and 有限(责任)公司."""
        return f"{self.core_key}|{self.form}|{self.tail_key}"

    @property
    def core_key(self) -> str:
        return self.core.translate(NUMERALS)

    @property
    def tail_key(self) -> str:
        return tail_key(self.branch_tail)

    @property
    def sound(self) -> str:
        """The core as spoken, syllables without tones: homophones are equal."""
        return sound_key(self.core)

    @property
    def numerals(self) -> str:
        """Digits and ordinals of the whole name in order: 三禾…第十二分公司 → 312."""
        return "".join(c for c in self.core_key + self.tail_key if c.isdigit())

    @property
    def generic(self) -> bool:
        """Too general or short to identify a firm by itself: no trade name, or a single character."""
        return len(self.brand) < 2 and len(self.core) < 5


def tail_key(tail: str) -> str:
    """Equal for 第一分公司, 一分公司 and 1分公司."""
    return _NUMBER.sub(_arabic, tail) if _HAS_NUMBER(tail) else tail


def _arabic(found: re.Match[str]) -> str:
    """第十二 → 12, so that 第一分公司, 一分公司 and 1分公司 are one."""
    tens, ten, ones = found[1].rpartition("十")
    if not ten:
        return found[1].translate(NUMERALS)
    digits = (tens or "1").translate(NUMERALS) + (ones or "0").translate(NUMERALS)
    return digits


def parse_name(text: str | None, regions: Sequence[str] | Regions = ()) -> EnterpriseName:
    """Take one name apart. ``regions``: names of divisions that may stand in front or in brackets."""
    known = regions if isinstance(regions, Regions) else regions_of(tuple(regions))
    plain, former = without_former(clean_text(text)[:LONGEST])
    plain, party = without_party(plain, known)
    plain, union = without_union(plain, known)
    head, tail = _split_branch(plain)
    core, form = _split_form(head)
    core, divisions = _split_divisions(core, known)
    brand, trade = split_trade(core)
    if not brand and divisions:  # 博山电机厂: the division is all that tells it from others
        brand = divisions[-1]
        core = brand + core
    return EnterpriseName(  # by position, which is quicker: lists have a million rows
        text or "", plain, divisions, core, form, plain_tail(tail, known), head if tail else "",
        former, union, party, brand, trade,
    )  # fmt: skip


def _split_branch(text: str) -> tuple[str, str]:
    """(head office, branch tail); the tail is empty for a firm that is not a branch."""
    found = _HEAD_END.search(text)
    if found and found.start() >= 2:
        while found and found[0] == "公司" and text[found.start() - 1] in "分支":
            found = _HEAD_END.search(text, found.end())  # a name that begins with a branch
    if found and found.start() >= 2 and not _FORM_NOTE.fullmatch(text, found.end()):
        return text[: found.end()], text[found.end() :]
    other = OTHER_HEAD.match(text) if not text.endswith("公司") or "分公司" in text else None
    return (other["head"], other["tail"]) if other and not found else (text, "")


def _split_form(head: str) -> tuple[str, str]:
    """(rest, normalised legal form). A group keeps 集团 in the rest: it is another firm."""
    body = _FORM_NOTE.sub("", head) if head.endswith(")") else head
    form = ""
    for end in _FORMS_BY_END.get(body[-1:], ()):
        if body.endswith(end) and not body.endswith(("分公司", "支公司")):
            body, form = body[: -len(end)], FORMS[end]
            break
    if body.endswith(_GROUPS):
        body, group = body[:-4], body[-3:-1]
        if group == "股份" and form:
            form = "股份有限公司"
        else:
            body += group
    return (body, form) if len(body) >= 2 else (head, "")


def _split_divisions(text: str, regions: Regions) -> tuple[str, tuple[str, ...]]:
    """(core without brackets, division stems in order). At least two characters of core remain."""
    stems: list[str] = []
    if "(" in text:
        text = _bracketed(text, regions, stems)
    start, leading = 0, []
    while True:
        end, stem = regions.at(text, start)
        if not stem or len(text) - end < 2:
            break
        leading.append(stem)
        start = end
    rest = text[start:]
    for stem in leading:
        if stem not in stems:
            stems.append(stem)
    return (rest or text), tuple(stems)


def _bracketed(text: str, regions: Regions, stems: list[str]) -> str:
    def take(found: re.Match[str]) -> str:
        inside, start = found[1], 0
        while start < len(inside):
            end, stem = regions.at(inside, start)
            if not stem:
                return inside
            if stem not in stems:
                stems.append(stem)
            start = end
        return ""

    kept = re.sub(r"\(([^()]*)\)", take, text).replace("(", "").replace(")", "")
    return kept if len(kept) >= 2 else text.replace("(", "").replace(")", "")


def plain_tail(tail: str, regions: Regions) -> str:
    """Tail without brackets and form endings; 张店区分公司 and 张店分公司 become one."""
    if not tail:
        return ""
    tail = tail.replace("(", "").replace(")", "")
    if not regions.may_be_in(tail):
        return tail
    parts, start = [], 0
    while start < len(tail):
        end, stem = regions.at(tail, start)
        parts.append(stem or tail[start])
        start = end if stem else start + 1
    return "".join(parts)


def split_trade(core: str) -> tuple[str, str]:
    """(brand, trade): the trade is the longest run of known trade words at the end."""
    end = len(core)
    while end:
        for word in TRADES_BY_END.get(core[end - 1], ()):
            if core.endswith(word, 0, end):
                end -= len(word)
                break
        else:
            break
    return core[:end], core[end:]


def split_joint(text: str | None) -> list[str]:
    """The firms named by one row: ``甲公司、乙公司联合工会委员会`` → both, in order, plain.

    Knows separators, and 联合 organisations whose firms stand side by side without any.
    """
    if not text:
        return []
    known = regions_of(())
    name = parse_name(text, known)
    joint = "联合" in name.union_suffix or "联合" in name.party_suffix
    firms: list[str] = []
    for piece in _outside_brackets(name.plain):
        plain = _JOINT_TAIL.sub("", parse_name(piece, known).plain)
        for firm in _side_by_side(plain) if joint else [plain]:
            if len(firm) >= 2 and firm not in firms:
                firms.append(firm)
    return firms


def _outside_brackets(text: str) -> list[str]:
    """Split at separators that stand outside brackets."""
    pieces, depth, begun = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth <= 0 and sign in "、,;/+&":
            pieces.append(text[begun:place])
            begun = place + 1
    return [*pieces, text[begun:]]


def _side_by_side(text: str) -> list[str]:
    """甲有限公司乙有限公司 → both; a branch stays with its head office."""
    firms, begun = [], 0
    for found in _ANY_FORM.finditer(text):
        piece, rest = text[begun : found.end()], text[found.end() :]
        if len(piece) - len(found[0]) < 2 or text[found.start() - 1] in "分支" or rest[:1] == ")":
            continue
        following = _ANY_FORM.search(rest)
        if rest and (following is None or _BRANCH_WORD.search(rest[: following.end()])):
            continue
        firms.append(piece.lstrip("和与及"))
        begun = found.end()
    if begun < len(text):
        firms.append(text[begun:].lstrip("和与及"))
    return firms
