"""Pages of the gap rules (MA9): rules, versions, runs, their firms, the data behind them."""

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.cache import cache
from django.utils import timezone

from niangjia.kernel.jobs.api import work_off
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.scope.enums import Role
from niangjia.matching.enums import Source
from niangjia.matching.models import (
    GapHit,
    GapRule,
    GapRun,
    HeadcountOrder,
    Task,
    TradeRule,
)
from niangjia.portal import figures
from tests.matching.doubts import doubt
from tests.matching.tasks.conftest import clocks, make_firm, make_run  # noqa: F401


def text(response):
    return response.content.decode()


def total(client, url):
    """The number the listing says it holds."""
    page = text(client.get(url))
    return int(page.split('<p role="status">共 <b>')[1].split("</b>")[0].replace(",", ""))


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def desk(login, city):
    return login(city, Role.CLERK)


@pytest.fixture
def firms(make_firm, town, east, west):  # noqa: F811
    """Four in 张店区 (two of them in the town), one in 淄川区."""
    return [
        make_firm(town, "淄博甲乙机械有限公司"),
        make_firm(town, "淄博丙丁化工有限公司"),
        make_firm(east, "淄博戊己物流有限公司"),
        make_firm(east, "淄博庚辛商贸有限公司"),
        make_firm(west, "淄博壬癸陶瓷有限公司"),
    ]


@pytest.fixture
def run(make_run, firms):  # noqa: F811
    """Four hits with head-counts 10 … 40 and two trades, and one pending firm."""
    made = make_run(firms[:3] + firms[4:], pending=firms[3:4])
    hits = GapHit.objects.unscoped(reason="测试").filter(run=made).order_by("id")
    for number, hit in enumerate(hits, start=1):
        hit.headcount, hit.trade = number * 10, "制造业" if number < 3 else ""
        hit.uscc = f"9137030{number}"
        hit.save()
    return made


def rule_facts(**changed):
    rule = GapRule.objects.get(code="over25", valid_to=None)
    return {
        "title": rule.title, "basis": rule.basis, "source_text": rule.source_text,
        "min_headcount": rule.min_headcount, "valid_from": str(timezone.localdate()),
    } | changed  # fmt: skip


def test_the_list_shows_every_rule_with_its_words_and_newest_run(desk, run):
    page = text(desk.get("/matching/gaps/"))

    for rule in GapRule.objects.filter(valid_to=None):
        assert rule.title in page
        assert rule.basis in page
    assert f"/matching/gaps/runs/{run.pk}/?verdict=hit" in page
    assert f"/matching/gaps/runs/{run.pk}/?verdict=pending" in page
    assert "还没有运行过" in page


def test_every_number_opens_a_list_of_that_length(desk, run, east, west, town):
    url = f"/matching/gaps/runs/{run.pk}/"

    assert total(desk, url) == 5
    assert total(desk, f"{url}?verdict=hit") == run.hits == 4
    assert total(desk, f"{url}?verdict=pending") == run.pending == 1
    assert total(desk, f"{url}?verdict=hit&place={east.path}") == 3
    assert total(desk, f"{url}?verdict=hit&place={town.path}") == 2
    assert total(desk, f"{url}?verdict=hit&place={west.path}") == 1


def test_pending_says_what_it_counts_and_what_it_does_not(desk, run):
    own = f"/matching/gaps/runs/{run.pk}/"
    for path, link in (
        (own, 'href="?verdict=pending"'),
        ("/matching/gaps/party50/", f'href="{own}?verdict=pending"'),
    ):
        page = text(desk.get(path))
        assert "尚未复核对应的人数不采用，也不因此列入待核实" in page
        assert link in page


def test_the_dashboards_figures_equal_the_listing(desk, run, city):
    """Counties and trades of the dashboard, the unnamed trade among them."""
    scope, today = city.scope, timezone.localdate()
    counties = figures.counties(scope, today, [run])
    trades = figures.trades(scope, run)

    assert sum(county.gaps.get("party50", 0) for county in counties) == 4
    for county in counties:
        url = f"/matching/gaps/runs/{run.pk}/?place={county.path}&verdict=hit"
        assert total(desk, url) == county.gaps.get("party50", 0)
    assert dict(trades) == {"制造业": 2, "未注明": 2}
    for trade, count in trades:
        assert total(desk, f"/matching/gaps/runs/{run.pk}/?verdict=hit&trade={trade}") == count
    assert total(desk, f"/matching/gaps/runs/{run.pk}/?trade=采矿业") == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=化工", 1),
        ("q=91370302", 1),
        ("q=没有的", 0),
        ("headcount_min=20&headcount_max=30", 2),
        ("headcount_min=41", 1),
        ("trade=未注明&verdict=hit", 2),
    ],
)
def test_the_firms_of_a_run_are_filtered(desk, run, query, found):
    assert total(desk, f"/matching/gaps/runs/{run.pk}/?{query}") == found


def test_a_part_is_the_list_alone(desk, run):
    part = text(desk.get(f"/matching/gaps/runs/{run.pk}/?q=化工", headers={"HX-Request": "true"}))

    assert "<html" not in part
    assert "淄博丙丁化工有限公司" in part
    assert "淄博甲乙机械有限公司" not in part
    assert "<html" in text(desk.get(f"/matching/gaps/runs/{run.pk}/?q=化工"))


def test_export_holds_what_the_filter_shows(desk, run):
    response = desk.get(f"/matching/gaps/runs/{run.pk}/?verdict=hit&export=xlsx")

    book = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))
    names = {cell.value for row in book.active.iter_rows() for cell in row}
    assert "淄博甲乙机械有限公司" in names
    assert "淄博庚辛商贸有限公司" not in names


def test_ticked_firms_are_listed_as_tasks_and_only_those(desk, run, clocks):  # noqa: F811
    hit = GapHit.objects.unscoped(reason="测试").get(name="淄博丙丁化工有限公司")

    response = desk.post(f"/matching/gaps/runs/{run.pk}/tasks/", {"row": [hit.pk]}, follow=True)

    assert "新列入 1 项" in text(response)
    assert [t.name for t in Task.objects.unscoped(reason="测试")] == [hit.name]
    assert "/matching/tasks/" in text(desk.get(f"/matching/gaps/runs/{run.pk}/?q=化工"))


def test_everything_means_what_the_filter_shows(desk, run, east, clocks):  # noqa: F811
    facts = {"everything": "1", "filter": f"place={east.path}"}

    desk.post(f"/matching/gaps/runs/{run.pk}/tasks/", facts)

    tasks = Task.objects.unscoped(reason="测试")
    assert {t.name for t in tasks} == {
        "淄博甲乙机械有限公司", "淄博丙丁化工有限公司", "淄博戊己物流有限公司"
    }  # fmt: skip


def test_nothing_ticked_lists_nothing(desk, run, clocks):  # noqa: F811
    response = desk.post(f"/matching/gaps/runs/{run.pk}/tasks/", {}, follow=True)

    assert "没有选企业" in text(response)
    assert not Task.objects.unscoped(reason="测试").exists()


def test_two_runs_are_compared(desk, run, make_run, firms):  # noqa: F811
    later = make_run([firms[0], firms[3]])
    GapRun.objects.unscoped(reason="测试").filter(pk=run.pk).update(
        as_of=later.as_of - timedelta(days=7)
    )

    page = text(desk.get(f"/matching/gaps/runs/{later.pk}/compare/?other={run.pk}"))

    came, gone, stayed = page.split("：1 户</h2>")[0], *page.split(" 户</h2>")[1:3]
    assert re.findall(r"nj-stat-value.*?<b>(\d+)</b>", page) == ["1", "3", "1"]
    assert "新出现：1 户" in page
    assert "已消除：3 户" in page
    assert "一直在：1 户" in page
    assert "淄博庚辛商贸有限公司" in gone
    assert "淄博壬癸陶瓷有限公司" in stayed
    assert "淄博庚辛商贸有限公司" not in came


def test_a_comparison_needs_two_runs_of_one_rule(desk, run, make_run, firms):  # noqa: F811
    other = make_run(firms[:1], code="over25")
    for wish in (other.pk, "", "x", "9" * 25, 999_999):
        assert desk.get(f"/matching/gaps/runs/{run.pk}/compare/?other={wish}").status_code == 404


def test_an_organiser_sees_the_own_part_of_the_citys_run(login, run, town, west):
    officer = login(town, Role.ORGANISER)
    url = f"/matching/gaps/runs/{run.pk}/"

    page = text(officer.get(url))

    assert total(officer, url) == 2
    assert "淄博戊己物流有限公司" not in page
    assert "列入任务清单" not in page
    assert total(officer, f"{url}?place={west.path}") == 2  # not a place of this officer's
    assert officer.post(f"{url}tasks/", {"everything": "1"}).status_code == 403
    overview = text(officer.get("/matching/gaps/"))
    assert "<b>2</b><small>户</small>" in overview
    assert "<b>4</b><small>户</small>" not in overview


def test_another_countys_run_does_not_exist(login, run, east, west):
    GapRun.objects.unscoped(reason="测试").filter(pk=run.pk).update(unit=east)
    stranger = login(west, Role.CLERK)

    assert stranger.get(f"/matching/gaps/runs/{run.pk}/").status_code == 404
    assert stranger.post(f"/matching/gaps/runs/{run.pk}/tasks/", {}).status_code == 404
    assert f"gaps/runs/{run.pk}/" not in text(stranger.get("/matching/gaps/party50/"))


@pytest.mark.parametrize(
    "path", ["gaps/new/", "gaps/over25/edit/", "gaps/over25/run/", "rules/headcount/",
             "rules/new/", "rules/eight/guard/", "rules/eight/guard/stop/"],
)  # fmt: skip
def test_only_a_clerk_changes_rules(login, city, desk, path):
    for role in (Role.LEADER, Role.ORGANISER, Role.LIAISON):
        assert login(city, role).get(f"/matching/{path}").status_code == 403
        assert login(city, role).post(f"/matching/{path}", {}).status_code == 403
    assert desk.get(f"/matching/{path}").status_code == 200


def test_a_liaison_sees_nothing_and_an_organiser_not_the_data_behind(login, city, run):
    liaison, officer = login(city, Role.LIAISON), login(city, Role.ORGANISER)

    for path in ("gaps/", "gaps/over25/", f"gaps/runs/{run.pk}/", "rules/"):
        assert liaison.get(f"/matching/{path}").status_code == 403
    assert officer.get("/matching/rules/").status_code == 403


def test_the_rules_page_shows_versions_and_runs(desk, run):
    page = text(desk.get("/matching/gaps/party50/"))

    assert "第 1 版" in page
    assert f"/matching/gaps/runs/{run.pk}/" in page
    assert "chart-gap_days" in page
    assert desk.get("/matching/gaps/unknown/").status_code == 404


def test_a_changed_rule_is_a_new_version_with_written_words(desk):
    response = desk.post(
        "/matching/gaps/over25/edit/", rule_facts(min_headcount=30, basis="", needs_party="on")
    )

    assert response.status_code == 302
    old, new = GapRule.objects.filter(code="over25").order_by("version")
    assert (old.min_headcount, old.valid_to) == (25, new.valid_from)
    assert (new.version, new.min_headcount, new.needs_party) == (2, 30, True)
    assert new.basis.startswith("职工 30 人以上、已建立党组织且未建立工会")
    assert "第 2 版" in text(desk.get("/matching/gaps/over25/"))


def test_a_preview_tells_words_and_counts_and_keeps_nothing(desk, firms):
    facts = rule_facts(min_headcount=50, basis="", preview="1")

    page = text(desk.post("/matching/gaps/over25/edit/", facts))

    assert "职工 50 人以上且未建立工会的企业" in page
    assert "缺口 5 户，待核实 0 户" in page
    assert GapRule.objects.filter(code="over25").count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"min_headcount": "", "basis": ""}, "规则至少要有一项条件"),
        ({"min_headcount": 30}, "口径还是旧的"),
        ({"min_headcount": -1}, "大于或等于"),
        ({"valid_from": "2020-01-01"}, "生效日期不能早于现行版本的 2021-01-01"),
        ({"valid_from": "x"}, "有效的日期"),
        ({"source_text": ""}, "必填"),
    ],
)
def test_a_wrong_rule_is_refused_in_words(desk, changed, told):
    page = text(desk.post("/matching/gaps/over25/edit/", rule_facts(**changed)))

    assert told in page
    assert GapRule.objects.filter(code="over25").count() == 1


def test_a_new_rule(desk):
    facts = rule_facts(code="over100", title="百人以上未建会", min_headcount=100, basis="")

    assert desk.post("/matching/gaps/new/", facts).status_code == 302
    made = GapRule.objects.get(code="over100")
    assert (made.version, made.min_headcount, made.created_by != "") == (1, 100, True)


@pytest.mark.parametrize("code", ["over25", "new", "runs", "Über", "a", ""])
def test_a_code_is_new_and_well_formed(desk, code):
    page = text(desk.post("/matching/gaps/new/", rule_facts(code=code, basis="")))

    assert "请先改正标出的内容" in page
    assert GapRule.objects.count() == GapRule.objects.filter(version=1).count() == 5


def test_a_version_to_come_is_announced(desk):
    coming = timezone.localdate() + timedelta(days=30)

    desk.post("/matching/gaps/over25/edit/",
              rule_facts(valid_from=str(coming), min_headcount=30, basis=""))  # fmt: skip

    page = text(desk.get("/matching/gaps/"))
    assert "起改用第 2 版" in page
    assert GapRule.objects.get(code="over25", version=1).basis in page


def test_a_rule_is_run_on_a_past_day_in_the_background(desk, firms, city):
    past = timezone.localdate() - timedelta(days=1)

    response = desk.post("/matching/gaps/over25/run/", {"as_of": str(past), "version": 1})

    job = JobRun.objects.unscoped(reason="测试").get()
    assert response.url == f"/jobs/{job.pk}/"
    assert (job.name, job.unit_id, job.arguments["as_of"]) == ("matching.gap", city.pk, str(past))
    work_off()
    made = GapRun.objects.unscoped(reason="测试").get()
    assert (made.as_of, made.hits, made.pending, made.unit_id) == (past, 5, 0, city.pk)
    job.refresh_from_db()
    assert job.result["url"] == f"/matching/gaps/runs/{made.pk}/"
    assert total(desk, job.result["url"]) == 5


@pytest.mark.parametrize(
    ("as_of", "told"),
    [("2999-01-01", "不能晚于今天"), ("2020-01-01", "台账自 2026-01-01 起才有记录"), ("", "必填")],
)
def test_a_day_that_cannot_be_asked_is_refused(desk, firms, as_of, told):
    page = text(desk.post("/matching/gaps/over25/run/", {"as_of": as_of, "version": 1}))

    assert told in page
    assert not JobRun.objects.unscoped(reason="测试").exists()


def test_before_there_is_a_ledger_nothing_is_run(desk):
    day = str(timezone.localdate())
    page = text(desk.post("/matching/gaps/over25/run/", {"as_of": day, "version": 7}))

    assert "台账还没有内容" in page
    assert "7 不在" in page or "有效选项" in page


def test_the_data_behind_is_shown_with_its_sources(desk, login, city):
    leader = text(login(city, Role.LEADER).get("/matching/rules/"))

    assert "人社、税务、统计、工会" in leader
    assert "物业安保" in leader
    assert "GB/T 4754" in leader
    assert "/matching/rules/new/" not in leader
    assert "/matching/rules/eight/guard/" in text(desk.get("/matching/rules/"))


def test_the_headcount_order_gets_a_new_version(desk):
    facts = {"place1": "tax", "place2": "social", "tolerance": 30, "source_text": "市总〔2026〕3号",
             "valid_from": str(timezone.localdate())}  # fmt: skip

    assert desk.post("/matching/rules/headcount/", facts).status_code == 302
    old, new = HeadcountOrder.objects.order_by("id")
    assert old.valid_to == new.valid_from
    assert (new.sources, new.tolerance) == ([Source.TAX, Source.SOCIAL], 30)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"place2": "tax"}, "同一来源只能排一次"),
        ({"place1": ""}, "必填"),
        ({"tolerance": 101}, "小于或等于"),
        ({"valid_from": "1999-01-01"}, "生效日期不能早于"),
    ],
)
def test_a_wrong_order_is_refused(desk, changed, told):
    facts = {"place1": "tax", "tolerance": 30, "source_text": "某文", "valid_from": "2026-01-01"}

    assert told in text(desk.post("/matching/rules/headcount/", facts | changed))
    assert HeadcountOrder.objects.count() == 1


def trade_facts(**changed):
    return {"label": "物业安保", "codes": "702、7271", "words": "物业，保安 安保", "source_text": "某文",
            "valid_from": str(timezone.localdate())} | changed  # fmt: skip


def test_a_trade_rule_gets_a_new_version_and_can_be_stopped(desk):
    assert desk.post("/matching/rules/eight/guard/", trade_facts()).status_code == 302
    new = TradeRule.objects.get(group="eight", code="guard", valid_to=None)
    assert (new.codes, new.words) == (["702", "7271"], ["物业", "保安", "安保"])

    stop = {"source_text": "市里不再列入", "valid_from": str(timezone.localdate())}
    assert desk.post("/matching/rules/eight/guard/stop/", stop).status_code == 302
    assert not TradeRule.objects.filter(group="eight", code="guard", valid_to=None).exists()
    assert "物业安保" not in text(desk.get("/matching/rules/"))


def test_a_new_trade_rule(desk):
    facts = trade_facts(group="new_form", code="stream", label="网络直播", codes="", words="直播")

    assert desk.post("/matching/rules/new/", facts).status_code == 302
    assert TradeRule.objects.get(code="stream").rank == 5


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"codes": "", "words": ""}, "行业代码和关键词至少填一项"),
        ({"codes": "7x2"}, "行业代码应为 2 至 4 位数字：7x2"),
        ({"words": "保"}, "每个关键词 2 至 20 个字"),
        ({"valid_from": "1999-01-01"}, "生效日期不能早于"),
    ],
)
def test_a_wrong_trade_rule_is_refused(desk, changed, told):
    assert told in text(desk.post("/matching/rules/eight/guard/", trade_facts(**changed)))
    assert desk.get("/matching/rules/eight/unknown/").status_code == 404


def test_a_long_list_costs_as_many_queries_as_a_short_one(
    desk,
    run,
    make_firm,  # noqa: F811
    make_run,  # noqa: F811
    town,
    django_assert_max_num_queries,
):
    many = make_run([make_firm(town, f"淄博第{n}号有限公司") for n in range(30)])
    desk.get(f"/matching/gaps/runs/{run.pk}/")

    with django_assert_max_num_queries(20) as short:
        desk.get(f"/matching/gaps/runs/{run.pk}/?verdict=hit")
    with django_assert_max_num_queries(20) as long:
        desk.get(f"/matching/gaps/runs/{many.pk}/?verdict=hit")
    assert len(long) == len(short)


def test_what_a_pending_firm_waits_for_is_named(desk, login, run, firms, town):
    link = doubt(firms[3], "淄博庚辛商贸工会委员会")
    page = text(desk.get(f"/matching/gaps/runs/{run.pk}/?verdict=pending"))

    assert "工会名册：淄博庚辛商贸工会委员会" in page
    assert f"/matching/candidates/{link.pk}/" in page
    officer = text(login(firms[3].unit, Role.ORGANISER).get(f"/matching/gaps/runs/{run.pk}/"))
    assert "淄博庚辛商贸工会委员会" in officer
    assert "/matching/candidates/" not in officer
