"""The sample city's members: valid numbers, the page's figures, the same bytes each time."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from niangjia.engine.identity import check_identity
from niangjia.engine.persons import check_mobile, check_person_name
from niangjia.engine.sheets import open_sheet
from niangjia.sample.cast import Union
from niangjia.sample.casting import Casting
from niangjia.sample.firms import FirmMaker
from niangjia.sample.members import HEADER, HUNDRED_DAYS, figures_for, people_of, write_rosters
from niangjia.sample.plan import plan_for

TODAY = date(2022, 12, 31)


def unions(entities: int) -> list[Union]:
    rng = Random(20221231)
    maker = FirmMaker(Random(rng.random()), TODAY)
    return list(Casting(plan_for(entities, TODAY), maker, Random(rng.random())).run().unions)


@pytest.fixture(scope="module")
def some() -> list[Union]:
    return unions(2_000)


def test_the_page_at_scale_city() -> None:
    found = figures_for(unions(700_000))

    assert (found.members, found.joined, found.joined_migrants, found.new_form) == (
        712_541, 58_632, 42_367, 56_622,
    )  # fmt: skip


def test_the_figures_hold(some: list[Union]) -> None:
    figures, people = figures_for(some), list(people_of(some, TODAY))
    since = TODAY - timedelta(days=HUNDRED_DAYS)

    new = [one for one in people if one.joined > since]
    trades = sum(1 for one in people if one.cells[HEADER.index("新就业形态")])
    assert (len(people), len(new), sum(one.migrant for one in new), trades) == (
        figures.members, figures.joined, figures.joined_migrants, figures.new_form,
    )  # fmt: skip
    assert all(one.joined <= TODAY for one in people)
    assert all(one.joined >= one.union.founded for one in people if one.union.founded < since)


def test_nobody_twice_and_everybody_valid(some: list[Union]) -> None:
    numbers = set()
    for one in people_of(some, TODAY):
        facts = dict(zip(HEADER, one.cells, strict=True))
        read = check_identity(facts["证件号码"], today=TODAY)
        assert read.ok, facts
        assert (read.sex == "1") == (facts["性别"] == "男")
        assert read.birth_on is not None
        assert read.birth_on.isoformat() == facts["出生日期"]
        assert check_person_name(facts["姓名"]).ok
        assert check_mobile(facts["手机号"]).ok
        numbers.add(read.value)
    assert len(numbers) == figures_for(some).members


def test_rare_and_minority_names_are_among_them(some: list[Union]) -> None:
    names = {one.cells[0] for one in people_of(some, TODAY)}

    assert any("·" in name for name in names)
    assert any(ord(c) > 0xFFFF or "㐀" <= c <= "䶿" for name in names for c in name)


def test_workbooks_by_county_marked_as_samples(some: list[Union], tmp_path: Path) -> None:
    few = some[:12]

    rosters = write_rosters(tmp_path / "a", few, TODAY)
    again = write_rosters(tmp_path / "b", few, TODAY)

    assert sum(r.members for r in rosters) == sum(u.members for u in few)
    assert all("示例数据" in r.path.name for r in rosters)
    assert [r.path.read_bytes() for r in rosters] == [r.path.read_bytes() for r in again]
    title = open_sheet(rosters[0].path).head(2)
    assert "示例数据" in title[0][1][0]
    assert title[1][1] == list(HEADER)
