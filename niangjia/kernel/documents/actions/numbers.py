"""The gapless register of document numbers and the 机关代字 it counts under."""

import re
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.documents.enums import NumberState
from niangjia.kernel.documents.models import DocumentNumber, IssuerCode, Paper
from niangjia.kernel.documents.queries import code_for, number_for
from niangjia.kernel.locks import hold
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.queries import unit_for

WORD = re.compile(r"[\u4e00-\u9fff]{2,12}")
EVERY = "机关代字和文号在全系统只能有一个"


class NumberRefused(ValueError):
    """No number can be given, or none voided. The message is for the user."""


@transaction.atomic
def open_code(
    *,
    unit_id: int,
    word: str,
    valid_from: date,
    source: str,
    usage: str = "",
    first: int = 1,
    by: Actor,
) -> IssuerCode:
    """启用机关代字：同一代字同时只属于一个单位。Raises ``NumberRefused``."""
    unit, word = unit_for(by.scope, unit_id), word.strip()
    if not WORD.fullmatch(word):
        raise NumberRefused("机关代字应为 2 至 12 个汉字，例如“淄总工发”，不含括号和“第”。")
    if not source.strip():
        raise NumberRefused("请填写启用的依据，例如发文通知的文号。")
    hold(f"documents.code:{word}")
    held = IssuerCode.objects.unscoped(reason=EVERY).filter(word=word, valid_to__isnull=True)
    if open_now := held.select_related("unit").first():
        holder = open_now.unit.name if by.scope.covers(open_now.unit.path) else "其他单位"
        raise NumberRefused(f"机关代字“{word}”正由{holder}使用，先停用后才能再启用。")
    code = IssuerCode.objects.create(
        unit=unit, word=word, usage=usage.strip(), first=first, valid_from=valid_from,
        source=source.strip(), created_by=by.name,
    )  # fmt: skip
    record("documents.code_open", on=code, by=by, word=word, valid_from=str(valid_from))
    return code


@transaction.atomic
def close_code(*, code_id: int, valid_to: date, by: Actor) -> IssuerCode:
    """停用机关代字，自该日起不再取号；已取的号不变。"""
    code = code_for(by.scope, code_id, lock=True)
    if code.valid_to is not None:
        raise NumberRefused(f"机关代字“{code.word}”已于 {code.valid_to} 停用。")
    if valid_to <= code.valid_from:
        raise NumberRefused(f"停用日期应晚于启用日期 {code.valid_from}。")
    code.valid_to = valid_to
    code.save(update_fields=["valid_to"])
    record("documents.code_close", on=code, by=by, word=code.word, valid_to=str(valid_to))
    return code


@transaction.atomic
def take_number(
    *, code_id: int, title: str, dated: date, paper: Paper | None = None, by: Actor
) -> DocumentNumber:
    """取号：该代字当年的下一个号。

    The lock on 代字 and year is kept until the caller's transaction ends: if that is rolled back
    the number was never taken, so there are neither gaps nor doubles.
    """
    code = code_for(by.scope, code_id)
    begun = code.valid_from <= dated and (code.valid_to is None or dated < code.valid_to)
    if not begun:
        raise NumberRefused(f"机关代字“{code.word}”在 {dated} 没有启用，请换一个代字或日期。")
    if not title.strip():
        raise NumberRefused("请填写公文标题后再取号。")
    hold(f"documents.number:{code.word}:{dated.year}")
    taken = DocumentNumber.objects.create(
        unit=code.unit, code=code, word=code.word, year=dated.year,
        number=_next(code, dated.year), title=title.strip()[:200], paper=paper, taken_by=by.name,
    )  # fmt: skip
    record("documents.number_take", on=taken, by=by, number=str(taken), title=taken.title)
    return taken


def _next(code: IssuerCode, year: int) -> int:
    rows = DocumentNumber.objects.unscoped(reason=EVERY).filter(word=code.word, year=year)
    last: int | None = rows.aggregate(last=Max("number"))["last"]
    if last is not None:
        return last + 1
    return code.first if code.valid_from.year == year else 1


@transaction.atomic
def void_number(*, number_id: int, reason: str, by: Actor) -> DocumentNumber:
    """文号作废：号码留在登记簿里，写明原因，不再使用。"""
    taken = number_for(by.scope, number_id, lock=True)
    if taken.state == NumberState.VOID:
        raise NumberRefused(f"{taken} 已经作废。")
    if not reason.strip():
        raise NumberRefused("请写明作废的原因。")
    taken.state, taken.reason = NumberState.VOID, reason.strip()[:200]
    taken.voided_by, taken.voided_at = by.name, timezone.now()
    taken.save(update_fields=["state", "reason", "voided_by", "voided_at"])
    record("documents.number_void", on=taken, by=by, number=str(taken), reason=taken.reason)
    return taken
