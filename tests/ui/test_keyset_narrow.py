"""Pages read by their keys first: the same rows, in the same order, as those read at once."""

import pytest

from niangjia.kernel.scope.models import Unit
from niangjia.ui.keyset import Order, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def units(city, west):
    for number in range(7):
        Unit.objects.create(
            parent=west, path=f"{west.path}{number:04d}", kind="town", name=f"镇{number % 3}",
            short_name=f"镇{number}",
        )  # fmt: skip
    return Unit.objects.unscoped(reason="测试").select_related("parent").filter(kind="town")


@pytest.mark.parametrize("descending", [False, True])
def test_every_page_is_the_same_forwards_and_backwards(units, descending):
    order = Order("name", descending)
    place, seen = None, []
    while True:
        page = page_of(units, order, place, 3, 7, narrow=True)
        assert page == page_of(units, order, place, 3, 7)
        seen += [row.pk for row in page.rows]
        if page.following is None:
            break
        place = page.following
    assert seen == list(units.order_by(*order.expressions()).values_list("pk", flat=True))
    back = page_of(units, order, page.previous, 3, 7, narrow=True)
    assert back == page_of(units, order, page.previous, 3, 7)


def test_it_costs_two_queries_and_none_for_rows_that_are_not_there(
    units, django_assert_num_queries
):
    with django_assert_num_queries(2):
        page = page_of(units, Order("name"), None, 3, 7, narrow=True)
        assert [row.parent.short_name for row in page.rows] == ["淄川区"] * 3
    with django_assert_num_queries(1):
        nothing = units.filter(name="没有")
        assert page_of(nothing, Order("name"), None, 3, 0, narrow=True).rows == []
