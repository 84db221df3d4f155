"""Enterprise names as departments write them, taken apart and made comparable.

A name is division + trade name + trade + legal form, and for a branch its tail (State Council
rules on enterprise names, 2021, articles 6, 13 and 14). Party offices and unions write the
organisation's name around it; old lists add remarks and former names.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from niangjia.engine.words import LONGEST_TRADE, NUMERALS, TRADES, TRADITIONAL

_SIGNS = dict.fromkeys(map(ord, "·•・‧。*“”\"‘’'`《》〈〉「」『』\u200b\u200c\u200d\u2060\ufeff"))
_SIGNS |= {ord(c): ord("(") for c in "〔[【{"} | {ord(c): ord(")") for c in "〕]】}"}
_SIGNS |= {ord(c): ord("-") for c in "‐‑‒–—―−"}
_SIGNS |= {ord(old): ord(new) for old, new in TRADITIONAL.items()}

_SERIAL = re.compile(r"^(?:\(\d{1,4}\)|\d{1,4}[、.])(?=[^\W\d_])")
_STATES = (
    "筹|筹建|筹建中|筹备|筹备组|拟设|已?注销|已?吊销|吊销未注销|已?停产|已?停业|已?歇业|已?关闭|已?破产|"
    "已?倒闭|非公|国有|集体|民营|规上|规下|存续|在营|在业|开业|正常|迁出|迁入|已?搬迁|新增|重复|待核实|"
    "本部|总部"
)
_REMARK = re.compile(rf"\((?:{_STATES})\)|-(?:{_STATES})$")
_BODY = r"(?:公司|集团|厂|店|社|中心|部|场|院|校|所|行|企业|站|园|馆|户)"
_INNER = r"[^()]*(?:\([^()]*\)[^()]*)*"
_FORMER = re.compile(
    rf"\((?:(?:曾用名称?|原名称?|原为|更名前|旧名|前身[为是]?):?(?P<told>{_INNER})"
    rf"|原(?P<was>{_INNER}{_BODY}))\)"
)
_FORMER_WORDS = re.compile(r"[,;、]?(?:曾用名称?|原名称?:|更名前|旧名)[:为是]?(?P<told>.{4,})$")
_RENAMED = re.compile(
    rf"^(?P<was>.{{4,}}?)[,;]?\(?(?:现名:?|现用名:?|现?已?更名为|现?已?变更为|改名为|现为):?"
    rf"(?P<now>{_INNER}{_BODY})\)?$"
)
_PARTY_FIRST = re.compile(r"^(?:中国共产党|中共)")
_PARTY_LAST = re.compile(
    r"(?:第[一二三四五六七八九十\d]+)?(?:联合|流动|临时|机关|非公企业)*"
    r"(?:党支部委员会|党总支委员会|党总支部委员会|党支部|党总支部|党总支|党委|党组|总支部委员会|支部委员会)$"
)
_PARTY_LAST_AFTER_FIRST = re.compile(
    r"(?:第[一二三四五六七八九十\d]+)?(?:联合|流动|临时|机关)*(?:总支部|支部|工作委员会|委员会|党员大会)$"
)
_UNION_LAST = re.compile(
    r"(?:第[一二三四五六七八九十\d]+届)?(?:联合|基层|机关)*(?:总|分)?工会(?:工作|联合|基层|筹备|临时|第[一二三四五六七八九十\d]+届)*"
    r"(?:委员会|联合会|委员|分会|小组|组)?$"
)
_HEAD_END = re.compile(
    r"(?:有限责任公司|责任有限公司|有限公司|股份公司|集团公司|总公司|公司|专业合作社|合作社)(?=[^)])"
)
_OTHER_HEAD = re.compile(
    r"^(?P<head>.{2,}?(?:厂|社|银行|学校|医院|中心|集团|超市|大药房|药店|酒店))\(?"
    r"(?P<tail>.+(?:分公司|支公司|分厂|分店|分院|分校|分社|分部|支行|分行|营业部|营业厅|营业所|支局|办事处"
    r"|分理处|储蓄所|销售部|项目部|经营部|门市部|服务部))\)?$"
)
_FORM = re.compile(
    r"(?:\((?P<group>集团|股份|控股)\))?"
    r"(?P<form>股份有限公司|股份有限责任公司|有限责任公司|责任有限公司|有限公司|有限责任|有限公|股份公司|总公司"
    r"|(?<![分支])公司|农民专业合作社联合社|专业合作社联合社|农民专业合作社|专业合作社|合作社)?"
    r"(?P<note>(?:\((?:个体工商户|普通合伙|特殊普通合伙|有限合伙|个人独资|外商独资|中外合资|自然人独资)\))*)$"
)
_FORMS = {
    "有限责任公司": "有限公司",
    "责任有限公司": "有限公司",
    "有限责任": "有限公司",
    "有限公": "有限公司",
    "股份公司": "股份有限公司",
    "股份有限责任公司": "股份有限公司",
    "总公司": "公司",
    "农民专业合作社": "合作社",
    "专业合作社": "合作社",
    "农民专业合作社联合社": "合作社联合社",
    "专业合作社联合社": "合作社联合社",
}
_DIVISION_END = re.compile(
    r"(?:维吾尔自治区|(?:(?:壮|回|藏|彝|白|傣|苗|侗|羌|黎|满|畲|瑶|土|蒙古族|朝鲜|土家|布依|哈尼|景颇|傈僳|哈萨克"
    r"|柯尔克孜)族?)*自治[区州县旗]|特别行政区|省|市|县|区|州|盟|旗)$"
)
_LEVELS = frozenset("省市区县")
_NO_STEM = re.compile(
    r"(?:高新|经开|开发|新|工业园|园|示范|保税|管理|矿)区$|[镇乡]$|街道(?:办事处)?$|地区$"
)
_JOINT_TAIL = re.compile(r"等(?:[一二三四五六七八九十百两\d]+[家个])?(?:企业|单位|公司)?$")
_ANY_FORM = re.compile(r"(?:有限责任公司|有限公司|合作社|集团公司|公司|厂|商行|酒店|超市)")
_NUMBER = re.compile(r"第?([一二三四五六七八九十]+|\d+)(?=分|支|营|项|门|工|店|车|加)")
_FORM_NOTE = re.compile(r"(?:\([^()]*(?:工商户|合伙|独资|合资|企业)\))+")
_BRANCH_WORD = re.compile(
    r"(?:分公司|支公司|分厂|分店|分院|分校|支行|分行|营业部|营业厅|办事处|项目部|门市部|店|部)$"
)


@dataclass(frozen=True, slots=True)
class EnterpriseName:
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
        return "|".join((self.core_key, self.form, self.tail_key))

    @property
    def core_key(self) -> str:
        return self.core.translate(NUMERALS)

    @property
    def tail_key(self) -> str:
        return _NUMBER.sub(_arabic, self.branch_tail) if self.branch_tail else ""

    @property
    def generic(self) -> bool:
        """Too general or short to identify a firm by itself: no trade name, or a single character."""
        return len(self.brand) < 2 and len(self.core) < 5


def _arabic(found: re.Match[str]) -> str:
    """第十二 → 12, so that 第一分公司, 一分公司 and 1分公司 are one."""
    tens, ten, ones = found[1].rpartition("十")
    if not ten:
        return found[1].translate(NUMERALS)
    digits = (tens or "1").translate(NUMERALS) + (ones or "0").translate(NUMERALS)
    return digits


class Regions:
    """Division words to be taken off names: the given names and their stems (淄博市, 淄博)."""

    def __init__(self, names: Iterable[str]) -> None:
        self.stems: dict[str, str] = {}
        for name in names:
            word = clean_text(name)
            if len(word) >= 2:
                stem = stem_of(word)
                self.stems[word] = stem
                self.stems[stem] = stem
        self.longest = max(map(len, self.stems), default=0)
        self.heads = frozenset(word[:2] for word in self.stems)

    def at(self, text: str, start: int) -> tuple[int, str]:
        """(end, stem) of the longest division word at ``start``; ``(start, "")`` where none is."""
        if text[start : start + 2] not in self.heads:
            return start, ""
        for end in range(min(len(text), start + self.longest), start + 1, -1):
            stem = self.stems.get(text[start:end])
            if stem is not None:
                level = text[start:end] == stem and text[end : end + 1] in _LEVELS
                return end + level, stem
        return start, ""


def stem_of(division: str) -> str:
    """淄博市 → 淄博, 内蒙古自治区 → 内蒙古; towns and functional zones keep their whole name."""
    if _NO_STEM.search(division):
        return division
    stem = _DIVISION_END.sub("", division)
    return stem if len(stem) >= 2 else division


def clean_text(text: str | None) -> str:
    """Half-width, simplified, upper case, one kind of bracket, no spaces and no ornaments."""
    if not text:
        return ""
    folded = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return "".join(folded.split()).upper()


@lru_cache(maxsize=64)
def regions_of(names: tuple[str, ...]) -> Regions:
    return Regions(names)


def parse_name(text: str | None, regions: Sequence[str] | Regions = ()) -> EnterpriseName:
    """Take one name apart. ``regions``: names of divisions that may stand in front or in brackets."""
    known = regions if isinstance(regions, Regions) else regions_of(tuple(regions))
    plain, former = _without_former(clean_text(text))
    plain, party = _without_party(plain, known)
    plain, union = _without_union(plain, known)
    head, tail = _split_branch(plain)
    core, form = _split_form(head)
    core, divisions = _split_divisions(core, known)
    brand, trade = split_trade(core)
    if not brand and divisions:  # 博山电机厂: the division is all that tells it from others
        core = brand = divisions[-1] + core
        brand = divisions[-1]
    return EnterpriseName(
        raw=text or "",
        plain=plain,
        divisions=divisions,
        core=core,
        form=form,
        branch_tail=_plain_tail(tail, known),
        head_office=head if tail else "",
        former=former,
        union_suffix=union,
        party_suffix=party,
        brand=brand,
        trade=trade,
    )


def _without_former(text: str) -> tuple[str, str]:
    """(current name, former name); remarks on the state of the firm are dropped."""
    text = _SERIAL.sub("", text)
    if text.startswith("(") and text.find(")") == len(text) - 1 > 1:
        text = text[1:-1]
    if "(" in text or "-" in text:
        text = _REMARK.sub("", text)
    former = ""
    if "原" in text or "名" in text or "前" in text or "旧" in text:
        for pattern in (_FORMER, _FORMER_WORDS):
            found = pattern.search(text)
            if found and len(text) - len(found[0]) >= 2:
                former = (found["told"] or found.groupdict().get("was") or "").lstrip(":")
                text = text[: found.start()] + text[found.end() :]
                break
    if not former and ("为" in text or "现" in text):
        renamed = _RENAMED.search(text)
        if renamed:
            return renamed["now"], renamed["was"]
    return text, former


def _without_party(text: str, regions: Regions) -> tuple[str, str]:
    if "党" not in text and "中共" not in text and "支部" not in text:
        return text, ""
    rest = _PARTY_FIRST.sub("", text)
    found = _PARTY_LAST.search(rest)
    if found is None and rest != text:
        found = _PARTY_LAST_AFTER_FIRST.search(rest)
    return _cut(rest, found, regions, otherwise=text)


def _without_union(text: str, regions: Regions) -> tuple[str, str]:
    if "工会" not in text:
        return text, ""
    return _cut(text, _UNION_LAST.search(text), regions, otherwise=text)


def _cut(
    text: str, found: re.Match[str] | None, regions: Regions, *, otherwise: str
) -> tuple[str, str]:
    """(what stands before the match, the match), unless nothing but a division would remain."""
    if found is None:
        return otherwise, ""
    rest = text[: found.start()]
    start, stem = regions.at(rest, 0)
    while stem:
        start, stem = regions.at(rest, start)
    return (rest, found[0]) if len(rest) - start >= 2 else (otherwise, "")


def _split_branch(text: str) -> tuple[str, str]:
    """(head office, branch tail); the tail is empty for a firm that is not a branch."""
    found = _HEAD_END.search(text)
    if found and found.start() >= 2:
        while found and found[0] == "公司" and text[found.start() - 1] in "分支":
            found = _HEAD_END.search(text, found.end())  # a name that begins with a branch
    if found and found.start() >= 2 and not _FORM_NOTE.fullmatch(text, found.end()):
        return text[: found.end()], text[found.end() :]
    other = _OTHER_HEAD.match(text) if not text.endswith("公司") or "分公司" in text else None
    return (other["head"], other["tail"]) if other and not found else (text, "")


def _split_form(head: str) -> tuple[str, str]:
    """(rest, normalised legal form). A group keeps 集团 in the rest: it is another firm."""
    found = _FORM.search(head)
    if found is None or not found[0]:
        return head, ""
    form = found["form"] or ""
    rest = head[: found.start()]
    if found["group"] == "股份" and form:
        form = "股份有限公司"
    elif found["group"]:
        rest += found["group"]
    if len(rest.replace("(", "").replace(")", "")) < 2:
        return head, ""
    return rest, _FORMS.get(form, form)


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


def _plain_tail(tail: str, regions: Regions) -> str:
    """Tail without brackets and form endings; 张店区分公司 and 张店分公司 become one."""
    if not tail:
        return ""
    tail = tail.replace("(", "").replace(")", "")
    parts, start = [], 0
    while start < len(tail):
        end, stem = regions.at(tail, start)
        parts.append(stem or tail[start])
        start = end if stem else start + 1
    return "".join(parts)


def split_trade(core: str) -> tuple[str, str]:
    """(brand, trade): the trade is the longest run of known trade words at the end."""
    end = len(core)
    while end > 0:
        for start in range(max(0, end - LONGEST_TRADE), end):
            if core[start:end] in TRADES:
                end = start
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
