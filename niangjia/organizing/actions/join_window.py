"""Who stands at the window, as far as the register knows them (ME11, X6)."""

from django.db import transaction

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.join_apply import AlreadyApplied
from niangjia.organizing.actions.transfers import request_transfer
from niangjia.organizing.enums.members import HELD, MembershipState
from niangjia.organizing.models import Person, Transfer
from niangjia.organizing.policies.memberships import may_act_for
from niangjia.organizing.queries.join import open_application
from niangjia.organizing.queries.memberships import person_by_number, union_by_id

SHOWN = ["name", "number", "phone", "employer_name", "address"]


@transaction.atomic
def known_at_window(*, union_id: int, number: str, name: str, by: Actor) -> Person | None:
    """窗口代办先查登记册：姓名和证件号码都相符才认得；查看留痕，写明用途。

    Somebody under another name, who died, or of whom only an application is left: ``None``.
    """
    union = union_by_id(union_id)
    if not may_act_for(by, union):
        raise NotAllowed("代办入会：只有本工会或其上级工会的工作人员可以办理")
    waiting = open_application(number)
    if waiting is not None:
        raise AlreadyApplied(waiting)
    person = person_by_number(number)
    if person is None or person.name != name or person.state in ("", MembershipState.DECEASED):
        return None
    purpose = f"窗口代办入会：{union.unit.name}"
    fields = ["name", "unit"] if person.state in HELD else SHOWN
    record("organizing.join_view", on=person, by=by, fields=fields, purpose=purpose[:100])
    return person


def transfer_at_window(*, person: Person, union_id: int, by: Actor) -> Transfer:
    """已是别处会员的，窗口直接代为提出转入；历史里写明代办人。"""
    return request_transfer(
        number=person.number or "", name=person.name, to_union_id=union_id, by=by,
        note="窗口代办", acted_for=f"{by.unit_name} {by.name}"[:80],
    )  # fmt: skip
