"""Journeys in a real browser: a roster with errors and its repair; a transfer; phone and desk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from niangjia.kernel.imports import work
from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.jobs.progress import Silent
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.models import Person, Union
from tests.browser import assert_axe_clean, assert_no_sideways_scroll, shoot
from tests.organizing.members.conftest import MAN, WOMAN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEADER = ["姓名", "证件号码", "手机号", "入会日期"]
Browse = Callable[..., Page]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"
    settings.MEDIA_FOLDER = tmp_path / "var" / "files"


def book(path: Path, *rows: list[str]) -> Path:
    with xlsxwriter.Workbook(path) as made:
        page = made.add_worksheet("名册")
        for at, row in enumerate([HEADER, *rows]):
            for column, cell in enumerate(row):
                page.write_string(at, column, cell)
    return path


def upload(page: Page, path: Path) -> ImportRun:
    """Up to the preview; the worker's part is done here, because no worker runs beside a test."""
    page.get_by_label("选择文件").set_input_files(path)
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_role("button", name="保存并检查全部行").click()
    expect(page.get_by_role("heading", name="正在检查")).to_be_visible()
    run = ImportRun.objects.unscoped(reason="测试").latest("pk")
    work.check_list(Silent(), run.pk)
    work.return_workbooks(Silent(), run.pk)
    page.reload()
    expect(page.get_by_text("读到的行")).to_be_visible()
    return run


def write(page: Page, run: ImportRun) -> None:
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("heading", name="正在写入")).to_be_visible()
    work.write_list(Silent(), run.pk)
    page.reload()
    expect(page.get_by_text("写入结果")).to_be_visible()


def test_a_roster_with_errors_is_mended_and_sent_again(
    browse: Browse, make_account: Any, union: Union, tmp_path: Path
) -> None:
    page = browse(account=make_account(union.unit, Role.CHAIR), width=1440)
    page.goto("/organizing/members/")
    page.get_by_role("link", name="名册导入").last.click()
    first = book(tmp_path / "名册.xlsx", ["王小凯", MAN, "13812345678", "2022-06-01"],
                 ["李红", "370303900101001", "138", "2022-06-01"])  # fmt: skip

    run = upload(page, first)
    shoot(page, "roster-preview")
    assert MAN not in page.content()
    write(page, run)
    with page.expect_download() as coming:
        page.get_by_role("link", name="未通过").first.click()
    failed = tmp_path / "未通过.xlsx"
    coming.value.save_as(failed)
    sheet = openpyxl.load_workbook(failed)
    row = [cell.value for cell in sheet.active[2]]
    assert "15 位的一代身份证号" in row[-1]
    assert "手机号" in row[-1]
    sheet.active["B2"], sheet.active["C2"] = WOMAN, "13912345678"
    sheet.save(failed)
    page.goto("/imports/new/?intake=organizing.members&extent=increment")

    write(page, upload(page, failed))

    page.goto("/organizing/members/")
    expect(page.get_by_role("link", name="李红")).to_be_visible()
    assert Person.objects.unscoped(reason="测试").count() == 2


def test_a_member_moves_from_union_to_union(
    browse: Browse, make_account: Any, join: Any, union: Union, other: Union
) -> None:
    person = join(MAN, phone="13812345678", migrant=True).person
    page = browse(account=make_account(union.unit, Role.CHAIR), width=1440)
    page.goto(f"/organizing/members/{person.pk}/")
    shoot(page, "member-desk")
    assert_axe_clean(page)
    page.get_by_role("link", name="转接会籍").click()
    page.get_by_label("转入工会").fill(str(other))
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已转出，待转入工会接收").first).to_be_visible()

    there = browse(account=make_account(other.unit, Role.CHAIR), width=360)
    there.goto("/organizing/members/transfers/")
    assert_no_sideways_scroll(there)
    shoot(there, "transfers-phone")
    there.get_by_role("link", name="王小凯").click()
    there.get_by_role("button", name="确认").first.click()
    there.get_by_role("dialog").get_by_role("button", name="确认").click()

    expect(there.get_by_text("已转入").first).to_be_visible()
    assert_axe_clean(there)
    shoot(there, "transfer-phone")
    page.goto(f"/organizing/members/{person.pk}/")
    expect(page.get_by_role("heading", name="没有找到")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 360])
def test_pages_on_desk_and_phone(
    browse: Browse, make_account: Any, join: Any, union: Union, width: int
) -> None:
    for name in ("王小凯", "赵䶮", "买买提·阿卜杜拉", "钱𬱖"):
        person = join(name=name, phone="", trade="rider").person
    page = browse(account=make_account(union.unit, Role.CHAIR), width=width)
    looked = {
        "members": "/organizing/members/", "member": f"/organizing/members/{person.pk}/",
        "member-new": "/organizing/members/new/", "data-register": "/organizing/members/data/",
        "member-look": f"/organizing/members/{person.pk}/look/number/",
    }  # fmt: skip
    for name, address in looked.items():
        page.goto(address)
        assert_axe_clean(page)
        assert_no_sideways_scroll(page)
        shoot(page, f"{name}-{width}")
