"""Whose rule counts: the federation nearest above, else the national one, on its day."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.scope.models import Unit
from niangjia.organizing.enums.parameters import ParameterCode, SizeTable
from niangjia.organizing.models import Parameter, SizeRule
from niangjia.organizing.queries.parameters import parameters_for, sizes_for
from niangjia.organizing.rules.parameters import Value, nearest

DAY = date(2022, 11, 30)


def test_every_code_has_a_national_value_with_its_source(db: None) -> None:
    found = parameters_for("", date(2023, 1, 1))

    assert set(found) == set(ParameterCode.values)
    assert all(value.source for value in found.values())
    assert found[ParameterCode.QUORUM].share == Fraction(2, 3)
    assert found[ParameterCode.TERM_YEARS].choices == (3, 5)
    assert found[ParameterCode.NOTICE_DAYS].number == 7


def test_before_its_day_a_rule_is_not_in_force(db: None) -> None:
    assert ParameterCode.CERTIFICATE_CHANGE not in parameters_for("", date(2020, 12, 7))
    assert ParameterCode.CERTIFICATE_CHANGE in parameters_for("", date(2020, 12, 8))


def test_a_federation_decides_for_those_below_it(east: Unit, west: Unit, town: Unit) -> None:
    facts = {"code": ParameterCode.NOTICE_DAYS, "measure": "calendar", "created_by": "测试"}
    Parameter.objects.create(
        unit=east, value="10", valid_from=date(2022, 1, 1), source_text="区里规定", **facts
    )

    assert parameters_for(town.path, DAY)[ParameterCode.NOTICE_DAYS].number == 10
    assert parameters_for(west.path, DAY)[ParameterCode.NOTICE_DAYS].number == 7
    assert parameters_for(town.path, date(2021, 1, 1))[ParameterCode.NOTICE_DAYS].number == 7


def test_a_federation_with_a_table_of_its_own_leaves_the_national_one(
    east: Unit, west: Unit, town: Unit
) -> None:
    SizeRule.objects.create(
        unit=east, table=SizeTable.COMMITTEE, members_from=11, seats_min=3, seats_max=3,
        odd_only=True, valid_from=date(2022, 1, 1), source_text="区里规定", created_by="测试",
    )  # fmt: skip

    assert [row.unit for row in sizes_for(town.path, SizeTable.COMMITTEE, DAY)] == [east]
    assert len(sizes_for(west.path, SizeTable.COMMITTEE, DAY)) == 7


paths = st.text("0123", min_size=0, max_size=3).map(lambda t: "".join(f"000{c}" for c in t))


@given(st.lists(paths, min_size=1, unique=True), paths)
def test_the_nearest_above_decides(owners: list[str], path: str) -> None:
    rows = [("x", owner, Value(owner, "text", "s", owner)) for owner in owners]

    found = nearest(rows, path)

    above = [owner for owner in owners if path.startswith(owner)]
    assert (found["x"].text if found else None) == (max(above, key=len) if above else None)
