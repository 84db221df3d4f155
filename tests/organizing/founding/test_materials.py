"""A firm's materials: handed in once, “用这份” at the next matter (X6)."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.files.models import StoredFile
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions import founding_apply
from niangjia.organizing.actions.founding_papers import add_material, reuse_material
from niangjia.organizing.actions.materials import HandedIn, hand_in_for_firm, remove_for_firm
from niangjia.organizing.enums.materials import MaterialKind
from niangjia.organizing.models import Employer, FoundingCase
from niangjia.organizing.queries.founding import employers_of_case, papers_of
from niangjia.organizing.queries.materials import firm_materials
from niangjia.organizing.rules.materials import kind_of_title
from tests.organizing.founding.conftest import PDF

Login = Callable[..., Client]
WHY = "测试核对全部"


@pytest.fixture(autouse=True)
def _place(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_FOLDER = tmp_path


@pytest.fixture
def first(opened: Any, window: Actor) -> FoundingCase:
    """A matter in which a licence and an identity card were handed in, then taken back."""
    case = opened()
    for kind, title, content in (("other", "营业执照", PDF), ("identity", "", PDF + b"2")):
        add_material(
            case_id=case.pk, kind=kind, title=title, stream=BytesIO(content), name="扫描.pdf",
            by=window,
        )  # fmt: skip
    founding_apply.withdraw(case_id=case.pk, reason="再准备", by=window)
    return case


@pytest.fixture
def firm(first: FoundingCase) -> Employer:
    return employers_of_case(first)[0]


def test_a_material_of_the_first_matter_is_used_in_the_second(
    first: FoundingCase, firm: Employer, opened: Any, login: Login, town: Unit
) -> None:
    licence = next(m for m in firm_materials(firm) if m.kind == MaterialKind.LICENCE)
    second, desk = opened(), login(town, Role.WINDOW)
    add = reverse("organizing:case_add", args=[second.pk, "material"])
    html = desk.get(add).content.decode()
    assert "单位已有的材料" in html
    assert f"{timezone.localdate()} 上传" in html
    stored = StoredFile.objects.unscoped(reason=WHY).count()

    answer = desk.post(reverse("organizing:case_reuse", args=[second.pk, licence.pk]))
    assert answer["Location"] == reverse("organizing:case_detail", args=[second.pk])
    (paper,) = papers_of(second)
    assert (paper.title, paper.state, paper.scan_id) == ("营业执照", "scanned", licence.file_id)
    assert StoredFile.objects.unscoped(reason=WHY).count() == stored
    # It is not offered a second time, and the other one still is.
    html = desk.get(add).content.decode()
    assert reverse("organizing:case_reuse", args=[second.pk, licence.pk]) not in html
    assert "身份证件" in html


def test_the_same_file_is_kept_once_for_the_firm(
    first: FoundingCase, firm: Employer, window: Actor
) -> None:
    sent = HandedIn("licence", "执照", BytesIO(PDF), "执照.pdf")
    row, new = hand_in_for_firm(employer_id=firm.pk, sent=sent, by=window)

    assert (new, row.title, len(firm_materials(firm))) == (False, "营业执照", 2)


def test_an_expired_one_is_refused(
    first: FoundingCase, firm: Employer, opened: Any, window: Actor, login: Login, town: Unit
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    sent = HandedIn("premises", "租约", BytesIO(PDF + b"3"), "租约.pdf", valid_to=yesterday)
    row, _ = hand_in_for_firm(employer_id=firm.pk, sent=sent, by=window)
    case = opened()
    with pytest.raises(NotAllowed, match="过期"):
        reuse_material(case_id=case.pk, material_id=row.pk, by=window)
    add = reverse("organizing:case_add", args=[case.pk, "material"])
    assert "请上传新的一份" in login(town, Role.WINDOW).get(add).content.decode()


def test_the_firms_page_lists_hands_out_and_deletes_what_nothing_uses(
    first: FoundingCase, firm: Employer, login: Login, town: Unit, window: Actor, west: Unit
) -> None:
    desk, page = login(town, Role.WINDOW), reverse("organizing:firm_detail", args=[firm.pk])
    sent = {"kind": "mandate", "file": SimpleUploadedFile("委托.pdf", PDF + b"4")}
    answer = desk.post(reverse("organizing:material_new", args=[firm.pk]), sent)
    assert answer["Location"] == page
    html = desk.get(page).content.decode()
    for title in ("营业执照", "身份证件", "授权委托书"):
        assert title in html
    mandate = next(m for m in firm_materials(firm) if m.kind == MaterialKind.MANDATE)
    identity = next(m for m in firm_materials(firm) if m.kind == MaterialKind.IDENTITY)

    seen = desk.get(reverse("organizing:material_open", args=[identity.pk]))
    assert b"".join(seen.streaming_content) == PDF + b"2"  # type: ignore[attr-defined]
    trace = AuditEvent.objects.get(verb="organizing.material_view")
    assert trace.changes["sensitive"] is True

    remove = reverse("organizing:material_remove", args=[identity.pk])
    assert "须随该件保存" in desk.get(remove).content.decode()
    with pytest.raises(NotAllowed, match="须随该件保存"):
        remove_for_firm(material_id=identity.pk, by=window)
    desk.post(reverse("organizing:material_remove", args=[mandate.pk]))
    assert mandate.pk not in [m.pk for m in firm_materials(firm)]
    elsewhere = login(west, Role.WINDOW)
    assert elsewhere.get(reverse("organizing:material_open", args=[identity.pk])).status_code == 404


def test_only_the_counter_keeps_and_deletes_for_a_firm(
    first: FoundingCase, firm: Employer, actor: Callable[..., Actor], town: Unit
) -> None:
    leader, row = actor(town, Role.LEADER), firm_materials(firm)[0]
    sent = HandedIn("licence", "执照", BytesIO(PDF + b"9"), "执照.pdf")
    with pytest.raises(NotAllowed, match="由窗口或建会专干办理"):
        hand_in_for_firm(employer_id=firm.pk, sent=sent, by=leader)
    with pytest.raises(NotAllowed, match="由窗口或建会专干办理"):
        remove_for_firm(material_id=row.pk, by=leader)
    assert len(firm_materials(firm)) == 2


@pytest.mark.parametrize(
    ("title", "kind"),
    [("营业执照副本", "licence"), ("授权委托书", "mandate"), ("银行回单", "other"), ("", "other")],
)
def test_a_title_says_its_kind(title: str, kind: str) -> None:
    assert kind_of_title(title) == kind
