"""The inbox (X1): who sees an item, lights and counts, handing over."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.clocks.rules import Light
from niangjia.kernel.notifications import actions
from niangjia.kernel.notifications.actions import (
    Notice,
    hand_over,
    mark_read,
    on_hand_over,
    pass_on,
    settle,
    settle_all,
    tell,
    tell_all,
)
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.notifications.queries import (
    NoSuchItem,
    colleagues,
    copies,
    counts,
    done_items,
    ended_items,
    item_for,
    lit,
    open_count,
    open_items,
    past_counts,
    yellow_until,
)
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role

TODAY = date(2026, 11, 23)
HOUSE = Actor.system("测试")


@pytest.fixture
def send(town):
    """``send(actor, …)``: an item for that person at the town."""

    def tell_one(actor=None, **facts):
        facts = {"kind": "test", "title": "请走访", "url": "/x/", "subject": "test:1"} | facts
        if actor is not None:
            facts |= {"account_id": actor.account_id}
        tell(unit_id=facts.pop("unit_id", town.pk), by=HOUSE, **facts)

    return tell_one


def every():
    return TodoItem.objects.unscoped(reason="测试")


def test_a_personal_item_is_seen_by_that_person_only(actor, town, send):
    mine, other = actor(town, Role.ORGANISER), actor(town, Role.ORGANISER)

    send(mine)

    assert (open_count(mine), open_count(other)) == (1, 0)
    with pytest.raises(NoSuchItem):
        item_for(other, every().get().pk)


def test_an_item_for_a_role_is_seen_by_its_holders_at_that_unit(actor, east, west, town, send):
    send(role=Role.CLERK, unit_id=east.pk)

    seen = {
        name: open_count(actor(unit, role))
        for name, unit, role in [
            ("clerk", east, Role.CLERK),
            ("leader", east, Role.LEADER),
            ("elsewhere", west, Role.CLERK),
            ("below", town, Role.CLERK),
        ]
    }
    assert seen == {"clerk": 1, "leader": 0, "elsewhere": 0, "below": 0}


def test_an_item_out_of_the_post_is_not_seen(actor, west, town, send):
    person = actor(west, Role.ORGANISER)

    send(person)  # an item of a town that is not theirs

    assert open_count(person) == 0


def test_a_visitor_has_no_items(db):
    assert open_count(Actor(account_id=None, name="访客")) == 0
    assert colleagues(Actor(account_id=None, name="访客"), TODAY) == []


def test_telling_again_renews_the_open_item(actor, town, send):
    person = actor(town, Role.ORGANISER)
    send(person, due_on=TODAY)

    send(person, title="请走访（已延期）", due_on=TODAY + timedelta(days=9))

    item = every().get()
    assert (item.title, item.due_on) == ("请走访（已延期）", date(2026, 12, 2))


def test_a_settled_matter_has_ended_with_a_name_and_an_outcome(actor, town, send):
    person = actor(town, Role.ORGANISER)
    send(person)
    send(person, subject="test:2")

    assert settle(subject="test:1", by=person, outcome="同意") == 1
    assert settle(subject="test:1", by=person) == 0

    over = ended_items(person).get()
    assert (over.subject, over.ended_by, over.ending) == ("test:1", person.name, "同意")
    assert (done_items(person).count(), open_count(person)) == (0, 1)
    send(person)  # the matter comes back: a new item, the old one stays and runs again
    assert (open_count(person), done_items(person).count(), ended_items(person).count()) == (
        2,
        1,
        0,
    )


def test_a_matter_is_done_while_it_waits_for_others_and_ends_with_the_last_step(
    actor, east, town, send
):
    """已办 and 办结: my step is over; the matter is over."""
    below, above = actor(town, Role.ORGANISER), actor(east, Role.LEADER)
    send(below)

    settle(subject="test:1", by=below, outcome="上报")
    send(role=Role.LEADER, unit_id=east.pk)
    assert [i.outcome for i in done_items(below)] == ["上报"]
    assert past_counts(below) == {"done": 1, "ended": 0}

    settle(subject="test:1", by=above, outcome="审核通过")
    assert [(i.outcome, i.ending, i.ended_by) for i in ended_items(below)] == [
        ("上报", "审核通过", above.name)
    ]
    assert past_counts(below) == {"done": 0, "ended": 1}


def test_a_matter_is_listed_once_however_many_steps_were_taken(actor, town, send):
    person = actor(town, Role.ORGANISER)
    for step in ("走访", "登记意向", "销号"):
        send(person)
        settle(subject="test:1", by=person, outcome=step)

    assert [i.outcome for i in ended_items(person)] == ["销号"]


def test_passing_on_keeps_who_still_waits_and_settles_the_others(actor, east, town, send):
    first, second = actor(town, Role.ORGANISER), actor(east, Role.LEADER)
    send(first, kind="k")
    send(role=Role.LEADER, unit_id=east.pk, kind="k")
    kept = open_items(second).get().pk

    rest = [Notice(east.pk, "k", "仍待确认", "/x/", "test:1", role=Role.LEADER)]
    assert pass_on(subject="test:1", kind="k", notices=rest, by=first, outcome="确认") == 1

    assert [(i.pk, i.title) for i in open_items(second)] == [(kept, "仍待确认")]
    assert [i.outcome for i in done_items(first)] == ["确认"]


def test_settling_by_kind_leaves_the_others(actor, town, send):
    person = actor(town, Role.ORGANISER)
    send(person)
    send(person, kind="other")

    settle_all(subjects=["test:1"], by=person, kind="other")

    assert [item.kind for item in open_items(person)] == ["test"]


def test_copies_are_read_not_settled(actor, town, send):
    person = actor(town, Role.ORGANISER)
    send(person, copy=True)
    item = copies(person).get()

    assert (open_count(person), settle(subject="test:1", by=person)) == (0, 0)

    assert [mark_read(item_ids=[item.pk], by=person) for _ in range(2)] == [1, 0]
    assert copies(person).get().done_by == person.name


def test_a_todo_cannot_be_read_away(actor, town, send):
    person = actor(town, Role.ORGANISER)
    send(person)

    assert mark_read(item_ids=[every().get().pk], by=person) == 0


def test_counts_equal_the_lists_and_lights(actor, town, send):
    person = actor(town, Role.ORGANISER)
    for number, ahead in enumerate([-9, -1, 0, 1, 3, 4, 5, 30, None]):
        due = TODAY + timedelta(days=ahead) if ahead is not None else None
        send(person, subject=f"test:{number}", due_on=due)
    send(person, copy=True)

    found = counts(person, TODAY)
    lights = [shown.light for shown in lit(list(open_items(person)), TODAY)]

    assert found.todo == open_items(person).count() == open_count(person) == 9
    assert found.red == lights.count(Light.RED) == 2
    assert found.yellow == lights.count(Light.YELLOW) == 3
    assert found.green == lights.count(Light.GREEN) + lights.count(None) == 4
    assert found.copies == 1


@pytest.mark.parametrize("start", [date(2026, 9, 18), date(2026, 9, 30), date(2026, 12, 30)])
def test_yellow_by_query_is_yellow_by_rule(db, start):
    calendar = current_calendar()
    until = yellow_until(start, calendar)

    assert calendar.light(until, start) == Light.YELLOW
    assert calendar.light(until + timedelta(days=1), start) == Light.GREEN


@pytest.mark.parametrize("size", [1, 4])
def test_the_inbox_costs_the_same_whatever_its_length(
    actor, town, send, size, django_assert_num_queries
):
    person = actor(town, Role.ORGANISER)
    for number in range(size):
        send(person, subject=f"test:{number}", due_on=TODAY)

    with django_assert_num_queries(2):  # the items with their units, and the calendar
        shown = lit(list(open_items(person)), TODAY)
        names = [row.item.unit.short_name for row in shown]

    assert len(names) == size


def test_many_items_cost_few_queries(actor, town, django_assert_max_num_queries):
    person = actor(town, Role.ORGANISER)
    notices = [
        Notice(town.pk, "test", f"第{n}家", "/x/", f"test:{n}", account_id=person.account_id)
        for n in range(300)
    ]

    with django_assert_max_num_queries(8):
        tell_all(notices, by=HOUSE)
    tell_all(notices, by=HOUSE)

    assert open_count(person) == 300


def test_handing_over_moves_item_and_matter(actor, town, send, monkeypatch):
    monkeypatch.setattr(actions, "_hand_over", {})
    first, second = actor(town, Role.ORGANISER), actor(town, Role.ORGANISER)
    moved = []
    on_hand_over("test", lambda item, account_id, by: moved.append((item.subject, account_id)))
    send(first)

    hand_over(item_id=every().get().pk, account_id=second.account_id, by=first)

    assert (open_count(first), open_count(second)) == (0, 1)
    assert moved == [("test:1", second.account_id)]
    assert every().get().handed_by == first.name
    assert [i.subject for i in done_items(first)] == ["test:1"]  # the matter runs elsewhere
    assert AuditEvent.objects.get().changes == {"to": second.account_id, "subject": "test:1"}


def test_items_are_handed_to_colleagues_of_the_same_post_only(actor, east, town, send):
    first, clerk = actor(town, Role.ORGANISER), actor(town, Role.CLERK)
    elsewhere, second = actor(east, Role.ORGANISER), actor(town, Role.ORGANISER)
    send(first)

    assert colleagues(first, TODAY) == [(second.account_id, second.name)]
    for stranger in (clerk, elsewhere, first):
        with pytest.raises(ValueError, match="只能转办给本单位同岗位的同事"):
            hand_over(item_id=every().get().pk, account_id=stranger.account_id, by=first)


def test_done_items_are_not_handed_over(actor, town, send):
    first, second = actor(town, Role.ORGANISER), actor(town, Role.ORGANISER)
    send(first)
    settle(subject="test:1", by=first)

    with pytest.raises(NoSuchItem):
        hand_over(item_id=every().get().pk, account_id=second.account_id, by=first)


def test_the_database_refuses_an_item_for_nobody(city):
    with pytest.raises(IntegrityError), transaction.atomic():
        TodoItem.objects.create(
            unit=city, kind="k", title="t", url="/", subject="s", created_by="x"
        )


def test_the_database_refuses_two_open_items_of_one_matter(city):
    facts = {"unit": city, "kind": "k", "title": "t", "url": "/", "subject": "s",
             "created_by": "x", "role": Role.CLERK}  # fmt: skip
    TodoItem.objects.create(**facts)

    with pytest.raises(IntegrityError), transaction.atomic():
        TodoItem.objects.create(**facts)


def test_an_item_is_named_by_its_title(actor, town, send):
    person = actor(town, Role.ORGANISER)
    send(person)

    assert str(item_for(person, every().get().pk)) == "请走访"
