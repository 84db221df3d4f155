"""The register in a real browser: on a desk, on a phone, the tree opened by a click."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.organizing.actions import coverage, papers, signs, terms
from niangjia.organizing.actions.endings import Funds, dissolve_union
from niangjia.organizing.models import Term
from tests.browser import assert_axe_clean, assert_no_sideways_scroll, shoot

pytestmark = pytest.mark.browser


@pytest.fixture
def world(site, register, enrol, keeper, registrar, east, town):
    """A union with everything, a federation it sits in, one that ended, some beside."""
    today = timezone.localdate()
    union = register(town, "淄博瑞丰机械有限公司工会委员会", employees=128, trade_code="C3484",
                     uscc="81370303MC0000012Y", address="张店区马尚街道瑞丰路8号",
                     document_number="张工〔2018〕12号")  # fmt: skip
    federation = register(east, "张店区机械行业工会联合会", kind=UnitKind.INDUSTRY)
    register(union.unit, "一车间分会", kind=UnitKind.BRANCH)
    for number in range(6):
        register(town, f"淄博示例{number}号陶瓷有限公司工会委员会", employees=30 + number)
    enrol(union, 12)
    mine = {"union_id": union.pk, "by": keeper}
    coverage.cover_employer(name="淄博瑞丰机械有限公司", uscc="91370300MA3C00011W", employees=128,
                            on=today, **mine)  # fmt: skip
    coverage.seat_union(federation_id=federation.pk, on=today, **mine)
    terms.begin_term(elected_on=today - timedelta(days=1000), years=3, **mine)
    term = Term.objects.unscoped(reason="测试").get()
    for name, title in (("赵瑞丰", "chair"), ("钱小娟", "vice_chair")):
        terms.appoint_officer(term_id=term.pk, kind="union", name=name, title=title,
                              on=term.elected_on, by=keeper)  # fmt: skip
    papers.issue_certificate(union_id=union.pk, kind="legal_person", by=registrar,
                             issued_on=term.elected_on + timedelta(days=30))  # fmt: skip
    papers.add_seal(kind="union", engraved_on=today, **mine)
    papers.open_account(kind="basic", bank="某银行张店支行", number="6222020200112233445",
                        opened_on=today, **mine)  # fmt: skip
    signs.record_sign(kind="activity", on=today, title="职工拔河比赛", people=60, **mine)
    signs.report_counts(as_of=today, employees=128, members=100, **mine)
    ended = register(town, "淄博停产玻璃有限公司工会委员会")
    dissolve_union(union_id=ended.pk, on=today, document_number="张工〔2026〕3号", reason="企业注销",
                   funds=Funds(Decimal("860.00"), "孙出纳", "李会计"), by=keeper)  # fmt: skip
    return union, ended


def test_the_register_on_a_desk_and_on_a_phone(world, browse, make_account, city, town):
    union, ended = world
    officer = make_account(city, Role.ORGANISER)
    paths = {
        "list": "", "detail": f"{union.pk}/", "ended": f"{ended.pk}/", "edit": f"{union.pk}/edit/",
        "history": f"{union.pk}/history/", "map": "map/", "watch": "watch/",
        "move": f"units/{town.pk}/move/", "rules": "parameters/", "branch": f"tree/{town.pk}/",
        "merge": f"{union.pk}/merge/",
    }  # fmt: skip
    for width in (1440, 360):
        page = browse(account=officer, width=width)
        for name, path in paths.items():
            page.goto(f"/organizing/unions/{path}")
            assert_no_sideways_scroll(page)
            if width == 360 and name in {"list", "detail", "map", "rules"}:
                assert_axe_clean(page)
            shoot(page, f"unions-{name}-{width}")


def test_the_tree_opens_by_clicks_and_without_javascript(world, browse, make_account, city, east):
    officer = make_account(city, Role.ORGANISER)
    page = browse(account=officer)
    page.goto("/organizing/unions/tree/")
    page.get_by_role("link", name="展开").first.click()
    page.get_by_text("张店区机械行业工会联合会").wait_for()
    page.get_by_role("link", name="展开").nth(1).click()
    page.get_by_text("瑞丰机械").first.wait_for()
    shoot(page, "unions-tree-1440")
    assert_axe_clean(page)

    plain = browse(account=officer, javascript=False)
    plain.goto("/organizing/unions/tree/")
    plain.get_by_role("link", name="展开").first.click()
    assert plain.get_by_role("heading", level=1).inner_text() == east.name
