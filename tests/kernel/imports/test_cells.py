"""Single cells and whole columns."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.imports.cells import read_code, read_date, read_int, read_text, read_yes_no
from niangjia.kernel.imports.columns import Column, Doubtful
from niangjia.kernel.imports.enums import Verdict
from niangjia.kernel.imports.readers import read_column
from tests.kernel.imports.lists import code


@pytest.mark.parametrize(
    ("cell", "value"),
    [(30.0, 30), (30, 30), ("30", 30), (" 1,200 ", 1200), ("30人", 30), ("３０", 30), ("30.0", 30),
     ("", None), (None, None), ("-", None), ("无", None)],
)  # fmt: skip
def test_counts_in_every_dress(cell, value):
    assert read_int(cell) == value


@pytest.mark.parametrize(
    ("cell", "said"),
    [("约30", "应为整数"), (12.5, "应为整数"), (-3, "不能小于 0"), ("1e9", "应为整数"), (1e12, "太大"),
     (True, "是/否"), (date(2020, 1, 1), "实为日期"), (float("nan"), "应为整数"), (float("inf"), "整数")],
)  # fmt: skip
def test_what_is_not_a_count(cell, said):
    with pytest.raises(ValueError, match=said):
        read_int(cell)


@given(st.integers(0, 10**7), st.sampled_from(["{}", "{:,}", "{}.0", " {} ", "{}人"]))
def test_any_count_survives_its_dress(number, dress):
    assert read_int(dress.format(number)) == number


@pytest.mark.parametrize(
    "cell",
    [date(2020, 5, 1), datetime.fromisoformat("2020-05-01T09:30"), "2020-05-01", "2020/5/1", "2020.5.1",
     "2020年5月1日", "20200501", 20200501.0, 43952.0, "43952", "２０２０-05-01", "2020-05-01 00:00:00"],
)  # fmt: skip
def test_days_in_every_dress(cell):
    assert read_date(cell) == date(2020, 5, 1)


@pytest.mark.parametrize(
    "cell", [date(1899, 12, 31), time(0, 0), "1899-12-31", 0.0, 1.0, date(1900, 1, 1)]
)
def test_a_date_in_1899_is_explained(cell):
    with pytest.raises(ValueError, match="多半是空格或 0 被设成了日期格式；请改成真实日期或留空"):
        read_date(cell)


@pytest.mark.parametrize(
    ("cell", "said"),
    [("2020-02-30", "没有 2020-02-30 这一天"), ("去年", "应为日期"), ("2999-01-01", "太远"),
     (True, "应为日期"), (timedelta(1), "应为日期"), (99999999.0, "应为日期|没有|太远"), (-5.0, "应为日期")],
)  # fmt: skip
def test_what_is_not_a_day(cell, said):
    with pytest.raises(ValueError, match=said):
        read_date(cell)


def test_a_month_alone_is_read_as_its_first_day_and_flagged():
    with pytest.raises(Doubtful, match="只写到月份") as caught:
        read_date("2020年5月")
    assert caught.value.value == date(2020, 5, 1)


@given(st.dates(date(1901, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_from_text_and_from_excels_number(day):
    serial = (day - date(1899, 12, 30)).days

    assert read_date(day.isoformat()) == day
    assert read_date(f"{day.year}年{day.month}月{day.day}日") == day
    if serial < 80_000:
        assert read_date(float(serial)) == day


@pytest.mark.parametrize(
    ("text", "said"),
    [("甲\x00乙", "NUL"), ("=cmd|' /C calc'!A0", "公式"), ("@SUM(A1)", "公式"), ("#N/A", "出错"),
     ("a\ud800", "无法保存")],
)  # fmt: skip
def test_text_that_is_refused(text, said):
    with pytest.raises(ValueError, match=said):
        read_text(text)


def test_text_is_cleared_of_what_nobody_sees():
    assert read_text("甲\u200b公司\ufeff") == "甲公司"
    assert read_text("甲\r\n公司") == "甲 公司"
    with pytest.raises(Doubtful, match="乱码"):
        read_text("甲\ufffd")


def test_codes_that_lost_their_digits():
    assert read_code("370303001000") == "370303001000"
    with pytest.raises(Doubtful, match="科学计数法"):
        read_code("3.70303E+11")


@pytest.mark.parametrize(
    ("text", "value"), [("是", True), ("√", True), ("否", False), ("0", False), ("", None)]
)
def test_yes_and_no(text, value):
    assert read_yes_no(text) is value


def test_maybe_is_doubtful():
    with pytest.raises(Doubtful):
        read_yes_no("也许")


def read(kind, cells, **options):
    context = options.pop("context", {})
    return read_column(Column("a", "甲栏", kind=kind, **options), cells, context)


def test_uscc_good_bad_and_as_a_number():
    good, bad = code(1), code(1)[:-1] + "I"
    reading = read("uscc", [good, f" {good.lower()} ", bad, 9.13703e17, "", "9.137E+17"])

    assert reading.values[:2] == [good, good]
    assert set(reading.problems) == {2, 3, 5}
    assert "I" in reading.problems[2].reason
    assert all("科学" in reading.problems[at].reason for at in (3, 5))
    assert {p.verdict for p in reading.problems.values()} == {Verdict.FLAGGED}


def test_a_required_uscc_left_empty_is_flagged_a_name_refused():
    assert read("uscc", [""], required=True).problems[0].verdict == Verdict.FLAGGED
    assert read("name", [" "], required=True).problems[0].verdict == Verdict.FAILED


def test_a_name_of_300_characters():
    reading = read("name", ["淄博" + "甲" * 298, "乙公司"])

    assert "有 300 个字，超过上限 200 个字" in reading.problems[0].reason
    assert reading.values == [None, "乙公司"]


def test_a_name_of_digits_is_doubtful():
    assert "不像一个名称" in read("name", ["12345"]).problems[0].reason


def test_division_text_and_unit():
    reading = read("division", ["张店区", "火星", ""], context={"division": {"张店区": 3}.get})

    assert reading.values == ["张店区", "火星", ""]
    assert reading.extra == {"a_unit": [3, None, None]}
    assert "认不出“火星”" in reading.problems[1].reason


def test_division_without_a_lookup_is_only_text():
    assert read("division", ["张店区"]).problems == {}


def test_dates_after_the_lists_day_are_flagged():
    reading = read("date", ["2026-07-01", "=1+1"], context={"as_of": date(2026, 6, 30)})

    assert "晚于名册日期" in reading.problems[0].reason
    assert reading.problems[1].verdict == Verdict.FAILED


def test_choices_and_numbers_taken_as_text():
    reading = read("choice", ["存续", "在业"], choices=("存续", "注销"))

    assert "不在选项之内" in reading.problems[1].reason
    assert read("text", [12.0, None, "甲"]).values == ["12", "", "甲"]


def test_a_modules_own_reader_hears_the_context():
    def reader(cell, context):
        if cell == "坏":
            raise ValueError("不好")
        return context["prefix"] + cell

    reading = read("text", ["甲", "坏", "=1+1"], reader=reader, context={"prefix": "x"})

    assert reading.values == ["x甲", None, None]
    assert reading.problems[1].reason == "不好"
    assert "公式" in reading.problems[2].reason


@given(st.lists(st.one_of(st.text(max_size=12), st.none(), st.floats(), st.booleans(), st.dates()), max_size=8),
       st.sampled_from(["text", "name", "code", "uscc", "int", "date", "division", "choice", "yes_no"]))  # fmt: skip
def test_no_cell_can_break_a_reader(cells, kind):
    reading = read(kind, cells)

    assert len(reading.values) == len(cells)
    for at, problem in reading.problems.items():
        assert problem.reason
        assert at < len(cells)
    assert not any(isinstance(v, str) and "\x00" in v for v in reading.values)
