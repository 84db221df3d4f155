"""What may hang below what, names, and what a change of facts means."""

import re
from collections.abc import Mapping
from typing import Any

from niangjia.kernel.scope.enums import UnitKind, federation_below
from niangjia.organizing.enums.unions import BASICS, BELOW_BASIC, FEDERATED, SUPERIORS

TAILS = re.compile(r"(基层)?(联合)?工会(委员会|联合会)?$|总工会$|工会小组$|分会$")
CERTIFIED = {"name": "名称", "address": "住所"}
"""Facts that stand on the certificate: a change must be registered (domain.md B.8)."""


def may_hang(kind: str, below: str) -> bool:
    """Unions below federations, branches below unions, groups below unions and branches."""
    if kind in (*BASICS, *FEDERATED):
        return below in SUPERIORS
    if kind == UnitKind.BRANCH:
        return below in (*BASICS, *FEDERATED)
    if kind == UnitKind.GROUP:
        return below in (*BASICS, *FEDERATED, UnitKind.BRANCH)
    return federation_below(kind, below)


def may_cover(kind: str) -> bool:
    """Branches and groups are parts of a union; the union covers the employer."""
    return kind not in BELOW_BASIC and kind not in SUPERIORS


def may_sit(kind: str, federation: str) -> bool:
    """Basic and joint unions sit in industry and area federations."""
    return kind in BASICS and federation in FEDERATED


def short_of(name: str) -> str:
    """``张店区某某机械有限公司工会委员会`` → ``张店区某某机械有限公司``; at most 40 signs."""
    return (TAILS.sub("", name) or name)[:40]


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Fact → [before, after], of those given in ``after`` that differ."""
    return {
        name: [before.get(name), value]
        for name, value in after.items()
        if value != before.get(name)
    }


def to_register(facts: Mapping[str, Any]) -> list[str]:
    """The labels of changed facts that the certificate must follow."""
    return [label for name, label in CERTIFIED.items() if name in facts]
