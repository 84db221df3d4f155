"""建会专干的一天，在手机上：我的任务 → 走访 → 转交意见 → 意向 → 销号；部门联络员答复。"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import assert_no_sideways_scroll, shoot, small_targets
from tests.journeys.conftest import AsUser

pytestmark = pytest.mark.browser
LEAFLET = "职工入会百问"
QUESTION = "职工流动大，入会以后换了单位怎么办？"
OPINION = "希望核对参保名单：上月离职的三人还在名单上。"
ANSWER = "已核对，三人的停保手续本月办结。"
APPROVAL = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Finger:
    """What holds on every page of the phone: no sideways scroll, keys a thumb can hit.

    Small keys are gathered, so that one journey names them all.
    """

    def __init__(self) -> None:
        self.missed: list[str] = []

    def look(self, page: Page, name: str) -> None:
        shoot(page, f"officer-{name}")
        assert_no_sideways_scroll(page)
        self.missed += [f"{name}：{target}" for target in small_targets(page)]


def lay_in(page: Page) -> None:
    """The office has leaflets printed; officers take them along."""
    page.goto("/matching/materials/")
    page.get_by_label("名称").fill(LEAFLET)
    page.get_by_label("类别").select_option(index=1)
    page.get_by_label("印数").fill("500")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("row").filter(has_text=LEAFLET)).to_contain_text("500")


def open_first_task(page: Page, finger: Finger) -> str:
    """From the home page to the first task that nobody has visited yet; returns its path."""
    page.goto("/")
    finger.look(page, "1-home")
    page.get_by_role("main").get_by_role("link", name="我的任务").click()
    expect(page.get_by_role("heading", level=1, name="我的任务")).to_be_visible()
    finger.look(page, "2-mine")
    fresh = page.locator(".card", has=page.get_by_text("列入任务清单", exact=True)).first
    fresh.get_by_role("heading").get_by_role("link").click()
    expect(page.get_by_label("任务进度")).to_be_visible()
    finger.look(page, "3-task")
    return re.sub(r"^https?://[^/]+", "", page.url)


def register_visit(page: Page, finger: Finger) -> None:
    page.get_by_role("link", name="登记走访").click()
    finger.look(page, "4-visit")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("请先改正标出的内容")).to_be_visible()
    finger.look(page, "4-visit-refused")

    page.get_by_role("group", name=re.compile("会见对象")).get_by_role("checkbox").first.check()
    page.get_by_role("group", name=re.compile("企业态度")).get_by_role("radio").first.check()
    page.get_by_label("现场了解职工人数").fill("63")
    page.get_by_label("企业提出的问题").fill(QUESTION)
    page.get_by_label(f"发放《{LEAFLET}》").fill("2")
    page.get_by_role("button", name="提交").click()

    expect(page.get_by_text("已办理：登记走访")).to_be_visible()
    visits = page.locator("section, .card", has_text="走访记录").last
    expect(visits).to_contain_text(QUESTION)
    expect(visits).to_contain_text(f"《{LEAFLET}》2份")
    expect(visits).to_contain_text("63")
    finger.look(page, "5-visited")


def pass_opinion(page: Page, finger: Finger) -> None:
    page.get_by_role("link", name="转交企业意见").click()
    department = page.get_by_label("承接部门")
    department.select_option(label="人社局") if "人社局" in department.inner_text() else None
    page.get_by_label("企业的意见").fill(OPINION)
    finger.look(page, "6-opinion")
    page.get_by_role("button", name="转交").click()
    expect(page.get_by_text("意见已转交")).to_be_visible()
    expect(page.get_by_text("答复期限")).to_be_visible()


def close(page: Page, finger: Finger, folder: Path) -> None:
    """Closing asks for evidence; without it the task stays open and the page says what is missing."""
    page.get_by_role("link", name="登记意向").click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已办理：登记意向")).to_be_visible()

    page.get_by_role("link", name="已建会，销号").click()
    page.get_by_label("原因").select_option(index=1)
    page.get_by_label("工会名称").fill("示例单位工会委员会")
    page.get_by_label("建会日期").fill("2022-03-01")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("请先改正标出的内容")).to_be_visible()
    finger.look(page, "7-no-evidence")

    approval = folder / "关于成立工会的批复.pdf"
    approval.write_bytes(APPROVAL)
    page.get_by_label("佐证材料").set_input_files(approval)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已办理：已建会，销号")).to_be_visible()
    expect(page.get_by_role("link", name="关于成立工会的批复.pdf")).to_be_visible()
    finger.look(page, "8-closed")


def answer(page: Page, finger: Finger) -> None:
    """The liaison sees the opinion, not the firm's ledger, and answers within the term."""
    page.goto("/matching/opinions/")
    line = page.get_by_role("row").filter(has_text=OPINION).first
    line.get_by_role("link").first.click()
    expect(page.get_by_text(OPINION)).to_be_visible()
    page.get_by_role("textbox", name="答复").fill(ANSWER)
    finger.look(page, "9-liaison")
    page.get_by_role("button", name="答复").click()
    expect(page.get_by_text("已答复").first).to_be_visible()
    refused = page.goto("/matching/ledger/")
    assert refused is not None
    assert refused.status == 403


def test_from_the_phone_to_the_closed_task(as_user: AsUser, tmp_path: Path) -> None:
    finger = Finger()
    lay_in(as_user("bidui"))
    page = as_user("mashang", width=360, height=740, phone=True)
    task = open_first_task(page, finger)
    register_visit(page, finger)
    pass_opinion(page, finger)
    close(page, finger, tmp_path)

    elsewhere = as_user("chezhan", width=360, height=740, phone=True).goto(task)
    assert elsewhere is not None
    assert elsewhere.status == 404

    answer(as_user("renshe", width=360, height=740, phone=True), finger)
    page.goto(task)
    expect(page.get_by_text(f"答复：{ANSWER}")).to_be_visible()
    assert not finger.missed, "\n".join(finger.missed)
