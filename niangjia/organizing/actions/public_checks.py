"""What anybody may check of a union without login: its certificates, the replies it was given."""

from collections.abc import Sequence

from niangjia.kernel.crypto.masking import mask_name
from niangjia.kernel.documents import api as documents
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.models import Certificate, FoundingCase, FoundingPaper

CERTIFICATE, REPLY = "organizing.certificate", "organizing.founding_paper"
BATCH = 1_000


def publish_certificate(row: Certificate, by: Actor) -> None:
    """The certificate gets the code its QR carries; the representative is shown masked."""
    publish_certificates([row], by)


def publish_certificates(rows: Sequence[Certificate], by: Actor) -> None:
    """Many at once: each gets the code its QR carries."""
    checks = documents.publish_checks([_published(row) for row in rows], by=by)
    for row, check in zip(rows, checks, strict=True):
        row.check_code = check.code
    Certificate.objects.unscoped(reason="查验码写回刚登记的证书").bulk_update(
        rows, ["check_code"], batch_size=BATCH
    )


def _published(row: Certificate) -> documents.Published:
    facts = (
        ("工会名称", row.union_name),
        ("统一社会信用代码", row.uscc or "未赋码"),
        ("证号", row.number or "未编号"),
        ("法定代表人", mask_name(row.representative) or "未登记"),
        ("登记机关", row.issuer.name if row.issuer else "未登记"),
        ("发证日期", documents.chinese_date(row.issued_on)),
    )
    return documents.Published(
        unit_id=row.issuer_id or row.union.unit_id, label=row.get_kind_display(), facts=facts,
        valid_until=row.expires_on, subject=(CERTIFICATE, str(row.pk)),
    )  # fmt: skip


def withdraw_certificate(row: Certificate, by: Actor) -> None:
    """Replaced, cancelled or void: the check page says so from now on."""
    documents.revoke_code(code=row.check_code, reason=f"证书{row.get_state_display()}", by=by)


def publish_reply(case: FoundingCase, row: FoundingPaper, by: Actor) -> None:
    """A 批复 can be checked by number, title and the digest of its file."""
    assert row.issued_on
    facts = [
        ("标题", row.title), ("文号", row.document_number), ("发文机关", case.unit.name),
        ("成文日期", documents.chinese_date(row.issued_on)),
    ]  # fmt: skip
    told = documents.Published(
        unit_id=case.unit_id, label="批复", facts=facts, sm3=row.facts.get("sm3", ""),
        subject=(REPLY, str(row.pk)),
    )  # fmt: skip
    check = documents.publish_check(told, by=by)
    row.facts = row.facts | {"check": check.code}
    row.save(update_fields=["facts"])


def withdraw_reply(row: FoundingPaper, reason: str, by: Actor) -> None:
    """A void paper is void at the check page too."""
    if row.facts.get("check"):
        documents.revoke_code(code=row.facts["check"], reason=f"已作废：{reason}", by=by)
