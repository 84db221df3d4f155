"""Signs of life, and heads as unions report them."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.notifications.actions import settle
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.standing import check_living
from niangjia.organizing.actions.versions import trace
from niangjia.organizing.enums.unions import CountSource
from niangjia.organizing.models import Union, UnionCount, UnionSign
from niangjia.organizing.policies.unions import OWN, may_record
from niangjia.organizing.queries.unions import union_for


def shell_subject(union_id: int) -> str:
    return f"organizing.shell:{union_id}"


def _own(union_id: int, by: Actor) -> Union:
    if not may_record(by, OWN):
        raise NotAllowed("当前岗位不能登记工会动态。")
    union = union_for(by.scope, union_id)
    check_living(union)
    return union


@transaction.atomic
def record_sign(
    *,
    union_id: int,
    kind: str,
    on: date,
    title: str,
    by: Actor,
    people: int | None = None,
    amount: Decimal | None = None,
) -> UnionSign:
    """登记活动、收缴会费、拨缴经费或上报；登记后不再是空壳。"""
    union = _own(union_id, by)
    if on > timezone.localdate():
        raise NotAllowed("日期不能晚于今天。")
    sign = UnionSign.objects.create(
        union=union, kind=kind, happened_on=on, title=title, people=people, amount=amount,
        recorded_by=by.name,
    )  # fmt: skip
    settle(subject=shell_subject(union.pk), by=by, outcome="已有活动记录")
    trace("sign", union, by, kind=kind, day=on.isoformat(), title=title)
    return sign


@transaction.atomic
def report_counts(*, union_id: int, as_of: date, by: Actor, **heads: int | None) -> UnionCount:
    """上报人数：同一天再报一次是改正，两次都在留痕里。"""
    union = _own(union_id, by)
    if as_of > timezone.localdate():
        raise NotAllowed("截至日期不能晚于今天。")
    _consistent(heads)
    row, _ = UnionCount.objects.unscoped(reason="工会已按范围取得").update_or_create(
        union=union, as_of=as_of, source=CountSource.UNION,
        defaults={**heads, "recorded_by": by.name},
    )  # fmt: skip
    settle(subject=shell_subject(union.pk), by=by, outcome="已上报人数")
    trace("counts", union, by, as_of=as_of.isoformat(), **heads)
    return row


def _consistent(heads: dict[str, int | None]) -> None:
    """A part is not larger than its whole."""
    for part, whole, said in (
        ("members", "employees", "会员数不能大于职工数。"),
        ("women", "employees", "女职工数不能大于职工数。"),
        ("women_members", "members", "女会员数不能大于会员数。"),
        ("migrants", "members", "农民工会员数不能大于会员数。"),
        ("new_form_members", "members", "新就业形态会员数不能大于会员数。"),
    ):
        a, b = heads.get(part), heads.get(whole)
        if a is not None and b is not None and a > b:
            raise ValueError(said)
