"""One row of a department's list, brought to the shape of entries: one entry a firm."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from niangjia.engine.names import parse_name, split_joint
from niangjia.engine.uscc import check_uscc, clean_code
from niangjia.matching.enums import Source
from niangjia.matching.rules.places import Places

HALF = {0xFF01 + i: 0x21 + i for i in range(94) if chr(0x21 + i).isalnum()}
NAME_SIGNS = {ord("("): "\uff08", ord(")"): "\uff09", 0x3000: " "} | HALF
BETWEEN = re.compile(r"\s+(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])\s+")
LIST_SIGNS = re.compile("[、;,\uff1b\uff0c\n]+")
AREA = re.compile("(?:行业|社区|村|园区|商圈|商务区|楼宇|街区|片区|街道|[镇乡])$")
KEY_LENGTH = 150

Row = Mapping[str, Any]


@dataclass(slots=True)
class Shape:
    """An entry before it has a batch: the values of ``Entry`` that come from the row."""

    name: str = ""
    former_name: str = ""
    uscc: str = ""
    uscc_ok: bool = False
    org_code: str = ""
    unit: int = 0
    district: str = ""
    headcount: int | None = None
    members: int | None = None
    founded_on: date | None = None
    status: str = ""
    trade_code: str = ""
    trade: str = ""
    scope: str = ""
    kind: str = ""
    address: str = ""
    organisation: str = ""
    organisation_code: str = ""
    new_form: bool | None = None
    problems: list[dict[str, str]] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """The fingerprint of what linking reads; unchanged means no new comparison (MA7)."""
        return fingerprint(self.name, self.former_name, self.uscc, self.org_code, self.district)

    @property
    def content(self) -> str:
        """The fingerprint of everything."""
        return fingerprint(
            self.name, self.former_name, self.uscc, self.org_code, self.unit, self.headcount,
            self.members, self.founded_on, self.status, self.trade_code, self.trade, self.scope,
            self.kind, self.address, self.organisation, self.organisation_code, self.new_form,
            self.problems, self.extra,
        )  # fmt: skip


def fingerprint(*values: object) -> str:
    """32 hexadecimal digits that differ when a value differs; the same in every process."""
    text = "\x1f".join([v if type(v) is str else repr(v) for v in values])
    return blake2b(text.encode(), digest_size=16).hexdigest()


def tidy_name(text: str) -> str:
    """Spaces between Chinese characters gone, letters half-width, brackets full-width."""
    return BETWEEN.sub("", text.translate(NAME_SIGNS).strip())


def name_key(text: str) -> str:
    """A name made comparable within one list: form words, brackets and case levelled."""
    plain = unicodedata.normalize("NFKC", text).upper().replace("有限责任公司", "有限公司")
    return re.sub(r"[\s()·.]", "", plain)


def _text(row: Row, name: str, limit: int = 300) -> str:
    value = row.get(name)
    return "" if value is None else str(value).strip()[:limit]


def _number(row: Row, name: str) -> int | None:
    value = row.get(name)
    return value if isinstance(value, int) and 0 <= value < 2**31 else None


def _day(row: Row, name: str) -> date | None:
    value = row.get(name)
    return value if isinstance(value, date) else None


def _identify(shape: Shape, text: str, column: str, *, required: bool) -> None:
    """Fill code and flags; a bad code is kept as written and named, never dropped (MA1)."""
    check = check_uscc(text)
    shape.uscc, shape.uscc_ok = check.value[:40], check.ok and not check.is_union
    shape.org_code = shape.org_code or check.org_code
    if check.is_union:
        shape.org_code = ""
        _flag(shape, column, "这是工会自己的代码，不是用人单位的代码")
    elif not check.ok and (check.value or required):
        _flag(shape, column, check.problem)
    elif check.warning:
        _flag(shape, column, check.warning)


def _flag(shape: Shape, column: str, reason: str) -> None:
    shape.problems.append({"column": column, "reason": reason})


def _settle(shape: Shape, places: Places, **hints: str) -> None:
    place = places.locate(**hints)
    shape.unit, shape.district = place.unit, places.district(place)
    if not shape.district and place.path == places.root.path and len(place.path) < 8:
        _flag(shape, "所在地", "认不出在哪个区县")


def _section_digits(code: str) -> str:
    """A four-digit trade code whose leading zero a spreadsheet has eaten (0111 → 111)."""
    return code.zfill(4) if code.isdigit() and len(code) == 3 else code


def _require_name(shape: Shape) -> None:
    if not shape.name:
        _flag(shape, "名称", "没有填写单位名称")


def registration(row: Row, places: Places) -> list[Shape]:
    """行政审批: new registrations and changes."""
    shape = Shape(
        name=tidy_name(_text(row, "name")),
        former_name=tidy_name(_text(row, "former_name")),
        founded_on=_day(row, "founded_on"),
        status=_text(row, "status", 40),
        trade=_text(row, "trade", 100),
        scope=_text(row, "scope", 2000),
        kind=_text(row, "kind", 60),
        address=_text(row, "address"),
    )
    _identify(shape, _text(row, "uscc"), "统一社会信用代码", required=True)
    _settle(
        shape, places, county=_text(row, "district"), town=_text(row, "town"), text=shape.address
    )
    _require_name(shape)
    return [shape]


def tax(row: Row, places: Places) -> list[Shape]:
    """税务: tax payers with employees."""
    authority = _text(row, "authority", 100)
    shape = Shape(
        name=tidy_name(_text(row, "name")),
        status=_text(row, "status", 40),
        trade=_text(row, "trade", 100),
        headcount=_number(row, "headcount"),
        address=_text(row, "address"),
        extra={"主管税务机关": authority} if authority else {},
    )
    _identify(shape, _text(row, "uscc"), "纳税人识别号", required=True)
    _settle(shape, places, text=shape.address, county=authority)
    _require_name(shape)
    return [shape]


def statistics(row: Row, places: Places) -> list[Shape]:
    """统计: units of the statistical register; the place is a 12-digit code."""
    code = re.sub(r"\D", "", _text(row, "division", 20))
    shape = Shape(
        name=tidy_name(_text(row, "name")),
        org_code=clean_code(_text(row, "org_code", 20))[:20],
        trade_code=_section_digits(_text(row, "trade_code", 10)),
        headcount=_number(row, "headcount"),
        status=_text(row, "status", 40),
        extra={"区划代码": code} if code else {},
    )
    _identify(shape, _text(row, "uscc"), "统一社会信用代码", required=not shape.org_code)
    _settle(shape, places, code=code)
    _require_name(shape)
    return [shape]


def social(row: Row, places: Places) -> list[Shape]:
    """人社: insured employers with head-counts."""
    number = _text(row, "number", 40)
    shape = Shape(
        name=tidy_name(_text(row, "name")),
        headcount=_number(row, "headcount"),
        kind=_text(row, "kind", 60),
        extra={"单位编号": number} if number else {},
    )
    _identify(shape, _text(row, "uscc"), "统一社会信用代码", required=True)
    _settle(shape, places, county=_text(row, "district"))
    _require_name(shape)
    return [shape]


def _employers(organisation: str, named: list[str]) -> list[str]:
    """The firms an organisation belongs to: those named, else those its own name tells of."""
    names = [tidy_name(text) for text in named if text.strip()]
    if not names:
        parts = split_joint(organisation)
        names = [parse_name(part, ()).plain for part in parts] if organisation else []
    return [name for name in dict.fromkeys(names) if name] or [""]


def party(row: Row, places: Places) -> list[Shape]:
    """组织部: party organisations and their employers; a joint branch names several."""
    organisation = tidy_name(_text(row, "organisation"))
    firms = _employers(organisation, split_joint(_text(row, "name", 600)))
    upper = _text(row, "parent", 100)
    shapes = []
    for part, name in enumerate(firms):
        shape = Shape(
            name=name,
            organisation=organisation,
            kind=_text(row, "kind", 60),
            members=_number(row, "members") if part == 0 else None,
            founded_on=_day(row, "founded_on"),
            extra={"上级党组织": upper} if upper else {},
        )
        _identify(
            shape, _text(row, "uscc") if part == 0 else "", "统一社会信用代码", required=False
        )
        _settle(shape, places, county=_text(row, "district"), text=upper)
        shapes.append(shape)
    return shapes


def union(row: Row, places: Places) -> list[Shape]:
    """工会: the federation's own register; a joint union covers several firms.

    Members are counted once, on the first firm. Head-counts of joint unions are sums over
    their firms and say nothing of one of them, so they are kept out. A union of an area or a
    trade belongs to the firms it covers; 周村区幸福社区 in the employer's column is none.
    """
    organisation = tidy_name(_text(row, "organisation"))
    covered = [part for part in LIST_SIGNS.split(_text(row, "covers", 6000)) if part.strip()]
    if _is_of_area(row, organisation):
        firms = _employers("", covered)
    else:
        firms = _employers(organisation, [_text(row, "name"), *covered])
    own = check_uscc(_text(row, "organisation_code"))
    shapes = []
    for part, name in enumerate(firms):
        first = part == 0
        shape = Shape(
            name=name,
            organisation=organisation,
            organisation_code=own.value[:40],
            kind=_text(row, "kind", 60),
            members=_number(row, "members") if first else None,
            headcount=_number(row, "headcount") if len(firms) == 1 else None,
            founded_on=_day(row, "founded_on"),
            new_form=bool(row.get("new_form")),
        )
        _identify(
            shape, _text(row, "uscc") if first else "", "单位统一社会信用代码", required=False
        )
        if first and not own.ok:
            _flag(shape, "工会统一社会信用代码", own.problem)
        _settle(shape, places, county=_text(row, "district"), town=_text(row, "town"))
        shapes.append(shape)
    return shapes


def _is_of_area(row: Row, organisation: str) -> bool:
    """Is the union one of an area or a trade, and no employer behind what its row names?"""
    told = _text(row, "kind", 60) + organisation
    joint = any(word in told for word in ("区域", "行业", "联合"))
    if not joint or _text(row, "uscc"):
        return False
    return all(AREA.search(name) for name in _employers(organisation, [_text(row, "name")]))


SHAPERS: dict[str, Callable[[Row, Places], list[Shape]]] = {
    Source.REGISTRATION: registration,
    Source.TAX: tax,
    Source.STATISTICS: statistics,
    Source.SOCIAL: social,
    Source.PARTY: party,
    Source.UNION: union,
}


def shapes_of(source: str, row: Row, places: Places) -> list[Shape]:
    """The entries of a row, with the flags its reading has already raised."""
    shapes = SHAPERS[source](row, places)
    known = {problem["column"] for problem in shapes[0].problems}
    for problem in row.get("problems") or ():
        if problem["column"] not in known:
            shapes[0].problems.append({"column": problem["column"], "reason": problem["reason"]})
    return shapes


def row_key(source: str, first: Shape) -> str:
    """What makes a row the same row in the next list: its own number, code, or name and place."""
    if source == Source.UNION and check_uscc(first.organisation_code).ok:
        return first.organisation_code
    if source in (Source.UNION, Source.PARTY):
        return f"{name_key(first.organisation or first.name)}@{first.district}"[:KEY_LENGTH]
    if source == Source.SOCIAL and "单位编号" in first.extra:
        return first.extra["单位编号"]
    if first.uscc_ok:
        return first.uscc
    return (first.org_code or f"{name_key(first.name)}@{first.district}")[:KEY_LENGTH]
