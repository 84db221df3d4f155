"""Materials of the own person, of a firm, of a matter."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from niangjia.kernel.scope.actor import Scope
from niangjia.kernel.scope.models import ScopedQuerySet
from niangjia.kernel.scope.scoped import Absent
from niangjia.organizing.enums.founding import PaperKind, PaperState
from niangjia.organizing.models import (
    Certificate,
    DataRequest,
    Employer,
    EmployerMaterial,
    FoundingCase,
    FoundingPaper,
    JoinApplication,
    MaterialUse,
    PersonMaterial,
)
from niangjia.organizing.queries.founding import employers_of_case, papers_of

OWN = "会员本人的材料"
WHY = "事项已按范围取得"


class NoSuchMaterial(Absent):
    """Absent, or somebody else's."""


def materials_of(person_id: int) -> list[PersonMaterial]:
    rows = PersonMaterial.objects.unscoped(reason=OWN).filter(person_id=person_id)
    return list(rows.select_related("file"))


def own_material(person_id: int, material_id: int, *, lock: bool = False) -> PersonMaterial:
    rows = PersonMaterial.objects.unscoped(reason=OWN).select_related("file", "person__unit")
    found = rows.filter(person_id=person_id, pk=material_id)
    row = (found.select_for_update(of=("self",)) if lock else found).first()
    if row is None:
        raise NoSuchMaterial(material_id)
    return row


def uses_of(material: PersonMaterial) -> list[str]:
    """Matters the material has to stay with, in words; the application names its page by number."""
    uses = MaterialUse.objects.unscoped(reason=OWN).filter(material=material)
    found = [
        f"已用于 {_day(use.request.asked_at)} 提出的“{use.request.get_kind_display()}”请求"
        for use in uses.select_related("request")
    ]
    signed = JoinApplication.objects.unscoped(reason=OWN).filter(
        person=material.person_id, facts__scan=material.file_id
    )
    return found + [f"是 {_day(row.applied_at)} 入会申请的签字页" for row in signed]


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def sent_with(request: DataRequest) -> list[PersonMaterial]:
    rows = MaterialUse.objects.unscoped(reason="请求已按范围取得").filter(request=request)
    return [use.material for use in rows.select_related("material__file")]


def material_sent(request: DataRequest, material_id: int) -> PersonMaterial:
    found = next((row for row in sent_with(request) if row.pk == material_id), None)
    if found is None:
        raise NoSuchMaterial(material_id)
    return found


def firm_materials(employer: Employer) -> list[EmployerMaterial]:
    rows = EmployerMaterial.objects.unscoped(reason=WHY).filter(employer=employer)
    return list(rows.select_related("file", "employer__unit"))


def firm_material(scope: Scope, material_id: int, *, lock: bool = False) -> EmployerMaterial:
    rows: ScopedQuerySet[EmployerMaterial] = EmployerMaterial.objects.within(scope)
    found = rows.select_related("file", "employer__unit").filter(pk=material_id)
    row = (found.select_for_update(of=("self",)) if lock else found).first()
    if row is None:
        raise NoSuchMaterial(material_id)
    return row


def cases_with(material: EmployerMaterial) -> list[FoundingCase]:
    """Matters in which the very file serves as a material."""
    rows = FoundingPaper.objects.unscoped(reason=WHY).filter(scan__sha256=material.sha256)
    found = rows.filter(case__employers__employer=material.employer_id)
    papers = found.exclude(state=PaperState.VOID).select_related("case")
    return list({paper.case_id: paper.case for paper in papers}.values())


def offered_to(case: FoundingCase) -> list[EmployerMaterial]:
    """What the firms of a case handed in before and the case does not have yet."""
    here = {paper.scan.sha256 for paper in papers_of(case) if paper.scan}
    firms = [employer.pk for employer in employers_of_case(case)]
    rows = EmployerMaterial.objects.unscoped(reason=WHY).filter(employer__in=firms)
    found = rows.exclude(sha256__in=here).select_related("file", "employer")
    return list(found)


def offered(case: FoundingCase, material_id: int) -> EmployerMaterial:
    found = next((row for row in offered_to(case) if row.pk == material_id), None)
    if found is None:
        raise NoSuchMaterial(material_id)
    return found


@dataclass(frozen=True, slots=True)
class Issued:
    """A paper the union issued to the firm, and where the page shows it."""

    title: str
    number: str
    on: date | None
    case_id: int = 0
    paper_id: int = 0
    union_id: int = 0


def issued_to(cases: list[FoundingCase], union_id: int | None) -> list[Issued]:
    """批复 of the firm's matters, and the certificates of its union."""
    papers = FoundingPaper.objects.unscoped(reason=WHY).filter(
        case__in=cases, kind__in=[k for k in PaperKind.values if k.endswith("_reply")]
    )
    found = [
        Issued(row.title, row.document_number, row.issued_on, row.case_id, row.pk)
        for row in papers.exclude(state=PaperState.VOID).order_by("-pk")
    ]
    if union_id is None:
        return found
    certificates = Certificate.objects.unscoped(reason=WHY).filter(union_id=union_id)
    return found + [
        Issued(f"{row.get_kind_display()}（{row.get_state_display()}）", row.number, row.issued_on,
               union_id=row.union_id)
        for row in certificates.order_by("-pk")
    ]  # fmt: skip
