"""Period tables and the yearly form in a real browser, at the desk and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.models import PeriodForm, PeriodTable
from tests.browser import assert_axe_clean, assert_no_sideways_scroll, shoot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Browse = Callable[..., Page]


def test_a_table_is_reported_returned_and_locked(
    browse: Browse, make_account: Any, sent: dict[str, PeriodTable], east: Unit, city: Unit
) -> None:
    page = browse(account=make_account(east, Role.ORGANISER), width=1440)
    head = browse(account=make_account(city, Role.ORGANISER), width=1440)
    address = f"/organizing/periods/{sent['张店区'].pk}/"

    page.goto(address)
    page.get_by_role("link", name="核对并上报").click()
    page.locator("#id_value_members").fill("13")
    page.get_by_role("button", name="上报").click()
    expect(page.get_by_text("请写明原因，或改为系统计数")).to_be_visible()
    shoot(page, "period-report-refused")
    page.get_by_label("会员不一致的原因", exact=True).fill("三人补录中")
    page.get_by_role("button", name="上报").click()
    expect(page.get_by_text("已上报，等待上级审核")).to_be_visible()

    head.goto(address)
    head.get_by_role("link", name="退回").click()
    head.get_by_label("会员的问题", exact=True).fill("补录以后再报")
    shoot(head, "period-return")
    head.get_by_role("button", name="退回").click()
    page.goto(f"{address}report/")
    expect(page.get_by_text("退回时写明：补录以后再报")).to_be_visible()
    page.locator("#id_value_members").fill("10")
    page.get_by_role("button", name="上报").click()
    head.goto(address)
    head.get_by_role("link", name="审核通过").click()
    head.get_by_role("button", name="审核通过").click()
    head.get_by_role("link", name="锁定").click()
    head.get_by_role("button", name="锁定").click()
    expect(head.get_by_text("已锁定").first).to_be_visible()
    shoot(head, "period-locked")
    assert_axe_clean(head)


@pytest.mark.parametrize("width", [1440, 360])
def test_every_page_is_readable(
    browse: Browse, make_account: Any, sent: dict[str, PeriodTable], form: PeriodForm, city: Unit,
    east: Unit, width: int,
) -> None:  # fmt: skip
    pages = {
        "list": "/organizing/periods/",
        "detail": f"/organizing/periods/{sent['张店区'].pk}/",
        "report": f"/organizing/periods/{sent['张店区'].pk}/report/",
        "approve-denied": f"/organizing/periods/{sent['张店区'].pk}/approve/",
        "forms": "/organizing/periods/forms/",
        "form-new": "/organizing/periods/forms/new/",
        "form": f"/organizing/periods/forms/{form.pk}/",
        "summary": f"/organizing/periods/forms/{form.pk}/2022-11-30/",
        "yearly": "/organizing/yearly/?year=2022",
    }
    accounts = {"report": make_account(east, Role.ORGANISER)}
    officer = make_account(city, Role.ORGANISER)
    for name, address in pages.items():
        page = browse(account=accounts.get(name, officer), width=width)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        assert_no_sideways_scroll(page)
        assert_axe_clean(page)
        shoot(page, f"periods-{name}-{width}")
