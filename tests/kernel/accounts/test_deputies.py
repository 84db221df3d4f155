"""委托代办: who may stand in for whom, for how long, and whose name stands in the trace."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.accounts import deputies
from niangjia.kernel.accounts.models import Account, Post
from niangjia.kernel.accounts.queries import NoSuchAccount, actor_for, current_posts
from niangjia.kernel.audit.models import AuditEvent, record
from niangjia.kernel.notifications.actions import hand_over, settle, tell
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.notifications.queries import colleagues, open_items
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed

Make = Callable[..., Account]
TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def absent(make_account: Make, east: Unit) -> Account:
    return make_account(east, Role.ORGANISER, name="李继红")


@pytest.fixture
def colleague(make_account: Make, east: Unit) -> Account:
    return make_account(east, Role.CLERK, name="赵晓宇")


def post_of(account: Account) -> Post:
    return current_posts(account.pk)[0]


def appoint(absent: Account, deputy: Account, by: Actor | None = None, days: int = 7) -> Post:
    return deputies.appoint_deputy(
        post_id=post_of(absent).pk, account_id=deputy.pk, begins=TODAY(),
        ends=TODAY() + days * DAY, by=by or actor_for(absent, None),
    )  # fmt: skip


def as_deputy(deputy: Account, post: Post) -> Actor:
    return actor_for(deputy, post.pk)


def test_the_deputy_acts_in_both_names(absent: Account, colleague: Account, east: Unit) -> None:
    post = appoint(absent, colleague)
    actor = as_deputy(colleague, post)
    with transaction.atomic():
        record("test.deed", on=east, by=actor, unit_path=east.path)

    assert actor.name == "赵晓宇（代李继红）"
    assert (actor.account_id, actor.desk_of) == (colleague.pk, absent.pk)
    assert (actor.roles, actor.scope.paths) == ({Role.ORGANISER}, (east.path,))
    event = AuditEvent.objects.get(verb="test.deed")
    assert (event.actor, event.actor_id) == ("赵晓宇（代李继红）", colleague.pk)


def test_the_own_post_stays_the_first_one(absent: Account, colleague: Account) -> None:
    appoint(absent, colleague)

    assert actor_for(colleague, None).name == "赵晓宇"
    assert [p.deputy_for_id for p in current_posts(colleague.pk)] == [None, absent.pk]


def test_what_waits_for_the_absent_one_waits_for_the_deputy(
    absent: Account, colleague: Account, east: Unit
) -> None:
    tell(unit_id=east.pk, kind="x", title="走访", url="/", subject="x:1", account_id=absent.pk,
         by=Actor.system("试"))  # fmt: skip
    actor = as_deputy(colleague, appoint(absent, colleague))

    assert [item.title for item in open_items(actor)] == ["走访"]
    assert not open_items(actor_for(colleague, None))
    settle(subject="x:1", by=actor)
    assert TodoItem.objects.unscoped(reason="试").get().done_by == "赵晓宇（代李继红）"


def test_a_deputy_hands_over_to_colleagues_of_the_absent_one(
    absent: Account, colleague: Account, make_account: Make, east: Unit
) -> None:
    third = make_account(east, Role.ORGANISER, name="王二")
    tell(unit_id=east.pk, kind="x", title="走访", url="/", subject="x:1", account_id=absent.pk,
         by=Actor.system("试"))  # fmt: skip
    actor = as_deputy(colleague, appoint(absent, colleague))

    assert colleagues(actor, TODAY()) == [(third.pk, "王二")]
    item = hand_over(item_id=open_items(actor)[0].pk, account_id=third.pk, by=actor)
    assert item.handed_by == "赵晓宇（代李继红）"


def test_it_begins_and_ends_by_the_calendar(absent: Account, colleague: Account) -> None:
    post = appoint(absent, colleague, days=0)
    assert post.valid_to == TODAY() + DAY

    Post.objects.unscoped(reason="试").filter(pk=post.pk).update(
        valid_from=TODAY() - 9 * DAY, valid_to=TODAY()
    )
    assert [p.deputy_for_id for p in current_posts(colleague.pk)] == [None]


def test_recalling_works_at_once(absent: Account, colleague: Account) -> None:
    post = appoint(absent, colleague)
    deputies.recall_deputy(post_id=post.pk, by=actor_for(absent, None))

    assert len(current_posts(colleague.pk)) == 1
    assert deputies.given(absent.pk) == []
    with pytest.raises(NoSuchAccount):
        deputies.recall_deputy(post_id=post.pk, by=actor_for(absent, None))


def test_the_security_administrator_appoints_for_somebody_ill(
    absent: Account, colleague: Account, actor: Callable[..., Actor], city: Unit, west: Unit
) -> None:
    post = appoint(absent, colleague, by=actor(city, Role.SECURITY_ADMIN))

    assert post.deputy_for == absent
    with pytest.raises(NoSuchAccount):
        deputies.recall_deputy(post_id=post.pk, by=actor(west, Role.SECURITY_ADMIN))


def test_nobody_gives_away_anothers_post(absent: Account, colleague: Account) -> None:
    with pytest.raises(NoSuchAccount):
        appoint(absent, colleague, by=actor_for(colleague, None))
    post = appoint(absent, colleague)
    with pytest.raises(NoSuchAccount):
        deputies.recall_deputy(post_id=post.pk, by=as_deputy(colleague, post))


def test_a_deputy_cannot_pass_the_post_on(absent: Account, colleague: Account) -> None:
    post = appoint(absent, colleague)
    with pytest.raises(NoSuchAccount):
        deputies.post_to_hand_over(as_deputy(colleague, post), post.pk)


@pytest.mark.parametrize(
    ("begins", "ends", "sentence"),
    [(-1, 3, "不能早于今天"), (3, 2, "不能早于开始"), (0, 180, "最多委托 180 天")],
)
def test_days_must_make_sense(
    absent: Account, colleague: Account, begins: int, ends: int, sentence: str
) -> None:
    with pytest.raises(NotAllowed, match=sentence):
        deputies.appoint_deputy(
            post_id=post_of(absent).pk, account_id=colleague.pk, begins=TODAY() + begins * DAY,
            ends=TODAY() + ends * DAY, by=actor_for(absent, None),
        )  # fmt: skip


def test_one_deputy_at_a_time(absent: Account, colleague: Account, make_account: Make) -> None:
    third = make_account(post_of(absent).unit, Role.CLERK)
    appoint(absent, colleague)
    with pytest.raises(NotAllowed, match="已委托赵晓宇代办"):
        appoint(absent, third)


def test_a_stranger_cannot_stand_in(absent: Account, make_account: Make, west: Unit) -> None:
    with pytest.raises(NotAllowed, match="只能委托给"):
        appoint(absent, make_account(west, Role.ORGANISER))


def test_the_three_administrators_are_never_delegated(
    make_account: Make, east: Unit, colleague: Account
) -> None:
    keeper = make_account(east, Role.AUDIT_ADMIN)
    with pytest.raises(NotAllowed, match="三员分立"):
        appoint(keeper, colleague)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            account=colleague, unit=east, role=Role.AUDIT_ADMIN, valid_from=date(2020, 1, 1),
            valid_to=date(2030, 1, 1), deputy_for=keeper,
        )  # fmt: skip


def test_an_administrator_does_not_stand_in_either(
    absent: Account, make_account: Make, east: Unit
) -> None:
    keeper = make_account(east, Role.SYSTEM_ADMIN)

    assert keeper.pk not in dict(deputies.candidates(post_of(absent)))


def test_the_pages_lead_through_it(absent: Account, colleague: Account, client: Client) -> None:
    client.force_login(absent)
    url = reverse("accounts:deputy_new", args=[post_of(absent).pk])
    assert "赵晓宇" in client.get(url).content.decode()
    wrong = {"account_id": colleague.pk, "begins": TODAY(), "ends": TODAY() - DAY}
    assert "不能早于开始日期" in client.post(url, wrong).content.decode()

    done = client.post(url, wrong | {"ends": TODAY() + DAY}, follow=True)
    assert "由赵晓宇代办" in done.content.decode()
    recall = reverse("accounts:deputy_recall", args=[deputies.given(absent.pk)[0].pk])
    assert "已收回赵晓宇的代办" in client.post(recall, follow=True).content.decode()
