"""The world of the figures, with a campaign of the hundred days in it."""

from collections.abc import Callable
from datetime import date

import pytest

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.campaigns import start_campaign
from niangjia.organizing.models import Campaign
from tests.organizing.figures.conftest import AUGUST, NOVEMBER, world

__all__ = ["world"]


@pytest.fixture
def organiser(city: Unit, actor: Callable[..., Actor]) -> Actor:
    return actor(city, Role.ORGANISER)


@pytest.fixture
def make_campaign(organiser: Actor) -> Callable[..., Campaign]:
    def make(name: str = "百日集中建会行动", **facts: object) -> Campaign:
        days = {"starts_on": AUGUST, "ends_on": NOVEMBER, "by": organiser}
        return start_campaign(name=name, **(days | facts))

    return make


@pytest.fixture
def campaign(make_campaign: Callable[..., Campaign]) -> Campaign:
    return make_campaign()


def after(days: int) -> date:
    return date.fromordinal(AUGUST.toordinal() + days)
