"""The steps of a task: who may, on what proof, what is written, undone, and only once."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.files.api import FileRefused
from niangjia.kernel.notifications.actions import hand_over, on_hand_over
from niangjia.kernel.notifications.queries import ended_items, open_count, open_items
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions import tasks as acts
from niangjia.matching.actions.task_lists import give_all
from niangjia.matching.actions.task_visits import record_visit
from niangjia.matching.actions.tasks import Evidence, undo
from niangjia.matching.enums import TaskState
from niangjia.matching.models import Task, TaskStep
from niangjia.matching.policies import open_steps
from niangjia.matching.queries.tasks import NoSuchTask, last_step, steps_of, task_for, visits_of
from tests.together import refused, together


def visited(task, by, **facts):
    facts = {"visited_on": timezone.localdate(), "met": ["owner"], "attitude": "willing"} | facts
    return record_visit(task_id=task.pk, by=by, **facts)


def release(task, by, **facts):
    return acts.release(**{"task_id": task.pk, "reason": "no_staff", "by": by} | facts)


def establish(task, by, **facts):
    facts = {
        "task_id": task.pk, "reason": "single", "union_name": "淄博示例陶瓷有限公司工会委员会",
        "established_on": timezone.localdate(), "by": by,
    } | facts  # fmt: skip
    return acts.establish(**facts)


def fresh(task):
    return Task.objects.unscoped(reason="测试").get(pk=task.pk)


def test_the_whole_road_to_an_established_union(task, organiser, proof):
    visited(task, organiser)
    assert fresh(task).state == TaskState.CONTACTED
    acts.agree(task_id=task.pk, by=organiser)
    assert fresh(task).state == TaskState.INTENT

    establish(task, organiser, evidence=proof(), note="批复已下")

    done, today = fresh(task), timezone.localdate()
    assert (done.state, done.close_reason) == (TaskState.ESTABLISHED, "single")
    assert done.first_visit_on == done.intent_on == done.closed_on == done.established_on == today
    assert (done.due_on, done.is_open) == (None, False)
    names = [(s.name, s.from_state, s.to_state) for s in steps_of(done)]
    assert names == [
        ("establish", "intent", "established"),
        ("agree", "contacted", "intent"),
        ("visit", "assigned", "contacted"),
        ("assign", "lead", "assigned"),
    ]
    assert steps_of(done)[0].evidence.name == "批复.png"
    assert open_count(organiser) == 0
    assert [i.ending for i in ended_items(organiser)] == ["已建会，销号"]


def test_each_step_leaves_its_line_in_the_audit_trail(task, organiser, proof):
    release(task, organiser, evidence=proof(), note="仅法定代表人一人")

    event = AuditEvent.objects.get(verb="matching.task_release")
    assert event.actor == organiser.name
    assert event.target_id == str(task.pk)
    assert event.changes["state"] == ["assigned", "not_required"]
    assert event.changes["reason"] == "no_staff"
    assert len(event.changes["evidence"]) == 64


@pytest.mark.parametrize("close", [release, establish])
def test_ma10_closing_without_evidence_is_refused(task, organiser, close):
    with pytest.raises(ValueError, match="必须上传佐证材料"):
        close(task, organiser, evidence=None)

    assert fresh(task).state == TaskState.ASSIGNED
    assert len(steps_of(task)) == 1


def test_evidence_must_be_a_paper(task, organiser):
    with pytest.raises(FileRefused):
        release(task, organiser, evidence=Evidence(BytesIO(b"MZ\x90\x00" * 20), "证明.png"))

    assert fresh(task).state == TaskState.ASSIGNED


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"reason": ""}, "请从列表中选择原因"),
        ({"reason": "single"}, "请从列表中选择原因"),
        ({"reason": "other"}, "请写明情况"),
    ],
)
def test_the_reason_comes_from_the_list(task, organiser, proof, facts, problem):
    with pytest.raises(ValueError, match=problem):
        release(task, organiser, evidence=proof(), **facts)


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"union_name": " "}, "请填写工会名称"),
        ({"established_on": date(2099, 1, 1)}, "不能晚于今天"),
    ],
)
def test_an_established_union_has_a_name_and_a_day(task, organiser, proof, facts, problem):
    with pytest.raises(ValueError, match=problem):
        establish(task, organiser, evidence=proof(), **facts)


def test_the_database_refuses_closing_steps_without_evidence(task):
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskStep.objects.create(
            task=task, at=timezone.now(), by_name="x", name="release", label="x",
            from_state="assigned", to_state="not_required", reason="no_staff",
        )  # fmt: skip


def test_only_the_owner_works_a_task(task, actor, town, organiser, clerk, proof):
    colleague, leader = actor(town, Role.ORGANISER), actor(town, Role.LEADER)

    for other in (colleague, clerk, leader):
        with pytest.raises(NotAllowed):
            visited(task, other)
        with pytest.raises(NotAllowed):
            release(task, other, evidence=proof())
    assert [s.name for s in open_steps(organiser, task)] == [
        "visit", "establish", "release", "return",
    ]  # fmt: skip
    assert [s.name for s in open_steps(clerk, task)] == ["reassign"]
    assert open_steps(colleague, task) == open_steps(leader, task) == []


def test_a_task_elsewhere_does_not_exist(task, actor, west):
    stranger = actor(west, Role.CLERK)

    with pytest.raises(NoSuchTask):
        task_for(stranger.scope, task.pk)
    with pytest.raises(NoSuchTask):
        acts.reassign(task_id=task.pk, unit_id=west.pk, account_id=1, note="x", by=stranger)


def test_the_first_visit_starts_the_second_clock(task, organiser):
    day = timezone.localdate() - timedelta(days=2)

    visited(task, organiser, visited_on=day)

    now = fresh(task)
    assert now.close_due == now.due_on == current_calendar().add_calendar_days(day, 90).due
    assert now.visit_due == task.visit_due
    assert now.due_basis.startswith("首次走访至销号")
    assert open_items(organiser).get().due_on == now.close_due


def test_a_second_visit_changes_no_state(task, organiser):
    visited(task, organiser)
    before = fresh(task)

    visited(task, organiser, questions="会费怎么用？")

    after = fresh(task)
    assert (after.state, after.due_on) == (before.state, before.due_on)
    assert [s.name for s in steps_of(task)][:2] == ["revisit", "visit"]
    assert len(visits_of(task)) == 2


def test_a_returned_task_waits_for_the_county_clerk_with_its_reason(task, actor, east, organiser):
    county_clerk = actor(east, Role.CLERK)

    acts.return_task(task_id=task.pk, reason="elsewhere", by=organiser, note="已迁往周村区")

    assert fresh(task).state == TaskState.RETURNED
    assert steps_of(task)[0].get_reason_display() == "不在本辖区"
    assert open_count(organiser) == 0
    assert open_items(county_clerk).get().title.startswith("退回：")


def test_a_returned_task_is_listed_again_for_somebody_else(task, actor, east, organiser, clerk):
    acts.return_task(task_id=task.pk, reason="other", by=organiser, note="不熟悉")
    second = actor(east, Role.ORGANISER)

    acts.assign(task_id=task.pk, unit_id=east.pk, account_id=second.account_id, by=clerk)

    now = fresh(task)
    assert (now.state, now.unit, now.owner_id) == (TaskState.ASSIGNED, east, second.account_id)
    assert open_items(second).get().title.startswith("列入任务清单")


def test_tasks_are_given_to_organisers_of_that_unit_only(task, actor, east, west, clerk):
    second = actor(east, Role.ORGANISER)

    with pytest.raises(ValueError, match="承办人须是承办单位的建会专干"):
        acts.reassign(
            task_id=task.pk, unit_id=west.pk, account_id=second.account_id, note="x", by=clerk
        )
    with pytest.raises(ValueError, match="承办单位不在本单位范围内"):
        acts.reassign(
            task_id=task.pk, unit_id=west.pk, account_id=second.account_id, note="x",
            by=actor(east, Role.CLERK),
        )  # fmt: skip
    with pytest.raises(ValueError, match="请写明原因"):
        acts.reassign(
            task_id=task.pk, unit_id=east.pk, account_id=second.account_id, note=" ", by=clerk
        )


def test_reassigning_keeps_the_clock_and_moves_the_item(task, actor, east, organiser, clerk):
    second = actor(east, Role.ORGANISER)

    acts.reassign(
        task_id=task.pk, unit_id=east.pk, account_id=second.account_id, note="人手调整", by=clerk
    )

    assert fresh(task).due_on == task.due_on
    assert (open_count(organiser), open_count(second)) == (0, 1)


def test_a_batch_is_given_as_a_whole_or_not_at_all(make_task, actor, east, clerk, organiser, proof):
    first, second, third = (make_task(name=name) for name in "甲乙丙")
    person = actor(east, Role.ORGANISER)
    give = {"unit_id": east.pk, "account_id": person.account_id, "note": "调整", "by": clerk}
    acts.return_task(task_id=second.pk, reason="not_found", by=organiser)
    release(third, organiser, evidence=proof())

    with pytest.raises(NotAllowed), transaction.atomic():
        give_all(task_ids=[first.pk, third.pk], **give)
    assert fresh(first).owner_id == organiser.account_id

    assert give_all(task_ids=[first.pk, second.pk, first.pk], **give) == 2
    assert {fresh(t).owner_id for t in (first, second)} == {person.account_id}
    assert [steps_of(t)[0].name for t in (first, second)] == ["reassign", "assign"]


def test_a_released_task_may_be_listed_again(task, organiser, clerk, proof):
    visited(task, organiser)
    release(task, organiser, evidence=proof())

    acts.reopen(task_id=task.pk, note="下一次比对仍有60人参保", by=clerk)

    now = fresh(task)
    assert (now.state, now.closed_on, now.close_reason) == (TaskState.ASSIGNED, None, "")
    assert (now.first_visit_on, now.close_due) == (None, None)
    assert now.due_on == now.visit_due
    assert open_count(organiser) == 1


def test_an_established_task_stays_closed(task, organiser, clerk, proof):
    establish(task, organiser, evidence=proof())

    with pytest.raises(NotAllowed):
        acts.reopen(task_id=task.pk, note="x", by=clerk)
    with pytest.raises(NotAllowed):
        release(task, organiser, evidence=proof())


def test_undo_restores_every_value_and_keeps_both_lines(task, organiser, proof):
    visited(task, organiser)
    names = [f.attname for f in Task._meta.fields]
    before = {name: getattr(fresh(task), name) for name in names}
    establish(task, organiser, evidence=proof())

    undo(task_id=task.pk, by=organiser)

    assert {name: getattr(fresh(task), name) for name in names} == before | {
        "union_name": "", "established_on": None,
    }  # fmt: skip
    last, closing = steps_of(task)[:2]
    assert (last.name, last.undoes_id, last.label) == ("undo", closing.pk, "撤回“已建会，销号”")
    assert closing.undone_by == last
    assert open_count(organiser) == 1


def test_an_undone_visit_is_no_visit(task, organiser):
    visited(task, organiser)

    undo(task_id=task.pk, by=organiser)

    now = fresh(task)
    assert (now.state, now.first_visit_on, now.due_on) == (
        TaskState.ASSIGNED,
        None,
        task.visit_due,
    )
    assert visits_of(task) == []


def test_undo_is_for_the_author_today_once(task, organiser, clerk, actor, town):
    with pytest.raises(NotAllowed, match="没有可以撤回的步骤"):
        undo(task_id=task.pk, by=clerk)
    visited(task, organiser)
    with pytest.raises(NotAllowed, match="只有办理本人"):
        undo(task_id=task.pk, by=clerk)
    TaskStep.objects.unscoped(reason="测试").filter(pk=last_step(task).pk).update(
        at=timezone.now() - timedelta(days=1)
    )
    with pytest.raises(NotAllowed, match="当日"):
        undo(task_id=task.pk, by=organiser)
    visited(task, organiser)
    undo(task_id=task.pk, by=organiser)
    with pytest.raises(NotAllowed, match="撤回"):
        undo(task_id=task.pk, by=organiser)


def test_handing_over_the_item_hands_over_the_task(task, actor, town, organiser):
    on_hand_over(acts.TODO, acts.move_with_item)
    second = actor(town, Role.ORGANISER)

    hand_over(item_id=open_items(organiser).get().pk, account_id=second.account_id, by=organiser)

    assert fresh(task).owner_id == second.account_id
    assert steps_of(task)[0].label == "转办"
    assert (open_count(organiser), open_count(second)) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_two_people_cannot_close_the_same_task_twice(task, organiser, proof):
    answers = together(
        *(lambda n=name: release(task, organiser, evidence=proof(), note=n) for name in "甲乙")
    )

    (told,) = refused(answers)
    assert "当前状态或岗位不允许" in told
    closing = TaskStep.objects.unscoped(reason="测试").filter(task=task, name="release")
    assert closing.count() == 1
    assert AuditEvent.objects.filter(verb="matching.task_release").count() == 1
