"""好差评: one mark for a matter that ended; a bad one is answered in time (国办发〔2019〕51号)."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.crypto import blind_index
from niangjia.kernel.documents.codes import plain_code
from niangjia.kernel.locks import hold
from niangjia.kernel.notifications.actions import settle, tell
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.join_apply import SELF
from niangjia.organizing.enums.parameters import ParameterCode
from niangjia.organizing.enums.services import Grade, Matter, RatingState
from niangjia.organizing.models import Rating
from niangjia.organizing.policies.services import may_reply
from niangjia.organizing.queries.founding import desk_for
from niangjia.organizing.queries.join import desk_of, term_for
from niangjia.organizing.queries.parameters import parameters_for
from niangjia.organizing.queries.progress import Progress, progress_of
from niangjia.organizing.queries.ratings import PURPOSE, rating_by, rating_for
from niangjia.organizing.rules.ratings import is_bad

TODO = "organizing.rating"


@transaction.atomic
def rate(*, code: str, grade: int, words: str, named: bool, by: Actor = SELF) -> Rating:
    """评价：办结后凭查询码评一次；不满意的转给办理单位，在期限内答复。"""
    found = progress_of(plain_code(code))
    if found is None:
        raise ValueError("没有这个查询码，请核对。")
    if found.open:
        raise NotAllowed("事项还在办理，办结后再评价。")
    hold(f"organizing.rating:{found.code}")
    if rating_by(found.code) is not None:
        raise NotAllowed("这件事项已经评价过，一件只评一次。")
    row = Rating(
        code_index=blind_index(found.code, PURPOSE), matter=found.matter, unit_id=found.unit_id,
        grade=Grade(grade), words=words.strip()[:500], named=named,
    )  # fmt: skip
    if named:
        row.name, row.matter_id = found.who, found.number
    if is_bad(row.grade):
        _start_clock(row, found)
    row.save(force_insert=True)
    record("organizing.rate", on=row, by=by, unit_path=found.path, grade=int(row.grade))
    if row.state == RatingState.OPEN:
        _tell(row, found, by)
    return row


def _start_clock(row: Rating, found: Progress) -> None:
    term = term_for(found.path, ParameterCode.RATING_REPLY)
    row.state, row.due_on, row.due_provisional = RatingState.OPEN, term.due, term.provisional
    rule = parameters_for(found.path, timezone.localdate())[ParameterCode.RATING_REPLY]
    row.due_basis = f"{term.basis_zh}。{rule.source}"[:300]


def _tell(row: Rating, found: Progress, by: Actor) -> None:
    """To whoever handles such matters there: 谁办理、谁负责."""
    unit = Unit.objects.unscoped(reason="评价转给办理单位").get(pk=found.unit_id)
    if found.matter == Matter.FOUNDING:
        unit_id, role = desk_for(unit, Role.ORGANISER), Role.ORGANISER.value
    else:
        unit_id, role = desk_of(found.path) or (unit.pk, Role.CHAIR.value)
    title = f"{row.get_matter_display()}收到“{row.get_grade_display()}”评价，待答复"
    tell(
        unit_id=unit_id, role=role, kind=TODO, title=title, due_on=row.due_on,
        due_provisional=row.due_provisional, subject=f"{TODO}:{row.pk}", by=by,
        url=reverse("organizing:rating_detail", args=[row.pk]),
    )  # fmt: skip


@transaction.atomic
def reply_rating(*, rating_id: int, reply: str, by: Actor) -> Rating:
    """答复差评：写明核实情况和怎样整改；评价人凭查询码看到。"""
    row = rating_for(by.scope, rating_id, lock=True)
    if not may_reply(by, row):
        raise NotAllowed("答复：由办理单位或其上级的工作人员办理。")
    if row.state == RatingState.ANSWERED:
        raise NotAllowed(f"这条评价已由{row.replied_by}答复。")
    if row.state != RatingState.OPEN:
        raise NotAllowed("这条评价不需要答复。")
    if not reply.strip():
        raise ValueError("请写明核实情况和怎样整改。")
    row.state, row.reply = RatingState.ANSWERED, reply.strip()[:500]
    row.replied_by, row.replied_at = by.name, timezone.now()
    row.save(update_fields=["state", "reply", "replied_by", "replied_at"])
    record("organizing.rate_reply", on=row, by=by, unit_path=row.unit.path)
    settle(subject=f"{TODO}:{row.pk}", by=by, outcome="已答复")
    return row
