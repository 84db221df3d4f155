"""Steps of a task and opinions come back out of the inbox (X1)."""

import pytest

from niangjia.kernel.notifications.actions import hand_over
from niangjia.kernel.notifications.queries import done_items, ended_items, open_items
from niangjia.kernel.notifications.recalls import recall_label, recall_step
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions import opinions
from niangjia.matching.actions import tasks as acts
from niangjia.matching.models import Opinion, Task, TaskStep


def fresh(task):
    return Task.objects.unscoped(reason="测试").get(pk=task.pk)


def test_a_return_is_taken_back_out_of_done(task, organiser, clerk, east, actor):
    acts.return_task(task_id=task.pk, reason="elsewhere", by=organiser)
    sent = done_items(organiser).get()
    assert sent.outcome == "退回"

    assert recall_label(organiser, sent) == "退回"
    recall_step(item=sent, by=organiser)

    assert fresh(task).state == "assigned"
    assert open_items(organiser).count() == 1
    with pytest.raises(NotAllowed, match="已经是撤回"):
        recall_label(organiser, sent)


def test_a_handed_over_task_comes_back_with_its_owner(task, organiser, actor, town):
    second = actor(town, Role.ORGANISER)
    hand_over(item_id=open_items(organiser).get().pk, account_id=second.account_id, by=organiser)
    assert (fresh(task).owner_id, open_items(second).get().handed_by) == (
        second.account_id, organiser.name,
    )  # fmt: skip

    recall_step(item=done_items(organiser).get(), by=organiser)

    assert fresh(task).owner_id == organiser.account_id
    assert (open_items(organiser).count(), open_items(second).count()) == (1, 0)
    labels = (
        TaskStep.objects.unscoped(reason="测试").filter(task=task).values_list("label", flat=True)
    )
    assert list(labels)[-2:] == ["转办", "收回转办"]


def test_an_opinion_comes_back_until_it_is_answered(task, organiser, department, actor):
    liaison = actor(department, Role.LIAISON)

    def ask():
        return opinions.pass_opinion(
            task_id=task.pk, department_id=department.pk, text="怎么办？", by=organiser
        )

    ask()
    sent = done_items(organiser).get()
    assert recall_label(organiser, sent) == "转交税务局"
    recall_step(item=sent, by=organiser)
    assert open_items(liaison).count() == 0
    assert Opinion.objects.unscoped(reason="测试").get().withdrawn
    assert [i.ending for i in ended_items(organiser)] == ["转交人已撤回"]

    again = ask()
    opinions.answer_opinion(opinion_id=again.pk, answer="照办", by=liaison)
    with pytest.raises(NotAllowed, match="已经答复"):
        opinions.withdraw_opinion(opinion_id=again.pk, by=organiser)
