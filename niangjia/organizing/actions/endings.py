"""Merging a union into another, and dissolving one: members, employers, funds, seals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.coverage import move_coverages, stop_coverages, stop_seats
from niangjia.organizing.actions.duties import owe_registration
from niangjia.organizing.actions.rolls import move_members, retain_members
from niangjia.organizing.actions.versions import note_change, trace, turn
from niangjia.organizing.enums.unions import (
    BASICS,
    ENDED_AS,
    LIVING,
    HandOverKind,
    UnionChangeKind,
)
from niangjia.organizing.models import (
    Coverage,
    FederationSeat,
    HandOver,
    Officer,
    Term,
    Union,
    UnionChange,
)
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.policies.unions import may_keep
from niangjia.organizing.queries.unions import open_version, union_for

HELD_BY = "工会已按范围取得"
MAY_NOT = "合并、撤销要由组织、登记或比对岗位办理。"


@dataclass(frozen=True, slots=True)
class Funds:
    """What is handed over, by whom to whom (B.9: funds follow the merged union)."""

    amount: Decimal
    handed_by: str
    received_by: str
    property_text: str = ""
    papers_text: str = ""


@transaction.atomic
def merge_union(
    *,
    union_id: int,
    into_id: int,
    on: date,
    document_number: str,
    reason: str,
    funds: Funds,
    by: Actor,
) -> int:
    """合并：会员、覆盖单位与经费随并入。Returns how many members moved."""
    if union_id == into_id:
        raise NotAllowed("不能并入自己。")
    union, into = _both(union_id, into_id, by)
    version, target = open_version(union), open_version(into)
    if target.state not in LIVING or target.kind not in BASICS:
        raise NotAllowed(f"{target.name}不是正常的基层工会，不能并入。")
    paper = {"document_number": document_number, "reason": reason}
    change = _end(union, UnionChangeKind.MERGE, on=on, by=by, other=into, **paper)
    moved = move_members(union, into, on=on, by=by)
    covered = move_coverages(union, into, on=on, change=change, by=by)
    _hand_over(union, change, HandOverKind.MERGE, receiver=into.unit, funds=funds, by=by)
    trace("merge", union, by, into=target.name, members=moved, employers=covered,
          funds=str(funds.amount), document=document_number, name=version.name)  # fmt: skip
    return moved


@transaction.atomic
def dissolve_union(
    *,
    union_id: int,
    on: date,
    document_number: str,
    reason: str,
    funds: Funds,
    by: Actor,
    members_to_id: int | None = None,
) -> int:
    """撤销：会员保留会籍或转入另一工会，经费由上级处置。Returns how many members."""
    union, into = _both(union_id, members_to_id, by)
    if into is not None and (into.pk == union.pk or open_version(into).state not in LIVING):
        raise NotAllowed("会员应转入另一家正常的工会。")
    version = open_version(union)
    paper = {"document_number": document_number, "reason": reason}
    change = _end(union, UnionChangeKind.DISSOLVE, on=on, by=by, other=into, **paper)
    if into is not None:
        people = move_members(union, into, on=on, by=by)
    else:
        people = retain_members(union, on=on, by=by)
    stop_coverages(union, on=on)
    superior = union.unit.parent or union.unit
    _hand_over(union, change, HandOverKind.DISSOLVE, receiver=superior, funds=funds, by=by)
    trace("dissolve", union, by, members=people, to=str(into or "保留会籍"), name=version.name,
          funds=str(funds.amount), document=document_number)  # fmt: skip
    return people


def _both(union_id: int, other_id: int | None, by: Actor) -> tuple[Union, Any]:
    """Both unions locked, always in the order of their numbers, so that none waits in a circle."""
    if not may_keep(by):
        raise NotAllowed(MAY_NOT)
    wanted = sorted({union_id, *([other_id] if other_id else [])})
    found = {number: union_for(by.scope, number, lock=True) for number in wanted}
    return found[union_id], found.get(other_id or 0)


def _end(
    union: Union, kind: UnionChangeKind, *, on: date, by: Actor, other: Union | None, **paper: str
) -> UnionChange:
    """Close what only a living union has: units below must be gone first."""
    if on > timezone.localdate():
        raise NotAllowed("生效日期不能晚于今天。")
    if open_version(union).state not in LIVING:
        raise NotAllowed("这家工会已经撤销或并入。")
    below = Unit.objects.within(union.unit.scope).exclude(pk=union.unit_id)
    if below.filter(valid_to__isnull=True).exists():
        raise NotAllowed("还有分会或小组，请先移走或撤销。")
    change = note_change(
        union, kind, on=on, by=by, other=other, details={"closed": _open_rows(union)}, **paper
    )
    turn(union, change, by=by, state=ENDED_AS[kind])
    begun = union.unit.valid_from  # a unit lasts at least a day, even one ended on its first
    union.unit.valid_to = max(on, begun + timedelta(days=1)) if begun else on
    union.unit.save(update_fields=["valid_to"])
    stop_seats(union, on=on)
    _end_offices(union, on)
    owe_registration(union, change, labels=["法人资格注销"], by=by)
    return change


def _open_rows(union: Union) -> dict[str, list[int]]:
    """The numbers of what is about to be closed: whoever takes the deed back opens these again."""
    mine = Q(union=union)
    offices = Officer.objects.unscoped(reason=HELD_BY).filter(valid_to__isnull=True)
    found: dict[str, QuerySet[Any]] = {
        "coverages": Coverage.objects.unscoped(reason=HELD_BY).filter(OPEN, mine),
        "seats": FederationSeat.objects.unscoped(reason=HELD_BY).filter(
            OPEN, mine | Q(federation=union)
        ),
        "terms": Term.objects.unscoped(reason=HELD_BY).filter(mine, ended_on__isnull=True),
        "officers": offices.filter(committee__term__union=union),
    }
    return {name: list(rows.order_by("pk").values_list("pk", flat=True))
            for name, rows in found.items()}  # fmt: skip


def _end_offices(union: Union, on: date) -> None:
    why = "工会终止，任期与职务一并终止"
    of_union = {"committee__term__union": union}
    officers = Officer.objects.unscoped(reason=why).filter(valid_to__isnull=True, **of_union)
    officers.update(valid_to=on, end_reason="工会终止")
    Term.objects.unscoped(reason=why).filter(union=union, ended_on__isnull=True).update(ended_on=on)


def _hand_over(
    union: Union,
    change: UnionChange,
    kind: HandOverKind,
    *,
    receiver: Unit,
    funds: Funds,
    by: Actor,
) -> None:
    if funds.amount < 0:
        raise ValueError("经费余额不能为负。")
    facts: Mapping[str, Any] = {
        "amount": funds.amount, "property_text": funds.property_text,
        "papers_text": funds.papers_text, "handed_by": funds.handed_by,
        "received_by": funds.received_by,
    }  # fmt: skip
    HandOver.objects.create(
        union=union, change=change, kind=kind, receiver=receiver,
        handed_on=change.effective_on, recorded_by=by.name, **facts,
    )  # fmt: skip
