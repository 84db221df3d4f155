"""The home page has ways on for every role, and each of them opens."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.models import Union
from tests.organizing.conftest import make_union  # noqa: F401


@pytest.mark.parametrize("role", Role)
def test_the_entrances_of_every_role_open(
    role: Role, town: Unit, login: Callable[..., Client], make_union: Callable[..., Union]  # noqa: F811
) -> None:  # fmt: skip
    unit = make_union(town, UnitKind.BASIC).unit if role == Role.CHAIR else town
    client = login(unit, role)

    page = client.get("/").content.decode()
    card = page.partition("常用入口")[2].partition("</ul>")[0]
    entrances = re.findall(r'href="([^"]+)"', card)

    assert entrances, "an empty card"
    for url in entrances:
        assert client.get(url, follow=True).status_code == 200, url


@pytest.mark.parametrize("role", [Role.LEADER, Role.ORGANISER, Role.CLERK])
def test_the_figures_are_one_step_from_home(
    role: Role, town: Unit, login: Callable[..., Client]
) -> None:
    page = login(town, role).get("/").content.decode()

    assert reverse("organizing:figure_home") in page.partition("常用入口")[2].partition("</ul>")[0]
