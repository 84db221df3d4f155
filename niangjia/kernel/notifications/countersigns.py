"""加签: asking colleagues before deciding, answering, taking the question back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.notifications.actions import Notice, on_hand_over, settle, tell, tell_all
from niangjia.kernel.notifications.enums import SignState, TodoState
from niangjia.kernel.notifications.gate import KIND, sign_subject
from niangjia.kernel.notifications.kinds import number_in
from niangjia.kernel.notifications.models import Countersign, TodoItem
from niangjia.kernel.notifications.queries import NoSuchItem, holds, item_for
from niangjia.kernel.notifications.signers import Signer, part_of, signers
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed

WHY = "会签按请求人和会签人取得"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, until when, and whether the decision must wait for the answer."""

    text: str
    due_on: date
    must: bool = False
    part: int | None = None


@transaction.atomic
def ask_countersign(
    *, item_id: int, post_ids: Iterable[int], question: Question, by: Actor
) -> list[Countersign]:
    """加签：请看得到这件事的同事先提意见；每人一件待办。

    Raises ``ValueError`` or ``NotAllowed`` with a sentence for the screen.
    """
    item = item_for(by, item_id, lock=True)
    if item.state != TodoState.OPEN or item.copy or item.kind == KIND:
        raise NotAllowed("加签：这件事不在您手里待办，不能请人会签。")
    asker, chosen = by.desk_of, _chosen(item, post_ids, by)
    assert asker is not None  # the house itself has no desk, and no item on it
    _check(question, item, chosen)
    title, url = part_of(item, question.part, by)
    signs = [
        Countersign.objects.create(
            item=item, unit=item.unit, subject=item.subject, part=question.part, title=title,
            url=url, asked_account_id=asker, asked_by=by.name, question=question.text.strip(),
            must=question.must, due_on=question.due_on, account_id=one.account_id,
            of_unit_id=one.unit_id, name=one.name, post=one.label[:120],
        )
        for one in chosen
    ]  # fmt: skip
    for sign in signs:
        record("notifications.countersign_ask", on=sign, by=by, subject=item.subject,
               asked=sign.name, must=sign.must, question=sign.question)  # fmt: skip
    tell_all([_notice(sign, item) for sign in signs], by=by)
    return signs


def _chosen(item: TodoItem, post_ids: Iterable[int], by: Actor) -> list[Signer]:
    allowed = {one.post_id: one for one in signers(by, item)}
    wanted = set(post_ids)
    if not wanted:
        raise ValueError("请至少选一位会签人。")
    if not wanted <= set(allowed):
        raise ValueError("只能请本单位或上下级单位里看得到这件事的同事会签。")
    return [allowed[post_id] for post_id in sorted(wanted)]


def _check(question: Question, item: TodoItem, chosen: list[Signer]) -> None:
    if not question.text.strip():
        raise ValueError("请写明要会签人看什么、答什么。")
    if question.due_on < timezone.localdate():
        raise ValueError("答复期限不能早于今天。")
    waiting = Countersign.objects.unscoped(reason=WHY).filter(
        item=item, part=question.part, state=SignState.OPEN,
        account_id__in=[one.account_id for one in chosen],
    )  # fmt: skip
    if names := list(waiting.values_list("name", flat=True)):
        raise NotAllowed(f"已经请过{'、'.join(names)}，正在等答复。")


def _notice(sign: Countersign, item: TodoItem) -> Notice:
    return Notice(
        unit_id=sign.of_unit_id, account_id=sign.account_id, kind=KIND, title=f"加签：{sign.title}",
        url=reverse("notifications:countersign", args=[sign.pk]), subject=sign_subject(sign.pk),
        due_on=sign.due_on, matter=item.matter,
    )  # fmt: skip


@transaction.atomic
def answer_countersign(*, sign_id: int, agree: bool, answer: str, by: Actor) -> Countersign:
    """答复会签：同意，或不同意并写明理由；答复后抄送请求人，不能再改。"""
    rows = Countersign.objects.unscoped(reason=WHY).filter(
        by.scope.q("of_unit__path"), account=by.desk_of, pk=sign_id
    )
    sign = rows.select_for_update(of=("self",)).first()
    if sign is None:
        raise NoSuchItem(sign_id)
    if sign.state != SignState.OPEN:
        raise NotAllowed(f"这件会签{sign.get_state_display()}，不能再答复。")
    if not agree and not answer.strip():
        raise ValueError("不同意的，请写明理由。")
    sign.state = SignState.AGREED if agree else SignState.OBJECTED
    sign.answer, sign.closed_at, sign.answered_by = answer.strip()[:500], timezone.now(), by.name
    sign.save(update_fields=["state", "answer", "closed_at", "answered_by"])
    record("notifications.countersign_answer", on=sign, by=by, subject=sign.subject,
           state=sign.state, answer=sign.answer)  # fmt: skip
    said = sign.get_state_display()
    settle(subject=sign_subject(sign.pk), by=by, outcome=f"会签{said}")
    tell(
        unit_id=sign.unit_id, account_id=sign.asked_account_id, kind=KIND, copy=True, by=by,
        title=f"会签{said}：{sign.title}", url=reverse("notifications:countersign", args=[sign.pk]),
        subject=sign_subject(sign.pk), matter=sign.item.matter,
    )  # fmt: skip
    return sign


def _own(sign_id: int, by: Actor) -> Countersign:
    """A locked question of one's own, or about an item that lies on one's desk now."""
    rows = Countersign.objects.within(by.scope).filter(pk=sign_id).select_related("item")
    sign = rows.select_for_update(of=("self",)).first()
    if sign is None or not (sign.asked_account_id == by.desk_of or holds(by, sign.item)):
        raise NoSuchItem(sign_id)
    return sign


@transaction.atomic
def recall_countersign(*, sign_id: int, by: Actor) -> Countersign:
    """收回加签：只在对方还没有答复的时候。"""
    sign = _own(sign_id, by)
    if sign.state != SignState.OPEN:
        raise NotAllowed(f"{sign.name}的会签{sign.get_state_display()}，不能收回。")
    sign.state, sign.closed_at = SignState.RECALLED, timezone.now()
    sign.save(update_fields=["state", "closed_at"])
    record("notifications.countersign_recall", on=sign, by=by, subject=sign.subject)
    settle(subject=sign_subject(sign.pk), by=by, outcome="请求人已收回")
    return sign


@transaction.atomic
def set_aside(*, sign_id: int, reason: str, by: Actor) -> Countersign:
    """不采纳：会签不同意而仍要办理的，先写明理由，与答复一起留存。"""
    sign = _own(sign_id, by)
    if sign.state != SignState.OBJECTED or sign.decided_at is not None:
        raise NotAllowed("只有尚未办理、会签不同意的才需要写明不采纳的理由。")
    if not reason.strip():
        raise ValueError("请写明不采纳的理由。")
    sign.aside, sign.aside_by = reason.strip()[:500], by.name
    sign.save(update_fields=["aside", "aside_by"])
    record("notifications.countersign_aside", on=sign, by=by, subject=sign.subject,
           reason=sign.aside)  # fmt: skip
    return sign


def _follow(item: TodoItem, account_id: int, by: Actor) -> None:
    """The question was handed over to a colleague of the same post: the colleague answers."""
    rows = Countersign.objects.unscoped(reason=WHY).select_for_update(of=("self",))
    sign = rows.get(pk=number_in(item))
    if item.account is not None:
        sign.account, sign.name = item.account, item.account.name
    sign.save(update_fields=["account", "name"])


on_hand_over(KIND, _follow)
