"""The room's pages: who may open them, what they show, what they do."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from niangjia.kernel.jobs.api import Silent, run_now
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.scope.enums import Role
from niangjia.matching.enums import Source

from ..firms import FIRST, FOURTH, SECOND, THIRD, social
from .conftest import DAY, LATER, row_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk_client(city, login):
    return login(city, Role.CLERK)


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


PAGES = [
    "/matching/", "/matching/batches/", "/matching/batches/?source=tax", "/matching/runs/",
]  # fmt: skip


@pytest.mark.parametrize("url", PAGES)
def test_clerk_and_leader_read_others_do_not(city, login, url):
    assert login(city, Role.CLERK).get(url).status_code == 200
    assert login(city, Role.LEADER).get(url).status_code == 200
    assert login(city, Role.ORGANISER).get(url).status_code == 403
    assert login(city, Role.LIAISON).get(url).status_code == 403


def test_only_a_clerk_starts_the_linkage(city, login):
    assert login(city, Role.CLERK).get("/matching/runs/start/").status_code == 200
    assert login(city, Role.LEADER).get("/matching/runs/start/").status_code == 403


def test_the_overview_shows_lists_run_gaps_and_figures_that_lead_to_their_rows(clerk_client):
    html = text(clerk_client.get("/matching/"))

    for word in ("registration.xlsx", "union.xlsx", "50 人以上已建党组织未建会", "质量单"):
        assert word in html
    assert "/matching/ledger/?has_union=1" in html
    assert "还没有名册" in html  # statistics handed over nothing


# the ledger


def names_in(client, query):
    html = client.get(f"/matching/ledger/{query}").content.decode()
    return {f["name"] for f in (FIRST, SECOND, THIRD, FOURTH) if f["name"] in html}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {0, 1, 2, 3}),
        ("?q=甲乙", {0}),
        ("?q=乙机械有", {0}),
        ("?q=zbjy", {0}),
        ("?q=ZBWJKD", {2}),
        ("?q=11W", {0}),
        ("?q=" + SECOND["uscc"], {1}),
        ("?q=甲", set()),
        ("?q=甲丁", set()),
        ("?has_union=1", {0}),
        ("?has_union=0&has_party=1", {1}),
        ("?headcount_min=50", {0, 1}),
        ("?headcount_max=40", {2}),
        ("?new_form=any", {2}),
        ("?new_form=courier", {2}),
        ("?new_form=ride", set()),
        ("?eight_field=courier", {2}),
        ("?section=C", {0, 1}),
        ("?conflict=1", {0}),
        ("?conflict=0", {1, 2, 3}),
        ("?pending=1", set()),
        ("?is_branch=1", set()),
        ("?registered_after=2022-11-01", {3}),
        ("?status=active", {0, 1, 2, 3}),
        ("?as_of=2022-11-29", set()),
        ("?as_of=2022-11-30", {0, 1, 2, 3}),
        ("?sort=-headcount", {0, 1, 2, 3}),
    ],
)
def test_the_ledger_is_searched_and_filtered(clerk_client, query, found):
    firms = [FIRST, SECOND, THIRD, FOURTH]

    assert names_in(clerk_client, query) == {firms[i]["name"] for i in found}


def test_a_place_filters_and_a_county_sees_its_own(city, east, west, login):
    assert names_in(login(city, Role.CLERK), f"?place={west.path}") == {
        THIRD["name"],
        FOURTH["name"],
    }
    assert names_in(login(east, Role.ORGANISER), "") == {FIRST["name"], SECOND["name"]}
    assert names_in(login(west, Role.LEADER), "") == {THIRD["name"], FOURTH["name"]}


def test_the_export_holds_what_the_filter_shows(clerk_client):
    response = clerk_client.get("/matching/ledger/?has_party=1&export=xlsx")

    book = load_workbook(BytesIO(b"".join(response)))
    cells = {str(c.value) for sheet in book for row in sheet for c in row if c.value is not None}
    assert {FIRST["name"], SECOND["name"]} <= cells
    assert THIRD["name"] not in cells


@pytest.mark.parametrize("size", [1, 3])
def test_the_ledger_costs_the_same_queries_whatever_its_length(
    city,
    login,
    size,
    django_assert_max_num_queries,
):
    client, query = login(city, Role.CLERK), "?has_party=1" if size == 1 else ""
    client.get(f"/matching/ledger/{query}")

    with django_assert_max_num_queries(14):
        client.get(f"/matching/ledger/{query}")


def test_an_enterprise_shows_the_origin_of_every_value(clerk_client):
    html = text(clerk_client.get(f"/matching/ledger/{row_of(FIRST).enterprise_id}/"))

    assert "按人数取值次序，人社在先" in html
    assert "职工人数：各部门说法不一" in html
    assert "税务：80" in html
    assert "名称一致；区县一致" in html
    assert "social.xlsx" in html


def test_an_enterprise_is_read_as_of_a_day(clerk_client, put, link):
    put(Source.SOCIAL, [social(FIRST, 66), social(SECOND, 70)], day=LATER)
    link(LATER)
    url = f"/matching/ledger/{row_of(FIRST).enterprise_id}/"

    assert "人社：66" in text(clerk_client.get(url))
    past = text(clerk_client.get(f"{url}?as_of={DAY}"))
    assert "人社：61" in past
    assert "人社：66" not in past
    assert "这一天台账里没有" in text(clerk_client.get(f"{url}?as_of=2020-01-01"))
    assert clerk_client.get(f"{url}?as_of=2022-13-45").status_code == 404


def test_an_enterprise_elsewhere_does_not_exist(west, login):
    url = f"/matching/ledger/{row_of(FIRST).enterprise_id}/"

    assert login(west, Role.CLERK).get(url).status_code == 404
    assert login(west, Role.CLERK).get("/matching/ledger/999999/").status_code == 404


# linkage


def test_the_quality_sheet_is_shown_source_by_source(clerk_client, linked_city):
    html = text(clerk_client.get(f"/matching/runs/{linked_city.run.pk}/"))

    assert "统一社会信用代码 3" in html
    assert "名称唯一 1" in html
    assert "party.xlsx（2022-11-30，王比对）" in html


def test_starting_the_linkage_queues_one_job(clerk_client):
    answer = clerk_client.post("/matching/runs/start/", {"as_of": "2022-12-31"})

    job = JobRun.objects.unscoped(reason="测试").get()
    assert answer.url == f"/jobs/{job.pk}/"
    assert (job.name, job.arguments["as_of"]) == ("matching.link", "2022-12-31")
    clerk_client.post("/matching/runs/start/", {"as_of": "2022-12-31"})
    assert JobRun.objects.unscoped(reason="测试").count() == 1


def test_a_county_clerk_does_not_start_it(east, login):
    answer = login(east, Role.CLERK).post("/matching/runs/start/", {"as_of": "2022-12-31"})

    assert "由市级比对专员发起" in text(answer)
    assert not JobRun.objects.unscoped(reason="测试").exists()


def test_the_job_runs_what_the_page_asked_for(clerk_client, city):
    clerk_client.post("/matching/runs/start/", {"as_of": "2022-12-31", "full": "on"})
    job = JobRun.objects.unscoped(reason="测试").get()
    result = run_now("matching.link", Silent(), **job.arguments)
    assert result["计算的企业"] == 4
    assert result["url"].startswith("/matching/runs/")
