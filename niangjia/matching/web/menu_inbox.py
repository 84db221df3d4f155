"""The kinds of item matching writes into the inbox."""

from niangjia.kernel.notifications.kinds import Kind, register_kind
from niangjia.matching.actions import inbox, opinions, tasks
from niangjia.matching.actions.review_items import AUDIT, REVIEW
from niangjia.matching.queries.inbox import path_of_task

DESK = "判断在复核页面用“撤销上一次”收回。"


def register_inbox() -> None:
    register_kind(
        Kind(tasks.TODO, "建会任务", "任务清单", reach=path_of_task, recall=inbox.TASK),
        Kind(opinions.TODO, "部门意见", "任务清单", recall=inbox.OPINION),
        Kind(REVIEW, "疑似对应", "候选复核", no_recall=DESK),
        Kind(AUDIT, "抽查样本", "质量抽查", no_recall=DESK),
    )
