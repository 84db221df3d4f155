"""What hangs on an enterprise or a link, and what becomes of it when links change (MA6).

The list is closed: a house test compares it with the models. A relation that somebody adds
needs a verdict here before it can be used.
"""

from typing import NamedTuple


class Fate(NamedTuple):
    """What is shown in the preview."""

    label: str
    verdict: str
    moves: bool


MOVES, STAYS = True, False
RELATIONS: dict[str, Fate] = {
    "matching.Link.enterprise": Fate("名册行的对应", "随变更改变结论，原对应保留可查", MOVES),
    "matching.Task.enterprise": Fate("任务", "未销号的任务随企业移动，连同走访、步骤、意见", MOVES),
    "matching.Enterprise.merged_into": Fate("并入本企业的企业", "并入的标记随变更写入或去掉", MOVES),
    "matching.LedgerRow.enterprise": Fate("台账行", "按剩下的名册行重新生成，旧版保留", STAYS),
    "matching.LedgerRow.head_office": Fate("分支机构指向", "重新生成时按名称再认", STAYS),
    "matching.GapHit.enterprise": Fate("缺口名单中的记录", "是当时运行的结果，不改；再次运行即按新台账", STAYS),
    "matching.LinkChange.enterprise": Fate("对应变更记录", "历史，不改", STAYS),
    "matching.LinkChange.link": Fate("对应变更记录（按名册行）", "历史，不改", STAYS),
    "matching.Answer.link": Fate("判断", "历史，保留判断人和理由", STAYS),
    "matching.AuditItem.link": Fate("抽查（自动确认）", "历史，抽查当时的结论不改", STAYS),
    "matching.AuditItem.counterpart": Fate("抽查（找到的对应）", "历史，抽查当时的结论不改", STAYS),
    "matching.TrialLine.link": Fate("试算", "历史，不改", STAYS),
}  # fmt: skip
"""By model and field that points at an enterprise or a link."""
