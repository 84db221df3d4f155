"""The inbox items of the review desk: doubtful pairs of a county, a sample to be worked off."""

from django.db import transaction
from django.urls import reverse

from niangjia.kernel.notifications.actions import Notice, settle, settle_all, tell_all
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Actor
from niangjia.matching.enums import AuditKind
from niangjia.matching.models import AuditItem, AuditSample, Link
from niangjia.matching.queries.inbox import told_desks, waiting_at, waiting_desks

REVIEW, AUDIT = "matching.review", "matching.audit"


def review_subject(unit_id: int) -> str:
    return f"{REVIEW}:{unit_id}"


@transaction.atomic
def tell_reviews(*, by: Actor) -> int:
    """疑似对应待复核：有待复核的，对口的比对专员各一件；没有了的办结。Returns how many desks."""
    waiting = waiting_desks()
    tell_all(
        (
            Notice(
                unit_id=unit_id, role=Role.CLERK, kind=REVIEW, title=f"疑似对应待复核：{name}",
                url=reverse("matching:candidate_list"), subject=review_subject(unit_id),
            )
            for unit_id, name in waiting.items()
        ),
        by=by,
    )  # fmt: skip
    over = [unit_id for unit_id in told_desks(REVIEW) if unit_id not in waiting]
    settle_all(subjects=map(review_subject, over), by=by, outcome="已全部复核")
    return len(waiting)


def after_answer(link: Link, by: Actor) -> None:
    """Where the last pair of a desk went. Nothing else changes, so nobody can tell an answer."""
    waits, told = waiting_at(link, REVIEW)
    if told and not waits:
        tell_reviews(by=by)


def after_taking_back(link: Link, by: Actor) -> None:
    waits, told = waiting_at(link, REVIEW)
    if waits and not told:
        tell_reviews(by=by)


def tell_sample(sample: AuditSample, by: Actor) -> None:
    """抽查待办理: at the clerks of the unit that drew the sample, until the last row was seen."""
    rows = AuditItem.objects.unscoped(reason="样本已按范围取得").filter(sample=sample)
    if not rows.filter(same__isnull=True).exists():
        settle(subject=f"{AUDIT}:{sample.pk}", by=by, outcome=f"已抽查 {sample.size} 行")
        return
    page = "candidate_list" if sample.kind == AuditKind.AUTO else "audit_list"
    title = f"抽查待办理：{sample.batch}，{sample.get_kind_display()}"
    tell_all(
        [Notice(unit_id=sample.unit_id, role=Role.CLERK, kind=AUDIT, title=title,
                url=reverse(f"matching:{page}"), subject=f"{AUDIT}:{sample.pk}")],
        by=by,
    )  # fmt: skip
