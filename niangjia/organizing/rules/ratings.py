"""What 好差评 counts. Pure."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from niangjia.organizing.enums.services import BAD_MARKS, SATISFIED

DEFINITION = (
    "满意率 =（非常满意＋满意＋基本满意）÷ 全部评价；一件事项只评一次，按评价日期计入，"
    "没有评价的事项不计入分母。等级划分据国办发〔2019〕51号。"
)


def is_bad(grade: int) -> bool:
    return grade in BAD_MARKS


def share(counts: Mapping[int, int]) -> Decimal | None:
    """Share of satisfied in per cent with one decimal; ``None`` where nobody has rated."""
    total = sum(counts.values())
    if not total:
        return None
    good = sum(counts.get(grade, 0) for grade in SATISFIED)
    return (Decimal(good * 100) / total).quantize(Decimal("0.1"), ROUND_HALF_UP)
