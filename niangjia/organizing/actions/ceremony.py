"""集中入会: an event with its own turning code, who came, who got the gift (domain.md B.12)."""

from collections.abc import Iterable
from datetime import date, time

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.notifications.actions import settle, tell
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.join_codes import open_code
from niangjia.organizing.enums.members import HELD, CodeKind
from niangjia.organizing.models import EventGuest, JoinApplication, JoinEvent, Union
from niangjia.organizing.policies.memberships import is_member_only, may_act_for
from niangjia.organizing.queries.ceremony import event_for, guests_of
from niangjia.organizing.queries.join import desk_of
from niangjia.organizing.queries.memberships import is_living, person_to_act_on, union_by_id

TODO = "organizing.ceremony"
OATH = (
    "我志愿加入中国工会，承认工会章程，执行工会决议，履行会员义务，"
    "团结互助，爱岗敬业，为全面建设社会主义现代化国家贡献力量。"
)
"""A usual wording; the union writes its own into the event."""


@transaction.atomic
def plan_event(
    *, union_id: int, title: str, held_on: date, by: Actor, begins_at: time | None = None,
    place: str = "", expected: int | None = None, oath: str = "", gift: str = "", note: str = "",
) -> JoinEvent:  # fmt: skip
    """安排集中入会：同时生成现场大屏用的动态码。"""
    union = _own_union(union_id, by, "安排集中入会")
    event = JoinEvent.objects.create(
        union=union, title=title.strip(), held_on=held_on, begins_at=begins_at, place=place,
        expected=expected, oath=oath.strip() or OATH, gift=gift, note=note, created_by=by.name,
    )  # fmt: skip
    open_code(union_id=union.pk, kind=CodeKind.DYNAMIC, event=event, by=by)
    record("organizing.event_plan", on=event, by=by, unit_path=union.unit.path, title=title[:60])
    tell_event(event, by)
    return event


@transaction.atomic
def change_event(*, event_id: int, by: Actor, **facts: object) -> JoinEvent:
    """修改集中入会的安排。"""
    event = _own_event(event_id, by, "修改安排")
    for name, value in facts.items():
        setattr(event, name, value)
    event.save(update_fields=list(facts))
    record("organizing.event_change", on=event, by=by, unit_path=_path(event), fields=sorted(facts))
    tell_event(event, by)
    return event


@transaction.atomic
def close_event(*, event_id: int, by: Actor) -> JoinEvent:
    """结束集中入会：二维码同时失效。"""
    event = _own_event(event_id, by, "结束")
    event.closed_at = timezone.now()
    event.save(update_fields=["closed_at"])
    record("organizing.event_close", on=event, by=by, unit_path=_path(event))
    settle(subject=f"{TODO}:{event.pk}", by=by, outcome="已举办")
    return event


def check_in_applicant(*, event: JoinEvent, application: JoinApplication, by: Actor) -> None:
    """Who applies by the code of a ceremony is there."""
    EventGuest.objects.bulk_create(
        [
            EventGuest(
                event=event, application=application,
                checked_in_at=timezone.now(), checked_in_by=by.name,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip


@transaction.atomic
def check_in_member(*, event: JoinEvent, person_id: int, by: Actor) -> bool:
    """签到：在籍会员扫现场码签到，或由工作人员代签。True: the first time."""
    person = person_to_act_on(by, person_id)
    if person.state not in HELD:
        raise NotAllowed("签到：不是在籍会员")
    if event.closed_at is not None:
        raise NotAllowed("签到：这场活动已经结束")
    known = EventGuest.objects.unscoped(reason="同一活动一人签到一次")
    if known.filter(event=event, person=person).exists():
        return False
    how = "本人扫码" if is_member_only(by) else by.name
    EventGuest.objects.bulk_create(
        [EventGuest(event=event, person=person, checked_in_at=timezone.now(), checked_in_by=how)],
        ignore_conflicts=True,
    )
    record("organizing.event_check_in", on=event, by=by, unit_path=_path(event), person=person.pk)
    return True


@transaction.atomic
def give_gifts(*, event_id: int, guest_ids: Iterable[int], by: Actor) -> int:
    """登记发放入会礼包；已领的不重复登记。Returns how many now."""
    event = _own_event(event_id, by, "发放礼包", still_open=False)
    rows = guests_of(event).filter(pk__in=list(guest_ids), gift_at__isnull=True)
    given = rows.update(gift_at=timezone.now(), gift_by=by.name)
    record("organizing.event_gifts", on=event, by=by, unit_path=_path(event), given=given)
    return given


def _own_union(union_id: int, by: Actor, label: str) -> Union:
    union = union_by_id(union_id)
    if not may_act_for(by, union):
        raise NotAllowed(f"{label}：只有本工会或其上级工会的工作人员可以办理")
    if not is_living(union.pk):
        raise NotAllowed(f"{label}：该工会已撤销或合并")
    return union


def _own_event(event_id: int, by: Actor, label: str, *, still_open: bool = True) -> JoinEvent:
    event = event_for(by.scope, event_id, lock=True)
    if not may_act_for(by, event.union):
        raise NotAllowed(f"{label}：只有本工会或其上级工会的工作人员可以办理")
    if still_open and event.closed_at is not None:
        raise NotAllowed(f"{label}：这场活动已经结束")
    return event


def _path(event: JoinEvent) -> str:
    return str(event.union.unit.path)


def tell_event(event: JoinEvent, by: Actor) -> None:
    """It waits at the union's desk until somebody ends it; due on the day itself."""
    desk = desk_of(_path(event))
    if desk is None:
        return
    tell(
        unit_id=desk[0], role=desk[1], kind=TODO, title=f"集中入会：{event.title}", by=by,
        url=reverse("organizing:event_detail", args=[event.pk]), due_on=event.held_on,
        subject=f"{TODO}:{event.pk}",
    )  # fmt: skip
