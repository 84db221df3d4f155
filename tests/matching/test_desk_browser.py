"""The review desk, undo, quality sheet and trials in a real browser."""

import pytest
from playwright.sync_api import expect

from niangjia.kernel.accounts.queries import actor_for
from niangjia.kernel.scope.enums import Role
from niangjia.matching.actions.audits import draw_sample
from niangjia.matching.actions.trials import make_trial
from niangjia.matching.enums import TrialKind, Zone
from niangjia.matching.models import Answer, Link, ReviewShare
from tests.browser import assert_axe_clean, assert_no_sideways_scroll, shoot
from tests.matching.doubts import candidate, list_row
from tests.matching.tasks.conftest import make_firm, make_run  # noqa: F401

from .ledger.test_trials import settings_of

pytestmark = pytest.mark.browser
PARTS = [
    {"field": "brand", "label": "字号相同", "points": 9},
    {"field": "trade", "label": "行业相同", "points": 4},
    {"field": "form", "label": "组织形式不同", "points": -3},
    {"field": "district", "label": "所在区县不同", "points": -4},
]


@pytest.fixture
def pairs(site, make_firm, town, west):  # noqa: F811
    """Three doubtful unions, scored with parts; nothing is on the sample."""
    ReviewShare.objects.update(percent=0)
    firms = [make_firm(town if n else west, f"淄博示例{n}号机械制造有限公司") for n in range(3)]
    facts = {"points": 6, "parts": PARTS, "engine_zone": "review", "model_version": "2026.11"}
    return [
        candidate(
            list_row(firm.unit, f"淄博示例{n}号机械厂工会委员会", name=f"淄博示例{n}号机械厂",
                     district="淄川区", uscc="91370300MA3C00011X", headcount=66 + n),
            firm, reasons=["字号相同", "行业相同", "组织形式不同", "所在区县不同"], **facts,
        )
        for n, firm in enumerate(firms)
    ]  # fmt: skip


def at(page, link):
    expect(page.locator(".mc-pair-title")).to_contain_text(link.entry.organisation)
    assert page.url.split("?")[0].endswith(f"/{link.pk}/")


def test_the_desk_goes_by_keyboard_without_a_page_load(pairs, browse, make_account, city):
    first, second, third = reversed(pairs)  # the newest first
    page = browse(account=make_account(city, Role.CLERK))
    page.goto("/matching/candidates/next/")
    at(page, first)
    assert_axe_clean(page)
    shoot(page, "desk-1-open-1440")
    page.evaluate("window.kept = true")

    page.keyboard.press("s")
    at(page, second)
    page.keyboard.press("k")
    at(page, first)
    page.keyboard.press("n")
    at(page, second)
    expect(page.get_by_text("上一条：不是同一家")).to_be_visible()
    expect(page.get_by_text("人工复核，把握 0.4321，6 分")).to_be_visible()
    shoot(page, "desk-2-after-no-1440")
    page.keyboard.press("u")
    at(page, first)
    page.keyboard.press("y")
    at(page, second)
    assert page.evaluate("window.kept")  # never left the page
    page.locator("[data-keys]").uncheck()
    page.keyboard.press("n")
    page.get_by_label("理由").fill("ynsu")
    at(page, second)
    page.locator("[data-keys]").check()
    page.locator("h1").click()
    page.keyboard.press("n")
    at(page, third)
    page.go_back()
    at(page, second)
    shoot(page, "desk-3-decided-1440")
    expect(page.get_by_role("row", name="合计")).to_contain_text("6")

    zones = {link.pk: link.zone for link in Link.objects.unscoped(reason="测试")}
    assert (zones[first.pk], zones[second.pk]) == (Zone.AUTO, Zone.REJECTED)
    told = Answer.objects.unscoped(reason="测试").filter(withdrawn_at=None)
    assert {answer.reason for answer in told} == {"", "ynsu"}


def test_the_desk_on_a_phone_and_without_scripts(pairs, browse, make_account, city):
    first, second, _ = reversed(pairs)
    page = browse(account=make_account(city, Role.CLERK), width=360)
    page.goto(f"/matching/candidates/{first.pk}/")
    assert_no_sideways_scroll(page)
    assert_axe_clean(page)
    shoot(page, "desk-4-open-360")

    plain = browse(account=make_account(city, Role.CLERK), javascript=False)
    plain.goto(f"/matching/candidates/{first.pk}/")
    plain.get_by_role("button", name="不是").click()
    at(plain, second)
    plain.get_by_role("button", name="撤销上一次").click()
    at(plain, first)
    plain.get_by_role("link", name="跳过").click()
    at(plain, second)


def test_pages_around_the_desk(pairs, browse, make_account, city, client):
    account = make_account(city, Role.CLERK)
    by = actor_for(account, None)
    sure = pairs[0]
    Link.objects.unscoped(reason="测试").filter(pk=sure.pk).update(
        zone=Zone.AUTO, engine_zone="auto", probability="0.9700"
    )
    batch = sure.entry.batch_id
    draw_sample(batch_id=batch, kind="auto", size=1, by=by, seed="2026")
    trial = make_trial(
        kind=TrialKind.THRESHOLD, source="union", settings=settings_of(auto_from="0.4"),
        unit=city, by=by,
    )  # fmt: skip
    paths = {
        "batch": f"batches/{batch}/", "undo": f"links/{sure.pk}/undo/",
        "thresholds": "thresholds/", "edit": "thresholds/union/edit/",
        "trial": f"trials/{trial.pk}/", "proposals": "thresholds/proposals/",
        "changes": "changes/", "agreement": "candidates/agreement/",
    }  # fmt: skip
    for width, checked in ((1440, {"undo", "trial"}), (360, {"batch", "thresholds"})):
        page = browse(account=account, width=width)
        for name, path in paths.items():
            page.goto(f"/matching/{path}")
            assert_no_sideways_scroll(page)
            if name in checked:
                assert_axe_clean(page)
            shoot(page, f"desk-{name}-{width}")
