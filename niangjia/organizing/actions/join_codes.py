"""Codes to join by: opened for a union, a place or a ceremony; stopped; printed as a poster."""

import secrets
from datetime import date

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.documents.api import Poster, render_pdf
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.enums.members import CodeKind
from niangjia.organizing.models import JoinCode, JoinEvent
from niangjia.organizing.policies.memberships import may_act_for
from niangjia.organizing.queries.join_codes import code_for, printed_address
from niangjia.organizing.queries.memberships import is_living, union_by_id

REFRESH = 30
REFRESH_LEAST, REFRESH_MOST = 10, 600
STEPS = ("微信扫一扫", "填姓名、证件、手机号", "选工作单位或平台，提交")


@transaction.atomic
def open_code(
    *, union_id: int, by: Actor, kind: str = CodeKind.STATIC, place: str = "",
    event: JoinEvent | None = None, refresh: int = REFRESH, valid_from: date | None = None,
    valid_to: date | None = None,
) -> JoinCode:  # fmt: skip
    """启用入会码：固定码用于张贴，动态码用于现场屏幕。"""
    union = union_by_id(union_id)
    if not may_act_for(by, union):
        raise NotAllowed("启用入会码：只有本工会或其上级工会的工作人员可以办理")
    if not is_living(union.pk):
        raise NotAllowed("启用入会码：该工会已撤销或合并")
    begins = valid_from or timezone.localdate()
    if valid_to is not None and valid_to <= begins:
        raise ValueError("停用日期应晚于启用日期")
    dynamic = kind == CodeKind.DYNAMIC
    if dynamic and not REFRESH_LEAST <= refresh <= REFRESH_MOST:
        raise ValueError(f"更换间隔应在 {REFRESH_LEAST} 至 {REFRESH_MOST} 秒之间")
    code = JoinCode.objects.create(
        union=union, code=f"c{secrets.token_hex(9)}", kind=kind, event=event, place=place.strip(),
        refresh=refresh if dynamic else 0, valid_from=begins, valid_to=valid_to,
        created_by=by.name,
    )  # fmt: skip
    record("organizing.code_open", on=code, by=by, unit_path=union.unit.path, place=code.place)
    return code


@transaction.atomic
def stop_code(*, code_id: int, by: Actor) -> JoinCode:
    """停用入会码：已张贴的海报随即失效。"""
    code = code_for(by.scope, code_id, lock=True)
    if not may_act_for(by, code.union):
        raise NotAllowed("停用入会码：只有本工会或其上级工会的工作人员可以办理")
    if code.revoked_at is None:
        code.revoked_at, code.revoked_by = timezone.now(), by.name
        code.save(update_fields=["revoked_at", "revoked_by"])
        record("organizing.code_stop", on=code, by=by, unit_path=code.union.unit.path)
    return code


def poster_of(code: JoinCode) -> bytes:
    """The A4 poster of a static code, as PDF/A."""
    if code.kind == CodeKind.DYNAMIC:
        raise ValueError("动态码在现场屏幕上显示，不能张贴")
    until = f"有效期至 {code.valid_to}。" if code.valid_to else ""
    return render_pdf(
        Poster(
            title="扫码加入工会",
            subtitle=code.event.title if code.event else code.place,
            link=printed_address(code),
            steps=STEPS,
            unit=code.union.unit.name,
            dated=timezone.localdate(code.created_at),
            note=f"入会自愿，不收取任何费用。{until}",
        )
    )
