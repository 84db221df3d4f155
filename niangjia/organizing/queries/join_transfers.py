"""Which transfers have an inbox item although they are over."""

from niangjia.kernel.notifications.enums import TodoState
from niangjia.kernel.notifications.models import TodoItem
from niangjia.organizing.models import Transfer
from niangjia.organizing.queries.transfers import OPEN_STATES

WHY = "办结的转接，两边的待办一并办结"


def told_and_over(kind: str) -> list[int]:
    """Numbers of transfers with an open item that nobody waits for any more; two queries."""
    items = TodoItem.objects.unscoped(reason=WHY).filter(kind=kind, state=TodoState.OPEN)
    told = {int(subject.rpartition(":")[2]) for subject in items.values_list("subject", flat=True)}
    rows = Transfer.objects.unscoped(reason=WHY).filter(pk__in=told)
    return list(rows.exclude(state__in=OPEN_STATES).values_list("pk", flat=True))
