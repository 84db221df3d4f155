"""The tree's administrator leaves registered unions to the register; search finds them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from niangjia.kernel.accounts import units
from niangjia.kernel.accounts.models import Account, Post
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.models import Union


@pytest.fixture
def admin(city: Unit, actor: Callable[..., Actor]) -> Actor:
    return actor(city, Role.SYSTEM_ADMIN)


def test_units_with_unions_are_moved_renamed_and_closed_in_the_register(
    west: Unit, town: Unit, register: Callable[..., Union], admin: Actor
) -> None:
    union = register(town, "甲厂工会委员会")
    facts = {"name": "改名", "short_name": "改", "division_code": "", "by": admin}

    with pytest.raises(NotAllowed, match="登记册"):
        units.move_unit(unit_id=town.pk, parent_id=west.pk, by=admin)
    with pytest.raises(NotAllowed, match="登记册"):
        units.rename_unit(unit_id=union.unit_id, **facts)
    with pytest.raises(NotAllowed, match="登记册"):
        units.add_unit(parent_id=town.pk, kind=UnitKind.BASIC, **facts)
    assert units.rename_unit(unit_id=town.pk, **facts).name == "改名"


def test_the_tree_page_draws_federations_only(
    city: Unit, town: Unit, register: Callable[..., Union], login: Callable[..., Client]
) -> None:
    register(town, "甲厂工会委员会")
    client = login(city, Role.SYSTEM_ADMIN)

    assert "甲厂" not in client.get(reverse("units:unit_tree")).content.decode()
    assert "甲厂" in client.get(reverse("units:unit_tree"), {"q": "甲厂"}).content.decode()


def test_a_chair_is_appointed_after_a_search(
    city: Unit, town: Unit, register: Callable[..., Union], login: Callable[..., Client],
    make_account: Callable[..., Account],
) -> None:  # fmt: skip
    union = register(town, "甲厂工会委员会")
    account = make_account(town, Role.ORGANISER)
    client = login(city, Role.SECURITY_ADMIN)
    page = reverse("accounts:account_detail", args=[account.pk])

    assert f'value="{union.unit_id}"' not in client.get(page).content.decode()
    assert f'value="{union.unit_id}"' in client.get(page, {"union": "甲厂"}).content.decode()
    client.post(
        reverse("accounts:post_assign", args=[account.pk]),
        {"unit": union.unit_id, "role": Role.CHAIR},
    )
    assert Post.objects.within(union.unit.scope).get(role=Role.CHAIR).account == account


def test_the_search_of_the_house_finds_unions(
    city: Unit, town: Unit, register: Callable[..., Union], login: Callable[..., Client]
) -> None:
    union = register(town, "瑞丰机械有限公司工会委员会")

    page = login(city, Role.WINDOW).get(reverse("portal:search"), {"q": "rfjx"}).content.decode()

    assert reverse("organizing:union_detail", args=[union.pk]) in page
