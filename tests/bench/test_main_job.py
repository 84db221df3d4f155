"""The benchmark of the whole city: what it writes down of each step."""

from bench.main_job import _Recorder
from bench.report import Table


def test_a_step_is_told_with_its_rows_and_a_file_is_counted_in_rows() -> None:
    table = Table("job", "t", "n", ["step", "rows", "seconds", "rows a second", "peak MB"])
    bars = _Recorder(table)
    with bars.bar("税务_纳税人信息.csv") as shown:
        shown.step(2_000, 3_000)
        shown.step(3_000, 3_000)
    with bars.bar("比对与台账 2022-12-31") as shown:
        shown.step(5, 6)
    assert [row[:2] for row in table.rows] == [
        ["税务_纳税人信息.csv", "3,000"],
        ["比对与台账 2022-12-31", "–"],
    ]
    assert table.rows[1][3] == "–"
