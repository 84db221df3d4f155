"""A task goes over into a founding case, and follows it: 三同步 days, 已建会 with the reply as proof.

The case belongs to the module below; it tells its steps after commit and knows no task.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from niangjia.engine.uscc import check_uscc
from niangjia.kernel.audit.models import record
from niangjia.kernel.files.api import file_for, open_file
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Actor, Scope, Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.tasks import Evidence, advance, closed
from niangjia.matching.enums import OPEN_STATES, TaskReason
from niangjia.matching.models import LedgerRow, Task, ThreeSync
from niangjia.matching.policies import owns
from niangjia.matching.queries.tasks import task_for
from niangjia.matching.workflow import TASK_FLOW, WORKING
from niangjia.organizing.api import FoundingNews, start_founding

REF = "task"
HOUSE = "建会一件事"
PLACES = (UnitKind.TOWN, UnitKind.PARK, UnitKind.VILLAGE, UnitKind.COUNTY, UnitKind.ZONE,
          UnitKind.CITY)  # fmt: skip


def ref_of(task_id: int) -> str:
    return f"{REF}:{task_id}"


@transaction.atomic
def start_case(*, task_id: int, by: Actor) -> str:
    """发起建会：台账知道的都带过去，返回建会事项的页面。"""
    task = task_for(by.scope, task_id, lock=True)
    if task.state not in WORKING:
        raise NotAllowed("发起建会：任务已经销号或还没有列入。")
    if not owns(by, task):
        raise NotAllowed("发起建会：只有承办人本人可以办理")
    case_id = start_founding(
        unit_id=_superior(task, by).pk, task_ref=ref_of(task.pk), by=by, **_firm(task)
    )
    record("matching.start_case", on=task, by=by, case=case_id)
    return reverse("organizing:case_detail", args=[case_id])


def _superior(task: Task, by: Actor) -> Unit:
    """The next higher union: the town or county of the task that lies in the actor's scope."""
    for unit in (task.unit, task.town, task.county):
        if unit is not None and unit.kind in PLACES and by.scope.covers(unit.path):
            return unit
    raise NotAllowed("发起建会：承办单位不是街道、园区或区县工会，请转派后再发起。")


def _firm(task: Task) -> dict[str, Any]:
    """What the ledger says today, else what the task was listed with."""
    rows = LedgerRow.objects.unscoped(reason="任务已限定范围")
    row = rows.filter(enterprise_id=task.enterprise_id, valid_to__isnull=True).first()
    code = check_uscc(row.uscc if row else task.uscc)
    return {
        "name": task.name, "uscc": code.value if code.ok else "",
        "address": row.address if row else "", "registered_on": task.registered_on,
        "opened_on": _opened(task), "employees": (row.headcount if row else None) or task.headcount,
    }  # fmt: skip


def _opened(task: Task) -> date | None:
    sync = ThreeSync.objects.unscoped(reason="任务已限定范围").filter(task=task).first()
    return sync.opened_on if sync else None


@transaction.atomic
def follow_case(news: FoundingNews, step: str) -> None:
    """After each step of a case: the task's three days, and its close when the union stands."""
    if not news.task_ref.startswith(f"{REF}:"):
        return
    rows = Task.objects.unscoped(reason="任务清单随建会事项更新").select_related("unit")
    task = rows.select_for_update(of=("self",)).filter(pk=int(news.task_ref.split(":")[1])).first()
    if task is None:
        return
    ThreeSync.objects.unscoped(reason="任务清单随建会事项更新").filter(task=task).update(
        preparing_on=news.prepared_on, established_on=news.established_on,
        operating_on=news.operating_on,
    )  # fmt: skip
    if news.established_on and task.state in OPEN_STATES:
        _close(task, news)


def _close(task: Task, news: FoundingNews) -> None:
    """已建会，销号: the reply itself is the proof."""
    assert news.established_on
    assert news.reply_file
    house = Actor.system(HOUSE, [task.unit.path])
    reason = TaskReason.JOINT if news.kind == UnitKind.JOINT else TaskReason.SINGLE
    changes = closed(news.established_on, reason) | {
        "union_name": news.union_name, "established_on": news.established_on,
    }  # fmt: skip
    everywhere = Scope((task.unit.path[:4],))
    file = file_for(everywhere, news.reply_file)
    with open_file(file) as content:
        advance(
            task, TASK_FLOW.steps["establish"], by=house, reason=reason,
            note=f"批复{news.reply_number}", evidence=Evidence(content, file.name), changes=changes,
        )  # fmt: skip
