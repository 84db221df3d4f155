"""Lists of a small city, taken in and compared."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.cache import cache

from niangjia.kernel.scope.models import Unit
from niangjia.matching.actions.link_run import run_linkage
from niangjia.matching.enums import Source
from tests.matching.conftest import DAY, clerk, put  # noqa: F401

CODES = ("91370300MA3C00011W", "914403001922038216", "91310000132260250X")


@pytest.fixture(autouse=True)
def _no_old_answers() -> None:
    cache.clear()


@pytest.fixture
def small_city(put, clerk, city: Unit, east: Unit, west: Unit) -> Callable[..., None]:  # noqa: F811
    """Three firms; one has a party organisation, 80 insured and no union, one has a union."""

    def build(day: date = DAY) -> None:
        put(
            Source.REGISTRATION,
            [
                {"uscc": CODES[0], "name": "淄博甲乙机械有限公司", "district": "张店区"},
                {"uscc": CODES[1], "name": "淄博丙丁化工有限公司", "district": "张店区"},
                {"uscc": CODES[2], "name": "淄博戊己物流有限公司", "district": "淄川区"},
            ],
            day=day,
        )
        put(
            Source.SOCIAL,
            [{"uscc": CODES[0], "name": "淄博甲乙机械有限公司", "headcount": 80}],
            day=day,
        )
        put(
            Source.PARTY,
            [
                {
                    "organisation": "中共淄博甲乙机械有限公司支部委员会",
                    "name": "淄博甲乙机械有限公司",
                    "district": "张店区",
                }
            ],
            day=day,
        )
        put(
            Source.UNION,
            [
                {
                    "organisation": "淄博戊己物流有限公司工会委员会",
                    "name": "淄博戊己物流有限公司",
                    "uscc": CODES[2],
                    "district": "淄川区",
                    "members": 56,
                    "founded_on": date(2022, 10, 8),
                    "new_form": True,
                },
                {
                    "organisation": "淄博丙丁化工有限公司工会委员会",
                    "name": "淄博丙丁化工有限公司",
                    "uscc": CODES[1],
                    "district": "张店区",
                    "members": 30,
                    "founded_on": date(2021, 5, 1),
                },
            ],
            day=day,
        )
        run_linkage(unit=city, as_of=day, by=clerk)

    return build
