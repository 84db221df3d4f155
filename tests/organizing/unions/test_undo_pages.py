"""The pages on which a deed is taken back."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.models import (
    Union,
)
from niangjia.organizing.queries.unions import open_version
from tests.organizing.unions.deeds import (
    REASON,
    end,
    ended,
    move_town,
)


@pytest.fixture
def client(city: Unit, login: Callable[..., Client]) -> Client:
    return login(city, Role.REGISTRAR)


def show(client: Client, name: str, number: int) -> str:
    answer = client.get(reverse(f"organizing:{name}", args=[number]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_what_goes_back_asks_again_and_then_does_it(
    client: Client, pair: tuple[Union, Union], keeper: Actor
) -> None:
    one, other = pair
    change = end(one, "merge", keeper, other)
    url = reverse("organizing:change_undo", args=[change.pk])
    assert f'href="{url}"' in show(client, "union_detail", one.pk)

    page = show(client, "change_undo", change.pk)
    for text in ("张工〔2022〕5号", "企业合并", "5 人转回本会", "1 项恢复", "撤回的事由"):
        assert text in page
    assert "请先改正标出的内容" in client.post(url, {"reason": ""}).content.decode()
    asked = client.post(url, {"reason": REASON}).content.decode()
    assert "确定撤回" in asked
    assert "会员：5 人转回本会" in asked
    assert open_version(one).state == "merged"

    done = client.post(url, {"reason": REASON, "confirmed": "1"}, follow=True).content.decode()
    assert "已撤回，5 名会员恢复原样" in done
    assert open_version(one).state == "normal"
    history = show(client, "union_history", one.pk)
    for text in ("撤回办理", REASON, "已撤回", "作废的版本", "并入"):
        assert text in history
    assert url not in history
    assert "经费移交" not in show(client, "union_detail", one.pk)


def test_the_page_says_what_stands_in_the_way_and_offers_no_form(
    client: Client, pair: tuple[Union, Union], keeper: Actor
) -> None:
    one, other = pair
    change = end(one, "merge", keeper, other)
    ended(one, other, keeper)
    url = reverse("organizing:change_undo", args=[change.pk])

    page = client.get(url).content.decode()
    assert "现在不能撤回" in page
    assert "乙厂工会委员会此后也已终止" in page
    assert "撤回的事由" not in page
    client.post(url, {"reason": REASON, "confirmed": "1"})
    assert open_version(one).state == "merged"


def test_a_towns_move_is_taken_back_from_its_own_page(
    client: Client, east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    move = move_town(town, west, keeper)
    url = reverse("organizing:move_undo", args=[move.pk])
    assert url in show(client, "union_branch", town.pk)
    assert url in show(client, "union_detail", unions[0].pk)

    asked = client.post(url, {"reason": REASON}).content.decode()
    assert "马尚街道总工会移回张店区总工会之下" in asked
    assert "5 人" in asked
    done = client.post(url, {"reason": REASON, "confirmed": "1"}, follow=True).content.decode()

    assert "已移回张店区总工会之下，3 家工会随之更正" in done
    assert f"撤回：{REASON}" in done
    assert url not in done


def test_who_may_not_take_back_sees_the_history_without_the_link(
    east: Unit, west: Unit, pair: tuple[Union, Union], keeper: Actor, login: Callable[..., Client]
) -> None:
    one, other = pair
    change = end(one, "merge", keeper, other)
    url = reverse("organizing:change_undo", args=[change.pk])

    for client in (login(east, Role.LEADER), login(one.unit, Role.CHAIR)):
        assert url not in show(client, "union_history", one.pk)
        assert client.get(url).status_code == 403
    assert login(west, Role.REGISTRAR).get(url).status_code == 404
