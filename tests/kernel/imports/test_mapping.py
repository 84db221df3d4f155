"""Columns are proposed by memory, by name, by content."""

import pytest

from niangjia.engine.sheets import BadFile, HeaderGuess, open_sheet
from niangjia.kernel.imports.columns import Column
from niangjia.kernel.imports.intake import Intake, NoSuchIntake, intake_for, register
from niangjia.kernel.imports.mapping import propose_mapping
from tests.engine.sheet_files import write_csv
from tests.kernel.imports.lists import COLUMNS, HEADER, INTAKE, code, line, write


def rows(titles, *below):
    return [(1, titles), *((n, row) for n, row in enumerate(below, start=2))]


def test_by_name_and_alias_whatever_the_order():
    titles = ["序号", "参保人数(人)", "单位 名称", "*统一社会信用代码", "所在区县"]
    proposal = propose_mapping(rows(titles, ["1", 3, "甲公司", code(1), "张店区"]), INTAKE)

    assert proposal.columns == {"headcount": 1, "name": 2, "uscc": 3, "district": 4}
    assert set(proposal.why.values()) == {"按列名"}
    assert proposal.samples[3] == [code(1)]


def test_group_titles_in_front_do_not_disturb():
    header = HeaderGuess(1, 2, ["单位·单位名称", "本年·从业人数", "代码·统一社会信用代码"], [])
    proposal = propose_mapping([(3, ["甲", 1, code(1)])], INTAKE, header=header)

    assert proposal.columns == {"name": 0, "headcount": 1, "uscc": 2}


def test_a_required_column_with_a_strange_title_is_found_by_its_content():
    titles = ["甲栏", "乙栏", "从业人数"]
    below = [[code(n), f"淄博{n}号物流有限公司", n] for n in range(3)]
    proposal = propose_mapping(rows(titles, *below), INTAKE)

    assert proposal.columns["uscc"] == 0
    assert proposal.columns["name"] == 1
    assert proposal.why["uscc"] == "按内容"


def test_what_was_settled_before_comes_first():
    titles = ["企业名称", "曾用名称", "统一社会信用代码"]
    proposal = propose_mapping(
        rows(titles, ["甲公司", "乙公司", code(1)]),
        INTAKE,
        remembered={"曾用名称": "name", "x": "没有"},
    )

    assert proposal.columns["name"] == 1
    assert proposal.why["name"] == "上次的对应"


def test_a_missing_key_column_is_named():
    proposal = propose_mapping(rows(["企业名称", "从业人数"], ["甲", 1]), INTAKE)

    assert [c.label for c in proposal.missing(INTAKE)] == ["统一社会信用代码"]


def test_the_columns_of_a_returned_workbook_are_not_read():
    proposal = propose_mapping(rows([*HEADER, "原行号", "原因"], [*line(1), 5, "x"]), INTAKE)

    assert sorted(proposal.columns.values()) == list(range(len(COLUMNS)))


def test_each_title_serves_once_and_the_better_match_wins():
    intake = Intake(
        "u", "u",
        (Column("union_code", "工会统一社会信用代码"), Column("code", "统一社会信用代码")),
        ("code",), write,
    )  # fmt: skip
    proposal = propose_mapping(
        rows(["单位统一社会信用代码", "工会统一社会信用代码"], ["a", "b"]), intake
    )

    assert proposal.columns == {"union_code": 1, "code": 0}


HEADS = Intake(
    "h", "h",
    (Column("members", "上报会员数", ("会员数",), kind="int"), Column("women", "女会员数", kind="int")),
    ("members",), write,
)  # fmt: skip


@pytest.mark.parametrize(
    ("titles", "columns"),
    [
        (["会员数", "上报会员数"], {"members": 1}),
        (["上报会员数", "会员数"], {"members": 0}),
        (["会员数", "女会员数"], {"members": 0, "women": 1}),
        (["全部会员数", "女会员数"], {"members": 0, "women": 1}),
    ],
)
def test_a_title_of_another_column_is_not_stretched(titles, columns):
    """The label goes before its other words, and what is left over is no column's."""
    assert propose_mapping(rows(titles, [20, 3]), HEADS).columns == columns


def test_a_sheet_without_header_is_refused(tmp_path):
    with pytest.raises(BadFile, match="没有找到表头"):
        propose_mapping(open_sheet(write_csv(tmp_path / "a.csv", ["1,2", "3,4"])), INTAKE)


def test_intakes_are_registered_by_code():
    assert register(INTAKE) is intake_for("tests.firms")
    assert INTAKE.column("uscc").label == "统一社会信用代码"
    with pytest.raises(NoSuchIntake):
        intake_for("没有")
    with pytest.raises(ValueError, match="关键列不存在"):
        register(Intake("x", "x", COLUMNS, ("nothing",), write))
