"""Pages of the runs."""

from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.jobs.api import start, work_off
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.jobs.texts import duration_text
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from tests.kernel.jobs import trial_jobs  # noqa: F401  (registers them)

SYSTEM = Actor.system("试验")
Login = Callable[..., Client]


def ask(unit: Unit, **more: str) -> JobRun:
    return start("trial.plant", by=SYSTEM, unit_id=unit.pk, parent_id=unit.pk, town="甲", **more)


def change(run: JobRun, **facts: object) -> None:
    JobRun.objects.unscoped(reason="试验").filter(pk=run.pk).update(**facts)


@pytest.mark.django_db
def test_list_shows_the_runs_of_the_scope_only(west: Unit, east: Unit, login: Login) -> None:
    own, other = ask(west), ask(east)

    html = login(west, Role.CLERK).get("/jobs/").content.decode()

    assert f"/jobs/{own.pk}/" in html
    assert f"/jobs/{other.pk}/" not in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("?whose=mine", False),
        ("?state=queued", True),
        ("?state=done", False),
        ("?state=nonsense&page=x", True),
    ],
)
def test_list_is_filtered(west: Unit, login: Login, query: str, shown: bool) -> None:
    run = ask(west)

    html = login(west, Role.CLERK).get(f"/jobs/{query}").content.decode()

    assert (f"/jobs/{run.pk}/" in html) is shown
    assert ("没有后台任务" in html) is not shown


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 4])
def test_list_costs_the_same_whatever_its_length(
    west: Unit, login: Login, size: int, django_assert_max_num_queries
) -> None:
    for _ in range(size):
        ask(west)
    client = login(west, Role.CLERK)
    client.get("/jobs/")

    with django_assert_max_num_queries(9):
        html = client.get("/jobs/").content.decode()

    assert html.count('data-label="任务"') == size


@pytest.mark.django_db
def test_part_is_exactly_what_the_page_contains_and_polls(west: Unit, login: Login) -> None:
    run, client = ask(west), login(west, Role.CLERK)
    change(run, state="running", done=30, total=120, message="第 30 行")
    # a token for forms differs at each rendering: the leader sees none
    client = login(west, Role.LEADER)

    page = client.get(f"/jobs/{run.pk}/")
    part = client.get(f"/jobs/{run.pk}/", headers={"HX-Request": "true"})

    html = part.content.decode()
    assert html.strip() in page.content.decode()
    assert 'hx-trigger="every 1s"' in html
    assert "30 / 120" in html
    assert "25%" in html
    assert "第 30 行" in html
    assert "HX-Request" in part["Vary"]


@pytest.mark.django_db
def test_ended_run_polls_no_more_and_shows_what_came_of_it(west: Unit, login: Login) -> None:
    run = ask(west)
    work_off()
    change(run, result={"new": 12, "note": "甲", "inner": {"grund": 1}, "url": "/matching/"})

    html = login(west, Role.CLERK).get(f"/jobs/{run.pk}/").content.decode()

    assert "hx-trigger" not in html.split('id="run"')[1].split("</section>")[0]
    assert "新增" in html
    assert "12" in html
    assert "grund" not in html
    assert 'href="/matching/"' in html
    assert "取消任务" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", 7])
def test_result_never_leads_out_of_the_house(west: Unit, url: object) -> None:
    assert JobRun(result={"url": url}).link == ""


@pytest.mark.django_db
def test_failure_is_told_escaped_and_may_be_tried_again(west: Unit, login: Login) -> None:
    run = ask(west, fail="told")
    work_off()
    change(run, error="坏文件 <script>")
    client = login(west, Role.CLERK)

    html = client.get(f"/jobs/{run.pk}/").content.decode()
    assert "坏文件 &lt;script&gt;" in html
    answer = client.post(f"/jobs/{run.pk}/retry/", follow=True)

    assert "已重新排队" in answer.content.decode()
    assert JobRun.objects.unscoped(reason="试验").get(pk=run.pk).state == "queued"


@pytest.mark.django_db
def test_cancel_button_cancels_and_a_second_press_is_answered(west: Unit, login: Login) -> None:
    run, client = ask(west), login(west, Role.CLERK)

    assert "取消任务" in client.get(f"/jobs/{run.pk}/").content.decode()
    assert "已请求取消" in client.post(f"/jobs/{run.pk}/cancel/", follow=True).content.decode()
    again = client.post(f"/jobs/{run.pk}/cancel/", follow=True).content.decode()
    assert "不能取消" in again


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "cancel/", "retry/"])
def test_run_of_elsewhere_is_not_found(west: Unit, east: Unit, login: Login, path: str) -> None:
    run, client = ask(west), login(east, Role.CLERK)
    answer = client.post(f"/jobs/{run.pk}/{path}") if path else client.get(f"/jobs/{run.pk}/")

    assert answer.status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.LIAISON])
def test_others_see_no_runs(west: Unit, login: Login, role: Role) -> None:
    assert login(west, role).get("/jobs/").status_code == 403


@given(st.floats(min_value=0, max_value=10**7))
def test_durations_are_told_in_two_units_at_most(seconds: float) -> None:
    text = duration_text(seconds)

    assert 1 <= len([u for u in ("小时", "分", "秒") if f" {u}" in text]) <= 2


def test_durations() -> None:
    told = [duration_text(n) for n in (0.4, 5, 75, 3600, 3725)]

    assert told == ["不到 1 秒", "5 秒", "1 分 15 秒", "1 小时", "1 小时 2 分"]
