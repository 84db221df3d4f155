"""The hundred days of the page as a campaign: targets for each county, figures from the register."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.furnishing import run_campaign
from niangjia.sample.cast import Union
from niangjia.sample.plan import HUNDRED_DAYS
from niangjia.sample.tree import Tree

NAME = "百日集中建会入会行动（示例数据）"
FOUNDED_OF_ALL, JOINED_OF_ALL = 0.2, 0.08
"""Targets as shares of a county's unions and members: invented, so that some are beyond them."""


def plan_campaign(tree: Tree, unions: Sequence[Union], today: date, by: Actor) -> None:
    """The campaign with a target for each county; what is there stays."""
    heads: Counter[str] = Counter()
    count = Counter(union.area.short for union in unions)
    for union in unions:
        heads[union.area.short] += union.members
    targets: dict[tuple[int, str], int] = {}
    for name in count:
        place = tree.by_name[name].pk
        targets[place, "founded"] = max(1, round(count[name] * FOUNDED_OF_ALL))
        targets[place, "joined"] = max(10, round(heads[name] * JOINED_OF_ALL))
    run_campaign(
        name=NAME, starts_on=today - timedelta(days=HUNDRED_DAYS - 1), ends_on=today,
        targets=targets, by=by,
    )  # fmt: skip
