"""Places: the county codes of GB/T 2260, towns and the tiles of the schematic map."""

import pytest

from niangjia.sample.places import AREAS, TOWNS, town


def test_eight_counties_carry_their_codes_and_three_zones_none():
    assert {a.short: a.code for a in AREAS if not a.is_zone} == {
        "淄川区": "370302",
        "张店区": "370303",
        "博山区": "370304",
        "临淄区": "370305",
        "周村区": "370306",
        "桓台县": "370321",
        "高青县": "370322",
        "沂源县": "370323",
    }
    assert [a.short for a in AREAS if a.is_zone] == ["高新区", "经开区", "文昌湖区"]


def test_every_town_has_its_own_code_below_its_registrar():
    assert 85 <= len(TOWNS) <= 92
    assert len({t.code for t in TOWNS}) == len(TOWNS)
    assert all(t.code.startswith(t.area.registrar) and len(t.code) == 9 for t in TOWNS)


def test_no_two_tiles_lie_on_each_other():
    assert len({(t.col, t.row) for t in TOWNS}) == len(TOWNS)
    assert len({(a.col, a.row) for a in AREAS}) == len(AREAS)


def test_shares_add_up():
    assert sum(a.share for a in AREAS) == pytest.approx(1)


def test_town_is_found_by_area_and_name():
    assert town("高新区", "石桥街道") is not town("沂源县", "石桥镇")
    with pytest.raises(KeyError):
        town("张店区", "石桥镇")
    assert town("张店区", "马尚街道").statistical_code == 370303006000
