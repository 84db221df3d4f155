"""A short message a day to whoever has tasks due soon or overdue."""

from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.locks import hold
from niangjia.kernel.notifications.models import Message
from niangjia.kernel.notifications.outbox import post_message
from niangjia.kernel.notifications.queries import yellow_until
from niangjia.kernel.notifications.wordings import Wording, register_wording
from niangjia.kernel.scope.models import Actor
from niangjia.matching.models import Task
from niangjia.matching.workflow import WORKING

DUE = register_wording(
    Wording(
        "matching.tasks_due",
        "【娘家】您有{count}项建会任务临近期限，其中{late}项已逾期，请登录办理。",
    )
)


@transaction.atomic
def remind_owners() -> int:
    """催办：工作日每人每天最多一条，写入发件箱，免打扰时段由发件箱掌握。Returns how many.

    People without a phone number are reached by the inbox alone.
    """
    hold("matching.remind")
    today, calendar = timezone.localdate(), current_calendar()
    if not calendar.is_working_day(today):
        return 0
    by = Actor.system("任务催办")
    told = Message.objects.unscoped(reason="每人每天只催一次").filter(
        wording=DUE.code, created_at__date=today
    )
    owners = Task.objects.unscoped(reason="按承办人统计临期任务").filter(
        state__in=WORKING, due_on__lte=yellow_until(today, calendar), owner__is_active=True
    )
    owners = owners.exclude(owner__phone_index="").exclude(owner__in=told.values("account"))
    counted = list(
        owners.values("owner")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), place=Min("unit"))
        .order_by("owner")
    )
    people = Account.objects.in_bulk([row["owner"] for row in counted])
    for row in counted:
        post_message(
            unit_id=row["place"], account_id=row["owner"], address=people[row["owner"]].phone,
            code=DUE.code, by=by, count=row["n"], late=row["late"],
        )  # fmt: skip
    return len(counted)
