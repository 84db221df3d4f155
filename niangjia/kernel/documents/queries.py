"""Reads of papers, numbers and public checks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hmac import compare_digest

from django.db.models import Q
from django.utils import timezone

from niangjia.kernel.crypto import sm3, sm3_of
from niangjia.kernel.documents.codes import is_ours, plain_code
from niangjia.kernel.documents.enums import CheckOutcome, CheckState, NumberState
from niangjia.kernel.documents.models import (
    CheckRecord,
    DocumentNumber,
    IssuerCode,
    Paper,
    PaperScan,
    PaperVersion,
)
from niangjia.kernel.documents.sealing import Examined, examine
from niangjia.kernel.scope.actor import Scope
from niangjia.kernel.scope.scoped import Absent, ScopedQuerySet


class NoSuchPaper(Absent):
    """Absent, or outside the scope: the two look the same on purpose."""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A paper with its printings, scans and number, newest first."""

    paper: Paper
    versions: list[PaperVersion]
    scans: list[PaperScan]
    number: DocumentNumber | None


@dataclass(frozen=True, slots=True)
class PublicCheck:
    """What the public page shows: an outcome, and the record where there is one."""

    outcome: CheckOutcome
    code: str
    found: CheckRecord | None = None


@dataclass(frozen=True, slots=True)
class SealLook:
    """What a file says of itself, and the registered printing it equals byte for byte."""

    found: Examined
    version: PaperVersion | None


def seal_look(scope: Scope, pdf: bytes) -> SealLook:
    """Examine the signature of a file somebody holds, and look for it among the issued papers."""
    printed = PaperVersion.objects.within(scope).filter(sm3=sm3(pdf).hex(), draft=False)
    return SealLook(examine(pdf), printed.select_related("paper").order_by("id").first())


def papers(scope: Scope) -> ScopedQuerySet[Paper]:
    """Papers in scope, newest first, with their unit."""
    return Paper.objects.within(scope).select_related("unit").order_by("-id")


def papers_about(scope: Scope, subject_type: str, subject_id: str) -> list[Paper]:
    """Every paper about one subject, oldest first, its latest printing as ``latest``."""
    rows = papers(scope).filter(subject_type=subject_type, subject_id=subject_id).order_by("id")
    found = list(rows)
    latest: dict[int, PaperVersion] = {}
    printed = PaperVersion.objects.within(scope).filter(paper__in=found).order_by("version")
    for version in printed:
        latest[version.paper_id] = version
    for paper in found:
        paper.latest = latest.get(paper.pk)  # type: ignore[attr-defined]
    return found


def paper_for(scope: Scope, paper_id: int, *, lock: bool = False) -> Paper:
    """One paper with its unit; raises ``NoSuchPaper``."""
    rows = papers(scope).filter(pk=paper_id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NoSuchPaper(f"没有这份文件：{paper_id}")
    return found


def paper_page(scope: Scope, paper_id: int) -> PaperPage:
    """Everything the page of one paper shows, in four queries."""
    paper = paper_for(scope, paper_id)
    versions = PaperVersion.objects.within(scope).filter(paper=paper).select_related("pdf", "docx")
    scans = PaperScan.objects.within(scope).filter(paper=paper).select_related("file")
    number = DocumentNumber.objects.within(scope).filter(paper=paper).first()
    return PaperPage(paper, list(versions), list(scans), number)


def version_for(scope: Scope, paper_id: int, version: int | None = None) -> PaperVersion:
    """A printing, by default the latest; raises ``NoSuchPaper``."""
    rows = PaperVersion.objects.within(scope).filter(paper_id=paper_id)
    if version is not None:
        rows = rows.filter(version=version)
    found = rows.select_related("paper__unit", "pdf", "docx").order_by("-version").first()
    if found is None:
        raise NoSuchPaper(f"没有这份文件：{paper_id} 第 {version} 版")
    return found


def numbers(scope: Scope) -> ScopedQuerySet[DocumentNumber]:
    """The register in scope with unit and paper."""
    return DocumentNumber.objects.within(scope).select_related("unit", "paper")


def number_for(scope: Scope, number_id: int, *, lock: bool = False) -> DocumentNumber:
    """One line of the register; raises ``NoSuchPaper``."""
    rows = DocumentNumber.objects.within(scope).select_related("unit").filter(pk=number_id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NoSuchPaper(f"没有这个文号：{number_id}")
    return found


def gaps(scope: Scope, year: int) -> dict[str, list[int]]:
    """Numbers missing between first and last of a year, by 代字; empty when all is well."""
    taken: dict[str, list[int]] = {}
    rows = DocumentNumber.objects.within(scope).filter(year=year).order_by("word", "number")
    for word, number in rows.values_list("word", "number"):
        taken.setdefault(word, []).append(number)
    missing = {w: sorted(set(range(n[0], n[-1] + 1)) - set(n)) for w, n in taken.items()}
    return {word: lost for word, lost in missing.items() if lost}


def void_count(scope: Scope, year: int) -> int:
    rows = DocumentNumber.objects.within(scope).filter(year=year, state=NumberState.VOID)
    return rows.count()


def codes(scope: Scope) -> ScopedQuerySet[IssuerCode]:
    """All 机关代字 in scope, open ones first."""
    rows = IssuerCode.objects.within(scope).select_related("unit")
    return rows.order_by("valid_to", "word", "-valid_from")


def open_codes(scope: Scope, on: date | None = None) -> ScopedQuerySet[IssuerCode]:
    """机关代字 that may be used on that day (default today)."""
    day = on or timezone.localdate()
    rows = codes(scope).filter(valid_from__lte=day)
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def code_for(scope: Scope, code_id: int, *, lock: bool = False) -> IssuerCode:
    """One 机关代字 with its unit; raises ``NoSuchPaper``."""
    rows = IssuerCode.objects.within(scope).select_related("unit").filter(pk=code_id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NoSuchPaper(f"没有这个机关代字：{code_id}")
    return found


def checks(scope: Scope) -> ScopedQuerySet[CheckRecord]:
    """Public checks in scope, newest first."""
    return CheckRecord.objects.within(scope).select_related("unit").order_by("-id")


def check_for(scope: Scope, check_id: int, *, lock: bool = False) -> CheckRecord:
    """One public check; raises ``NoSuchPaper``."""
    rows = CheckRecord.objects.within(scope).select_related("unit").filter(pk=check_id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NoSuchPaper(f"没有这条查验记录：{check_id}")
    return found


def public_check(text: str, on: date | None = None) -> PublicCheck:
    """What anybody may learn of this code on that day (default today)."""
    code = plain_code(text)
    if not is_ours(code):
        return PublicCheck(CheckOutcome.FORGED, code)
    rows = CheckRecord.objects.unscoped(reason="公开查验：凭码，不限单位，只出示公开事项")
    found = rows.select_related("unit").filter(code=code).first()
    if found is None:
        return PublicCheck(CheckOutcome.UNKNOWN, code)
    if found.state == CheckState.REVOKED:
        return PublicCheck(CheckOutcome.REVOKED, code, found)
    over = found.valid_until is not None and found.valid_until < (on or timezone.localdate())
    return PublicCheck(CheckOutcome.EXPIRED if over else CheckOutcome.VALID, code, found)


def same_file(check: CheckRecord, file: Iterable[bytes]) -> bool:
    """Whether these bytes are the file that was registered: one changed byte and they are not."""
    return compare_digest(sm3_of(file), check.sm3)
