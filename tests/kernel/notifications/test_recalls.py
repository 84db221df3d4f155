"""撤回 out of 已办 (X1): hand-overs come back, kinds say what can be taken back and why not."""

import pytest
from django.urls import reverse

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.notifications import actions, kinds
from niangjia.kernel.notifications.actions import hand_over, on_hand_over, settle, tell
from niangjia.kernel.notifications.kinds import Kind, Recall
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.notifications.queries import NoSuchItem, done_items, open_items
from niangjia.kernel.notifications.recalls import recall_label, recall_step
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed

HOUSE = Actor.system("测试")
WHY = "测试"


@pytest.fixture
def people(actor, town):
    return actor(town, Role.ORGANISER), actor(town, Role.ORGANISER)


@pytest.fixture
def item(people, town):
    tell(unit_id=town.pk, kind="test", title="请走访", url="/x/", subject="test:1", by=HOUSE,
         account_id=people[0].account_id)  # fmt: skip
    return every().get()


def every():
    return TodoItem.objects.unscoped(reason=WHY)


def test_a_hand_over_comes_back_with_the_matter(people, item, monkeypatch):
    monkeypatch.setattr(actions, "_hand_over", {})
    moved, (first, second) = [], people
    on_hand_over("test", lambda item, account_id, by: moved.append((account_id, by.name)))
    hand_over(item_id=item.pk, account_id=second.account_id, by=first)
    handed = done_items(first).get()

    assert recall_label(first, handed) == f"转办给{second.name}"
    recall_step(item=handed, by=first)

    assert moved == [(second.account_id, first.name), (first.account_id, first.name)]
    assert [i.handed_by for i in open_items(first)] == [""]
    assert open_items(second).count() == 0


def test_an_item_of_a_post_goes_back_to_the_post(actor, people, town):
    first, second = people
    tell(unit_id=town.pk, kind="test", title="请审核", url="/x/", subject="test:2", by=HOUSE,
         role=Role.ORGANISER)  # fmt: skip
    hand_over(item_id=every().get().pk, account_id=second.account_id, by=first)

    recall_step(item=every().get(), by=first)

    assert (every().get().account_id, open_items(second).count()) == (None, 1)


def test_what_the_colleague_has_done_stays_done(people, item):
    first, second = people
    hand_over(item_id=item.pk, account_id=second.account_id, by=first)
    settle(subject="test:1", by=second)

    with pytest.raises(NotAllowed, match=f"{second.name}已经办理"):
        recall_step(item=every().get(), by=first)


def test_a_kind_says_why_it_cannot_be_taken_back(people, item, monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {"test": Kind("test", "试", "试", no_recall="已发短信")})
    settle(subject="test:1", by=people[0])

    with pytest.raises(NotAllowed, match="已发短信"):
        recall_label(people[0], every().get())


def test_the_page_asks_does_and_says_why_not(people, item, monkeypatch, client):
    undone = []

    def check(by, item):
        if undone:
            raise NotAllowed("上级已经办理")
        return "上报"

    kind = Kind("test", "试", "试", recall=Recall(check, lambda by, item: undone.append(item.pk)))
    monkeypatch.setattr(kinds, "_kinds", {"test": kind})
    settle(subject="test:1", by=people[0], outcome="上报")
    account = Account.objects.get(pk=people[0].account_id)
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    url = reverse("notifications:item_recall", args=[item.pk])

    assert url in client.get("/inbox/ended/").content.decode()
    assert "撤回“上报”？" in client.get(url).content.decode()
    assert client.post(url).url == "/inbox/"
    assert undone == [item.pk]
    assert "上级已经办理" in client.get(url).content.decode()


def test_a_strangers_step_is_absent(people, item, actor, town):
    settle(subject="test:1", by=people[0])

    with pytest.raises(NoSuchItem):
        actions.take_back(item_id=item.pk, by=actor(town, Role.ORGANISER))
