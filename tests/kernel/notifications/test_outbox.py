"""The outbox (X8): adapters, quiet hours, daily share, tries."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from niangjia.kernel.notifications.enums import Channel, MessageState
from niangjia.kernel.notifications.gateways import FileGateway, Refused, gateway, use_gateway
from niangjia.kernel.notifications.models import Message
from niangjia.kernel.notifications.outbox import deliver_due, post_message
from niangjia.kernel.notifications.wordings import Wording, register_wording
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role

HERE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 23, 12, tzinfo=HERE)
NIGHT = datetime(2026, 11, 23, 23, tzinfo=HERE)
MORNING = datetime(2026, 11, 24, 8, tzinfo=HERE)
PHONE = "13953312345"


class Sink:
    """A provider that remembers, and refuses as often as it is told to."""

    def __init__(self, refusals=0):
        self.letters, self.refusals = [], refusals

    def send(self, letter):
        if self.refusals:
            self.refusals -= 1
            raise Refused("通道繁忙")
        self.letters.append(letter)
        return f"R{len(self.letters)}"


@pytest.fixture
def sink():
    new = Sink()
    old = use_gateway(Channel.SMS, new)
    yield new
    use_gateway(Channel.SMS, old)


@pytest.fixture
def post(make_account, town):
    """``post(now, n=3)``: one message to one and the same person."""
    register_wording(Wording("test.due", "您有{count}项任务即将到期", "SMS-001"))
    account = make_account(town, Role.ORGANISER)

    def write(now=NOON, channel=Channel.SMS, count=3):
        return post_message(
            unit_id=town.pk, account_id=account.pk, address=PHONE, code="test.due",
            by=Actor.system("测试"), channel=channel, now=now, count=count,
        )  # fmt: skip

    return write


def test_a_message_leaves_once_with_its_approval_number(post, sink):
    message = post()

    assert deliver_due(NOON) == {"sent": 1, "held": 0, "failed": 0}
    assert deliver_due(NOON) == {"sent": 0, "held": 0, "failed": 0}

    message.refresh_from_db()
    assert (message.state, message.receipt) == (MessageState.SENT, "R1")
    (letter,) = sink.letters
    assert (letter.address, letter.approval) == (PHONE, "SMS-001")
    assert letter.text == "您有3项任务即将到期"
    assert str(message) == "短信 您有3项任务即将到期"


def test_x8_a_message_of_the_night_waits_for_the_morning(post, sink):
    post(NIGHT)

    deliver_due(NIGHT)
    deliver_due(MORNING - timedelta(minutes=1))
    assert sink.letters == []

    assert deliver_due(MORNING)["sent"] == 1


def test_a_message_left_over_from_the_day_is_not_sent_at_night(post, sink):
    post(NOON)

    assert deliver_due(NIGHT)["sent"] == 0


def test_the_sixth_message_of_a_day_waits_for_the_next(post, sink):
    days = [post(NOON + timedelta(minutes=n)).not_before.date().day for n in range(11)]

    assert days == [23] * 5 + [24] * 5 + [25]


def test_a_refused_message_is_tried_three_times(post, sink):
    sink.refusals = 9
    message = post(NOON)

    outcomes = [deliver_due(NOON + timedelta(hours=n)) for n in range(4)]

    assert [o["held"] for o in outcomes] == [1, 1, 0, 0]
    assert outcomes[2]["failed"] == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.FAILED, 3)
    assert message.problem == "通道繁忙"


def test_a_second_try_may_succeed(post, sink):
    sink.refusals = 1
    message = post(NOON)

    deliver_due(NOON)
    deliver_due(NOON + timedelta(minutes=10))

    message.refresh_from_db()
    assert (message.state, message.attempts, message.problem) == (MessageState.SENT, 2, "")


def test_the_address_is_sealed_in_the_database(post):
    message = post()

    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM notifications_message WHERE id = %s", [message.pk])
        stored = cursor.fetchone()[0]

    assert PHONE not in stored
    assert Message.objects.unscoped(reason="测试").get(pk=message.pk).address == PHONE


def test_by_default_letters_become_files(post, settings, tmp_path):
    settings.VAR = tmp_path
    message = post(channel=Channel.WECHAT)

    deliver_due(NOON)

    message.refresh_from_db()
    (file,) = (tmp_path / "outbox" / "wechat").iterdir()
    letter = json.loads(file.read_text(encoding="utf-8"))
    assert message.receipt == file.name
    assert (letter["text"], letter["address"]) == ("您有3项任务即将到期", "139****2345")
    assert isinstance(gateway("wechat"), FileGateway)
