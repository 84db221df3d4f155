"""Pages of the inbox."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.notifications.actions import settle, tell
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role


@pytest.fixture
def person(actor, town):
    return actor(town, Role.ORGANISER)


@pytest.fixture
def client(person):
    client = Client()
    client.force_login(
        Account.objects.get(pk=person.account_id), "django.contrib.auth.backends.ModelBackend"
    )
    return client


@pytest.fixture
def send(person, town):
    def one(number=1, **facts):
        tell(
            unit_id=town.pk, kind="test", title=f"第{number}件事", url="/x/", by=Actor.system("测试"),
            subject=f"test:{number}", account_id=person.account_id, **facts,
        )  # fmt: skip
        return TodoItem.objects.unscoped(reason="测试").latest("id")

    return one


def page(client, query=""):
    return client.get(f"/inbox/{query}").content.decode()


def test_an_empty_inbox_says_so(client):
    assert "没有待办" in page(client)
    assert "还没有已办事项" in page(client, "?tab=done")
    assert "没有抄送" in page(client, "?tab=copies")
    assert "没有待办" in page(client, "?tab=nothing")


def test_lights_stand_in_words(client, send):
    today = timezone.localdate()
    for number, ahead in enumerate([-1, 0, 60]):
        send(number, due_on=today + timedelta(days=ahead))

    html = page(client)

    assert all(word in html for word in ("逾期", "临期", "正常"))
    assert "待办3项：逾期1项，三个工作日内到期1项。" in html
    assert html.index("第0件事") < html.index("第1件事") < html.index("第2件事")


def test_done_items_stand_under_done(client, send, person):
    send()
    settle(subject="test:1", by=person)

    assert "第1件事" not in page(client)
    assert person.name in page(client, "?tab=done")


def test_a_copy_is_read_by_a_button(client, send):
    item = send(copy=True)

    response = client.post(f"/inbox/{item.pk}/read/")

    assert response.url == "/inbox/?tab=copies"
    item.refresh_from_db(from_queryset=TodoItem.objects.unscoped(reason="测试"))
    assert item.state == "done"


def test_handing_over_on_the_page(client, send, actor, town):
    item, colleague = send(), actor(town, Role.ORGANISER)
    url = f"/inbox/{item.pk}/hand-over/"
    assert colleague.name in client.get(url).content.decode()

    assert client.post(url, {"account_id": ""}).status_code == 200
    assert client.post(url, {"account_id": colleague.account_id}).status_code == 302
    assert client.get(url).status_code == 404


def test_somebody_elses_item_is_absent(send, login, town):
    item = send()

    stranger = login(town, Role.ORGANISER)

    assert stranger.get(f"/inbox/{item.pk}/hand-over/").status_code == 404
    assert stranger.post(f"/inbox/{item.pk}/read/").status_code == 404


def test_visitors_are_sent_to_the_login(db):
    assert Client().get("/inbox/").status_code == 302


def test_long_inboxes_are_paged(client, send):
    for number in range(31):
        send(number)

    assert "第1页，共2页" in page(client)
    assert "第30件事" in page(client, "?page=2")


@pytest.mark.parametrize("size", [1, 6])
def test_the_page_costs_the_same_whatever_its_length(
    client, send, size, django_assert_max_num_queries
):
    for number in range(size):
        send(number, due_on=timezone.localdate())

    with django_assert_max_num_queries(12):
        page(client)
