"""A worksheet read in stretches is the worksheet read at once."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.engine.sheets import open_sheet, portions
from niangjia.engine.sheets.reading import Sheet

cells = st.one_of(
    st.none(), st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8),
    st.integers(-9999, 9999), st.booleans(), st.dates(date(1950, 1, 1), date(2050, 1, 1)),
)  # fmt: skip


def book(path: Path, rows: list[list[Any]], *, shared: bool = True, first: int = 0) -> Path:
    with xlsxwriter.Workbook(path, {"constant_memory": not shared}) as made:
        made.add_worksheet("空")
        page, day = made.add_worksheet("名册"), made.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate(rows, start=first):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(at, column, cell, day)
                elif isinstance(cell, str):
                    page.write_string(at, column, cell)
                elif cell is not None:
                    page.write(at, column, cell)
    return path


def plain(rows: Any) -> list[tuple[int, list[Any]]]:
    """Without blank cells behind the last one and blank rows behind the last row."""
    found = []
    for number, row in rows:
        cut = list(row)
        while cut and cut[-1] in ("", None):
            cut.pop()
        found.append((number, cut))
    while found and not found[-1][1]:
        found.pop()
    return found


def whole(path: Path) -> Sheet:
    return open_sheet(path, sheet="名册")


def in_stretches(path: Path, stretch: int = 400) -> list[tuple[int, list[Any]]]:
    part = portions.worksheet_part(path, "名册")
    return plain(portions.rows_of(path, part, stretch))


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(st.lists(cells, max_size=4), min_size=1, max_size=25), shared=st.booleans())
def test_the_same_rows(tmp_path_factory: Any, rows: list[list[Any]], shared: bool) -> None:
    folder = tmp_path_factory.mktemp("a")
    path = book(folder / "a.xlsx", [["姓名", "号码"], *rows], shared=shared)

    assert in_stretches(path) == plain(whole(path).rows())


def test_rows_that_begin_late_keep_their_numbers(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["姓名"], *([[f"王{n}"] for n in range(200)])], first=30)

    assert in_stretches(path)[30] == (31, ["姓名"])
    assert in_stretches(path) == plain(whole(path).rows())


def test_columns_that_begin_late_stay_where_they_are(tmp_path: Path) -> None:
    rows = [["姓名", "号码", "日期"], *([["", "", f"n{n}"] for n in range(100)])]
    path = book(tmp_path / "a.xlsx", rows)

    assert in_stretches(path) == plain(whole(path).rows())


def test_a_large_sheet_is_cut_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["姓名", "号码"], *([[f"王{n}", n] for n in range(500)])]
    path = book(tmp_path / "a.xlsx", rows, shared=False)
    expected = plain(whole(path).rows())
    monkeypatch.setattr(portions, "FROM", 10)

    sheet = whole(path)

    assert sheet._cut
    assert plain(sheet.rows()) == expected
    assert sheet.head(3)[2][1][:1] == ["王1"]
    batches = list(sheet.batches(1, ["姓名", "号码"], size=200))
    assert [len(batch) for batch in batches] == [200, 200, 100]


def test_many_shared_strings_are_not_copied_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path / "a.xlsx", [[f"王{n}"] for n in range(300)])
    monkeypatch.setattr(portions, "FROM", 10)
    monkeypatch.setattr(portions, "MOST_STRINGS", 10)

    assert not whole(path)._cut


def test_an_unusual_package_is_read_whole(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["姓名"]])

    with pytest.raises(portions.Unsuitable):
        portions.worksheet_part(path, "没有")
