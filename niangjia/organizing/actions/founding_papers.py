"""Papers of a case: made from its facts, numbered, scanned back, checked off (D.2)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.documents import api as documents
from niangjia.kernel.files.actions import Readable
from niangjia.kernel.files.api import FileKind, store
from niangjia.kernel.files.models import StoredFile
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.founding_steps import for_case
from niangjia.organizing.actions.materials import keep_for_firm
from niangjia.organizing.actions.public_checks import publish_reply, withdraw_reply
from niangjia.organizing.enums.founding import ENDED, FoundingState, PaperKind, PaperState
from niangjia.organizing.enums.materials import MaterialKind
from niangjia.organizing.letters.founding import build
from niangjia.organizing.models import FoundingCase, FoundingPaper
from niangjia.organizing.policies.founding import acts_for, is_above
from niangjia.organizing.queries.founding import (
    case_for,
    employers_of_case,
    paper_in,
    paper_of_kind,
)
from niangjia.organizing.queries.founding_facts import facts_of
from niangjia.organizing.queries.materials import offered
from niangjia.organizing.rules.materials import kind_of_title
from niangjia.organizing.workflow.founding import DECIDERS, HANDS, PAPERS_OF, REGISTRARS

SUBJECT = "organizing.founding"
SCANS = frozenset({FileKind.PDF, FileKind.JPEG, FileKind.PNG})
SCAN_LIMIT = 50 * 1024 * 1024  # bytes
LOOSE = (PaperKind.IDENTITY, PaperKind.OTHER, PaperKind.MINUTES, PaperKind.MEMBER_ROLL)
"""Papers that may come as a scan alone."""


@transaction.atomic
def make_paper(*, case_id: int, kind: str, by: Actor) -> FoundingPaper:
    """生成材料：全部内容取自已登记的事项；再生成一次，原来的作废留存。"""
    case = case_for(by.scope, case_id, lock=True)
    if not by.has(*HANDS):
        raise NotAllowed("生成材料：由窗口、建会专干或筹备组办理。")
    if kind not in PAPERS_OF.get(FoundingState(case.state), ()):
        raise NotAllowed(f"《{PaperKind(kind).label}》不在“{case.get_state_display()}”这一步办理。")
    if kind == PaperKind.MEETING_REQUEST and case.assembly_on is None:
        raise NotAllowed("请先拟定大会日期和地点，请示里要写。")
    void_paper(case, kind, "重新生成", by)
    return _keep(case, kind, None, by)


def write_reply(case: FoundingCase, kind: str, *, code_id: int | None, by: Actor) -> FoundingPaper:
    """The superior's 批复, with the next number of its register."""
    if code_id is None:
        raise NotAllowed("请选择批复的机关代字；还没有代字的，先在“文号登记”里启用。")
    return _keep(case, kind, code_id, by)


def _keep(case: FoundingCase, kind: str, code_id: int | None, by: Actor) -> FoundingPaper:
    """Print, number and keep it; a plain form is issued without a draft."""
    today, here = timezone.localdate(), for_case(by, case)
    document = build(kind, facts_of(case, today, kind=kind))
    told: dict[str, Any] = {
        "unit_id": case.unit_id, "subject": (SUBJECT, str(case.pk)), "by": here,
    }  # fmt: skip
    if isinstance(document, documents.Paper):
        draft = documents.draft_paper(document=document, **told)
        paper = documents.issue_paper(paper_id=draft.pk, code_id=code_id, dated=today, by=here)
    else:
        paper = documents.issue_directly(document=document, **told)
    printed = documents.version_for(here.scope, paper.pk)
    row = FoundingPaper.objects.create(
        case=case, kind=kind, state=PaperState.ISSUED, title=paper.title,
        document_number=paper.number, issued_on=today, paper=paper, file=printed.pdf,
        facts={"sm3": printed.sm3}, made_by=by.name,
    )  # fmt: skip
    if code_id is not None:
        publish_reply(case, row, here)
    record("organizing.founding_paper", on=case, by=by, kind=kind, number=paper.number,
           acted_for=acts_for(by, case, HANDS) if code_id is None else "")  # fmt: skip
    return row


def void_paper(case: FoundingCase, kind: str, reason: str, by: Actor) -> None:
    """What no longer holds stays on record as void, its number with it."""
    row = paper_of_kind(case, kind)
    if row is None or kind in (PaperKind.IDENTITY, PaperKind.OTHER):
        return
    row.state = PaperState.VOID
    row.save(update_fields=["state"])
    withdraw_reply(row, reason, for_case(by, case))
    if row.paper_id is not None:
        documents.void_paper(paper_id=row.paper_id, reason=reason, by=for_case(by, case))


@transaction.atomic
def add_scan(
    *, case_id: int, paper_id: int, stream: Readable, name: str, received_on: date, by: Actor
) -> FoundingPaper:
    """上传签字盖章后的扫描件。"""
    case, row = _open_paper(case_id, paper_id, by)
    if row.state == PaperState.CHECKED:
        raise NotAllowed("这份材料已经核对，不能再换扫描件。")
    if row.paper_id is not None:
        scan = documents.attach_scan(
            paper_id=row.paper_id, stream=stream, name=name, received_on=received_on,
            by=for_case(by, case),
        )  # fmt: skip
        row.scan = scan.file
    else:
        row.scan = store(stream, name=name, by=by, unit=case.unit, purpose=SUBJECT,
                         limit=SCAN_LIMIT, kinds=SCANS)  # fmt: skip
    row.state = PaperState.SCANNED
    row.save(update_fields=["scan", "state"])
    record("organizing.founding_scan", on=case, by=by, kind=row.kind, sha256=row.scan.sha256,
           acted_for=acts_for(by, case, HANDS))  # fmt: skip
    return row


@transaction.atomic
def add_material(
    *, case_id: int, kind: str, title: str, stream: Readable, name: str, by: Actor,
    valid_to: date | None = None,
) -> FoundingPaper:  # fmt: skip
    """上传不由系统生成的材料：身份证件、银行或公安出具的文件等；单位以后办事可以再用。"""
    case = _open_case(case_id, by)
    if kind not in LOOSE:
        raise ValueError("这种材料由系统生成，请先生成再上传它的签字扫描件。")
    scan = store(stream, name=name, by=by, unit=case.unit, purpose=SUBJECT, limit=SCAN_LIMIT,
                 kinds=SCANS)  # fmt: skip
    row = _attach(case, kind, title.strip() or PaperKind(kind).label, scan, by)
    _keep_for_firm(case, row, scan, valid_to, by)
    return row


@transaction.atomic
def reuse_material(*, case_id: int, material_id: int, by: Actor) -> FoundingPaper:
    """用已有的一份：单位以前交过的材料，不用再上传；过期的不能用。"""
    case = _open_case(case_id, by)
    known = offered(case, material_id)
    if known.standing == "expired":
        raise NotAllowed(f"“{known.title}”已于 {known.valid_to} 过期，请上传新的一份。")
    identity = known.kind == MaterialKind.IDENTITY
    kind = PaperKind.IDENTITY if identity else PaperKind.OTHER
    row = _attach(case, kind, known.title, known.file, by)
    path = known.employer.unit.path
    record("organizing.material_reuse", on=known, by=by, unit_path=path, case=case.pk)
    return row


def _open_case(case_id: int, by: Actor) -> FoundingCase:
    case = case_for(by.scope, case_id, lock=True)
    if case.state in ENDED:
        raise NotAllowed("事项已经办结，不能再加材料。")
    return case


def _attach(
    case: FoundingCase, kind: str, title: str, scan: StoredFile, by: Actor
) -> FoundingPaper:
    void_paper(case, kind, "换为上传件", by)
    row = FoundingPaper.objects.create(
        case=case, kind=kind, state=PaperState.SCANNED, title=title, scan=scan, made_by=by.name
    )
    record("organizing.founding_scan", on=case, by=by, kind=kind, sha256=scan.sha256,
           acted_for=acts_for(by, case, HANDS))  # fmt: skip
    return row


def _keep_for_firm(
    case: FoundingCase, row: FoundingPaper, scan: StoredFile, valid_to: date | None, by: Actor
) -> None:
    """What is the firm's own, not this matter's, is kept for the next one."""
    firms = employers_of_case(case)
    if row.kind not in (PaperKind.IDENTITY, PaperKind.OTHER) or len(firms) != 1:
        return
    identity = row.kind == PaperKind.IDENTITY
    kind = MaterialKind.IDENTITY if identity else kind_of_title(row.title)
    facts: dict[str, object] = {"kind": kind, "title": row.title, "valid_to": valid_to}
    origin = f"建会一件事：{case.union_name}"
    keep_for_firm(employer=firms[0], file=scan, facts=facts, origin=origin, by=by)


@transaction.atomic
def check_paper(*, case_id: int, paper_id: int, by: Actor) -> FoundingPaper:
    """核对：扫描件与生成的材料一致、签字盖章齐全。"""
    case, row = _open_paper(case_id, paper_id, by)
    if not (by.has(*DECIDERS, *REGISTRARS) and is_above(by, case)):
        raise NotAllowed("核对材料：由上级工会的建会专干或法人登记员办理。")
    if row.state != PaperState.SCANNED:
        raise NotAllowed(f"《{row.title}》还没有可以核对的扫描件。")
    row.state, row.checked_at, row.checked_by = PaperState.CHECKED, timezone.now(), by.name
    row.save(update_fields=["state", "checked_at", "checked_by"])
    record("organizing.founding_check", on=case, by=by, kind=row.kind)
    return row


def _open_paper(case_id: int, paper_id: int, by: Actor) -> tuple[FoundingCase, FoundingPaper]:
    case = case_for(by.scope, case_id, lock=True)
    row = paper_in(case, paper_id, lock=True)
    if row.state == PaperState.VOID:
        raise NotAllowed("这份材料已经作废，请上传到新的一份。")
    return case, row
