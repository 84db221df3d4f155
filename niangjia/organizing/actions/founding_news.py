"""What the modules above are told of a case, and how they ask to be told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from niangjia.organizing.actions.founding_steps import AFTER_STEP
from niangjia.organizing.enums.founding import FoundingOrigin, PaperKind
from niangjia.organizing.models import FoundingCase
from niangjia.organizing.queries.founding import paper_of_kind


@dataclass(frozen=True, slots=True)
class FoundingNews:
    """A case that came from a task: its days, and the reply that founded the union."""

    task_ref: str
    union_name: str
    kind: str
    prepared_on: date | None
    established_on: date | None
    operating_on: date | None
    reply_number: str = ""
    reply_file: int | None = None
    """Number of the stored file of the 批复, as proof."""


TaskListener = Callable[[FoundingNews, str], None]
_tasks: list[TaskListener] = []


def on_founding(listener: TaskListener) -> None:
    """``listener(news, step)`` runs after the commit of every step of a case that came from a task."""
    if listener not in _tasks:
        _tasks.append(listener)
    if tell_tasks not in AFTER_STEP:
        AFTER_STEP.append(tell_tasks)


def tell_tasks(case_id: int, step: str) -> None:
    if news := news_of(case_id):
        for listener in _tasks:
            listener(news, step)


def news_of(case_id: int) -> FoundingNews | None:
    """None for a case that did not come from a task."""
    rows = FoundingCase.objects.unscoped(reason="任务清单随建会事项更新")
    case = rows.filter(pk=case_id, origin=FoundingOrigin.TASK).first()
    if case is None:
        return None
    reply = paper_of_kind(case, PaperKind.RESULT_REPLY)
    return FoundingNews(
        task_ref=case.origin_ref, union_name=case.union_name, kind=case.kind,
        prepared_on=case.prepared_on, established_on=case.established_on,
        operating_on=case.operating_on, reply_number=reply.document_number if reply else "",
        reply_file=reply.file_id if reply else None,
    )  # fmt: skip
