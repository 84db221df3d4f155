"""Founding end to end in a real browser: the counter, the county officer, the chair, the registrar."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from niangjia.kernel.documents.api import open_code
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.memberships import admit
from niangjia.organizing.models import FoundingCase
from niangjia.organizing.rules.members import PersonFacts
from tests.browser import assert_axe_clean, assert_no_sideways_scroll, shoot
from tests.organizing.founding.conftest import PDF, SLATE, WHY, back, member_name
from tests.organizing.founding.test_running import CODE
from tests.organizing.members.conftest import identity

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Browse = Callable[..., Page]
SLOW = 40_000  # papers are printed while the page waits


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"
    settings.MEDIA_FOLDER = tmp_path / "var" / "files"


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "签字.pdf"
    path.write_bytes(PDF)
    return path


class Desk:
    """Somebody at the page of the case."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(SLOW)

    def step(self, label: str, **fields: str) -> None:
        """A button of the page, its form filled, and back on the case."""
        self.page.get_by_role("link", name=label, exact=True).first.click()
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").first.fill(value)
        self.send(label)

    def send(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).click()
        expect(self.page.get_by_role("heading", name="办理历史")).to_be_visible(timeout=SLOW)

    def make(self, label: str) -> None:
        self.page.get_by_role("button", name=f"生成{label}", exact=True).click()
        expect(self.page.get_by_text("已生成，可以下载打印").first).to_be_visible(timeout=SLOW)

    def upload(self, title: str, scan: Path) -> None:
        row = self.page.get_by_role("row").filter(has_text=title).last
        row.get_by_role("link", name="上传扫描件").click()
        self.page.locator("[name=file]").set_input_files(scan)
        self.send("提交")

    def check(self) -> None:
        self.page.get_by_role("button", name="核对").first.click()
        expect(self.page.get_by_text("扫描件已核对。").first).to_be_visible()

    def open(self, case: FoundingCase) -> None:
        self.page.goto(f"/organizing/founding/{case.pk}/")


def test_a_union_is_founded_by_counter_officer_and_chair(
    browse: Browse,
    real_print: None,
    make_account: Any,
    actor: Any,
    east: Unit,
    town: Unit,
    scan: Path,
) -> None:
    officer_account = make_account(east, Role.ORGANISER, name="丁海燕")
    open_code(unit_id=town.pk, word="马工复", valid_from=date(2020, 1, 1), source="通知",
              by=actor(east, Role.ORGANISER))  # fmt: skip
    # The counter acts for the one who walked in.
    clerk = Desk(browse(account=make_account(town, Role.WINDOW, name="常开颜")))
    page = clerk.page
    page.goto("/organizing/founding/")
    page.get_by_role("link", name="发起建会").first.click()
    shoot(page, "founding-new")
    for name, value in {
        "name": "淄博示例化工有限公司", "legal_representative": "孙大为", "employees": "40",
        "women": "15", "registered_on": "2026-03-02", "applicant": "王小凯",
        "address": "张店区示例路1号", "applicant_phone": "13812345678",
        "founding_basis": "经公司党支部研究，同意成立工会",
    }.items():  # fmt: skip
        page.locator(f"[name={name}]").fill(value)
    clerk.send("发起")
    expect(page.get_by_text("还缺筹备组成员、筹备组组长")).to_be_visible()
    shoot(page, "founding-wanting")
    for name in ("王小凯", "买买提·艾力", "赵䶮"):
        page.get_by_role("link", name="登记成员").click()
        page.locator("[name=name]").fill(name)
        if name == "王小凯":
            page.get_by_label("任组长").check()
        clerk.send("保存")
    clerk.make("关于成立工会筹备组的请示")
    clerk.upload("筹备组的请示", scan)
    clerk.step("提交请示")
    expect(page.get_by_text("代 王小凯 办理").first).to_be_visible()
    case = FoundingCase.objects.unscoped(reason=WHY).get()
    shoot(page, "founding-applied")
    assert_axe_clean(page)

    # The county's officer checks the scan and answers.
    officer = Desk(browse(account=officer_account))
    officer.page.goto("/organizing/founding/")
    shoot(officer.page, "founding-list")
    assert_axe_clean(officer.page)
    officer.page.get_by_role("link", name="淄博示例化工有限公司工会委员会").click()
    officer.check()
    officer.step("同意筹备")
    expect(officer.page.get_by_text("马工复〔").first).to_be_visible()

    # The chair-to-be, at the phone.
    case.refresh_from_db()
    union = case.union
    assert union is not None
    chair = Desk(browse(account=make_account(union.unit, Role.CHAIR, name="王小凯"), width=360))
    chair.open(case)
    assert_no_sideways_scroll(chair.page)
    chair.step("开始发展会员")
    house: Actor = actor(east, Role.ORGANISER)
    for at in range(30):
        facts = PersonFacts(name=member_name(at), number=identity(301 + 2 * at))
        admit(union_id=union.pk, facts=facts, by=house)
    for name, seat in SLATE:
        chair.page.get_by_role("link", name="登记候选人").click()
        chair.page.locator("[name=seat]").select_option(seat)
        chair.page.locator("[name=name]").fill(name)
        chair.send("保存")
    shoot(chair.page, "founding-candidates-phone")
    assert_axe_clean(chair.page)
    chair.step("公示候选人", member="2")
    back(case, 12)  # the notice runs out
    chair.open(case)
    expect(chair.page.get_by_text("还缺大会日期、大会地点")).to_be_visible()
    shoot(chair.page, "founding-wanting-phone")
    chair.make("候选人公示")
    chair.page.get_by_role("link", name="拟定大会日期和地点").click()
    today = timezone.localdate().isoformat()
    chair.page.locator("[name=assembly_on]").fill(today)
    chair.page.locator("[name=assembly_place]").fill("职工食堂")
    chair.send("保存")
    chair.make("关于召开第一次会员（代表）大会的请示")
    chair.upload("大会的请示", scan)
    chair.step("请示召开大会")
    officer.open(case)
    officer.check()
    officer.step("同意召开大会")

    # The assembly.
    chair.open(case)
    for label, given in (("主席", (27,)), ("委员", (26, 17, 10)), ("经费审查委员", (27, 26, 25))):
        chair.page.get_by_role("link", name=f"登记{label}投票").click()
        for name in ("present", "handed_out", "returned"):
            chair.page.locator(f"[name={name}]").fill("28")
        boxes = chair.page.locator("[name^=for_]")
        for at, number in enumerate(given):
            boxes.nth(at).fill(str(number))
        chair.send("提交")
    shoot(chair.page, "founding-election-phone")
    chair.step("登记选举结果")
    chair.make("关于选举结果的报告")
    chair.upload("选举结果的报告", scan)
    chair.step("报告选举结果")
    officer.open(case)
    officer.check()
    shoot(officer.page, "founding-result")
    officer.step("批复成立")

    # Seal, legal person, account, contributions, first activity.
    chair.open(case)
    chair.step("登记刻章", filing_number="3703-1")
    chair.make("工会法人资格登记申请表")
    chair.step("申请法人登记")
    registrar = Desk(browse(account=make_account(east, Role.REGISTRAR, name="邓继明")))
    registrar.open(case)
    registrar.step("发法人证书", number="法证1", uscc=CODE)
    chair.open(case)
    chair.step("登记开户", bank="某银行张店支行", number="3700123456789012")
    chair.step("登记经费缴纳", amount="820")
    chair.step("登记首次活动", title="迎新年健步走", people="28")
    expect(chair.page.get_by_text("正常运行").first).to_be_visible()
    case.refresh_from_db()
    assert case.state == "operating"
    officer.open(case)
    shoot(officer.page, "founding-operating")
    assert_axe_clean(officer.page)

    officer.page.get_by_role("link", name="工会页面").click()
    for said in ("王小凯", "法证1", "淄博示例化工有限公司", "某银行张店支行"):
        expect(officer.page.get_by_text(said).first).to_be_visible()

    officer.page.locator("main").get_by_role("link", name="公开查验").first.click()
    expect(officer.page.get_by_text("目前有效")).to_be_visible()
    shoot(officer.page, "certificate-check")
    checked = officer.page.url

    # Anybody with the code, without login.
    visitor = browse(width=360)
    visitor.goto(f"/organizing/founding/progress/{case.code}/")
    expect(visitor.get_by_text("王*凯")).to_be_visible()
    assert_no_sideways_scroll(visitor)
    assert_axe_clean(visitor)
    shoot(visitor, "founding-progress-phone")
    visitor.goto(checked)
    expect(visitor.get_by_text("法证1")).to_be_visible()
    expect(visitor.get_by_text("王小凯")).to_have_count(0)
    assert_no_sideways_scroll(visitor)
    assert_axe_clean(visitor)
    shoot(visitor, "certificate-check-phone")
