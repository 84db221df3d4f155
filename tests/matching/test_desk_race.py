"""Two people at one pair in the same moment: the database's locks decide, nothing is lost."""

import pytest

from niangjia.kernel.accounts.queries import actor_for
from niangjia.kernel.scope.enums import Role
from niangjia.matching.actions.reviews import answer_pair
from niangjia.matching.enums import Stage
from niangjia.matching.models import Answer, Link, LinkChange, ReviewShare
from tests.matching.doubts import doubt
from tests.matching.tasks.conftest import make_firm, make_run  # noqa: F401
from tests.together import refused, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair(make_firm, town):  # noqa: F811
    return doubt(make_firm(town, "淄博示例机械有限公司"), "淄博示例机械工会委员会")


def saying(pair, by, same):
    return lambda: answer_pair(link_id=pair.pk, same=same, by=by, seen="open")


def standing(pair):
    answers = Answer.objects.unscoped(reason="测试").filter(link=pair).order_by("pk")
    link = Link.objects.unscoped(reason="测试").get(pk=pair.pk)
    return [a.round for a in answers], link.stage


@pytest.fixture
def people(make_account, city):
    return [actor_for(make_account(city, Role.CLERK), None) for _ in range(2)]


def test_on_the_sample_one_is_first_and_the_other_second(pair, people):
    ReviewShare.objects.update(percent=100)

    answers = together(saying(pair, people[0], same=True), saying(pair, people[1], same=False))

    assert refused(answers) == []
    assert standing(pair) == (["first", "second"], Stage.DISPUTED)


def test_a_double_click_answers_once(pair, people):
    ReviewShare.objects.update(percent=100)

    answers = together(saying(pair, people[0], same=True), saying(pair, people[0], same=True))

    assert len(refused(answers)) == 1
    assert standing(pair) == (["first"], Stage.SECOND)


def test_off_the_sample_the_later_one_is_told_and_overrides_nothing(pair, people):
    ReviewShare.objects.update(percent=0)

    answers = together(saying(pair, people[0], same=True), saying(pair, people[1], same=True))

    assert len(refused(answers)) == 1
    assert "刚刚由别人判断过" in refused(answers)[0]
    assert standing(pair) == (["first"], Stage.DECIDED)
    assert LinkChange.objects.unscoped(reason="测试").count() == 1
