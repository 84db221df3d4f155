"""What the public may check: registered with the paper, revoked with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record, record_many
from niangjia.kernel.documents.codes import new_code
from niangjia.kernel.documents.enums import CheckState
from niangjia.kernel.documents.models import CheckRecord
from niangjia.kernel.documents.queries import check_for
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import unit_for

BATCH = 1_000


class CheckRefused(ValueError):
    """The record cannot be changed so. The message is for the user."""


@dataclass(frozen=True, slots=True)
class Published:
    """What the public will be told of one thing.

    ``facts``: label and value as the public will see them: mask names and numbers first.
    ``sm3``: hexadecimal digest of the file, so that the holder of a copy can compare it.
    """

    unit_id: int
    label: str
    facts: Sequence[tuple[str, str]]
    valid_until: date | None = None
    subject: tuple[str, str] = ("", "")
    sm3: str = ""


@transaction.atomic
def publish_checks(rows: Sequence[Published], *, by: Actor) -> list[CheckRecord]:
    """登记公开查验：许多件一次登记，每件各有查验码，各留一行痕迹。"""
    units = Unit.objects.within(by.scope).in_bulk({row.unit_id for row in rows})
    made = CheckRecord.objects.bulk_create(
        [
            CheckRecord(
                unit=units.get(row.unit_id) or unit_for(by.scope, row.unit_id),
                code=new_code(), label=row.label, facts=[list(fact) for fact in row.facts],
                valid_until=row.valid_until, sm3=row.sm3,
                subject_type=row.subject[0], subject_id=row.subject[1], created_by=by.name,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )  # fmt: skip
    record_many(
        "documents.check_publish", ((check, {"label": check.label}) for check in made), by=by
    )
    return made


def publish_check(row: Published, *, by: Actor) -> CheckRecord:
    """登记公开查验：给出查验码和公开事项。"""
    return publish_checks([row], by=by)[0]


@transaction.atomic
def revoke_check(*, check_id: int, reason: str, by: Actor) -> CheckRecord:
    """撤销：查验页自此显示“已撤销”及原因。"""
    return _revoke(check_for(by.scope, check_id, lock=True), reason, by)


@transaction.atomic
def revoke_code(*, code: str, reason: str, by: Actor) -> CheckRecord | None:
    """撤销：按查验码；没有公开过的、已经撤销的不动。

    Whoever may end the thing itself may end its check, whichever unit published it: the caller
    has asked for that right.
    """
    rows = CheckRecord.objects.unscoped(reason="撤销随本体，权限在本体上核对")
    found = rows.select_for_update(of=("self",)).filter(code=code, state=CheckState.VALID).first()
    return _revoke(found, reason, by) if found else None


def _revoke(made: CheckRecord, reason: str, by: Actor) -> CheckRecord:
    if made.state == CheckState.REVOKED:
        raise CheckRefused("已经撤销。")
    if not reason.strip():
        raise CheckRefused("请写明撤销的原因，查验页会公开显示。")
    made.state, made.reason = CheckState.REVOKED, reason.strip()[:200]
    made.revoked_by, made.revoked_at = by.name, timezone.now()
    made.save(update_fields=["state", "reason", "revoked_by", "revoked_at"])
    record("documents.check_revoke", on=made, by=by, reason=made.reason)
    return made
