"""All problems of all rows, and counts that add up."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from niangjia.engine.sheets import find_header, open_sheet
from niangjia.kernel.imports.checking import Checker, row_verdict
from niangjia.kernel.imports.columns import Column
from niangjia.kernel.imports.enums import Verdict
from niangjia.kernel.imports.intake import Intake
from tests.engine.sheet_files import write_csv, write_xlsx
from tests.kernel.imports.lists import COLUMNS, HEADER, INTAKE, code, line, write

PLACES = {column.name: at for at, column in enumerate(COLUMNS)}
CONTEXT = {"division": {"张店区": 3}.get}


def checked(rows):
    checker = Checker(INTAKE, PLACES, CONTEXT)
    batch = [(number, row) for number, row in enumerate(rows, start=2)]
    return checker, checker.check(batch, len(HEADER), {})


def run_over(path: Path, size: int = 3):
    sheet = open_sheet(path)
    header = find_header(sheet.head())
    checker = Checker(INTAKE, PLACES, CONTEXT)
    return checker, list(checker.run(sheet, header.last_row, header.titles, size))


def verdicts(result):
    return {f.row: f.verdict for f in result.findings}


def test_all_problems_of_all_rows_at_once():
    bad = [line(n, name="", headcount="许多", founded_on="1899-12-31") for n in range(5)]
    _, result = checked([*bad, line(9)])

    assert len(result.findings) == 15
    assert result.kept == [5]


def test_flags_keep_the_row_and_name_the_column():
    _, result = checked([line(1, uscc=code(1)[:-1] + "I", district="火星")])

    assert result.kept == [0]
    assert [(f.column, f.verdict) for f in result.findings] == [
        ("统一社会信用代码", "flagged"), ("所在区县", "flagged"),
    ]  # fmt: skip
    assert result.findings[0].shown.endswith("I")


def test_the_same_row_twice_is_a_duplicate():
    checker, result = checked([line(1), line(2), line(1)])

    assert verdicts(result) == {4: "duplicate"}
    assert "与第 2 行完全相同" in result.findings[0].reason
    assert checker.counts.duplicate == 1


def test_the_same_key_with_other_content_is_refused():
    _, result = checked([line(1), line(1, headcount=99)])

    assert verdicts(result) == {3: "failed"}
    assert "与第 2 行的统一社会信用代码、企业名称相同但内容不同" in result.findings[0].reason


def test_duplicate_usccs_of_differing_firms_are_flagged():
    _, result = checked([line(1), line(1, name="淄博001商贸有限公司张店分公司")])

    assert verdicts(result) == {3: "flagged"}
    assert "统一社会信用代码与第 2 行相同" in result.findings[0].reason
    assert result.kept == [0, 1]


def test_repeats_are_seen_across_batches(tmp_path):
    lines = [",".join(HEADER)] + [",".join(map(str, line(n))) for n in (1, 2, 3, 4, 1, 5)]
    checker, _ = run_over(write_csv(tmp_path / "a.csv", lines), size=2)

    assert checker.counts.duplicate == 1


def test_a_failed_row_may_be_followed_by_its_correction():
    _, result = checked([line(1, headcount="x"), line(1)])

    assert verdicts(result) == {2: "failed"}


def test_rows_without_any_key_are_told_apart_by_content():
    intake = Intake("t", "t", (Column("a", "甲"), Column("b", "乙")), ("a",), write)
    checker = Checker(intake, {"a": 0, "b": 1}, {})
    result = checker.check([(2, ["", "x"]), (3, ["", "y"]), (4, ["", "x"])], 2, {})

    assert verdicts(result) == {4: "duplicate"}


def test_a_row_longer_than_the_header_is_refused():
    _, result = checked([[*line(1), "多"], [*line(2), ""], line(3)])

    assert verdicts(result) == {2: "failed"}
    assert "比表头多出 1 格" in result.findings[0].reason


def test_rows_in_another_encoding_are_flagged(tmp_path):
    file = tmp_path / "a.csv"
    lines = [",".join(map(str, row)) + "\r\n" for row in [HEADER, line(1), line(2), line(3)]]
    file.write_bytes("".join(lines[:3]).encode() + lines[3].encode("gb18030"))
    checker, batches = run_over(file)

    assert checker.counts.flagged == 1
    assert "编码是 GB18030" in batches[0].findings[0].reason


def test_lines_that_are_not_data_are_counted_apart(tmp_path):
    file = write_xlsx(
        tmp_path / "a.xlsx",
        [["名册"], HEADER, line(1), [], line(2), ["合计", "", 3], ["制表人:张三"]],
    )
    checker, _ = run_over(file)
    counts = checker.counts

    assert (counts.read, counts.ok) == (2, 2)
    assert (counts.blank, counts.totals, counts.footers) == (1, 1, 1)


def test_nul_bytes_and_formulas_fail_their_row_only(tmp_path):
    lines = [",".join(HEADER)]
    lines += [",".join(map(str, line(n))) for n in (1, 2, 3)]
    lines[2] = lines[2].replace("商贸", "商\x00贸")
    lines[3] = lines[3].replace("淄博003商贸有限公司", "=cmd|' /C calc'!A0")
    checker, batches = run_over(write_csv(tmp_path / "a.csv", lines))
    reasons = [f.reason for b in batches for f in b.findings]

    assert (checker.counts.ok, checker.counts.failed) == (1, 2)
    assert any("NUL" in reason for reason in reasons)
    assert any("公式“=cmd|" in reason for reason in reasons)
    assert all("\x00" not in f.shown for b in batches for f in b.findings)


cell = st.sampled_from(
    ["", "1", "许多", "2020-01-01", "张店区", "=1+1", "\x00", code(1), "甲公司", "是"]
)


@given(st.lists(st.one_of(st.integers(1, 4).map(line), st.lists(cell, min_size=7, max_size=9)), max_size=12),
       st.integers(1, 5))  # fmt: skip
def test_counts_add_up_whatever_is_in_the_list(rows, size):
    checker = Checker(INTAKE, PLACES, CONTEXT)
    numbered = list(enumerate(rows, start=2))
    batches = [
        checker.check(numbered[at : at + size], 7, {}) for at in range(0, len(numbered), size)
    ]
    counts = checker.counts

    assert counts.read == len(rows)
    assert counts.read == counts.ok + counts.flagged + counts.failed + counts.duplicate
    assert sum(len(b.kept) for b in batches) == counts.ok + counts.flagged
    by_row: dict[int, list[str]] = {}
    for batch in batches:
        for finding in batch.findings:
            by_row.setdefault(finding.row, []).append(finding.verdict)
    assert sum(row_verdict(v) == Verdict.FAILED for v in by_row.values()) == counts.failed
    assert sum(sum(k.values()) for k in counts.by_column.values()) == sum(map(len, by_row.values()))
