"""Terms and routes as dated data, changed on a page."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.task_rules import add_route, change_clock, end_route
from niangjia.matching.enums import Clock
from niangjia.matching.models import TaskClock, TaskRoute
from niangjia.matching.queries.task_desk import clocks_in_force, deadline, routes_in, routes_on
from tests.matching.tasks.test_web import client_of, text

pytestmark = pytest.mark.usefixtures("clocks")


@pytest.fixture
def federation(east):
    return plant_unit(parent=east, kind=UnitKind.INDUSTRY, name="张店区网约车行业工会联合会")


@pytest.fixture
def route(east, federation, clerk):
    return add_route(
        unit_id=east.pk, target_id=federation.pk, label="网约车", codes=["5413"],
        words=["网约车"], source_text="区总工会通知", by=clerk,
    )  # fmt: skip


def test_a_changed_term_holds_from_today_and_the_old_one_before(clerk):
    today, calendar = timezone.localdate(), current_calendar()

    for days in (12, 10):
        change_clock(code="answer", days=days, kind="working", source_text="市府办文件", by=clerk)

    now = deadline(Clock.ANSWER, today, calendar)
    before = deadline(Clock.ANSWER, today - timedelta(days=1), calendar)
    assert now == calendar.add_working_days(today, 10)
    assert before == calendar.add_working_days(today - timedelta(days=1), 5)
    assert TaskClock.objects.filter(code="answer").count() == 2
    assert {str(c) for c in clocks_in_force(today)} >= {"部门答复意见：10个工作日"}


@pytest.mark.parametrize(
    "facts",
    [{"code": "x"}, {"days": 0}, {"days": 731}, {"kind": "moon"}, {"source_text": " "}],
)
def test_a_term_needs_days_kind_and_source(clerk, facts):
    wanted = {"code": "answer", "days": 5, "kind": "working", "source_text": "文件", "by": clerk}
    with pytest.raises(ValueError, match="请"):
        change_clock(**wanted | facts)


def test_terms_are_set_by_the_citys_clerk(actor, east, city):
    wanted = {"code": "answer", "days": 5, "kind": "working", "source_text": "文件"}
    for unit, role in [(east, Role.CLERK), (city, Role.LEADER)]:
        with pytest.raises(NotAllowed):
            change_clock(**wanted, by=actor(unit, role))


def test_a_route_holds_until_it_is_ended(route, clerk, east, west, actor):
    today = timezone.localdate()
    assert [r.words for r in routes_on(today)] == [("网约车",)]
    assert routes_on(today - timedelta(days=1)) == []
    assert routes_in(actor(west, Role.CLERK), today) == []

    with pytest.raises(ValueError, match="不在本单位范围内"):
        end_route(route_id=route.pk, by=actor(west, Role.CLERK))
    end_route(route_id=route.pk, by=actor(east, Role.CLERK))

    assert routes_on(today + timedelta(days=1)) == []
    assert TaskRoute.objects.unscoped(reason="测试").count() == 1


def test_a_route_is_complete_and_in_reach(route, actor, east, west, federation, clerk):
    wanted = {"unit_id": east.pk, "target_id": federation.pk, "label": "物流", "words": ["物流"],
              "source_text": "通知", "by": clerk}  # fmt: skip
    for facts in ({"label": " "}, {"words": []}, {"source_text": ""}):
        with pytest.raises(ValueError, match="请"):
            add_route(**wanted | facts)
    with pytest.raises(ValueError, match="本单位范围内"):
        add_route(**wanted | {"by": actor(west, Role.CLERK)})
    with pytest.raises(NotAllowed):
        add_route(**wanted | {"by": actor(east, Role.ORGANISER)})


def test_the_page_shows_and_changes_them(clerk, organiser, east, federation):
    desk, worker = client_of(clerk), client_of(organiser)
    assert "没有行业规则" in text(desk.get("/matching/task-rules/"))
    assert desk.get("/matching/task-rules/clock/").status_code == 200

    desk.post(
        "/matching/task-rules/route/",
        {"unit_id": east.pk, "target_id": federation.pk, "label": "物流", "codes": "543、60",
         "words": "物流，货运", "source_text": "通知"},
    )  # fmt: skip
    desk.post(
        "/matching/task-rules/clock/",
        {"code": "closing", "days": "60", "kind": "calendar", "source_text": "通知"},
    )

    route = TaskRoute.objects.unscoped(reason="测试").get()
    assert (route.codes, route.words) == (["543", "60"], ["物流", "货运"])
    page = text(worker.get("/matching/task-rules/"))
    assert "张店区网约车行业工会联合会" in page
    assert '<td data-label="天数">60</td>' in page
    assert worker.post(f"/matching/task-rules/route/{route.pk}/end/").status_code == 403
    desk.post(f"/matching/task-rules/route/{route.pk}/end/")
    desk.post(f"/matching/task-rules/route/{route.pk}/end/")
    route.refresh_from_db(from_queryset=TaskRoute.objects.unscoped(reason="测试"))
    assert route.valid_to > date(2026, 1, 1)
