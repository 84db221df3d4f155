"""Pages of the inbox."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

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


def page(client, path=""):
    return client.get(f"/inbox/{path}").content.decode()


def test_an_empty_inbox_says_so(client):
    assert "没有待办" in page(client)
    assert "没有在途的已办事项" in page(client, "done/")
    assert "没有办结的事项" in page(client, "ended/")
    assert "没有抄送" in page(client, "copies/")


def test_lights_stand_in_words(client, send):
    today = timezone.localdate()
    for number, ahead in enumerate([-1, 0, 60]):
        send(number, due_on=today + timedelta(days=ahead))

    html = page(client)

    assert all(word in html for word in ("逾期", "临期", "正常"))
    assert "待办3项：逾期1项，三个工作日内到期1项，正常1项。" in html
    assert html.index("第0件事") < html.index("第1件事") < html.index("第2件事")


def test_what_has_ended_stands_under_ended_with_its_outcome(client, send, person):
    send()
    settle(subject="test:1", by=person, outcome="同意转接")

    assert "第1件事" not in page(client)
    assert all(word in page(client, "ended/") for word in (person.name, "同意转接", "第1件事"))


def test_copies_are_read_by_ticking_them(client, send):
    items = [send(number, copy=True) for number in (1, 2)]

    response = client.post("/inbox/read/", {"row": [items[0].pk]})

    assert response.url == "/inbox/copies/"
    states = TodoItem.objects.unscoped(reason="测试").order_by("pk").values_list("state", flat=True)
    assert list(states) == ["done", "open"]
    assert "没有选中未读的抄送" in client.post("/inbox/read/", follow=True).content.decode()


def test_all_copies_that_the_filter_shows_are_read_at_once(client, send):
    for number in (1, 2, 3):
        send(number, copy=True)

    form = {"row": [], "everything": "1", "filter": "q=2件"}
    assert "已阅 1 件" in client.post("/inbox/read/", form, follow=True).content.decode()
    rest = client.post("/inbox/read/", form | {"filter": ""}, follow=True).content.decode()

    assert "已阅 2 件" in rest


def test_the_list_is_filtered_by_word_kind_and_light(client, send):
    today = timezone.localdate()
    send(1, due_on=today - timedelta(days=1))
    send(2, due_on=today)
    send(3)

    assert ["第1件事" in page(client, q) for q in ("?q=1件", "?q=2件")] == [True, False]
    found = {light: page(client, f"?light={light}") for light in ("red", "yellow", "green")}
    assert [light for light, html in found.items() if "第1件事" in html] == ["red"]
    assert [light for light, html in found.items() if "第2件事" in html] == ["yellow"]
    assert [light for light, html in found.items() if "第3件事" in html] == ["green"]
    assert "没有待办" in page(client, "?kind=matching.task")


def test_what_is_shown_goes_into_a_workbook(client, send):
    send()

    response = client.get("/inbox/?export=xlsx")
    book = load_workbook(BytesIO(response.getvalue()))

    assert "第1件事" in [cell.value for cell in book.active["A"]]
    heads = [cell.value for cell in book.active[4]]
    assert "期限" in heads
    assert "操作" not in heads


def test_handing_over_on_the_page(client, send, actor, town):
    item, colleague = send(), actor(town, Role.ORGANISER)
    url = f"/inbox/{item.pk}/hand-over/"
    assert colleague.name in client.get(url).content.decode()

    assert client.post(url, {"account_id": ""}).status_code == 200
    assert client.post(url, {"account_id": colleague.account_id}).status_code == 302
    assert client.get(url).status_code == 404


def test_nobody_to_hand_over_to_is_said(client, send):
    item = send()

    html = client.get(f"/inbox/{item.pk}/hand-over/").content.decode()

    assert "没有可以转办的同事" in html
    assert "转办给谁" not in html


def test_somebody_elses_item_is_absent(send, login, town):
    item = send()

    stranger = login(town, Role.ORGANISER)

    assert stranger.get(f"/inbox/{item.pk}/hand-over/").status_code == 404
    assert stranger.post("/inbox/read/", {"row": [item.pk]}).status_code == 302
    assert TodoItem.objects.unscoped(reason="测试").get().state == "open"


def test_visitors_are_sent_to_the_login(db):
    assert Client().get("/inbox/").status_code == 302


def test_long_inboxes_are_paged(client, send):
    for number in range(21):
        send(number)

    assert "第20件事" not in page(client)
    assert "第20件事" in page(client, "?size=50")


@pytest.mark.parametrize("size", [1, 6])
def test_the_page_costs_the_same_whatever_its_length(
    client, send, size, django_assert_max_num_queries
):
    for number in range(size):
        send(number, due_on=timezone.localdate())

    with django_assert_max_num_queries(15):
        page(client)
