"""Papers in a real browser: from draft to scan on a desk; the check page on a phone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from niangjia.kernel.documents.actions import (
    Published,
    draft_paper,
    open_code,
    publish_check,
    revoke_check,
    take_number,
)
from niangjia.kernel.documents.codes import new_code, shown_code, sign_link
from niangjia.kernel.documents.models import DocumentNumber, Paper
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from tests.browser import assert_axe_clean, assert_no_sideways_scroll, shoot
from tests.kernel.documents.papers import NOTICE

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings) -> None:
    settings.MEDIA_FOLDER = tmp_path


@pytest.fixture
def desk(site: str, city: Unit, actor: Callable) -> Paper:
    """A 代字 with two numbers taken, and a draft."""
    clerk = actor(city, Role.CLERK)
    code = open_code(
        unit_id=city.pk, word="淄总工发", usage="发文", valid_from=date(2020, 1, 1),
        source="淄总工办〔2020〕1号", by=clerk,
    )  # fmt: skip
    for title in ("关于印发年度计划的通知", "关于召开会议的通知"):
        take_number(code_id=code.pk, title=title, dated=timezone.localdate(), by=clerk)
    return draft_paper(document=NOTICE, unit_id=city.pk, by=clerk)


def test_a_clerk_issues_a_paper_takes_its_scan_and_voids_a_number(
    desk: Paper, browse, make_account, city: Unit, tmp_path: Path
) -> None:
    page = browse(account=make_account(city, Role.CLERK))
    page.goto("/papers/")
    page.get_by_role("link", name=NOTICE.title).first.click()
    page.get_by_role("link", name="印发").click()
    assert_axe_clean(page)
    page.get_by_label("机关代字").select_option(index=1)
    shoot(page, "paper-issue-1440")
    page.get_by_role("button", name="印发").click()
    expect(page.locator("main")).to_contain_text(f"淄总工发〔{timezone.localdate().year}〕3号")

    with page.expect_download() as taken:
        page.get_by_role("link", name="下载 PDF").click()
    assert taken.value.suggested_filename.endswith("关于做好建会入会集中行动的通知.pdf")
    scan = tmp_path / "盖章件.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    page.get_by_label("扫描件").set_input_files(scan)
    page.get_by_role("button", name="上传并核销").click()
    expect(page.get_by_role("link", name="盖章件.pdf")).to_be_visible()
    assert_axe_clean(page)
    shoot(page, "paper-1440")

    page.goto("/papers/numbers/")
    shoot(page, "numbers-1440")
    page.get_by_role("link", name="作废", exact=True).first.click()
    page.get_by_label("原因").fill("重复取号")
    page.get_by_role("button", name="作废").click()
    expect(page.locator("main")).to_contain_text("重复取号")
    assert DocumentNumber.objects.within(city.scope).filter(state="void").count() == 1


def test_pages_fit_a_phone_and_a_desk(desk: Paper, browse, make_account, city: Unit) -> None:
    paths = {
        "papers": "papers/", "numbers": "papers/numbers/", "checks": "papers/checks/",
        "paper": f"documents/papers/{desk.pk}/", "codes": "documents/codes/",
        "code-new": "documents/codes/new/", "take": "documents/numbers/take/",
        "samples": "documents/samples/",
    }  # fmt: skip
    for width, names in ((360, paths), (1440, ("papers", "samples", "codes"))):
        page = browse(account=make_account(city, Role.CLERK), width=width)
        for name in names:
            page.goto(f"/{paths[name]}", wait_until="networkidle")
            assert_no_sideways_scroll(page)
            if width == 360:
                assert_axe_clean(page)
            shoot(page, f"{name}-{width}")


def test_the_check_page_on_a_phone(site: str, browse, actor: Callable, city: Unit) -> None:
    clerk = actor(city, Role.CLERK)
    told = Published(
        unit_id=city.pk, label="工会法人资格证书", facts=[("法定代表人", "王*"), ("工会", "示例工会")],
        sm3="ab" * 32,
    )  # fmt: skip
    good, gone = publish_check(told, by=clerk), publish_check(told, by=clerk)
    late = replace(told, valid_until=timezone.localdate() - timedelta(days=1))
    over = publish_check(late, by=clerk)
    revoke_check(check_id=gone.pk, reason="工会已撤销", by=clerk)
    page = browse(width=360)

    page.goto("/check/")
    assert_axe_clean(page)
    page.get_by_label("查验码").fill(shown_code(good.code).lower())
    page.get_by_role("button", name="查验").click()
    expect(page.locator("main")).to_contain_text("目前有效")
    for name, path in {
        "valid": f"check/{good.code}/", "revoked": f"check/{gone.code}/",
        "expired": f"check/{over.code}/", "unknown": f"check/{new_code()}/",
        "forged": "check/ABCDEFGHJKMNPQRS/",
        "link": f"q/{sign_link('check', good.code)}/",
    }.items():  # fmt: skip
        page.goto(f"/{path}")
        assert_no_sideways_scroll(page)
        assert_axe_clean(page)
        shoot(page, f"check-{name}-360")
