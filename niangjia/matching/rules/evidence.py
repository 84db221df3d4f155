"""Why this pair: the engine's evidence field by field, adding up to its total (MA4)."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from niangjia.matching.rules.zones import MANUAL, OWN

RULE_WORDS = {
    "code": "统一社会信用代码", "same": "各栏一致", "name": "名称唯一", "scored": "综合得分",
    OWN: "首次列入", MANUAL: "由人指定",
    # of links written by the rules that were in force until engine 2.0
    "org": "组织机构代码", "former": "曾用名", "name_district": "名称与区县", "code_shared": "代码被多家使用",
    "code_branch": "代码一致但分支机构不同", "code_or_name": "代码与名称指向不同单位",
    "org_name": "组织机构代码一致但名称不同", "former_unsure": "曾用名待核实",
    "name_code": "名称相同但代码不同", "name_several": "名称相同的不止一家",
    "name_elsewhere": "名称相同但区县或区划不同", "name_generic": "名称笼统", "form": "组织形式不同",
    "branch": "分支机构不同", "sound": "名称同音", "short": "简称", "score": "综合得分",
}  # fmt: skip
"""What a person reads of the rule by which a link was found."""


class Part(NamedTuple):
    """What one field speaks for (points above 0) or against a pair, in words."""

    field: str
    label: str
    points: int


class DoesNotAddUp(ValueError):
    """The parts of an engine's evidence are not its total."""


def parts_of(stored: Iterable[Mapping[str, Any]]) -> list[Part]:
    """Stored parts, the weightiest first."""
    parts = [Part(str(p.get("field", "")), str(p["label"]), int(p["points"])) for p in stored]
    return sorted(parts, key=lambda part: (-abs(part.points), part.field, part.label))


def total(parts: Iterable[Part]) -> int:
    return sum(part.points for part in parts)


def checked(points: int | None, stored: list[dict[str, Any]]) -> None:
    """Raise ``DoesNotAddUp`` unless the parts give the total; no total asks for no parts."""
    if points is None and not stored:
        return
    found = total(parts_of(stored))
    if points is None or found != points:
        raise DoesNotAddUp(f"各项合计 {found} 分，引擎给出的总分是 {points} 分")


def signed(points: int) -> str:
    """+5, 0 or −3, as it stands beside the words."""
    return f"+{points}" if points > 0 else f"−{-points}" if points else "0"
