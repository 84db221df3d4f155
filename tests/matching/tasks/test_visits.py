"""Visits, materials (ME14), opinions with their clock, three stages (ME2)."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.notifications.queries import copies, open_count, open_items
from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.opinions import answer_opinion, pass_opinion
from niangjia.matching.actions.task_lists import create_registration_tasks
from niangjia.matching.actions.task_visits import (
    add_material,
    date_stage,
    print_more,
    record_visit,
)
from niangjia.matching.actions.tasks import establish, undo
from niangjia.matching.models import Material, Opinion, Task, ThreeSync
from niangjia.matching.queries.materials import (
    NoSuchMaterial,
    NoSuchOpinion,
    departments_for,
    materials_for,
    opinion_for,
    opinions_from,
    opinions_to,
    overdue_opinions,
)
from niangjia.matching.queries.tasks import opinions_of, visits_of
from tests.together import together

TENS = 40_000


def visit(task, by, **facts):
    facts = {"visited_on": timezone.localdate(), "met": ["owner"], "attitude": "hesitant"} | facts
    return record_visit(task_id=task.pk, by=by, **facts)


@pytest.fixture
def leaflet(clerk):
    return add_material(title="建会入会十大好处", kind="leaflet", printed=TENS // 2, by=clerk)


@pytest.fixture
def guide(clerk):
    return add_material(title="企业建会办事指南", kind="guide", printed=TENS // 2, by=clerk)


@pytest.fixture
def liaison(actor, department):
    return actor(department, Role.LIAISON)


@pytest.fixture
def opinion(task, organiser, department):
    return pass_opinion(
        task_id=task.pk, department_id=department.pk, text="工会经费返还何时到账？", by=organiser
    )


def test_a_visit_keeps_functions_questions_and_materials(task, organiser, leaflet, guide):
    visit(
        task, organiser, met=["owner", "party"], headcount=73, questions="会费由谁交？",
        note="同意先看材料", materials={leaflet.pk: 30, guide.pk: 2},
    )  # fmt: skip

    (found,) = visits_of(task)
    assert found.met_labels == "企业负责人、党组织负责人"
    assert (found.get_attitude_display(), found.headcount) == ("观望", 73)
    assert {h.material.title: h.copies for h in found.handouts.all()} == {
        "建会入会十大好处": 30,
        "企业建会办事指南": 2,
    }
    assert str(found) == f"{timezone.localdate()} {task.name}"


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"met": []}, "请选择会见对象"),
        ({"met": ["王经理"]}, "只选职务"),
        ({"attitude": ""}, "请选择企业态度"),
        ({"visited_on": timezone.localdate() + timedelta(days=1)}, "走访日期不能晚于今天"),
    ],
)
def test_a_visit_that_is_not_complete_is_refused(task, organiser, facts, problem):
    with pytest.raises(ValueError, match=problem):
        visit(task, organiser, **facts)

    assert visits_of(task) == []


def test_me14_two_titles_printed_and_what_is_left(task, organiser, leaflet, guide):
    visit(task, organiser, materials={leaflet.pk: 120, guide.pk: 0})
    visit(task, organiser, materials={leaflet.pk: 30})

    stock = {m.title: (m.printed, m.handed, m.left) for m in materials_for(organiser)}

    assert sum(printed for printed, _, _ in stock.values()) == TENS
    assert stock == {
        "建会入会十大好处": (20_000, 150, 19_850),
        "企业建会办事指南": (20_000, 0, 20_000),
    }


def test_materials_of_an_undone_visit_are_back_on_the_shelf(task, organiser, leaflet):
    visit(task, organiser, materials={leaflet.pk: 120})

    undo(task_id=task.pk, by=organiser)

    assert materials_for(organiser).get().left == TENS // 2


def test_more_than_the_stock_cannot_be_handed_out(task, organiser, leaflet):
    with pytest.raises(ValueError, match="《建会入会十大好处》只剩20000份"):
        visit(task, organiser, materials={leaflet.pk: 20_001})
    with pytest.raises(ValueError, match="份数不能为负"):
        visit(task, organiser, materials={leaflet.pk: -1})

    assert visits_of(task) == []


def test_materials_belong_to_a_federation_and_serve_those_below(
    actor, west, town, clerk, leaflet, task, organiser
):
    other = add_material(
        title="淄川区宣传单", kind="leaflet", printed=10, by=actor(west, Role.CLERK)
    )

    assert [m.title for m in materials_for(organiser)] == ["建会入会十大好处"]
    with pytest.raises(NoSuchMaterial):
        visit(task, organiser, materials={other.pk: 1})


def test_printing_is_the_clerks_deed(clerk, organiser, actor, east, leaflet):
    assert print_more(material_id=leaflet.pk, copies=500, by=clerk).printed == 20_500
    for by, facts, problem in [
        (organiser, {"copies": 5}, NotAllowed),
        (clerk, {"copies": 0}, ValueError),
        (actor(east, Role.CLERK), {"copies": 5}, ValueError),
    ]:
        with pytest.raises(problem):
            print_more(material_id=leaflet.pk, by=by, **facts)
    with pytest.raises(NotAllowed):
        add_material(title="x", kind="leaflet", printed=1, by=organiser)


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"title": " "}, "请填写资料名称"),
        ({"kind": "poster"}, "类别"),
        ({"printed": -1}, "印数"),
        ({"title": "建会入会十大好处"}, "已在目录中"),
    ],
)
def test_a_material_is_named_once_and_completely(clerk, leaflet, facts, problem):
    wanted = {"title": "新资料", "kind": "guide", "printed": 1, "by": clerk} | facts
    with pytest.raises(ValueError, match=problem):
        add_material(**wanted)


@pytest.mark.django_db(transaction=True)
def test_two_visits_at_once_do_not_overdraw_the_stock(make_task, organiser, clerk):
    leaflet = add_material(title="少量", kind="leaflet", printed=10, by=clerk)
    tasks = [make_task(name="甲"), make_task(name="乙")]

    answers = together(
        *(partial(visit, task, organiser, materials={leaflet.pk: 7}) for task in tasks)
    )

    assert sorted(isinstance(answer, ValueError) for answer in answers) == [False, True]
    assert materials_for(organiser).get().left == 3


def test_me14_an_opinion_opens_a_referral_with_a_clock(task, opinion, liaison, department):
    due = current_calendar().add_working_days(timezone.localdate(), 5)

    assert (opinion.due_on, opinion.due_provisional) == (due.due, due.provisional)
    assert opinion.due_basis == due.basis_zh
    item = open_items(liaison).get()
    assert item.title == f"待答复意见：{task.name}"
    assert (item.due_on, item.unit) == (due.due, department)
    assert str(opinion) == f"{task.name}：工会经费返还何时到账？"


def test_an_answer_settles_and_goes_back_to_who_asked(task, opinion, liaison, organiser):
    answer_opinion(opinion_id=opinion.pk, answer="按季返还，四月到账。", by=liaison)

    (found,) = opinions_of(task)
    assert (found.is_open, found.answered_by) == (False, liaison.name)
    assert open_count(liaison) == 0
    assert copies(organiser).get().title == f"意见已答复：{task.name}"
    with pytest.raises(NotAllowed, match="已经答复"):
        answer_opinion(opinion_id=opinion.pk, answer="再答", by=liaison)


def test_a_department_sees_its_own_opinions_only(actor, city, opinion, liaison, organiser, clerk):
    other = plant_unit(parent=city, kind=UnitKind.DEPARTMENT, name="淄博市统计局")
    stranger = actor(other, Role.LIAISON)

    assert opinions_to(liaison.scope).get() == opinion
    assert opinions_to(stranger.scope).count() == 0
    with pytest.raises(NoSuchOpinion):
        opinion_for(stranger.scope, opinion.pk)
    with pytest.raises(NoSuchOpinion):
        answer_opinion(opinion_id=opinion.pk, answer="x", by=stranger)
    with pytest.raises(NotAllowed):
        answer_opinion(opinion_id=opinion.pk, answer="x", by=clerk)


def test_the_federation_sees_the_opinions_of_its_tasks(actor, west, east, opinion):
    assert opinions_from(actor(east, Role.CLERK).scope).get() == opinion
    assert opinions_from(actor(west, Role.CLERK).scope).count() == 0


def test_an_opinion_unanswered_after_its_day_is_overdue(opinion, clerk):
    found = opinions_from(clerk.scope)

    assert overdue_opinions(found, opinion.due_on).count() == 0
    assert overdue_opinions(found, opinion.due_on + timedelta(days=1)).get() == opinion


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"text": " "}, "请写明企业的意见"),
        ({"department_id": 0}, "请选择承接部门"),
    ],
)
def test_an_opinion_needs_text_and_department(task, organiser, department, facts, problem):
    wanted = {"task_id": task.pk, "department_id": department.pk, "text": "意见", "by": organiser}
    with pytest.raises(ValueError, match=problem):
        pass_opinion(**wanted | facts)


def test_opinions_are_passed_on_by_the_owner_or_a_clerk(task, actor, town, clerk, department):
    wanted = {"task_id": task.pk, "department_id": department.pk, "text": "意见"}

    assert pass_opinion(**wanted, by=clerk).is_open
    for role in (Role.ORGANISER, Role.LEADER):
        with pytest.raises(NotAllowed):
            pass_opinion(**wanted, by=actor(town, role))
    assert [u.name for u in departments_for(clerk)] == ["淄博市税务局"]


def test_an_empty_answer_is_refused(opinion, liaison):
    with pytest.raises(ValueError, match="请填写答复"):
        answer_opinion(opinion_id=opinion.pk, answer=" ", by=liaison)
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.unscoped(reason="测试").update(answer="没有时间的答复")


@pytest.fixture
def new_task(clocks, clerk, organiser, town, make_firm):
    make_firm(town, "新登记有限公司", registered_on=timezone.localdate() - timedelta(days=10))
    create_registration_tasks(by=clerk)
    return Task.objects.unscoped(reason="测试").get()


def test_me2_the_three_stages_are_dated(new_task, organiser, actor, town):
    today = timezone.localdate()
    facts = {"task_id": new_task.pk, "stage": "opening", "firm_on": today, "union_on": None}

    row = date_stage(**facts, by=organiser)

    assert (row.planned_on, row.opened_on) == (today - timedelta(days=10), today)
    for wrong, problem in [
        ({"stage": "closing"}, "没有三同步阶段"),
        ({"firm_on": today + timedelta(days=1)}, "不能晚于今天"),
    ]:
        with pytest.raises(ValueError, match=problem):
            date_stage(**facts | wrong, by=organiser)
    with pytest.raises(NotAllowed):
        date_stage(**facts, by=actor(town, Role.ORGANISER))


def test_a_gap_task_has_no_stages(task, organiser):
    with pytest.raises(ValueError, match="没有三同步阶段"):
        date_stage(task_id=task.pk, stage="opening", firm_on=None, union_on=None, by=organiser)


def test_establishing_dates_the_second_stage_and_undoing_takes_it_back(new_task, organiser, proof):
    today = timezone.localdate()
    rows = ThreeSync.objects.unscoped(reason="测试")

    establish(
        task_id=new_task.pk, reason="single", union_name="工会", established_on=today,
        evidence=proof(), by=organiser,
    )  # fmt: skip
    assert rows.get().established_on == today
    with pytest.raises(ValueError, match="不能早于工会成立"):
        date_stage(
            task_id=new_task.pk, stage="running", firm_on=None,
            union_on=today - timedelta(days=1), by=organiser,
        )  # fmt: skip

    undo(task_id=new_task.pk, by=organiser)
    assert rows.get().established_on is None


def test_materials_show_their_title(leaflet):
    assert str(Material.objects.unscoped(reason="测试").get()) == "建会入会十大好处"
