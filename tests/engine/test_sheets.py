"""Lists as departments hand them over: kinds, encodings, headers, lines that are not data."""

from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.engine.sheets import BadFile, as_text, find_header, header_at, is_formula, open_sheet
from niangjia.engine.sheets.header import is_total, plain_title
from niangjia.engine.sheets.model import column_index, column_letters
from tests.engine.sheet_files import write_csv, write_xls, write_xlsx

HEADER = ["序号", "企业名称", "统一社会信用代码", "从业人数", "成立日期"]
ROWS = [
    [1, "淄博甲商贸有限公司", "91370300MA3C00011W", 30, date(2020, 5, 1)],
    [2, "淄博乙物流有限公司", "91370303MA3C00011X", 8, date(2021, 6, 2)],
]


def read(path: Path) -> tuple[list[str], list[list[str]]]:
    sheet = open_sheet(path)
    guess = find_header(sheet.head())
    rows = [[as_text(c) for c in row] for _, row in sheet.data(guess.last_row, guess.titles)]
    return guess.titles, rows


def lines(rows: list[list[object]]) -> list[str]:
    return [",".join(as_text(c) for c in row) for row in rows]  # type: ignore[arg-type]


SHOWN = [[as_text(c) for c in row] for row in ROWS]


def test_the_same_list_in_every_dress(tmp_path):
    table = [HEADER, *ROWS]
    files = [
        write_xlsx(tmp_path / "a.xlsx", table),
        write_xls(tmp_path / "b.xls", [HEADER, *SHOWN]),
        *(
            write_csv(tmp_path / f"{codec}.csv", lines(table), codec)
            for codec in ("utf-8", "utf-8-sig", "gb18030", "utf-16")
        ),
    ]
    for file in files:
        assert read(file) == (HEADER, SHOWN), file.name


@pytest.mark.parametrize("separator", ["\t", ";", "|"])
def test_other_separators(tmp_path, separator):
    text = [line.replace(",", separator) for line in lines([HEADER, *ROWS])]

    assert read(write_csv(tmp_path / "a.csv", text)) == (HEADER, SHOWN)


def test_kind_follows_the_bytes_not_the_name(tmp_path):
    assert open_sheet(write_xlsx(tmp_path / "a.xls", [["名称", "数"]])).kind == "xlsx"
    assert open_sheet(write_csv(tmp_path / "b.xls", ["名称,数"])).kind == "csv"


def test_title_rows_above_the_header(tmp_path):
    file = write_xlsx(
        tmp_path / "a.xlsx",
        [["全市企业名册"], ["填报单位:市税务局", "", "", "", "2026年6月"], [], HEADER, *ROWS],
    )
    guess = find_header(open_sheet(file).head())

    assert (guess.first_row, guess.last_row, guess.titles) == (4, 4, HEADER)
    assert guess.titles_above[0] == "全市企业名册"


def test_two_merged_header_rows(tmp_path):
    file = write_xlsx(
        tmp_path / "a.xlsx",
        [
            ["参保单位名册"],
            ["单位编号", "单位信息", "", "参保情况", ""],
            ["", "单位名称", "统一社会信用代码", "参保人数", "经办区县"],
            ["100001", "淄博甲商贸有限公司", "91370300MA3C00011W", 30, "张店区"],
            ["100002", "淄博乙物流有限公司", "", "", "淄川区"],
        ],
    )
    guess = find_header(open_sheet(file).head())

    assert (guess.first_row, guess.last_row) == (2, 3)
    assert guess.titles == ["单位编号", "单位名称", "统一社会信用代码", "参保人数", "经办区县"]


def test_equal_titles_are_told_apart_by_their_group():
    rows = [(1, ["单位", "上年", "", "本年", ""]), (2, ["", "人数", "金额", "人数", "金额"])]
    rows += [(3, ["甲厂", 1, 2, 3, 4])]

    titles = find_header(rows).titles

    assert titles == ["单位", "上年·人数", "上年·金额", "本年·人数", "本年·金额"]


def test_a_wide_row_of_text_is_not_a_second_header():
    rows = [
        (1, ["名称", "区县", "地址"]),
        (2, ["甲公司", "张店区", "某路"]),
        (3, ["乙公司", "", "某街"]),
    ]

    assert find_header(rows).last_row == 1


def test_known_words_outweigh_looks():
    rows = [
        (1, ["说明", "口径", "来源"]),
        (2, ["单位编号", "单位名称", "参保人数"]),
        (3, ["1", "甲", 2]),
    ]

    assert find_header(rows, words=["单位名称", "参保人数"]).first_row == 2


def test_a_list_without_header_says_so():
    with pytest.raises(BadFile, match="没有找到表头"):
        find_header([(1, [1.0, 2.0, "91370300MA3C00011W"]), (2, [3.0, 4.0, "2020-01-01"])])


def test_the_clerk_may_say_where_the_header_is():
    rows = [(1, ["甲", "乙"]), (2, ["丙", "丁"]), (3, [1, 2])]

    assert header_at(rows, 2, 2).titles == ["丙", "丁"]
    with pytest.raises(BadFile, match="不能作表头"):
        header_at(rows, 9, 9)


def test_lines_that_are_not_data_are_counted_apart(tmp_path):
    file = write_xlsx(
        tmp_path / "a.xlsx",
        [
            HEADER, ROWS[0], [], HEADER, ROWS[1], ["合 计", "", "", 38], ["", "总计", "", 38],
            ["填表人:张三", "", "审核人:李四"],
        ],
    )  # fmt: skip
    sheet = open_sheet(file)
    kept = list(sheet.data(1, HEADER))

    assert [number for number, _ in kept] == [2, 5]
    counts = sheet.counts
    assert (counts.data, counts.blank, counts.headers) == (2, 1, 1)
    assert (counts.totals, counts.footers) == (2, 1)


def test_first_sheet_empty(tmp_path):
    file = write_xlsx(tmp_path / "a.xlsx", [HEADER, *ROWS], sheets=("Sheet1", "名单"))
    sheet = open_sheet(file)

    assert sheet.sheet_name == "名单"
    assert any("第一个工作表“Sheet1”是空的" in note for note in sheet.notes)


def test_other_sheets_are_mentioned_and_can_be_chosen(tmp_path):
    from xlsxwriter import Workbook

    with Workbook(tmp_path / "a.xlsx") as book:
        for name in ("甲", "乙"):
            book.add_worksheet(name).write_row(0, 0, [name, "名称"])

    assert any("没有读取：乙" in n for n in open_sheet(tmp_path / "a.xlsx").notes)
    assert open_sheet(tmp_path / "a.xlsx", sheet="乙").head() == [(1, ["乙", "名称"])]


def test_row_numbers_are_those_of_excel(tmp_path):
    book = write_xlsx(tmp_path / "a.xlsx", [[], [], ["", "名称"], [], ["", "甲"]])
    text = write_csv(tmp_path / "a.csv", ["", "名称,注", "", '"甲\r\n厂",x', "乙,y"])

    assert [n for n, r in open_sheet(book).rows() if any(r)] == [3, 5]
    assert [n for n, r in open_sheet(text).rows() if any(r)] == [2, 4, 5]


def test_formulas_harmless_and_not(tmp_path):
    file = write_xlsx(
        tmp_path / "a.xlsx",
        [
            ["名称", "人数"],
            ["甲", "=1+1"],
            ["=cmd|' /C calc'!A0", 3],
            ['=HYPERLINK("http://x","点")', 4],
        ],
    )
    sheet = open_sheet(file)
    cells = [row[0] for _, row in sheet.rows()]

    assert cells[2] == "=cmd|' /C calc'!A0"
    assert str(cells[3]).startswith("=HYPERLINK")
    assert any("公式" in note for note in sheet.notes)


def test_csv_literals_are_unwrapped(tmp_path):
    file = write_csv(tmp_path / "a.csv", ["代码,名称", '="0012",甲'])

    assert open_sheet(file).head()[1] == (2, ["0012", "甲"])


def test_a_file_glued_from_two_encodings(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(
        "名称,人数\n淄博甲公司,3\n淄博丁公司,3\n".encode() + "淄博乙公司,4\n".encode("gb18030")
    )
    sheet = open_sheet(file)
    cells = [row[0] for _, row in sheet.rows()]

    assert cells == ["名称", "淄博甲公司", "淄博丁公司", "淄博乙公司"]
    assert sheet.odd_rows == {4: "GB18030"}
    assert "第 4 行" in sheet.notes[0]


def test_chinese_only_deep_inside_is_still_gb18030(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(b"a,b\n" * 9000 + "联通,公司\n".encode("gb18030"))

    assert open_sheet(file).encoding == "GB18030"


def test_short_rows_are_filled_and_long_ones_kept(tmp_path):
    file = write_csv(tmp_path / "a.csv", ["名称,人数,区县", "甲", "乙,2,张店区,多出"])

    rows = [row for _, row in open_sheet(file).data(1, ["名称", "人数", "区县"])]

    assert rows == [["甲", "", ""], ["乙", "2", "张店区", "多出"]]


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), (12.0, "12"), (12.5, "12.5"), (9.137e17, "9.137e+17"), (True, "是"),
     (date(2020, 1, 2), "2020-01-02"), (time(0, 0), "00:00:00"), (" 甲 ", "甲")],
)  # fmt: skip
def test_cells_as_typed(cell, text):
    assert as_text(cell) == text


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+cmd|x", "-HYPERLINK(1)"]
)
def test_formulas_in_text(text):
    assert is_formula(text)


@pytest.mark.parametrize("text", ["", "-", "+86 138", "=", '="001"', "-3", "@淄博", "甲=乙"])
def test_not_formulas(text):
    assert not is_formula(text)


@given(st.integers(0, 20_000))
def test_column_letters_go_both_ways(index):
    assert column_index(column_letters(index)) == index


@given(st.sampled_from(["合计", "总计", "小计"]), st.integers(0, 2), st.booleans())
def test_totals_are_seen_in_the_first_three_cells(word, place, spaced):
    row = ["x"] * place + [" ".join(word) if spaced else word + ":"] + [3.0]

    assert is_total(row)
    assert not is_total(["甲", "乙", "丙", word])
    assert not is_total(["统计局合计服务中心有限公司"])


@given(
    st.lists(st.sampled_from(["名称", "人数", "区县", "行业", "住所"]), min_size=2, unique=True),
    st.integers(0, 4),
)
def test_the_header_is_found_below_any_number_of_title_rows(titles, above):
    rows = [(n + 1, ["淄博市某某名册"]) for n in range(above)]
    rows += [(above + 1, titles), (above + 2, ["x" * 30] + [9.0] * (len(titles) - 1))]

    guess = find_header(rows)

    assert (guess.first_row, guess.titles) == (above + 1, titles)


def test_plain_titles_ignore_units_spaces_and_stars():
    assert plain_title(" * 从业 人数(人):") == plain_title("从业人数（人）") == "从业人数"
