"""比对专员的一天:名册 → 对应各列 → 检查 → 写入 → 比对 → 台账 → 缺口 → 任务。"""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser import shoot
from tests.journeys.conftest import AsUser
from tests.journeys.department_lists import NewFirm, party_list, social_list

pytestmark = pytest.mark.browser
WORK = 120_000  # milliseconds for a job of the worker


def fact(page: Page, label: str) -> str:
    """The value of one line of a description."""
    line = page.locator(".nj-fact").filter(
        has=page.locator("dt", has_text=re.compile(f"^{label}$"))
    )
    return line.first.locator("dd").inner_text().strip()


def tile(page: Page, label: str) -> str:
    stat = page.locator(".nj-stat").filter(has=page.get_by_text(label, exact=True))
    return stat.locator(".nj-stat-value b").inner_text()


def upload(page: Page, file: Path, label: str) -> None:
    """Through 名册导入 to the page of columns."""
    page.goto("/")
    page.get_by_role("navigation", name="功能").get_by_role("link", name="名册导入").click()
    page.get_by_role("link", name="上传名册").click()
    page.get_by_role("combobox", name=re.compile("^名册")).select_option(label=label)
    page.get_by_label("范围").select_option(label="增量")
    page.get_by_label("选择文件").set_input_files(file)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="对应各列")).to_be_visible()


def check(page: Page) -> None:
    page.get_by_role("button", name="保存并检查全部行").click()
    expect(page.get_by_text("读到的行")).to_be_visible(timeout=WORK)


def confirm(page: Page) -> None:
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("写入结果")).to_be_visible(timeout=WORK)


def downloaded(page: Page, name: str, folder: Path) -> list[list[object]]:
    """The rows of a workbook that a link gives."""
    link = page.get_by_role("link", name=name)
    expect(link).to_be_visible(timeout=WORK)
    with page.expect_download() as coming:
        link.click()
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    return [list(row) for row in load_workbook(file).active.iter_rows(values_only=True)]


def settle_columns(page: Page) -> None:
    """The proposal is right but for one column, which the clerk takes out."""
    expect(page.get_by_text("表头在第 3 至 4 行")).to_be_visible()
    kind = page.get_by_role("combobox", name="单位类型")
    count = page.get_by_role("combobox", name="参保人数")
    expect(count.locator("option:checked")).to_have_text("参保人数")
    shoot(page, "clerk-1-mapping")
    kind.select_option(label="不导入")
    check(page)


def see_the_problems(page: Page, firm: NewFirm, folder: Path) -> None:
    assert [tile(page, name) for name in ("读到的行", "可导入", "待核实", "不能导入")] == list(
        "3111"
    )
    shoot(page, "clerk-2-preview")

    coloured = downloaded(page, "下载标色工作簿", folder)
    assert "原因" in coloured[2] + coloured[3]
    reasons = {str(row[1]): str(row[-1]) for row in coloured}
    assert "校验" in reasons[firm.neighbour]
    assert reasons[firm.name] == "None"
    failed = downloaded(page, "只下载未通过的行", folder)
    assert (
        sum("缺少" in str(row) or "必填" in str(row) or "为空" in str(row) for row in failed) == 1
    )
    assert firm.name not in str(failed)

    page.get_by_role("link", name=re.compile("逐行查看.*统一社会信用代码")).click()
    row = page.get_by_role("row").filter(has_text="待核实")
    expect(row).to_contain_text(re.compile("校验"))
    shoot(page, "clerk-3-problems")
    page.go_back()


def compare(page: Page) -> None:
    """The linkage, from its button to its result."""
    page.get_by_role("navigation", name="功能").get_by_role("link", name="企业比对").click()
    expect(page.get_by_text("有名册还没有比对")).to_be_visible()
    shoot(page, "clerk-5-matching")
    page.get_by_role("link", name="开始比对").click()
    page.get_by_role("button", name="开始比对").click()
    expect(page.get_by_role("heading", name="进度")).to_be_visible()
    shoot(page, "clerk-6-progress")
    expect(page.get_by_role("link", name="查看结果")).to_be_visible(timeout=WORK)
    page.get_by_role("link", name="查看结果").click()
    expect(page.get_by_role("heading", level=1, name="比对质量单")).to_be_visible()
    shoot(page, "clerk-7-quality")


def find_in_ledger(page: Page, firm: NewFirm) -> None:
    """By name, by pinyin initials, by the tail of the code; then the page with its sources."""
    for asked in (firm.name, firm.brand, firm.initials, firm.uscc[-6:]):
        page.goto("/matching/ledger/")
        page.get_by_role("searchbox", name="企业").or_(
            page.get_by_label("企业", exact=True)
        ).first.fill(asked)
        page.get_by_role("button", name="查询").click()
        expect(page.locator("tbody")).to_contain_text(firm.name)
    shoot(page, "clerk-8-ledger")
    page.get_by_role("link", name=firm.name, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=firm.name)).to_be_visible()
    expect(page.get_by_text("有党组织", exact=True)).to_be_visible()
    assert fact(page, "党组织").startswith(firm.party)
    page.locator(".nj-fact").filter(has_text="职工人数").locator("summary").first.click()
    source = page.locator(".nj-fact").filter(has_text="职工人数")
    expect(source).to_contain_text("人社")
    expect(source).to_contain_text(f"人社_参保单位_{firm.seed}")
    expect(source).to_contain_text(re.compile(r"\d{4}-\d\d-\d\d"))
    shoot(page, "clerk-9-enterprise")


def list_the_gap(page: Page, firm: NewFirm) -> None:
    """The rule's newest result holds the firm; ticked, it becomes a task."""
    page.get_by_role("link", name=re.compile("50 人以上")).first.click()
    page.get_by_label("企业", exact=True).first.fill(firm.name)
    page.get_by_role("button", name="查询").click()
    expect(page.locator(".nj-total b")).to_have_text("1")
    shoot(page, "clerk-10-gap")
    page.get_by_role("checkbox", name=f"选择 {firm.name}").check()
    page.get_by_role("button", name="列入任务清单", exact=True).click()
    expect(page.get_by_text("新列入 1 项")).to_be_visible()
    page.goto(f"/matching/tasks/?q={firm.name}")
    expect(page.locator(".nj-total b")).to_have_text("1")
    page.get_by_role("link", name=firm.name, exact=True).click()
    assert fact(page, "所在地").startswith("张店区")
    shoot(page, "clerk-11-task")


def test_from_the_list_to_the_task(as_user: AsUser, tmp_path: Path) -> None:
    firm = NewFirm.of_today()
    page = as_user("bidui")
    social = social_list(tmp_path, firm)
    upload(page, social, "人社名册")
    settle_columns(page)
    see_the_problems(page, firm, tmp_path)
    confirm(page)
    assert (fact(page, "新增"), fact(page, "待核实")) == ("2", "1")
    shoot(page, "clerk-4-written")

    upload(page, party_list(tmp_path, firm), "组织部名册")
    check(page)
    confirm(page)
    compare(page)
    find_in_ledger(page, firm)
    list_the_gap(page, firm)

    upload(page, social, "人社名册")
    expect(page.get_by_text("内容没有变化的行再次导入不会有任何改变")).to_be_visible()
    expect(page.get_by_role("combobox", name="单位类型").locator("option:checked")).to_have_text(
        "不导入"
    )
    check(page)
    confirm(page)
    assert [fact(page, name) for name in ("新增", "变更", "消失", "未变")] == ["0", "0", "0", "2"]
    shoot(page, "clerk-12-same-again")
