"""Reminders by short message: once a working day, to owners with tasks due soon (X8)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.jobs.registry import chores, discover
from niangjia.kernel.notifications.models import Message
from niangjia.matching.actions import task_reminders
from niangjia.matching.actions.task_reminders import remind_owners
from niangjia.matching.models import Task

MONDAY = date(2026, 11, 23)


@pytest.fixture
def monday(monkeypatch):
    """It is Monday noon; ``monday(days)`` moves on."""

    def at(days=0):
        moment = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai")) + timedelta(days=days)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    at()
    return at


@pytest.fixture
def phone(organiser):
    account = Account.objects.get(pk=organiser.account_id)
    account.phone = "13953300001"
    account.save()
    return account


def due(task, day):
    Task.objects.unscoped(reason="测试").filter(pk=task.pk).update(due_on=day)


def messages():
    return Message.objects.unscoped(reason="测试")


def test_one_message_counts_what_is_due_and_late(make_task, monday, phone):
    for name, ahead in [("甲", -2), ("乙", 1), ("丙", 30)]:
        due(make_task(name=name), MONDAY + timedelta(days=ahead))

    assert remind_owners() == 1
    assert remind_owners() == 0

    message = messages().get()
    assert message.account == phone
    assert message.address == "13953300001"
    assert "您有2项建会任务临近期限，其中1项已逾期" in message.text


def test_the_next_working_day_reminds_again(make_task, monday, phone):
    due(make_task(), MONDAY - timedelta(days=1))

    told = []
    for days in (0, 1, 5, 6, 7):  # Monday, Tuesday, Saturday, Sunday, Monday
        monday(days)
        told.append(remind_owners())

    assert told == [1, 1, 0, 0, 1]


def test_nobody_is_disturbed_without_need(make_task, monday, organiser):
    task = make_task()
    due(task, MONDAY)
    assert remind_owners() == 0  # no phone number: the inbox alone

    Account.objects.filter(pk=organiser.account_id).update(is_active=False)
    assert remind_owners() == 0


def test_reminders_and_delivery_run_by_the_clock():
    discover()

    names = {chore.name for chore in chores()}
    assert {"notifications.deliver", "matching.remind_owners"} <= names
    assert "您有{count}项" in task_reminders.DUE.text
