"""What a list of unions says, in the words of the register."""

import re
from collections.abc import Mapping
from typing import Any

from niangjia.engine.trades import old_trade, section_of_old
from niangjia.kernel.scope.enums import UnitKind
from niangjia.organizing.enums.unions import EconomicType, UnionState

KINDS = {
    "单独基层工会": UnitKind.BASIC, "基层工会": UnitKind.BASIC, "单独": UnitKind.BASIC,
    "联合基层工会": UnitKind.JOINT, "联合": UnitKind.JOINT, "联合工会": UnitKind.JOINT,
    "区域性联合工会": UnitKind.JOINT, "行业工会联合会": UnitKind.INDUSTRY,
    "区域工会联合会": UnitKind.AREA, "工会分会": UnitKind.BRANCH, "分会": UnitKind.BRANCH,
    "工会小组": UnitKind.GROUP, "小组": UnitKind.GROUP,
}  # fmt: skip
"""Kinds as departments and the code list of the real-name dictionary write them (B.11: 0, 1)."""

STATES = {
    "": UnionState.NORMAL, "正常": UnionState.NORMAL, "筹备": UnionState.PREPARATORY,
}  # fmt: skip
SEPARATOR = re.compile(r"[、,，;；\n]+")


def kind_of(text: str) -> str:
    """``ValueError`` names what may be written."""
    word = {"0": "单独", "1": "联合"}.get(text.strip(), text.strip())
    if word not in KINDS:
        raise ValueError(f"没有“{text}”这种组织类型；可写：{'、'.join(list(KINDS)[:2])}、"
                         "联合基层工会、行业工会联合会、区域工会联合会")  # fmt: skip
    return KINDS[word]


def state_of(text: str) -> str:
    if text.strip() not in STATES:
        raise ValueError("状态可写正常、筹备；撤销和合并请在工会页面办理")
    return STATES[text.strip()]


def economic_of(text: str) -> str:
    """By code or by label."""
    word = text.strip()
    if not word or word in EconomicType.values:
        return word
    found = [code for code, label in EconomicType.choices if label == word]
    if not found:
        raise ValueError(f"没有“{word}”这种经济类型，请写三位代码或名称")
    return found[0]


def parts(text: str) -> list[str]:
    """Several names or codes in one cell."""
    return [part.strip() for part in SEPARATOR.split(text or "") if part.strip()]


def trades(facts: Mapping[str, Any]) -> dict[str, str]:
    """Both lists of trades from whichever is given: GB/T 4754 first (domain.md A.4)."""
    code, old = facts.get("trade_code") or "", facts.get("old_trade") or ""
    if code:
        return {"trade_code": code, "old_trade": old_trade(code)}
    return {"trade_code": section_of_old(old), "old_trade": old} if old else {}
