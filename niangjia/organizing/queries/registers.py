"""Conditions and additions of the register's list."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from niangjia.organizing.enums.unions import (
    CertificateKind,
    CertificateState,
    CommitteeKind,
    OfficerTitle,
)
from niangjia.organizing.models import Certificate, Coverage, Officer
from niangjia.organizing.models.facts import KNOWN, on_day

WHY = "工会已按范围限定"
Rows = QuerySet[Any]


def with_term(rows: Rows, wish: str, today: date) -> Rows:
    """``none``: no term known; ``late``: run out; a number: within so many days. Annotated rows."""
    if wish == "none":
        return rows.filter(term_ends__isnull=True)
    if wish == "late":
        return rows.filter(term_ends__lt=today)
    return rows.filter(term_ends__gte=today, term_ends__lte=today + timedelta(days=int(wish)))


def with_certificate(rows: Rows, wish: str, today: date) -> Rows:
    """``none``: no legal-person certificate in force; ``any``; ``late``; or within so many days."""
    valid = Certificate.objects.unscoped(reason=WHY).filter(
        union=OuterRef("union"), kind=CertificateKind.LEGAL_PERSON, state=CertificateState.VALID
    )
    if wish == "none":
        return rows.filter(~Exists(valid))
    if wish == "late":
        valid = valid.filter(expires_on__lt=today)
    elif wish != "any":
        valid = valid.filter(expires_on__range=(today, today + timedelta(days=int(wish))))
    return rows.filter(Exists(valid))


def without_chair(rows: Rows) -> Rows:
    """Unions whose present term had a chair and has none now. Rows of the register."""
    chairs = Officer.objects.unscoped(reason=WHY).filter(
        committee__term__union=OuterRef("union"), committee__term__ended_on__isnull=True,
        committee__kind=CommitteeKind.UNION, title=OfficerTitle.CHAIR,
    )  # fmt: skip
    return rows.filter(Exists(chairs), ~Exists(chairs.filter(valid_to__isnull=True)))


def attach_covered(rows: list[Any], day: date | None) -> list[Any]:
    """``covered_names`` and ``covered_codes`` on each row, in one query."""
    found: dict[int, list[tuple[str, str]]] = {}
    coverages = Coverage.objects.unscoped(reason=WHY).filter(
        KNOWN, on_day(day or timezone.localdate()), union__in=[row.union_id for row in rows]
    )
    for union, name, code in coverages.order_by("employer__name").values_list(
        "union", "employer__name", "employer__uscc"
    ):
        found.setdefault(union, []).append((name, code))
    for row in rows:
        pairs = found.get(row.union_id, [])
        row.covered_names = [name for name, _ in pairs]
        row.covered_codes = [code for _, code in pairs if code]
    return rows
