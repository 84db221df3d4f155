"""The workbook that comes back coloured, the failed rows, the empty form."""

import re
import zipfile

import openpyxl
import pytest

from niangjia.engine.sheets import find_header, open_sheet
from niangjia.kernel.imports import workbooks
from niangjia.kernel.imports.checking import Checker
from niangjia.kernel.jobs.progress import Silent
from tests.engine.sheet_files import write_csv, write_xls, write_xlsx
from tests.kernel.imports.lists import COLUMNS, HEADER, INTAKE, line
from tests.kernel.imports.test_checking import CONTEXT, PLACES

RED, YELLOW, GREY = "00FFC7CE", "00FFEB9C", "00D9D9D9"
BAD = [line(1), line(2, headcount="许多"), line(3, uscc="9.137E+17"), line(1), line(4)]


def judged(path):
    sheet = open_sheet(path)
    header = find_header(sheet.head())
    checker = Checker(INTAKE, PLACES, CONTEXT)
    found: workbooks.Findings = {}
    for batch in checker.run(sheet, header.last_row, header.titles):
        for finding in batch.findings:
            found.setdefault(finding.row, []).append(finding)
    return workbooks.Source(sheet, header.titles, header.last_row), found


def opened(path):
    with path.open("rb") as file:
        return openpyxl.load_workbook(file)


def test_the_users_own_workbook_comes_back_coloured(tmp_path):
    source, found = judged(write_xlsx(tmp_path / "a.xlsx", [["名册"], HEADER, *BAD]))
    workbooks.colour_own(source, found, tmp_path / "b.xlsx")

    page = opened(tmp_path / "b.xlsx")["名单"]
    reason = len(HEADER) + 1
    assert page.cell(1, 1).value == "名册"
    assert page.cell(2, reason).value == "原因"
    assert page.cell(4, 3).fill.fgColor.rgb == RED
    assert "从业人数：应为整数" in page.cell(4, reason).value
    assert page.cell(5, 2).fill.fgColor.rgb == YELLOW
    assert "待核实" in page.cell(5, reason).value
    assert page.cell(6, reason).fill.fgColor.rgb == GREY
    assert page.cell(7, reason).value is None
    assert page.cell(3, 1).fill.fill_type is None


def test_a_coloured_workbook_sent_again_gets_its_reasons_anew(tmp_path):
    source, found = judged(
        write_xlsx(
            tmp_path / "a.xlsx",
            [[*HEADER, "原因"], [*line(1), "旧的原因"], [*line(2, headcount="x"), ""]],
        )
    )
    workbooks.colour_own(source, found, tmp_path / "b.xlsx")
    page = opened(tmp_path / "b.xlsx")["名单"]

    assert page.max_column == len(HEADER) + 1
    assert page.cell(2, 8).value is None
    assert "应为整数" in page.cell(3, 8).value


def test_hostile_formulas_go_back_as_text(tmp_path):
    file = write_xlsx(tmp_path / "a.xlsx", [HEADER, line(1, name="=cmd|' /C calc'!A0"), line(2)])
    source, found = judged(file)
    workbooks.colour_own(source, found, tmp_path / "b.xlsx")
    workbooks.write_coloured(source, found, tmp_path / "c.xlsx", progress=Silent())

    for name in ("b.xlsx", "c.xlsx"):
        with zipfile.ZipFile(tmp_path / name) as package:
            xml = package.read("xl/worksheets/sheet1.xml")
        assert not re.search(rb"<f[ >]", xml)
        cell = opened(tmp_path / name).active.cell(2, 1)
        assert (cell.value, cell.data_type) == ("=cmd|' /C calc'!A0", "s")


@pytest.mark.parametrize("write", ["csv", "xls"])
def test_other_formats_come_back_as_a_new_workbook(tmp_path, write):
    rows = [HEADER, *BAD]
    if write == "xls":
        file = write_xls(tmp_path / "a.xls", rows)
    else:
        file = write_csv(tmp_path / "a.csv", [",".join(map(str, row)) for row in rows], "gb18030")
    source, found = judged(file)

    assert workbooks.write_coloured(source, found, tmp_path / "b.xlsx", progress=Silent()) == 5
    page = opened(tmp_path / "b.xlsx").active
    assert [c.value for c in page[1]][-2:] == ["原行号", "原因"]
    assert page.cell(3, 3).fill.fgColor.rgb[2:] == "FFC7CE"
    assert [page.cell(r, len(HEADER) + 1).value for r in range(2, 7)] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(("only", "rows"), [("problems", [3, 4, 5]), ("failed", [3])])
def test_only_the_rows_asked_for(tmp_path, only, rows):
    source, found = judged(write_xlsx(tmp_path / "a.xlsx", [HEADER, *BAD]))
    workbooks.write_coloured(source, found, tmp_path / "b.xlsx", only=only, progress=Silent())
    page = opened(tmp_path / "b.xlsx").active

    assert [page.cell(r, len(HEADER) + 1).value for r in range(2, page.max_row + 1)] == rows


def test_failed_rows_can_be_read_again_as_they_are(tmp_path):
    source, found = judged(write_xlsx(tmp_path / "a.xlsx", [HEADER, *BAD]))
    workbooks.write_coloured(source, found, tmp_path / "b.xlsx", only="failed", progress=Silent())
    again, problems = judged(tmp_path / "b.xlsx")

    assert again.titles[: len(HEADER)] == HEADER
    assert list(problems) == [2]
    assert {f.column for f in problems[2]} == {"从业人数"}


def test_large_workbooks_are_not_loaded_to_be_coloured(tmp_path):
    xlsx = open_sheet(write_xlsx(tmp_path / "a.xlsx", [HEADER]))
    csv = open_sheet(write_csv(tmp_path / "a.csv", ["名称,数"]))

    assert workbooks.may_colour_own(xlsx, 20_000, 10)
    assert not workbooks.may_colour_own(xlsx, 20_001, 10)
    assert not workbooks.may_colour_own(csv, 10, 2)


def test_the_empty_form_has_drop_downs_notes_and_text_codes(tmp_path):
    workbooks.write_template(INTAKE, tmp_path / "t.xlsx")
    page = opened(tmp_path / "t.xlsx").active
    rules = {str(v.sqref)[0]: v for v in page.data_validations.dataValidation}

    assert [c.value for c in page[1]] == HEADER
    assert rules["F"].formula1 == '"是,否"'
    assert rules["G"].formula1 == '"存续,注销"'
    assert rules["C"].type == "whole"
    assert "9.137E+17" in page["B1"].comment.text
    assert page.column_dimensions["B"].width > 12
    assert find_header(open_sheet(tmp_path / "t.xlsx").head()).titles == [c.label for c in COLUMNS]
