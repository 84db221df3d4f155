"""However an engine cuts the rows and whatever it carries along, the links are the same."""

from importlib import import_module

import pytest

from niangjia.engine import LinkOptions, link
from niangjia.engine.engines.duck import Duck
from tests.engine.test_linkage import LEFT, REGIONS, RIGHT, register, table

NOISY = [
    {**row, "id": f"n{n}", "name": row["name"].replace("有限", "")[:-1], "uscc": ""}
    for n, row in enumerate(register(60))
]


class Scattered(Duck):
    """As a cluster works: nothing is carried from part to part, some parts are empty, and the last
    may come first."""

    filters_tokens = False

    def _parts(self, query):
        whole = self.fetch(query)
        parts = [whole.slice(begin, 7) for begin in range(0, whole.num_rows, 7)]
        yield from [whole.slice(0, 0), *reversed(parts)]


def linked(**more):
    return link(table([*LEFT, *NOISY]), table(RIGHT), options=LinkOptions(regions=REGIONS, **more))


@pytest.fixture(scope="module")
def usual():
    result = linked()
    assert result.links.num_rows > 50
    return result


def same(one, other):
    return one.links.equals(other.links) and one.states.equals(other.states)


def test_parts_in_any_order(usual, tmp_path):
    assert same(linked(engine=Scattered(folder=tmp_path)), usual)


def test_many_small_parts_side_by_side(usual, monkeypatch):
    monkeypatch.setattr("niangjia.engine.engines.duck.BATCH", 7)

    assert same(linked(threads=2), usual)


def test_candidates_of_a_long_list_in_several_parts(usual, monkeypatch):
    monkeypatch.setattr(import_module("niangjia.engine.link"), "PART", 20)

    assert same(linked(), usual)
