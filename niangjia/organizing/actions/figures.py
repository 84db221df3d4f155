"""Changing what a figure means: the old version ends the day the new one begins."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.models import FigureDefinition

WHY = "本级的口径"


def _keeper(by: Actor) -> Unit:
    if not by.has(Role.ORGANISER) or by.unit_id is None:
        raise NotAllowed("口径由本级的组织建设岗位修改。")
    return Unit.objects.within(by.scope).get(pk=by.unit_id)


@transaction.atomic
def change_definition(
    *, key: str, words: str, valid_from: date, source_text: str, by: Actor,
    preparatory: bool = True, retained: bool = True,
) -> FigureDefinition:  # fmt: skip
    """修改口径：只对本级及以下、自生效日期起的数字生效，以前的数字不变。

    Raises ``NotAllowed`` for a post that may not, or a day that is not after the version in force.
    """
    unit = _keeper(by)
    rows = FigureDefinition.objects.unscoped(reason=WHY).filter(unit=unit, key=key)
    last = rows.select_for_update().filter(valid_to=None).first()
    if last is not None:
        if last.valid_from >= valid_from:
            raise NotAllowed(f"现行的口径自 {last.valid_from:%Y-%m-%d} 起，新的应在它之后。")
        last.valid_to = valid_from
        last.save(update_fields=["valid_to"])
    made = FigureDefinition.objects.create(
        unit=unit, key=key, number=rows.count() + 1, words=words, preparatory=preparatory,
        retained=retained, valid_from=valid_from, source_text=source_text, created_by=by.name,
    )  # fmt: skip
    record(
        "organizing.definition", on=made, by=by, unit_path=unit.path, key=key, number=made.number,
        words=words, preparatory=preparatory, retained=retained, source=source_text,
        valid_from=valid_from.isoformat(),
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw_definition(*, key: str, by: Actor) -> None:
    """撤回还没有生效的口径：原来的继续有效；已经计过数的不能撤回，另定新的一版。"""
    unit = _keeper(by)
    rows = FigureDefinition.objects.unscoped(reason=WHY).filter(unit=unit, key=key)
    last = rows.select_for_update().filter(valid_to=None).first()
    if last is None:
        raise NotAllowed("本级没有自己的口径，没有可以撤回的。")
    begins = last.valid_from
    if begins <= timezone.localdate():
        raise NotAllowed(f"这一版自 {begins:%Y-%m-%d} 起已经计数，不能撤回，请另定新的一版。")
    record(
        "organizing.definition_withdraw", on=last, by=by, unit_path=unit.path, key=key,
        number=last.number, words=last.words, valid_from=begins.isoformat(),
    )  # fmt: skip
    last.delete()
    rows.filter(valid_to=begins).update(valid_to=None)
