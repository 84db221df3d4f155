"""The life of a paper: drafted, issued under a number, printed again, scanned back, voided."""

from collections.abc import Callable, Iterable
from datetime import date
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from niangjia.kernel.audit.models import record, record_many
from niangjia.kernel.crypto import sm3
from niangjia.kernel.documents import content, printing, sealing
from niangjia.kernel.documents.actions.numbers import take_number, void_number
from niangjia.kernel.documents.content import Printable
from niangjia.kernel.documents.enums import UNNUMBERED, NumberState, PaperKind, PaperState
from niangjia.kernel.documents.models import DocumentNumber, Paper, PaperScan, PaperVersion
from niangjia.kernel.documents.queries import paper_for, version_for
from niangjia.kernel.files.actions import Readable
from niangjia.kernel.files.api import FileKind, open_file, store
from niangjia.kernel.files.models import StoredFile
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import unit_for

SCAN_KINDS = frozenset({FileKind.PDF, FileKind.JPEG, FileKind.PNG})
PORTION = 200  # papers registered in one statement
SCAN_LIMIT = 50 * 1024 * 1024  # bytes


def _silent(done: int) -> None:
    """Nobody wants to know."""


class PaperRefused(ValueError):
    """The paper's state does not allow it. The message is for the user."""


@transaction.atomic
def draft_paper(
    *, document: Printable, unit_id: int, subject: tuple[str, str] = ("", ""), by: Actor
) -> Paper:
    """拟稿：按内容生成带“草稿”水印的第一版，不取号。

    ``subject``: type and id of what the paper is about. Raises ``NotPrintable`` naming what is
    wrong with the content.
    """
    paper = _row(document, unit_for(by.scope, unit_id), subject, by)
    paper.save(force_insert=True)
    record("documents.draft", on=paper, by=by, kind=paper.kind, title=paper.title)
    _print(paper, by)
    return paper


@transaction.atomic
def issue_directly(
    *, document: Printable, unit_id: int, subject: tuple[str, str] = ("", ""), by: Actor
) -> Paper:
    """直接出件：不编文号的文件（证书、申请表、报表、海报）不经草稿，一次生成正式版。

    For batches in a job: one printing each. Raises ``PaperRefused`` for kinds with a number.
    """
    _unnumbered(document.kind)
    paper = _row(document, unit_for(by.scope, unit_id), subject, by)
    paper.state, paper.issued_by, paper.issued_at = PaperState.ISSUED, by.name, timezone.now()
    paper.save(force_insert=True)
    record("documents.issue", on=paper, by=by, number="", title=paper.title)
    _print(paper, by)
    return paper


@transaction.atomic
def issue_many(
    *,
    documents: Iterable[tuple[Printable, tuple[str, str]]],
    unit_id: int,
    by: Actor,
    told: Callable[[int], None] = _silent,
) -> int:
    """批量直接出件：同 ``issue_directly``，成批登记；``told`` 收到已完成的份数。

    ``documents``: each with its subject; read one portion at a time, so a generator is welcome.
    Returns how many. All or none: one transaction, as in a job.
    """
    unit, done, rest = unit_for(by.scope, unit_id), 0, iter(documents)
    while portion := list(islice(rest, PORTION)):
        done += _issue_portion(portion, unit, by)
        told(done)
    return done


def _issue_portion(portion: list[tuple[Printable, tuple[str, str]]], unit: Unit, by: Actor) -> int:
    made, now = [_row(document, unit, subject, by) for document, subject in portion], timezone.now()
    for paper in made:
        _unnumbered(paper.kind)
        paper.state, paper.issued_by, paper.issued_at = PaperState.ISSUED, by.name, now
    papers = Paper.objects.bulk_create(made)
    printed = [_printing(paper, 1, by) for paper in papers]
    PaperVersion.objects.bulk_create(printed)
    record_many("documents.issue", [(p, {"number": "", "title": p.title}) for p in papers], by=by)
    facts = [(v, {"paper": v.paper_id, "version": 1, "sm3": v.sm3}) for v in printed]
    record_many("documents.print", facts, by=by, unit_path=unit.path)
    return len(papers)


@transaction.atomic
def change_paper(*, paper_id: int, document: Printable, by: Actor) -> Paper:
    """修改草稿：换上新内容，再出一版；原来的版次留存。"""
    paper = paper_for(by.scope, paper_id, lock=True)
    _expect(paper, PaperState.DRAFT, "只有草稿可以修改内容")
    paper.content, paper.kind = content.to_data(document), document.kind
    paper.title = printing.title_of(document)[:200]
    paper.issuer = printing.issuer_of(document)[:100]
    paper.save(update_fields=["content", "kind", "title", "issuer"])
    record("documents.change", on=paper, by=by, title=paper.title)
    _print(paper, by)
    return paper


@transaction.atomic
def issue_paper(
    *, paper_id: int, code_id: int | None = None, dated: date | None = None, by: Actor
) -> Paper:
    """印发：取号、写上成文日期、去掉水印，出正式版。

    Number and paper stand or fall together: one transaction. ``code_id`` may be left out only
    for kinds that carry no number (公示, forms, certificates) and bodies without a 代字.
    """
    paper = paper_for(by.scope, paper_id, lock=True)
    _expect(paper, PaperState.DRAFT, "只有草稿可以印发")
    day = dated or timezone.localdate()
    document = printing.dated_on(content.from_data(paper.content), day)
    number = ""
    if code_id is not None:
        number = str(take_number(code_id=code_id, title=paper.title, dated=day, paper=paper, by=by))
    if isinstance(document, content.Paper):  # nothing but the register gives a number
        document = printing.numbered(document, number)
    paper.content, paper.number, paper.state = content.to_data(document), number, PaperState.ISSUED
    paper.issued_by, paper.issued_at = by.name, timezone.now()
    paper.save(update_fields=["content", "number", "state", "issued_by", "issued_at"])
    record("documents.issue", on=paper, by=by, number=number, title=paper.title)
    _print(paper, by)
    return paper


@transaction.atomic
def print_again(*, paper_id: int, by: Actor) -> PaperVersion:
    """重新生成：内容不变，按现行模板再出一版；以前的版次留存。"""
    paper = paper_for(by.scope, paper_id, lock=True)
    if paper.state == PaperState.VOID:
        raise PaperRefused("已作废的文件不再生成新版。")
    return _print(paper, by)


@transaction.atomic
def void_paper(*, paper_id: int, reason: str, by: Actor) -> Paper:
    """作废：文件和文号都留存，标明作废及原因。"""
    paper = paper_for(by.scope, paper_id, lock=True)
    if paper.state == PaperState.VOID:
        raise PaperRefused("这份文件已经作废。")
    if not reason.strip():
        raise PaperRefused("请写明作废的原因。")
    taken = DocumentNumber.objects.within(by.scope).filter(paper=paper, state=NumberState.USED)
    for number in taken:
        void_number(number_id=number.pk, reason=reason, by=by)
    paper.state, paper.reason = PaperState.VOID, reason.strip()[:200]
    paper.save(update_fields=["state", "reason"])
    record("documents.void", on=paper, by=by, number=paper.number, reason=paper.reason)
    return paper


@transaction.atomic
def attach_scan(
    *,
    paper_id: int,
    stream: Readable,
    name: str,
    received_on: date,
    note: str = "",
    by: Actor,
) -> PaperScan:
    """扫描件回传：上传签字盖章后的扫描件，对着这份文件核销。

    Raises ``FileRefused`` for other kinds than PDF, JPEG, PNG or above 50 MB.
    """
    paper = paper_for(by.scope, paper_id, lock=True)
    _expect(paper, PaperState.ISSUED, "只有已印发的文件可以回传扫描件")
    if received_on > timezone.localdate():
        raise PaperRefused("收到日期不能晚于今天。")
    file = store(
        stream, name=name, by=by, unit=paper.unit, purpose="扫描件回传", limit=SCAN_LIMIT,
        kinds=SCAN_KINDS,
    )  # fmt: skip
    scan = PaperScan.objects.create(
        paper=paper, file=file, received_on=received_on, note=note[:200], checked_by=by.name
    )
    record("documents.scan", on=scan, by=by, unit_path=paper.unit.path, paper=paper.pk)
    return scan


@transaction.atomic
def open_paper_file(
    *, paper_id: int, version: int | None, form: str, by: Actor
) -> tuple[str, BinaryIO]:
    """下载某一版（缺省为最新版）的 PDF 或 DOCX，留痕。``form``: ``pdf`` or ``docx``."""
    made = version_for(by.scope, paper_id, version)
    file = made.docx if form == "docx" else made.pdf
    if file is None:
        raise PaperRefused("这一版没有 DOCX。")
    record(
        "documents.download", on=made, by=by, unit_path=made.paper.unit.path,
        paper=paper_id, version=made.version, form=form,
    )  # fmt: skip
    return file.name, open_file(file)


def _row(document: Printable, unit: Unit, subject: tuple[str, str], by: Actor) -> Paper:
    """A paper not yet saved."""
    return Paper(
        unit=unit, kind=document.kind, title=printing.title_of(document)[:200],
        issuer=printing.issuer_of(document)[:100], subject_type=subject[0], subject_id=subject[1],
        content=content.to_data(document), created_by=by.name, created_by_id=by.account_id,
    )  # fmt: skip


def _unnumbered(kind: str) -> None:
    if kind not in UNNUMBERED:
        raise PaperRefused(f"{PaperKind(kind).label}要先拟稿，印发时取号。")


def _expect(paper: Paper, state: PaperState, message: str) -> None:
    if paper.state != state:
        raise PaperRefused(f"{message}；这份文件{PaperState(paper.state).label}。")


def _print(paper: Paper, by: Actor) -> PaperVersion:
    """Print the paper as its state demands and keep the files as the next version."""
    last = PaperVersion.objects.within(paper.unit.scope).filter(paper=paper)
    number = (last.aggregate(last=Max("version"))["last"] or 0) + 1
    made = _printing(paper, number, by)
    made.save(force_insert=True)
    record(
        "documents.print", on=made, by=by, unit_path=paper.unit.path, paper=paper.pk,
        version=number, sm3=made.sm3,
    )  # fmt: skip
    return made


def _printing(paper: Paper, number: int, by: Actor) -> PaperVersion:
    """A version not yet saved; its files are."""
    draft = paper.state == PaperState.DRAFT
    document = content.from_data(paper.content)
    pdf, docx = printing.pdf(document, draft=draft), printing.docx(document, draft=draft)
    if not draft:
        pdf = sealing.sealed(pdf, f"{paper.number}{paper.title}")
    name = f"{paper.number or ('草稿 ' if draft else '')}{paper.title}"[:150]
    return PaperVersion(
        paper=paper, version=number, draft=draft, sm3=sm3(pdf).hex(), made_by=by.name,
        template=printing.template_of(document), pdf=_keep(paper, f"{name}.pdf", pdf, by),
        docx=_keep(paper, f"{name}.docx", docx, by) if docx else None,
    )  # fmt: skip


def _keep(paper: Paper, name: str, made: bytes, by: Actor) -> StoredFile:
    return store(BytesIO(made), name=name, by=by, unit=paper.unit, purpose="公文")
