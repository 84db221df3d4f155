"""What departments write around a firm's name: remarks, former names, party and union endings."""

import re

from niangjia.engine.regions import Regions

_SERIAL = re.compile(r"^(?:\(\d{1,4}\)|\d{1,4}[、.])(?=[^\W\d_])")
_SERIAL_STARTS = frozenset("(0123456789")
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
UNION_LAST = re.compile(
    r"(?:第[一二三四五六七八九十\d]+届)?(?:联合|基层|机关)*(?:总|分)?工会(?:工作|联合|基层|筹备|临时|第[一二三四五六七八九十\d]+届)*"
    r"(?:委员会|联合会|委员|分会|小组|组)?$"
)


def without_former(text: str) -> tuple[str, str]:
    """(current name, former name); remarks on the state of the firm are dropped."""
    if text[:1] in _SERIAL_STARTS:
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


def without_party(text: str, regions: Regions) -> tuple[str, str]:
    if "党" not in text and "中共" not in text and "支部" not in text:
        return text, ""
    rest = _PARTY_FIRST.sub("", text)
    found = _PARTY_LAST.search(rest)
    if found is None and rest != text:
        found = _PARTY_LAST_AFTER_FIRST.search(rest)
    return _cut(rest, found, regions, otherwise=text)


def without_union(text: str, regions: Regions) -> tuple[str, str]:
    if "工会" not in text:
        return text, ""
    return _cut(text, UNION_LAST.search(text), regions, otherwise=text)


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
