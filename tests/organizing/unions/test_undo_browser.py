"""Taking deeds back in a real browser: a dissolution on a desk, a town's move on a phone."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from niangjia.kernel.scope.enums import Role
from niangjia.organizing.actions.coverage import cover_employer
from niangjia.organizing.actions.endings import Funds, merge_union
from niangjia.organizing.actions.moves import move_unit
from niangjia.organizing.models import UnionChange, UnitMove
from niangjia.organizing.queries.unions import open_version
from tests.browser import assert_axe_clean, assert_no_sideways_scroll, shoot

pytestmark = pytest.mark.browser
WHY = "测试"


@pytest.fixture
def mistakes(site, register, enrol, keeper, east, west, town):
    """A union merged into the wrong one, and a town moved to the wrong county."""
    today = timezone.localdate()
    union = register(town, "淄博瑞丰机械有限公司工会委员会", employees=128)
    other = register(town, "淄博联创陶瓷有限公司工会委员会", employees=60)
    enrol(union, 12)
    enrol(other, 5)
    cover_employer(union_id=union.pk, name="淄博瑞丰机械有限公司", employees=128, by=keeper,
                   on=today - timedelta(days=900))  # fmt: skip
    merge_union(union_id=union.pk, into_id=other.pk, on=today, document_number="张工〔2026〕3号",
                reason="企业合并", by=keeper,
                funds=Funds(Decimal("860.00"), "孙出纳", "李会计"))  # fmt: skip
    move_unit(unit_id=town.pk, superior_id=west.pk, on=today, document_number="淄工〔2026〕9号",
              reason="区划调整", by=keeper)  # fmt: skip
    return union, UnionChange.objects.unscoped(reason=WHY).get(kind="merge")


@pytest.mark.parametrize("width", [1440, 360])
def test_a_merge_and_a_move_are_taken_back(mistakes, browse, make_account, city, east, town, width):
    union, change = mistakes
    page = browse(account=make_account(city, Role.REGISTRAR), width=width)
    move = UnitMove.objects.unscoped(reason=WHY).get()

    def look(name):
        assert_no_sideways_scroll(page)
        assert_axe_clean(page)
        shoot(page, f"undo-{name}-{width}")

    page.goto(f"/organizing/unions/{union.pk}/")
    look("union")
    page.locator(f"a[href='/organizing/unions/changes/{change.pk}/undo/']").click()
    page.get_by_text("12 人转回本会").wait_for()
    look("merge")
    page.get_by_label("撤回的事由").fill("并错了工会，实为另一家")
    page.get_by_role("button", name="预览").click()
    page.get_by_role("button", name="确定撤回").wait_for()
    look("merge-asked")
    page.get_by_role("button", name="确定撤回").click()
    page.get_by_text("已撤回，12 名会员恢复原样").wait_for()
    assert open_version(union).state == "normal"
    look("merge-done")
    page.goto(f"/organizing/unions/{union.pk}/history/")
    look("history")

    page.goto(f"/organizing/unions/tree/{town.pk}/")
    look("branch")
    page.locator(f"a[href='/organizing/unions/moves/{move.pk}/undo/']").click()
    look("move")
    page.get_by_label("撤回的事由").fill("移错了区")
    page.get_by_role("button", name="预览").click()
    page.get_by_role("button", name="确定撤回").click()
    page.get_by_text("已移回张店区总工会之下").wait_for()
    town.refresh_from_db()
    assert town.parent == east
    look("branch-done")
    page.goto(f"/organizing/unions/moves/{move.pk}/undo/")
    page.get_by_text("这次调整已经撤回过").wait_for()
    look("refused")
