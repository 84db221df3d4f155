"""Gap and review pages in a real browser: on a desk, on a phone, by keyboard."""

from datetime import timedelta

import pytest
from django.utils import timezone

from niangjia.kernel.scope.enums import Role
from niangjia.matching.enums import Zone
from niangjia.matching.models import GapHit, GapRun, Link
from tests.browser import assert_axe_clean, assert_no_sideways_scroll, shoot
from tests.matching.doubts import doubt
from tests.matching.tasks.conftest import make_firm, make_run  # noqa: F401

pytestmark = pytest.mark.browser
TRADES = ["制造业", "批发和零售业", "交通运输、仓储和邮政业", ""]


@pytest.fixture
def world(site, make_firm, make_run, town, west):  # noqa: F811
    """Two runs of a rule, the newer with a firm that waits for a decision; two doubts in all."""
    firms = [
        make_firm(town if n % 3 else west, f"淄博示例{n}号机械制造有限公司") for n in range(14)
    ]
    old = make_run(firms[:12])
    GapRun.objects.unscoped(reason="测试").filter(pk=old.pk).update(
        as_of=timezone.localdate() - timedelta(days=30)
    )
    run = make_run(firms[2:13], pending=firms[13:])
    for number, hit in enumerate(GapHit.objects.unscoped(reason="测试").filter(run=run)):
        hit.headcount, hit.trade, hit.uscc = 50 + number, TRADES[number % 4], "91370300MA3C00011W"
        hit.save()
    second = doubt(firms[5], "淄博示例五号机械厂工会委员会", district="张店区")
    first = doubt(firms[13], "淄博示例13号机械厂工会委员会", name="淄博示例13号机械厂",
                  district="淄川区", uscc="91370300MA3C00011X", headcount=66)  # fmt: skip
    return run, old, first, second


def test_gap_pages_on_a_desk_and_on_a_phone(world, browse, make_account, city):
    run, old, *_ = world
    clerk = make_account(city, Role.CLERK)
    paths = {
        "list": "gaps/", "rule": "gaps/party50/", "edit": "gaps/over25/edit/",
        "run": f"gaps/runs/{run.pk}/", "compare": f"gaps/runs/{run.pk}/compare/?other={old.pk}",
        "rules": "rules/", "trade": "rules/eight/guard/", "order": "rules/headcount/",
    }  # fmt: skip
    for width, names in ((1440, ("rule", "run")), (360, paths)):
        page = browse(account=clerk, width=width)
        for name, path in ((name, paths[name]) for name in names):
            page.goto(f"/matching/{path}")
            assert_no_sideways_scroll(page)
            if width == 360 and name in {"rule", "run", "rules"}:
                assert_axe_clean(page)
            shoot(page, f"gap-{name}-{width}")


def test_the_review_goes_by_keyboard_and_the_keys_can_be_switched_off(
    world,
    browse,
    make_account,
    city,
):
    *_, first, second = world
    page = browse(account=make_account(city, Role.CLERK))
    page.goto("/matching/candidates/next/")
    assert page.url.endswith(f"/{first.pk}/")
    assert_axe_clean(page)
    shoot(page, "review-1440")

    page.keyboard.press("s")
    page.wait_for_url(f"**/{second.pk}/")
    page.keyboard.press("k")
    page.wait_for_url(f"**/{first.pk}/")
    page.locator("[data-keys]").uncheck()
    page.keyboard.press("n")
    page.get_by_label("理由").fill("ynsk")
    page.wait_for_timeout(200)
    assert page.url.endswith(f"/{first.pk}/")
    page.locator("[data-keys]").check()
    page.locator("h1").click()
    page.keyboard.press("n")
    page.wait_for_url(f"**/{second.pk}/")

    answered = Link.objects.unscoped(reason="测试").get(pk=first.pk)
    assert (answered.zone, answered.decision_reason) == (Zone.REJECTED, "ynsk")


def test_the_review_on_a_phone_and_without_scripts(world, browse, make_account, city):
    *_, first, second = world
    page = browse(account=make_account(city, Role.CLERK), width=360)
    page.goto(f"/matching/candidates/{first.pk}/")
    assert_no_sideways_scroll(page)
    assert_axe_clean(page)
    shoot(page, "review-360")
    page.goto("/matching/candidates/")
    assert_no_sideways_scroll(page)
    shoot(page, "review-list-360")

    plain = browse(account=make_account(city, Role.CLERK), javascript=False)
    plain.goto(f"/matching/candidates/{first.pk}/")
    plain.get_by_role("button", name="不是").click()
    plain.wait_for_url(f"**/{second.pk}/")
    plain.goto("/matching/candidates/decided/")
    assert "不是同一家" in plain.content()
