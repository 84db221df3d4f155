"""Pages of the task list."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.scope.enums import Role
from niangjia.matching.actions.opinions import pass_opinion
from niangjia.matching.actions.task_lists import create_registration_tasks
from niangjia.matching.actions.task_visits import add_material, record_visit
from niangjia.matching.enums import TaskState
from niangjia.matching.models import Material, Opinion, Task, ThreeSync
from niangjia.matching.queries.materials import materials_for
from niangjia.matching.rules.tasks import Week
from tests.matching.tasks.conftest import PNG


def client_of(actor):
    client = Client()
    client.force_login(
        Account.objects.get(pk=actor.account_id), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def fresh(task):
    return Task.objects.unscoped(reason="测试").get(pk=task.pk)


def text(response):
    return response.content.decode()


@pytest.fixture
def worker(organiser):
    return client_of(organiser)


@pytest.fixture
def desk(clerk):
    return client_of(clerk)


def proof():
    return SimpleUploadedFile("批复.png", PNG, "image/png")


PAGES = ["", "board/", "map/", "map/?by=county", "weekly/"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_show_the_task(task, desk, path):
    response = desk.get(f"/matching/tasks/{path}")

    assert response.status_code == 200
    assert "任务" in text(response)


def test_pages_without_tasks(desk, worker):
    for path in [*PAGES, "mine/"]:
        client = worker if path == "mine/" else desk
        assert client.get(f"/matching/tasks/{path}").status_code == 200


def test_the_list_filters_and_paints_overdue_red(make_task, desk):
    late, other = make_task(name="逾期的企业"), make_task(name="另一家企业")
    yesterday = timezone.localdate() - timedelta(days=1)
    Task.objects.unscoped(reason="测试").filter(pk=late.pk).update(
        due_on=yesterday, visit_due=yesterday
    )

    everything = text(desk.get("/matching/tasks/"))
    only_late = text(desk.get("/matching/tasks/?overdue=1"))

    assert other.name in everything
    assert "nj-tone-red" in everything
    assert late.name in only_late
    assert other.name not in only_late
    assert other.name not in text(desk.get("/matching/tasks/?q=逾期的"))
    assert late.name not in text(desk.get("/matching/tasks/?state=established"))
    assert late.name in text(desk.get("/matching/tasks/?open=1"))
    assert late.name not in text(desk.get("/matching/tasks/?open=0"))
    assert late.name in text(desk.get(f"/matching/tasks/?place={late.unit.path}"))
    assert late.name in text(desk.get("/matching/tasks/?rule=party50"))
    assert late.name not in text(desk.get("/matching/tasks/?county=0"))


def test_figures_of_the_weekly_sheet_open_lists_of_that_length(make_task, desk, east):
    for n in range(3):
        make_task(name=f"第{n}家企业")
    week = Week.of(timezone.localdate())

    sheet = text(desk.get("/matching/tasks/weekly/"))
    link = f"/matching/tasks/?week={week}&amp;event=listed&amp;county={east.pk}"
    assert f'<a href="{link}">3</a>' in sheet
    listed = text(desk.get(link.replace("&amp;", "&")))
    assert "共 <b>3</b> 条" in listed
    assert "共 <b>0</b> 条" in text(desk.get(f"/matching/tasks/?week={week}&event=visited"))
    assert "共 <b>0</b> 条" in text(desk.get("/matching/tasks/?week=2026-W99&event=visited"))


def test_the_weekly_sheet_as_a_workbook(task, desk, clerk):
    response = desk.get("/matching/tasks/weekly/?export=xlsx")

    book = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[4] == ["区县", "新列入", "走访", "有意向", "已建会", "不需建会", "逾期"]
    assert rows[5] == ["张店区", 1, 0, 0, 0, 0, 0]
    assert rows[6] == ["合计", 1, 0, 0, 0, 0, 0]
    assert AuditEvent.objects.filter(verb="matching.export_weekly").count() == 1
    assert desk.get("/matching/tasks/weekly/?week=x").status_code == 404


def test_buttons_come_from_the_workflow(task, desk, worker):
    own, other = (
        text(worker.get(f"/matching/tasks/{task.pk}/")),
        text(desk.get(f"/matching/tasks/{task.pk}/")),
    )

    assert f"/matching/tasks/{task.pk}/step/visit/" in own
    assert f"/matching/tasks/{task.pk}/step/reassign/" not in own
    assert f"/matching/tasks/{task.pk}/step/reassign/" in other
    assert f"/matching/tasks/{task.pk}/step/visit/" not in other


def test_a_visit_is_recorded_on_a_small_form(task, worker, clerk):
    leaflet = add_material(title="十大好处", kind="leaflet", printed=100, by=clerk)
    url = f"/matching/tasks/{task.pk}/step/visit/"
    form = text(worker.get(url))
    assert "只选职务，不登记姓名。" in form
    assert "库存100份。" in form

    response = worker.post(
        url,
        {"visited_on": str(timezone.localdate()), "met": ["owner"], "attitude": "willing",
         "questions": "经费<从>哪来", f"copies_{leaflet.pk}": "12"},
    )  # fmt: skip

    assert response.status_code == 302
    page = text(worker.get(response.url))
    assert "《十大好处》12份" in page
    assert "经费&lt;从&gt;哪来" in page
    assert fresh(task).state == TaskState.CONTACTED


def test_closing_needs_the_file_and_shows_it(task, worker, desk):
    url = f"/matching/tasks/{task.pk}/step/release/"

    refused = worker.post(url, {"reason": "no_staff"})
    assert fresh(task).state == TaskState.ASSIGNED
    assert refused.status_code == 200

    done = worker.post(url, {"reason": "no_staff", "evidence": proof()})
    assert done.status_code == 302
    assert fresh(task).state == TaskState.NOT_REQUIRED
    assert "批复.png" in text(worker.get(done.url))
    assert "不需建会" in text(desk.get("/matching/tasks/?open=0"))


def test_what_the_action_refuses_stands_above_the_form(task, worker):
    url = f"/matching/tasks/{task.pk}/step/establish/"
    facts = {"reason": "single", "union_name": "工会", "evidence": proof(),
             "established_on": str(timezone.localdate() + timedelta(days=1))}  # fmt: skip

    assert "建会日期不能晚于今天" in text(worker.post(url, facts))


def test_undoing_on_the_page(task, worker):
    worker.post(f"/matching/tasks/{task.pk}/step/return/", {"reason": "elsewhere"})
    assert fresh(task).state == TaskState.RETURNED

    page = text(worker.get(f"/matching/tasks/{task.pk}/"))
    assert "撤回“退回”" in page
    assert worker.get(f"/matching/tasks/{task.pk}/undo/").status_code == 200
    worker.post(f"/matching/tasks/{task.pk}/undo/")

    assert fresh(task).state == TaskState.ASSIGNED
    assert "（已撤回）" in text(worker.get(f"/matching/tasks/{task.pk}/"))
    assert "已经是撤回" in text(worker.post(f"/matching/tasks/{task.pk}/undo/"))


def test_reassigning_one_and_many(make_task, desk, actor, east):
    first, second = make_task(name="甲企业"), make_task(name="乙企业")
    person = actor(east, Role.ORGANISER)
    choice = {"person": f"{east.pk}:{person.account_id}", "note": "调整"}

    desk.post(f"/matching/tasks/{first.pk}/step/reassign/", choice)
    assert fresh(first).owner_id == person.account_id

    page = text(desk.post("/matching/tasks/give/", {"row": [second.pk], "filter": ""}))
    assert f'name="task" value="{second.pk}"' in page
    done = desk.post("/matching/tasks/give/", choice | {"task": [second.pk]})
    assert done.status_code == 302
    assert fresh(second).unit == east
    assert "没有选任务" in text(desk.post("/matching/tasks/give/", {}))


def test_tasks_from_a_gap_run(desk, clerk, organiser, town, make_firm, make_run, clocks):
    run = make_run([make_firm(town, f"第{n}家") for n in range(3)])
    hit = run.found.unscoped(reason="测试").first()

    desk.post(f"/matching/tasks/create/{run.pk}/", {"row": [hit.pk]})
    assert Task.objects.unscoped(reason="测试").count() == 1
    page = desk.post(f"/matching/tasks/create/{run.pk}/", {"everything": "1"}, follow=True)
    assert "新列入2项，其中0项待派单；已有任务1家。" in text(page)


def test_me2_stages_on_the_page(clocks, clerk, organiser, worker, town, make_firm):
    make_firm(town, "新企业", registered_on=timezone.localdate())
    create_registration_tasks(by=clerk)
    task = Task.objects.unscoped(reason="测试").get()

    page = text(worker.get(f"/matching/tasks/{task.pk}/"))
    assert "三同步" in page
    assert "待跟进" in page
    today = str(timezone.localdate())
    url = f"/matching/tasks/{task.pk}/sync/planning/"
    worker.post(url, {"firm_on": today, "union_on": today})
    assert ThreeSync.objects.unscoped(reason="测试").get().preparing_on == timezone.localdate()
    assert worker.get(f"/matching/tasks/{task.pk}/sync/nothing/").status_code == 404
    assert worker.get(f"/matching/tasks/{task.pk}/step/nothing/").status_code == 404


def test_materials_page(desk, worker, clerk):
    desk.post("/matching/materials/", {"title": "办事指南", "kind": "guide", "printed": "20000"})
    material = Material.objects.unscoped(reason="测试").get()
    desk.post(f"/matching/materials/{material.pk}/print/", {"copies": "500"})

    assert materials_for(clerk).get().printed == 20_500
    assert "20,500" in text(worker.get("/matching/materials/"))
    assert "已在目录中" in text(
        desk.post("/matching/materials/", {"title": "办事指南", "kind": "guide", "printed": "1"})
    )
    assert worker.get(f"/matching/materials/{material.pk}/print/").status_code == 403


def test_an_opinion_goes_to_the_department_and_comes_back(
    task, worker, desk, department, login, organiser
):
    worker.post(
        f"/matching/tasks/{task.pk}/opinion/",
        {"department_id": department.pk, "text": "税务登记怎么关联工会经费？"},
    )
    opinion = Opinion.objects.unscoped(reason="测试").get()
    liaison = login(department, Role.LIAISON)
    assert "税务登记怎么关联" in text(liaison.get("/matching/opinions/"))
    assert "待答复" in text(desk.get(f"/matching/opinions/{opinion.pk}/"))

    liaison.post(f"/matching/opinions/{opinion.pk}/", {"answer": "在电子税务局登记。"})

    assert "在电子税务局登记。" in text(worker.get(f"/matching/tasks/{task.pk}/"))
    assert "意见已答复" in text(worker.get("/inbox/copies/"))
    assert "共 <b>0</b> 条" in text(liaison.get("/matching/opinions/?open=1"))
    assert "共 <b>1</b> 条" in text(liaison.get("/matching/opinions/?overdue=0"))


def test_an_overdue_opinion_is_red(task, organiser, department, desk):
    opinion = pass_opinion(task_id=task.pk, department_id=department.pk, text="意见", by=organiser)
    Opinion.objects.unscoped(reason="测试").update(due_on=timezone.localdate() - timedelta(days=1))

    assert '<span class="nj-badge nj-tone-red">逾期</span>' in text(desk.get("/matching/opinions/"))
    assert "逾期" in text(desk.get(f"/matching/opinions/{opinion.pk}/"))


def test_a_liaison_sees_no_tasks_and_others_no_other_unit(task, login, department, west):
    liaison, elsewhere = login(department, Role.LIAISON), login(west, Role.CLERK)

    for path in ["", f"{task.pk}/", "weekly/", f"{task.pk}/step/visit/"]:
        assert liaison.get(f"/matching/tasks/{path}").status_code == 403
    for path in [f"{task.pk}/", f"{task.pk}/step/reassign/", f"{task.pk}/undo/"]:
        assert elsewhere.get(f"/matching/tasks/{path}").status_code == 404
    assert task.name not in text(elsewhere.get("/matching/tasks/"))


def test_a_leader_reads_only(task, login, east):
    leader = login(east, Role.LEADER)

    assert task.name in text(leader.get("/matching/tasks/"))
    page = text(leader.get(f"/matching/tasks/{task.pk}/"))
    assert "/step/" not in page
    assert leader.post(f"/matching/tasks/{task.pk}/step/visit/").status_code == 403


def test_my_tasks_on_the_phone(make_task, worker, organiser):
    task = make_task(name="名字很长的企业" * 8)
    record_visit(
        task_id=task.pk, visited_on=timezone.localdate(), met=["owner"], attitude="hesitant",
        by=organiser,
    )  # fmt: skip
    make_task(name="未走访企业")

    page = text(worker.get("/matching/tasks/mine/"))

    assert f"/matching/tasks/{task.pk}/step/revisit/" in page
    assert page.index("未走访企业") < page.index(task.name)


@pytest.mark.parametrize("size", [1, 5])
@pytest.mark.parametrize("path", ["", "board/", "mine/", "map/"])
def test_pages_cost_the_same_whatever_their_length(
    make_task, worker, size, path, django_assert_max_num_queries
):
    for n in range(size):
        make_task(name=f"第{n}家")

    with django_assert_max_num_queries(18):
        worker.get(f"/matching/tasks/{path}")
