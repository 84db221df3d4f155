"""Places: codes, names, addresses, functional zones."""

import pytest

from niangjia.matching.rules.places import Place, Places

CITY = Place(1, "0001", "淄博市", "370300")
PLACES = Places(
    CITY,
    [
        Place(2, "00010001", "张店区", "370303"),
        Place(3, "00010002", "桓台县", "370321"),
        Place(4, "00010003", "高新区"),
        Place(5, "000100010001", "马尚街道", "370303007"),
        Place(6, "000100020001", "马桥镇", "370321105"),
        Place(7, "000100030001", "四宝山街道", "370303041"),
    ],
)


@pytest.mark.parametrize(
    ("hints", "unit"),
    [
        ({"code": "370303007000"}, 5),
        ({"code": "370303041000"}, 7),
        ({"code": "370303999000"}, 2),
        ({"code": "370103001000"}, 1),
        ({"county": "张店区"}, 2),
        ({"county": "张店"}, 2),
        ({"county": "淄博市张店区总工会"}, 2),
        ({"county": "桓台县", "town": "马桥镇"}, 6),
        ({"county": "桓台县", "town": "马桥"}, 6),
        ({"county": "张店区", "town": "马桥镇"}, 2),
        ({"county": "淄博高新技术产业开发区"}, 4),
        ({"county": "国家税务总局淄博市张店区税务局"}, 2),
        ({"text": "山东省淄博市张店区马尚街道华光路1号"}, 5),
        ({"text": "淄博高新区四宝山街道尊贤路"}, 7),
        ({"text": "济南市历下区"}, 1),
        ({}, 1),
    ],
)
def test_where_a_row_is(hints, unit):
    assert PLACES.locate(**hints).unit == unit


def test_the_first_county_an_address_names_counts():
    assert PLACES.locate(text="张店区桓台县路").unit == 2


def test_district_is_the_county_of_a_town_and_empty_for_the_city():
    assert PLACES.district(PLACES.locate(code="370303007000")) == "张店区"
    assert PLACES.district(CITY) == ""
