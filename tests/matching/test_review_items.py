"""Doubtful pairs and samples in the inbox (X1): told once a desk, settled with the last one."""

import pytest

from niangjia.kernel.notifications.queries import ended_items, open_items
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.matching.actions.review_items import tell_reviews, tell_sample
from niangjia.matching.actions.reviews import answer_pair, take_back_last
from niangjia.matching.jobs import review_job
from niangjia.matching.models import AuditItem, ReviewShare
from tests.house.rows import make_row
from tests.matching.doubts import doubt
from tests.matching.tasks.conftest import make_firm  # noqa: F401

HOUSE = Actor.system("测试")


@pytest.fixture
def pair(make_firm, town):  # noqa: F811
    ReviewShare.objects.update(percent=0)
    return doubt(make_firm(town, "淄博示例机械有限公司"), "淄博示例机械工会委员会")


def test_the_nearest_clerk_is_told_once(pair, actor, city, east, west):
    near, above, elsewhere = (actor(unit, Role.CLERK) for unit in (east, city, west))

    assert [tell_reviews(by=HOUSE), tell_reviews(by=HOUSE)] == [1, 1]

    assert [i.title for i in open_items(near)] == ["疑似对应待复核：张店区"]
    assert open_items(above).count() == open_items(elsewhere).count() == 0


def test_without_a_clerk_in_the_county_the_city_is_told(pair, actor, city):
    above = actor(city, Role.CLERK)

    review_job()

    assert [i.title for i in open_items(above)] == ["疑似对应待复核：淄博市"]


def test_the_last_answer_settles_it_and_taking_it_back_brings_it_again(pair, actor, east):
    clerk = actor(east, Role.CLERK)
    tell_reviews(by=HOUSE)

    answer_pair(link_id=pair.pk, same=True, by=clerk)
    assert open_items(clerk).count() == 0
    assert [(i.ending, i.ended_by) for i in ended_items(clerk)] == [("已全部复核", clerk.name)]

    take_back_last(by=clerk)
    assert open_items(clerk).count() == 1


def test_a_sample_waits_until_its_last_row_was_seen(actor, east):
    clerk = actor(east, Role.CLERK)
    item = make_row(AuditItem, east)
    tell_sample(item.sample, HOUSE)
    assert open_items(clerk).get().title.startswith("抽查待办理：")

    AuditItem.objects.unscoped(reason="测试").filter(pk=item.pk).update(
        same=True, at=item.sample.drawn_at
    )
    tell_sample(item.sample, clerk)

    assert open_items(clerk).count() == 0
