"""What a countersignature asks of the decision: must be answered, or its objection met.

Called by whatever settles an item, in the transaction of the deed itself, so that no module has
to know of it.
"""

from django.db.models import QuerySet
from django.utils import timezone

from niangjia.kernel.notifications.enums import SignState, TodoState
from niangjia.kernel.notifications.models import Countersign, TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import EVERY_ROLE
from niangjia.kernel.workflow import NotAllowed

WHY = "办理前核对这件事的会签"
KIND = "notifications.countersign"


def sign_subject(sign_id: int) -> str:
    return f"{KIND}:{sign_id}"


def heed(items: QuerySet[TodoItem], *, by: Actor, outcome: str, reason: str) -> None:
    """These items are about to be settled; ``NotAllowed`` says what stands against it."""
    _heed(_undecided().filter(item__in=items.values("pk")), by, outcome, reason)


def heed_part(*, subject: str, part: int, by: Actor, outcome: str, reason: str = "") -> None:
    """The same for one part of an item that stands for several."""
    _heed(_undecided().filter(subject=subject, part=part), by, outcome, reason)


def _undecided() -> QuerySet[Countersign]:
    rows = Countersign.objects.unscoped(reason=WHY).filter(decided_at__isnull=True)
    return rows.exclude(state=SignState.RECALLED)


def _heed(rows: QuerySet[Countersign], by: Actor, outcome: str, reason: str) -> None:
    signs = list(rows.select_related("item__unit").select_for_update(of=("self",)).order_by("pk"))
    if not signs:
        return
    bound = [sign for sign in signs if binds(by, sign)]
    _check(bound, reason.strip())
    for sign in signs:
        _decided(sign, by, outcome, reason.strip())
    fields = ["state", "closed_at", "aside", "aside_by", "decision", "decided_at", "decided_by"]
    Countersign.objects.unscoped(reason=WHY).bulk_update(signs, fields)
    _settle_questions([sign for sign in signs if sign.state == SignState.LAPSED], by)


def binds(by: Actor, sign: Countersign) -> bool:
    """The asker's side decides; the house itself, members and those below are not bound by it."""
    staff = by.account_id is not None and not EVERY_ROLE.isdisjoint(by.roles)
    return staff and by.scope.covers(sign.item.unit.path)


def _check(signs: list[Countersign], reason: str) -> None:
    waiting = [s for s in signs if s.must and s.state == SignState.OPEN]
    if waiting:
        raise NotAllowed(
            f"必须会签：{_names(waiting)}还没有答复。请等答复，或先在“会签”里收回，再办理。"
        )
    against = [s for s in signs if s.state == SignState.OBJECTED and not s.aside]
    if against and not reason:
        raise NotAllowed(
            f"{_names(against)}会签不同意。仍要办理的，请先在“会签”里写明不采纳的理由。"
        )


def _names(signs: list[Countersign]) -> str:
    return "、".join(sign.name for sign in signs)


def _decided(sign: Countersign, by: Actor, outcome: str, reason: str) -> None:
    now = timezone.now()
    if sign.state == SignState.OPEN:
        sign.state, sign.closed_at = SignState.LAPSED, now
    if sign.state == SignState.OBJECTED and not sign.aside and reason:
        sign.aside, sign.aside_by = reason[:500], by.name
    sign.decision, sign.decided_at, sign.decided_by = outcome[:60] or "已办理", now, by.name


def _settle_questions(signs: list[Countersign], by: Actor) -> None:
    """Nobody needs to answer any more."""
    TodoItem.objects.unscoped(reason=WHY).filter(
        subject__in=[sign_subject(sign.pk) for sign in signs], state=TodoState.OPEN
    ).update(
        state=TodoState.DONE,
        done_at=timezone.now(),
        done_by=by.name,
        outcome="事项已办理，不用再答",
    )
