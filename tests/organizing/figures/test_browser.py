"""A figure for 2022-11-30 down to its list and a person, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from tests.browser import assert_axe_clean, assert_no_sideways_scroll, shoot
from tests.organizing.figures.conftest import World
from tests.organizing.members.conftest import MAN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Browse = Callable[..., Page]


def settled(page: Page, name: str) -> None:
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    shoot(page, name)


def test_a_figure_down_to_its_list_and_a_person(
    browse: Browse, make_account: Any, world: World, city: Unit
) -> None:
    somebody = world.people[-6]  # joined on the very day
    somebody.number = MAN
    somebody.save()
    page = browse(account=make_account(city, Role.ORGANISER), width=1440)
    page.goto("/organizing/figures/")
    page.get_by_label("截至日期").fill("2022-11-30")
    page.get_by_label("起始日期").fill("2022-08-20")
    page.get_by_role("button", name="统计").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="新发展会员 "))
    expect(row.get_by_role("link", name="7", exact=True)).to_be_visible()
    settled(page, "figures-home")

    row.get_by_role("link", name="7", exact=True).click()
    page.get_by_label("分组").select_option("town")
    page.get_by_role("button", name="统计").click()
    expect(page.get_by_role("rowheader", name="张店区小计")).to_be_visible()
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    settled(page, "figures-detail")

    town = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="马尚街道"))
    town.get_by_role("link", name="5").click()
    expect(page.get_by_role("link", name="网约送餐联合工会")).to_be_visible()
    expect(page.get_by_role("link", name="百货公司")).to_have_count(0)
    settled(page, "figures-unions")

    page.get_by_role("link", name="网约送餐联合工会").click()
    expect(page.get_by_text("外卖配送员")).to_have_count(5)
    settled(page, "figures-people")

    page.get_by_role("link", name=somebody.name, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=somebody.name)).to_be_visible()
    assert MAN not in page.content()
    shoot(page, "figures-person")
    page.goto(f"/organizing/members/{somebody.pk}/look/number/")
    page.get_by_label("用途").fill("核对新发展会员")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text(MAN)).to_be_visible()
    looks = AuditEvent.objects.filter(target_id=somebody.pk, verb__startswith="members.")
    assert sorted(looks.values_list("verb", flat=True)) == ["members.look", "members.view"]


@pytest.mark.parametrize("width", [1440, 360])
def test_pages_on_desk_and_phone(
    browse: Browse, make_account: Any, world: World, city: Unit, width: int
) -> None:
    page = browse(account=make_account(city, Role.ORGANISER), width=width)
    days = "?as_of=2022-11-30&since=2022-08-20"
    people = f"/organizing/figures/members/unions/{world.riders.pk}/{days}"
    looked = {
        "home": ("统计数字", f"/organizing/figures/{days}&against=2021-11-30"),
        "county": ("会员", f"/organizing/figures/members/{days}&by=county"),
        "town": ("会员", f"/organizing/figures/members/{days}&by=town"),
        "unions": ("会员的名单", f"/organizing/figures/members/unions/{days}"),
        "people": ("网约送餐联合工会：会员", people),
        "empty": ("会员", "/organizing/figures/members/?as_of=1990-01-01"),
        "words": ("统计口径", "/organizing/figures/definitions/"),
        "versions": ("会员的口径", "/organizing/figures/definitions/members/"),
        "change": ("修改会员的口径", "/organizing/figures/definitions/members/change/"),
    }
    for name, (heading, address) in looked.items():
        page.goto(address)
        assert page.get_by_role("heading", level=1).inner_text() == heading
        settled(page, f"figures-{name}-{width}")
