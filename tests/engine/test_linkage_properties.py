"""Properties of a linkage over lists that nobody chose by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.engine.prepare import INPUT
from tests.engine.test_linkage import OPTIONS, RIGHT, as_rows, found, link, table

pytestmark = pytest.mark.slow  # dozens of linkages

STRANGER = {
    "id": "Z",
    "name": "呼伦贝尔额尔古纳蓝莓冻干厂",
    "legal": "包某",
    "district": "额尔古纳市",
}
SPOILT = {
    "whole": lambda row: row,
    "union": lambda row: {**row, "name": row["name"] + "工会委员会", "uscc": ""},
    "short": lambda row: {**row, "name": row["name"][2:6], "uscc": "", "address": ""},
    "code only": lambda row: {"uscc": row["uscc"]},
    "name only": lambda row: {"name": row["name"]},
    "typo": lambda row: {**row, "name": "淄博某" + row["name"][3:], "uscc": row["uscc"][::-1]},
    "nothing": lambda row: {},
}
LISTS = st.lists(
    st.tuples(st.integers(0, len(RIGHT) - 1), st.sampled_from(sorted(SPOILT))), max_size=12
)


def messy(chosen):
    """A list of spoilt rows of the register, some of them more than once."""
    return [{**SPOILT[how](RIGHT[n]), "id": f"L{i:02}"} for i, (n, how) in enumerate(chosen)]


@settings(max_examples=12, deadline=None)
@given(LISTS, st.randoms(use_true_random=False))
def test_nothing_is_lost_and_order_decides_nothing(chosen, random):
    left = messy(chosen)
    base = found(left, RIGHT)
    mixed = [table(random.sample(rows, len(rows))) for rows in (left, RIGHT)]
    columns = random.sample(INPUT, len(INPUT))
    other = link(mixed[0].select(columns), mixed[1].select(columns[::-1]), options=OPTIONS)

    assert sorted(s["left_id"] for s in base.states.to_pylist()) == [row["id"] for row in left]
    assert sum(base.counts[zone] for zone in ("auto", "review", "none")) == len(left)
    assert other.links.equals(base.links)
    assert other.states.equals(base.states)


@settings(max_examples=8, deadline=None)
@given(LISTS)
def test_an_unrelated_row_changes_no_other_link(chosen):
    left = messy(chosen)
    base = as_rows(found(left, RIGHT))

    assert as_rows(found(left, [*RIGHT, STRANGER])) == base
    assert [row for row in as_rows(found([*left, STRANGER], RIGHT)) if row[0] != "Z"] == base


@settings(max_examples=8, deadline=None)
@given(st.sets(st.integers(0, len(RIGHT) - 1), min_size=1, max_size=12))
def test_a_row_equal_to_itself_always_links(chosen):
    left = [RIGHT[n] for n in sorted(chosen)]

    assert {row[0]: row[1] for row in as_rows(found(left, RIGHT))} == {
        row["id"]: row["id"] for row in left
    }
