"""Gap pages in a real browser: on a desk and on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from niangjia.kernel.scope.enums import Role
from niangjia.matching.models import GapHit, GapRun
from tests.browser import assert_axe_clean, assert_no_sideways_scroll, shoot
from tests.matching.tasks.conftest import make_firm, make_run  # noqa: F401

pytestmark = pytest.mark.browser
TRADES = ["制造业", "批发和零售业", "交通运输、仓储和邮政业", ""]


@pytest.fixture
def world(site, make_firm, make_run, town, west):  # noqa: F811
    """Two runs of a rule, the newer with a firm that waits for a decision."""
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
    return run, old


def test_gap_pages_on_a_desk_and_on_a_phone(world, browse, make_account, city):
    run, old = world
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
