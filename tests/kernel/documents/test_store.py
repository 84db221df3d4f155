"""Papers kept: drafted, issued under a number, printed again, scanned back, voided."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.crypto import sm3
from niangjia.kernel.documents import queries
from niangjia.kernel.documents.api import (
    NoSuchPaper,
    NotPrintable,
    NumberRefused,
    PaperRefused,
    Para,
    attach_scan,
    change_paper,
    draft_paper,
    issue_directly,
    issue_many,
    issue_paper,
    open_code,
    papers_about,
    print_again,
    version_for,
    void_paper,
)
from niangjia.kernel.documents.content import from_data
from niangjia.kernel.documents.enums import NumberState, PaperState
from niangjia.kernel.documents.models import DocumentNumber, IssuerCode, Paper
from niangjia.kernel.documents.samples import certificate
from niangjia.kernel.files.api import FileRefused, open_file
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from tests.kernel.documents.papers import NOTICE, text_of

DAY = date(2022, 12, 1)
SUBJECT = ("organizing.founding", "7")
SCAN = b"%PDF-1.4 scan"
Who = Callable[[Unit, Role], Actor]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings) -> None:
    settings.MEDIA_FOLDER = tmp_path


@pytest.fixture
def clerk(east: Unit, actor: Who) -> Actor:
    return actor(east, Role.ORGANISER)


@pytest.fixture
def code(east: Unit, clerk: Actor) -> IssuerCode:
    return open_code(
        unit_id=east.pk,
        word="张工发",
        valid_from=date(2020, 1, 1),
        source="张工办〔2020〕1号",
        by=clerk,
    )


@pytest.fixture
def draft(east: Unit, clerk: Actor) -> Paper:
    return draft_paper(document=NOTICE, unit_id=east.pk, subject=SUBJECT, by=clerk)


def printed(actor: Actor, paper: Paper, version: int | None = None) -> str:
    with open_file(version_for(actor.scope, paper.pk, version).pdf) as content:
        return text_of(content.read())


def test_a_draft_is_printed_with_a_watermark_and_takes_no_number(
    draft: Paper, clerk: Actor
) -> None:
    made = version_for(clerk.scope, draft.pk)

    assert (draft.state, draft.number, made.version, made.draft) == (PaperState.DRAFT, "", 1, True)
    assert "草稿" in printed(clerk, draft)
    assert made.template.startswith("paper-")
    with open_file(made.pdf) as content:
        assert made.sm3 == sm3(content.read()).hex()
    assert made.docx is not None
    assert made.docx.name == "草稿 关于做好建会入会集中行动的通知.docx"


def test_issuing_gives_number_and_date_and_keeps_the_draft(
    draft: Paper, code: IssuerCode, clerk: Actor
) -> None:
    paper = issue_paper(paper_id=draft.pk, code_id=code.pk, dated=DAY, by=clerk)

    assert (paper.state, paper.number) == (PaperState.ISSUED, "张工发〔2022〕1号")
    text = printed(clerk, paper)
    assert "张工发〔2022〕1号" in text
    assert "2022年12月1日" in text
    assert "草稿" not in text
    assert "草稿" in printed(clerk, paper, 1)
    assert from_data(paper.content).number == paper.number
    row = DocumentNumber.objects.within(clerk.scope).get()
    assert (row.paper_id, row.title) == (paper.pk, paper.title)


def test_a_paper_that_cannot_be_printed_takes_no_number(
    draft: Paper, code: IssuerCode, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from niangjia.kernel.documents import printing

    def broken(*args: object, **kwargs: object) -> bytes:
        raise NotPrintable("缺字")

    with monkeypatch.context() as patch:
        patch.setattr(printing, "pdf", broken)
        with pytest.raises(NotPrintable):
            issue_paper(paper_id=draft.pk, code_id=code.pk, dated=DAY, by=clerk)

    assert DocumentNumber.objects.within(clerk.scope).count() == 0
    assert queries.paper_for(clerk.scope, draft.pk).state == PaperState.DRAFT
    issued = issue_paper(paper_id=draft.pk, code_id=code.pk, dated=DAY, by=clerk)
    assert issued.number == "张工发〔2022〕1号"


def test_an_issued_paper_is_not_changed_nor_issued_twice(
    draft: Paper, code: IssuerCode, clerk: Actor
) -> None:
    issue_paper(paper_id=draft.pk, code_id=code.pk, dated=DAY, by=clerk)

    with pytest.raises(PaperRefused, match="只有草稿可以印发"):
        issue_paper(paper_id=draft.pk, code_id=code.pk, dated=DAY, by=clerk)
    with pytest.raises(PaperRefused, match="只有草稿可以修改"):
        change_paper(paper_id=draft.pk, document=NOTICE, by=clerk)
    assert DocumentNumber.objects.within(clerk.scope).count() == 1


def test_a_changed_draft_keeps_its_earlier_version(draft: Paper, clerk: Actor) -> None:
    changed = replace(NOTICE, title="关于新事的通知", body=(Para("新的正文。"),))

    change_paper(paper_id=draft.pk, document=changed, by=clerk)

    assert "新的正文" in printed(clerk, draft)
    assert "请认真抓好落实" in printed(clerk, draft, 1)
    assert queries.paper_for(clerk.scope, draft.pk).title == "关于新事的通知"


def test_printing_again_keeps_earlier_versions_and_makes_equal_bytes(
    draft: Paper, clerk: Actor
) -> None:
    first = version_for(clerk.scope, draft.pk)

    again = print_again(paper_id=draft.pk, by=clerk)

    assert again.version == 2
    assert again.sm3 == first.sm3
    assert len(queries.paper_page(clerk.scope, draft.pk).versions) == 2


def test_kinds_without_number_are_issued_without_one(east: Unit, clerk: Actor) -> None:
    notice = replace(NOTICE, kind="publicity", dated=None)
    paper = draft_paper(document=notice, unit_id=east.pk, by=clerk)

    issued = issue_paper(paper_id=paper.pk, dated=DAY, by=clerk)

    assert (issued.state, issued.number) == (PaperState.ISSUED, "")
    assert "2022年12月1日" in printed(clerk, paper)


def test_only_the_register_gives_a_number(east: Unit, clerk: Actor) -> None:
    typed = replace(NOTICE, number="张工发〔2022〕99号", plain=True)
    paper = draft_paper(document=typed, unit_id=east.pk, by=clerk)

    issued = issue_paper(paper_id=paper.pk, dated=DAY, by=clerk)

    assert issued.number == ""
    assert "99号" not in printed(clerk, paper)


def test_certificates_are_issued_directly_and_letters_are_not(east: Unit, clerk: Actor) -> None:
    made = issue_directly(document=certificate(), unit_id=east.pk, subject=SUBJECT, by=clerk)

    assert (made.state, made.number, made.issued_by) == (PaperState.ISSUED, "", clerk.name)
    version = version_for(clerk.scope, made.pk)
    assert (version.version, version.draft, version.docx) == (1, False, None)
    assert "草稿" not in printed(clerk, made)
    with pytest.raises(PaperRefused, match="要先拟稿"):
        issue_directly(document=NOTICE, unit_id=east.pk, by=clerk)


def test_certificates_are_issued_by_the_portion(
    east: Unit, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from niangjia.kernel.documents.actions import papers

    monkeypatch.setattr(papers, "PORTION", 2)
    told: list[int] = []
    wanted = ((replace(certificate(), holder=f"王{n}"), ("member", str(n))) for n in range(3))

    assert issue_many(documents=wanted, unit_id=east.pk, by=clerk, told=told.append) == 3

    assert told == [2, 3]
    (paper,) = papers_about(clerk.scope, "member", "2")
    assert (paper.state, paper.latest.version) == (PaperState.ISSUED, 1)
    assert "王2：" in printed(clerk, paper)
    verbs = AuditEvent.objects.filter(verb__in=("documents.issue", "documents.print"))
    assert verbs.count() == 6
    with pytest.raises(PaperRefused, match="要先拟稿"):
        issue_many(documents=[(NOTICE, SUBJECT)], unit_id=east.pk, by=clerk)


def test_a_voided_paper_voids_its_number_and_keeps_both(
    draft: Paper, code: IssuerCode, clerk: Actor
) -> None:
    issue_paper(paper_id=draft.pk, code_id=code.pk, dated=DAY, by=clerk)

    with pytest.raises(PaperRefused, match="写明"):
        void_paper(paper_id=draft.pk, reason=" ", by=clerk)
    void_paper(paper_id=draft.pk, reason="内容有误", by=clerk)

    row = DocumentNumber.objects.within(clerk.scope).get()
    assert (row.state, row.reason) == (NumberState.VOID, "内容有误")
    paper = queries.paper_for(clerk.scope, draft.pk)
    assert (paper.number, paper.reason) == ("张工发〔2022〕1号", "内容有误")
    with pytest.raises(PaperRefused, match="不再生成"):
        print_again(paper_id=draft.pk, by=clerk)
    with pytest.raises(PaperRefused, match="已经作废"):
        void_paper(paper_id=draft.pk, reason="再来", by=clerk)


def test_a_scan_is_checked_off_with_day_and_person(
    draft: Paper, code: IssuerCode, clerk: Actor
) -> None:
    told = {"paper_id": draft.pk, "name": "盖章件.pdf", "received_on": DAY, "by": clerk}
    with pytest.raises(PaperRefused, match="只有已印发"):
        attach_scan(stream=BytesIO(SCAN), **told)
    issue_paper(paper_id=draft.pk, code_id=code.pk, dated=DAY, by=clerk)

    attach_scan(stream=BytesIO(SCAN), **told)

    (scan,) = queries.paper_page(clerk.scope, draft.pk).scans
    assert (scan.received_on, scan.checked_by, scan.file.name) == (DAY, clerk.name, "盖章件.pdf")
    with pytest.raises(FileRefused, match="这里不能上传"):
        attach_scan(stream=BytesIO(b"a,b\n"), **(told | {"name": "表.csv"}))
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(PaperRefused, match="不能晚于今天"):
        attach_scan(stream=BytesIO(SCAN), **(told | {"received_on": tomorrow}))


def test_papers_are_found_by_what_they_are_about(draft: Paper, clerk: Actor) -> None:
    print_again(paper_id=draft.pk, by=clerk)

    (found,) = papers_about(clerk.scope, *SUBJECT)
    assert found == draft
    assert found.latest.version == 2
    assert papers_about(clerk.scope, SUBJECT[0], "8") == []


def test_a_neighbour_sees_and_does_nothing(
    draft: Paper, west: Unit, city: Unit, code: IssuerCode, actor: Who
) -> None:
    stranger = actor(west, Role.ORGANISER)

    for ask in (
        lambda: queries.paper_for(stranger.scope, draft.pk),
        lambda: version_for(stranger.scope, draft.pk),
        lambda: issue_paper(paper_id=draft.pk, code_id=code.pk, by=stranger),
        lambda: void_paper(paper_id=draft.pk, reason="x", by=stranger),
        lambda: print_again(paper_id=draft.pk, by=stranger),
    ):
        with pytest.raises(NoSuchPaper):
            ask()
    assert papers_about(stranger.scope, *SUBJECT) == []
    assert papers_about(actor(city, Role.LEADER).scope, *SUBJECT) == [draft]


def test_numbers_end_with_the_word(draft: Paper, code: IssuerCode, clerk: Actor) -> None:
    with pytest.raises(NumberRefused, match="没有启用"):
        issue_paper(paper_id=draft.pk, code_id=code.pk, dated=date(2019, 1, 1), by=clerk)


def test_every_deed_leaves_a_line(draft: Paper, code: IssuerCode, clerk: Actor) -> None:
    issue_paper(paper_id=draft.pk, code_id=code.pk, dated=DAY, by=clerk)

    verbs = AuditEvent.objects.filter(verb__startswith="documents.").order_by("pk")
    assert sorted(verbs.values_list("verb", flat=True)) == [
        "documents.code_open", "documents.draft", "documents.issue", "documents.number_take",
        "documents.print", "documents.print",
    ]  # fmt: skip
    assert {event.unit_path for event in verbs} == {clerk.unit_path}
