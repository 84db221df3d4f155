"""Signatures in issued PDFs: made, found whole, and shown broken by one changed byte (X7)."""

import asyncio
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfWriter

from niangjia.kernel.documents import printing
from niangjia.kernel.documents.actions import draft_paper, issue_directly, void_paper
from niangjia.kernel.documents.enums import SealState
from niangjia.kernel.documents.queries import seal_look, version_for
from niangjia.kernel.documents.samples import certificate
from niangjia.kernel.documents.sealing import NAME, examine, sealed
from niangjia.kernel.files.api import open_file
from niangjia.kernel.scope.enums import Role
from tests.kernel.documents.papers import NOTICE, text_of


@pytest.fixture(scope="module")
def plain() -> bytes:
    return printing.pdf(certificate(), draft=False)


@pytest.fixture(scope="module")
def signed(plain) -> bytes:
    return sealed(plain, "入会纪念证书")


def test_a_signed_paper_is_whole_and_says_who_signed(plain, signed):
    found = examine(signed)

    assert (found.state, found.signer) == (SealState.INTACT, NAME)
    assert found.signed_at is not None
    assert signed.startswith(plain)  # added to, nothing rewritten
    assert text_of(signed) == text_of(plain)


def test_it_works_where_an_event_loop_runs(plain):
    async def inside() -> SealState:
        return examine(sealed(plain, "在事件循环中")).state

    assert asyncio.run(inside()) == SealState.INTACT


@pytest.mark.slow
def test_x7_any_changed_byte_is_seen(signed):
    for place in range(0, len(signed), 61):
        changed = bytearray(signed)
        changed[place] ^= 1
        assert examine(bytes(changed)).state != SealState.INTACT, place


@pytest.mark.parametrize("tail", [b"\n", b"\n%later", b"\x00" * 200])
def test_whatever_is_appended_is_seen(signed, tail):
    assert examine(signed + tail).state == SealState.CHANGED


def test_saving_it_anew_is_seen(signed):
    writer, out = PdfWriter(clone_from=BytesIO(signed)), BytesIO()
    writer.add_metadata({"/Title": "别的"})
    writer.write(out)

    assert examine(out.getvalue()).state != SealState.INTACT


def test_a_later_version_appended_is_seen(signed):
    writer, out = PdfWriter(fileobj=BytesIO(signed), incremental=True), BytesIO()
    writer.add_metadata({"/Title": "别的"})
    writer.write(out)

    assert examine(out.getvalue()).state == SealState.CHANGED


@pytest.mark.parametrize("hostile", [b"", b"%PDF-1.7", b"PK\x03\x04", b"%PDF-1.7\n" + b"[" * 9_000])
def test_other_files_are_not_read(hostile):
    assert examine(hostile).state == SealState.UNREADABLE


def test_a_paper_without_signature_says_so(plain):
    assert examine(plain).state == SealState.NONE


def test_anothers_key_is_not_ours(signed, settings):
    settings.NIANGJIA_KEYS = f"k9:{'ab' * 32}"

    assert examine(signed).state == SealState.FOREIGN


def test_a_rotated_key_still_counts(plain, signed, settings):
    settings.NIANGJIA_KEYS = f"k9:{'ab' * 32},{settings.NIANGJIA_KEYS}"

    assert examine(signed).state == SealState.INTACT
    assert examine(sealed(plain, "新钥")).state == SealState.INTACT


class _Provider:
    label = "别家电子印章"

    def sign(self, pdf, reason):
        return pdf + reason.encode()

    def is_ours(self, certificate):
        return False


def test_a_provider_takes_the_place_of_our_key(settings):
    settings.NIANGJIA_SEAL = f"{__name__}._Provider"

    assert sealed(b"%PDF", "盖章") == "%PDF盖章".encode()


def test_without_a_seal_nothing_is_signed(plain, settings):
    settings.NIANGJIA_SEAL = ""

    assert sealed(plain, "盖章") == plain


@pytest.fixture
def clerk(east, actor, settings, tmp_path):
    settings.MEDIA_FOLDER = tmp_path
    return actor(east, Role.ORGANISER)


def kept(paper) -> bytes:
    with open_file(version_for(paper.unit.scope, paper.pk).pdf) as file:
        return file.read()


def test_what_is_issued_is_signed_and_found_again(clerk, east, west, actor):
    paper = issue_directly(document=certificate(), unit_id=east.pk, by=clerk)
    pdf = kept(paper)

    assert seal_look(clerk.scope, pdf).found.state == SealState.INTACT
    assert seal_look(clerk.scope, pdf).version.paper == paper
    assert seal_look(actor(west, Role.ORGANISER).scope, pdf).version is None


def test_a_draft_is_not_signed(clerk, east):
    paper = draft_paper(document=NOTICE, unit_id=east.pk, by=clerk)

    assert examine(kept(paper)).state == SealState.NONE


class TestPage:
    @pytest.fixture
    def ask(self, east, login, clerk):
        client = login(east, Role.ORGANISER)

        def post(content: bytes, name: str = "证书.pdf") -> str:
            file = SimpleUploadedFile(name, content)
            return client.post(reverse("documents:seal_check"), {"file": file}).content.decode()

        return post

    def test_it_names_the_paper_it_equals(self, ask, clerk, east):
        paper = issue_directly(document=certificate(), unit_id=east.pk, by=clerk)
        shown = ask(kept(paper))

        assert SealState.INTACT.label in shown
        assert paper.title in shown

    def test_it_says_that_the_paper_was_voided(self, ask, clerk, east):
        paper = issue_directly(document=certificate(), unit_id=east.pk, by=clerk)
        pdf = kept(paper)
        void_paper(paper_id=paper.pk, reason="写错了", by=clerk)

        assert "但这份文件已经作废" in ask(pdf)

    def test_it_says_that_it_was_changed(self, ask, signed):
        assert SealState.CHANGED.label in ask(signed + b"\n")

    def test_nothing_chosen_is_said(self, east, login):
        page = login(east, Role.CLERK).post(reverse("documents:seal_check"), {})

        assert "这个字段是必填项" in page.content.decode()

    def test_too_large_is_said(self, ask, monkeypatch):
        monkeypatch.setattr("niangjia.kernel.documents.forms.SEAL_LIMIT", 10)

        assert "文件超过 20 MB" in ask(b"%PDF" * 9)
