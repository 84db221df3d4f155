"""A firm at the counter: what is on file of it, and every matter it ever had (X6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from niangjia.kernel.crypto.masking import mask
from niangjia.kernel.scope.actor import Scope
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.scoped import Absent
from niangjia.organizing.enums.founding import ENDED
from niangjia.organizing.enums.unions import EconomicType
from niangjia.organizing.models import (
    Coverage,
    Employer,
    EmployerCount,
    EmployerMaterial,
    FoundingCase,
    FoundingEmployer,
    Preparer,
)
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.founding import (
    covering_union,
    employers_of_case,
    newest_count,
    preparers_of,
)
from niangjia.organizing.queries.materials import Issued, firm_materials, issued_to

WHY = "单位已按范围取得"
OF_FIRM = {
    "name": "单位名称", "uscc": "统一社会信用代码", "legal_representative": "法定代表人",
    "address": "地址", "trade_code": "行业代码", "economic_type": "经济类型",
    "registered_on": "登记日期", "opened_on": "开业日期", "first_wage_on": "首次发薪日期",
}  # fmt: skip
OF_COUNT = {"employees": "职工数", "women": "其中女职工"}
OF_CASE = {
    "kind": "组织类型", "union_name": "拟建工会名称", "applicant": "联系人",
    "applicant_phone": "联系电话", "founding_basis": "党组织或行政意见",
    "members_expected": "预计会员数", "registry": "登记机关",
}  # fmt: skip
LABELS = OF_FIRM | OF_COUNT | {"unit_id": "上级工会"} | OF_CASE


class NoSuchFirm(Absent):
    """Absent or elsewhere: the two look the same."""


def firms_in(scope: Scope) -> QuerySet[Employer]:
    """Employers in scope with the union that covers each and whether a case is open."""
    covered = Coverage.objects.unscoped(reason=WHY).filter(OPEN, employer=OuterRef("pk"))
    links = FoundingEmployer.objects.unscoped(reason=WHY).filter(employer=OuterRef("pk"))
    return (
        Employer.objects.within(scope)
        .filter(closed_on__isnull=True)
        .select_related("unit")
        .annotate(
            union_name=Subquery(covered.values("union__unit__name")[:1]),
            founding=Exists(links.filter(open=True)),
        )
    )


def firm_for(scope: Scope, employer_id: int) -> Employer:
    found = Employer.objects.within(scope).select_related("unit").filter(pk=employer_id).first()
    if found is None:
        raise NoSuchFirm(employer_id)
    return found


def cases_of(employer: Employer) -> list[FoundingCase]:
    """Every founding of the firm, newest first."""
    rows = FoundingCase.objects.unscoped(reason=WHY).filter(employers__employer=employer)
    return list(rows.select_related("unit", "union__unit").order_by("-pk"))


@dataclass(frozen=True, slots=True)
class KnownFirm:
    """What need not be asked when the firm starts a matter. ``values`` by field of the form."""

    employer: Employer
    last: FoundingCase | None
    values: Mapping[str, Any]
    others: list[Employer]
    preparers: list[Preparer]

    @property
    def shown(self) -> list[tuple[str, Any]]:
        """Label and value as the page says them; the telephone masked."""
        return [(LABELS[n], self._said(n, value)) for n, value in self.values.items()]

    def _said(self, name: str, value: Any) -> Any:
        if name == "unit_id":
            return self.last.unit.name if self.last else self.employer.unit.name
        if name == "applicant_phone":
            return mask("mobile", value)
        words: Mapping[str, Any] = {"kind": UnitKind, "economic_type": EconomicType}
        return words[name](value).label if name in words else value


def known_firm(employer: Employer, superiors: list[int]) -> KnownFirm:
    """Everything on file, from the register and from the last founding, wherever it ended."""
    last = next(iter(cases_of(employer)), None)
    count = newest_count(employer)
    values = _of_firm(employer, count) | (_of_case(last) if last else {})
    unit_id = last.unit_id if last else employer.unit_id
    if unit_id in superiors:
        values["unit_id"] = unit_id
    kept = {n: values[n] for n in LABELS if values.get(n) not in (None, "")}
    others = [e for e in employers_of_case(last) if e.pk != employer.pk] if last else []
    return KnownFirm(employer, last, kept, others, preparers_of(last) if last else [])


def _of_firm(employer: Employer, count: EmployerCount | None) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(employer, name) for name in OF_FIRM}
    if count:
        values |= {"employees": count.employees, "women": count.women}
    return values


def _of_case(case: FoundingCase) -> dict[str, Any]:
    values: dict[str, Any] = {n: getattr(case, n) for n in OF_CASE if n != "registry"}
    return values | {"registry": case.facts.get("registry", "")}


@dataclass(frozen=True, slots=True)
class FirmPage:
    employer: Employer
    count: EmployerCount | None
    cover: Coverage | None
    cases: list[FoundingCase]
    materials: list[EmployerMaterial]
    issued: list[Issued]

    @property
    def running(self) -> FoundingCase | None:
        return next((case for case in self.cases if case.state not in ENDED), None)

    @property
    def may_found(self) -> bool:
        return self.cover is None and self.running is None and self.employer.closed_on is None


def firm_page(scope: Scope, employer_id: int) -> FirmPage:
    employer = firm_for(scope, employer_id)
    cover = covering_union([employer])
    cases = cases_of(employer)
    issued = issued_to(cases, cover.union_id if cover else None)
    held = firm_materials(employer)
    return FirmPage(employer, newest_count(employer), cover, cases, held, issued)
