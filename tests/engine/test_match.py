"""``niangjia match``: files in, one file out, or a sentence why not."""

import csv
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from niangjia.cli.match import Bar, match, write_links
from niangjia.engine.prepare import INPUT
from niangjia.engine.sheets import BadFile
from niangjia.engine.tables import choose_columns, read_list, read_table, regions_in
from tests.engine.sheet_files import write_csv, write_xls, write_xlsx
from tests.engine.test_cases import C1, C2, rows

UNIONS = [
    ["2022 年建会情况表", "", "", ""],
    ["编号", "建会单位名称", "统一社会信用代码", "所在区县"],
    ["G1", "淄博禾岚商贸有限公司工会委员会", "", "张店区"],
    ["G2", "岱澜物流公司", C2, ""],
    ["G3", "淄博无名商行", "", "张店区"],
    ["合计", "3", "", ""],
]
REGISTER = [
    ["统一社会信用代码", "企业名称", "曾用名", "所在区县"],
    [C1, "淄博禾岚商贸有限公司", "", "张店区"],
    [C2, "淄博岱澜物流有限公司", "", "桓台县"],
]
GIVEN = ("--region", "淄博市")


def lines(table: list[list[str]]) -> list[str]:
    return [",".join(row) for row in table]


@pytest.fixture
def files(tmp_path):
    """A union list as .xlsx and a register as GB18030 CSV."""
    left = write_xlsx(tmp_path / "工会.xlsx", UNIONS)
    return left, write_csv(tmp_path / "登记.csv", lines(REGISTER), "gb18030")


def run(left, right, out, *more):
    return CliRunner().invoke(match, [str(left), str(right), "--out", str(out), *GIVEN, *more])


def read_out(out):
    with out.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_workbook_against_csv(files, tmp_path):
    out = tmp_path / "结果.csv"
    done = run(*files, out)

    assert done.exit_code == 0, done.output
    assert "自动确认 2，待核实 0，没有对应 1" in done.output
    assert out.read_bytes().startswith(b"\xef\xbb\xbfleft_id,right_id,probability,zone,reasons")
    assert [(r["left_id"], r["right_id"], r["zone"]) for r in read_out(out)] == [
        ("G1", "2", "auto"),
        ("G2", "3", "auto"),
    ]
    assert read_out(out)[0]["reasons"] == "名称一致；区县一致"


def test_chosen_columns_are_told(files, tmp_path):
    done = run(*files, tmp_path / "结果.csv")

    assert "名称=建会单位名称" in done.output
    assert "没有编号列，以行号作编号" in done.output


def test_no_other_file_is_left_behind(files, tmp_path):
    run(*files, tmp_path / "结果.csv")

    assert {p.name for p in tmp_path.iterdir()} == {"工会.xlsx", "登记.csv", "结果.csv"}


def test_columns_may_be_named(tmp_path):
    left = write_csv(tmp_path / "a.csv", ["甲,乙,丙", f"x1,禾岚,{C1}", "x2,岱澜,"])
    right = write_csv(tmp_path / "b.csv", ["丁,戊,己", f"y1,别名,{C1}", "y2,他名,"])
    named = [
        "--left-id", "甲", "--left-name", "乙", "--left-uscc", "丙",
        "--right-id", "丁", "--right-name", "戊", "--right-uscc", "己",
    ]  # fmt: skip
    done = run(left, right, tmp_path / "o.csv", *named)

    assert done.exit_code == 0, done.output
    assert [(r["left_id"], r["right_id"]) for r in read_out(tmp_path / "o.csv")] == [("x1", "y1")]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--left-name", "没有的列"], "没有名为“没有的列”的列（名称）"),
        (["--left-id", "所在区县"], "有空白或重复，不能作编号"),
        (["--memory", "许多"], "内存写法不对"),
    ],
)
def test_bad_options_end_with_code_two(files, tmp_path, more, says):
    out = tmp_path / "结果.csv"
    done = run(*files, out, *more)

    assert done.exit_code == 2
    assert says in done.output
    assert not out.exists()


def test_bad_files_end_with_code_two(files, tmp_path):
    left, right = files
    out = tmp_path / "结果.csv"
    empty = tmp_path / "空.csv"
    empty.touch()
    picture = tmp_path / "图.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    nameless = write_csv(tmp_path / "无名.csv", ["代码,人数", "1,2"])
    spoilt = tmp_path / "坏.parquet"
    spoilt.write_bytes(b"PAR1" + bytes(50))
    said = {
        tmp_path / "没有.csv": "找不到文件",
        empty: "空的",
        picture: "图片",
        nameless: "没有找到名称列",
        spoilt: "已损坏",
    }
    for bad, words in said.items():
        for pair in ((bad, right), (left, bad)):
            done = run(*pair, out)
            assert (done.exit_code, words in done.output) == (2, True), done.output
    assert not out.exists()


def test_out_must_be_a_new_place(files, tmp_path):
    left, right = files
    for out in (left, tmp_path, tmp_path / "没有" / "o.csv"):
        assert run(left, right, out).exit_code == 2
    assert read_list(left).table.num_rows == 3


def test_codes_lost_to_a_spreadsheet_are_named(files, tmp_path):
    left = write_csv(
        tmp_path / "a.csv", ["企业名称,统一社会信用代码", "淄博禾岚商贸有限公司,9.137E+17"]
    )
    done = run(left, files[1], tmp_path / "o.csv")

    assert done.exit_code == 0
    assert "1 个代码被表格软件转成科学计数法" in done.output


def test_an_older_result_survives_a_failure(tmp_path, monkeypatch):
    out = tmp_path / "o.csv"
    out.write_text("旧", encoding="utf-8")
    links = pa.table(
        {
            "left_id": ["a"],
            "right_id": ["b"],
            "probability": [1.0],
            "zone": ["auto"],
            "reasons": [["好"]],
        }
    )

    def full(table, file, options):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("niangjia.cli.match.csv.write_csv", full)
    with pytest.raises(OSError, match="No space left"):
        write_links(links, out)

    assert out.read_text(encoding="utf-8") == "旧"
    assert [p.name for p in tmp_path.iterdir()] == ["o.csv"]


def test_ids_that_are_formulas_are_defused(tmp_path):
    links = pa.table(
        {
            "left_id": ["=cmd|x"],
            "right_id": ["-5"],
            "probability": [0.9],
            "zone": ["auto"],
            "reasons": [["好"]],
        }
    )
    write_links(links, tmp_path / "o.csv")

    assert read_out(tmp_path / "o.csv")[0] == {
        "left_id": "'=cmd|x", "right_id": "-5", "probability": "0.9", "zone": "auto", "reasons": "好",
    }  # fmt: skip


def test_no_django_is_loaded():
    code = "import sys, niangjia.cli.match; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_bar_shows_each_step_once(capsys):
    bar = Bar()
    for done, total, message in [
        (1, 2, "读取"),
        (2, 2, "读取"),
        (3, None, "核对"),
        (4, None, "核对"),
    ]:
        bar.step(done, total, message)
    shown = capsys.readouterr().err

    assert "100%" in shown
    assert shown.count("核对") == 1


class TestReading:
    @pytest.mark.parametrize("kind", ["xlsx", "xls", "utf-8", "gb18030", "utf-8-sig", "parquet"])
    def test_every_kind_of_file_gives_the_same_table(self, tmp_path, kind):
        path = tmp_path / "名册"
        if kind == "parquet":
            columns = list(zip(*REGISTER[1:], strict=True))
            pq.write_table(pa.table(dict(zip(REGISTER[0], columns, strict=True))), path)
        elif kind in ("xlsx", "xls"):
            (write_xlsx if kind == "xlsx" else write_xls)(path, REGISTER)
        else:
            write_csv(path, lines(REGISTER), kind)
        table = read_table(path)

        assert table.column_names == list(INPUT)
        assert table["name"].to_pylist() == ["淄博禾岚商贸有限公司", "淄博岱澜物流有限公司"]
        assert table["uscc"].to_pylist() == [C1, C2]
        assert table["district"].to_pylist() == ["张店区", "桓台县"]

    def test_a_blank_cell_is_filled_from_the_next_likely_column(self, tmp_path):
        path = write_csv(
            tmp_path / "党.csv",
            [
                "党组织名称,所属单位名称,统一社会信用代码",
                f"禾岚公司党支部,,{C1}",
                "某支部,岱澜公司,",
            ],
        )

        assert read_table(path)["name"].to_pylist() == ["禾岚公司党支部", "岱澜公司"]

    def test_a_unions_own_code_is_not_the_employers(self):
        chosen = choose_columns(
            ["工会名称", "工会统一社会信用代码", "建会单位名称", "单位统一社会信用代码"], {}
        )

        assert chosen["uscc"] == ("单位统一社会信用代码",)
        assert chosen["name"] == ("建会单位名称", "工会名称")

    def test_a_serial_number_that_repeats_is_no_id(self, tmp_path):
        path = write_csv(tmp_path / "a.csv", ["序号,企业名称", "1,禾岚", "1,岱澜"])
        found = read_list(path)

        assert found.table["id"].to_pylist() == ["1", "2"]
        assert "改以行次作编号" in found.notes[-1]

    def test_a_header_without_rows_is_refused(self, tmp_path):
        path = write_csv(tmp_path / "a.csv", ["序号,企业名称,所在区县"])

        with pytest.raises(BadFile, match="没有数据行"):
            read_list(path)


def test_divisions_are_learnt_from_the_lists():
    common = rows(*((str(n), f"淄博市禾{n}商贸有限公司", "", "张店区") for n in range(30)))
    rare = rows(
        *((f"r{n}", f"大家乐超市{n}店", "", "桓台县") for n in range(30)), ("x", "滨州市一厂")
    )

    assert regions_in(common, rare) == ("张店区", "桓台县", "淄博市")
