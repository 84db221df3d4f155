"""The table of names: every part as stated by hand, one by one and as a column."""

import csv
import re
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.engine.columns.names import NameParser
from niangjia.engine.columns.parting import NameColumns
from niangjia.engine.names import parse_name
from niangjia.engine.regions import Regions

REGIONS = Regions(
    (
        "山东省",
        "淄博市",
        "张店区",
        "淄川区",
        "博山区",
        "临淄区",
        "周村区",
        "桓台县",
        "沂源县",
        "高青县",
    )
)
LINES = (Path(__file__).parent / "names.csv").read_text("utf-8").splitlines()
TABLE = list(csv.DictReader(LINES))
PARTS = ("brand", "trade", "form", "branch_tail", "former", "union_suffix", "party_suffix")


def test_the_table_is_long_enough():
    assert len(TABLE) >= 300
    assert len({row["text"] for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["text"])
def test_name_is_taken_apart_as_stated(row):
    name = parse_name(row["text"], REGIONS)

    assert {part: getattr(name, part) for part in PARTS} == {part: row[part] for part in PARTS}
    assert "、".join(name.divisions) == row["divisions"]
    assert name.core == row["brand"] + row["trade"]
    assert name.sound.split() == row["sound"].split()
    assert name.numerals == row["numerals"]


def of_scalar(texts: list[str]) -> list[tuple[str, ...]]:
    names = [parse_name(text, REGIONS) for text in texts]
    return [
        (re.sub("[()]", "", n.plain), n.core_key, n.form, n.tail_key, n.brand, n.trade, "\n".join(sorted(n.divisions)), n.former)
        for n in names
    ]  # fmt: skip


def of_columns(columns: NameColumns) -> list[tuple[str, ...]]:
    order = ("plain", "core", "form", "tail", "brand", "trade", "divisions", "former")
    return list(zip(*(getattr(columns, name).to_pylist() for name in order), strict=True))


def test_columns_say_the_same_as_single_names():
    texts = [row["text"] for row in TABLE]
    columns = NameParser(REGIONS).parse(pa.array(texts))

    assert of_columns(columns) == of_scalar(texts)
    assert columns.union.tolist() == [bool(parse_name(t, REGIONS).union_suffix) for t in texts]


def test_divisions_without_end_are_each_taken_off_once():
    """Address columns joined in front of the name, and more than once."""
    texts = ["山东省淄博市张店区" * times + "禾岚商贸有限公司" for times in (1, 4, 5)]
    columns = NameParser(REGIONS).parse(pa.array(texts))

    assert of_columns(columns) == of_scalar(texts)
    assert columns.core.to_pylist() == ["禾岚商贸"] * 3
    assert columns.divisions.to_pylist() == ["山东\n张店\n淄博"] * 3


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("山东省淄博市张店区中心路8号", "中心路8号"),
        ("山东省淄博市张店区中心路8号100㎡", "中心路8号100M2"),
        ("淄博市㈱禾岚园", "(株)禾岚园"),
        ("淄博市张店区", ""),
    ],
)
def test_addresses_lose_the_divisions_in_front_whatever_else_they_hold(written, meant):
    assert NameParser(REGIONS).after_divisions(pa.array([written])).to_pylist() == [meant]


PIECES = st.sampled_from(
    ["山东省", "山东", "淄博市", "淄博", "张店区", "张店", "桓台县", "禾岚", "鲁岳", "三禾", "工", "新", "商贸", "电子",
     "物流", "建材", "有限公司", "有限责任公司", "股份有限公司", "公司", "集团", "合作社", "专业合作社", "厂", "店", "社",
     "第一分公司", "分公司", "支公司", "营业部", "(", ")", "(集团)", "(筹)", "原", "曾用名:", "更名为", "现名", "工会",
     "工会委员会", "党支部", "中共", "支部", "党", "1", "2、", "-", " ", "*", "A", "b", "銀", "ａ", "㈱", "é", "𠮷", "市", "县"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=2)), max_size=9).map("".join)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.lists(TEXTS, max_size=12))
def test_columns_equal_single_names_whatever_is_written(texts):
    assert of_columns(NameParser(REGIONS).parse(pa.array(texts, pa.string()))) == of_scalar(texts)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=8), st.integers(0, 7))
def test_a_name_does_not_depend_on_its_neighbours(texts, at):
    at %= len(texts)
    alone = of_columns(NameParser(REGIONS).parse(pa.array([texts[at]], pa.string())))

    assert of_columns(NameParser(REGIONS).parse(pa.array(texts, pa.string())))[at] == alone[0]
