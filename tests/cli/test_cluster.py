"""``niangjia engine cluster``: every row of every list once, conflicts for a person."""

import csv

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from niangjia.cli.engine import engine
from tests.codes import code

TITLES = "编号,企业名称,统一社会信用代码,区县"
TAX = [
    f"T1,淄博禾岚商贸有限公司,{code(1)},张店区",
    f"T2,淄博岱澜物流有限公司,{code(2)},桓台县",
    "T3,淄博汶澜机械有限公司,,张店区",
]
UNION = [
    f"U1,淄博禾岚商贸有限公司工会委员会,{code(1)},张店区",
    f"U2,淄博岱澜物流有限公司,{code(3)},桓台县",
    "=U3,,,",
]
SOCIAL = [f"S1,禾岚商贸有限公司,{code(1)},张店区", "S2,淄博汶澜机械有限公司,,张店区"]


@pytest.fixture
def lists(tmp_path):
    """Three lists of one town, one of them with a code that contradicts another."""
    made = []
    for name, rows in (("税务.csv", TAX), ("工会.csv", UNION), ("社保.csv", SOCIAL)):
        made.append(tmp_path / name)
        made[-1].write_text("\n".join([TITLES, *rows]), encoding="utf-8")
    return made


def run(*arguments):
    return CliRunner().invoke(
        engine, ["cluster", *map(str, arguments), "--region", "淄博市", "--threads", "1"]
    )


def read(out):
    with out.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_one_cluster_for_each_enterprise(lists, tmp_path):
    out = tmp_path / "组.csv"
    done = run(*lists, "--out", out)
    rows = read(out)
    by_id = {row["id"]: row for row in rows}

    assert done.exit_code == 0, done.output
    assert len(rows) == len(by_id) == 8
    assert by_id["T1"]["cluster"] == by_id["U1"]["cluster"] == by_id["S1"]["cluster"]
    assert by_id["T3"]["cluster"] == by_id["S2"]["cluster"] != by_id["T1"]["cluster"]
    assert by_id["'=U3"]["state"] == "alone"
    assert by_id["T1"]["state"] == "auto"
    assert by_id["T1"]["name"] == "淄博禾岚商贸有限公司"
    assert f"{len({row['cluster'] for row in rows}):,} 家" in done.output


def test_order_of_lists_changes_nothing_and_parquet_says_the_same(lists, tmp_path):
    run(*lists, "--out", tmp_path / "a.csv")
    run(*reversed(lists), "--out", tmp_path / "b.csv")
    run(*lists, "--out", tmp_path / "c.parquet")
    told = pq.read_table(tmp_path / "c.parquet").to_pylist()

    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert [{k: str(v) for k, v in row.items()} for row in told] == read(tmp_path / "a.csv")


def test_two_valid_codes_in_one_cluster_are_for_a_person(tmp_path):
    """A list without codes brings together two that have different ones."""
    texts = {"a.csv": code(1), "b.csv": "", "c.csv": code(2)}
    for name, uscc in texts.items():
        row = f"1,淄博禾岚商贸有限公司,{uscc},张店区"
        (tmp_path / name).write_text(f"{TITLES}\n{row}", encoding="utf-8")
    done = run(*(tmp_path / name for name in texts), "--out", tmp_path / "o.csv")
    rows = read(tmp_path / "o.csv")

    assert done.exit_code == 0, done.output
    assert {row["state"] for row in rows} == {"review"}
    assert all(code(1) in row["reason"] and code(2) in row["reason"] for row in rows)
    assert "有矛盾的 1 家" in done.output


def test_pairs_for_a_person_are_kept(lists, tmp_path):
    run(*lists, "--out", tmp_path / "o.csv", "--doubtful", tmp_path / "d.csv")
    pairs = read(tmp_path / "d.csv") if (tmp_path / "d.csv").stat().st_size > 3 else []
    cluster = {(row["list"], row["id"]): row["cluster"] for row in read(tmp_path / "o.csv")}

    for pair in pairs:
        ends = [(pair["list"], pair["id"]), (pair["other_list"], pair["other_id"])]
        assert cluster[ends[0]] != cluster[ends[1]]


def test_bad_input_is_told(lists, tmp_path):
    other = tmp_path / "x"
    other.mkdir()
    (other / "税务.csv").write_text("a", encoding="utf-8")
    said = {
        (lists[0], "--out", tmp_path / "o.csv"): "至少要两份名册",
        (lists[0], other / "税务.csv", "--out", tmp_path / "o.csv"): "同名的名册",
        (*lists, "--out", lists[1]): "不能与名册同名",
        (*lists, "--out", tmp_path / "none" / "o.csv"): "文件夹不存在",
        (*lists, "--out", tmp_path / "o.csv", "--doubtful", tmp_path / "o.csv"): "同一个文件",
        (lists[0], tmp_path / "none.csv", "--out", tmp_path / "o.csv"): "找不到文件",
    }
    for arguments, words in said.items():
        done = run(*arguments)
        assert (done.exit_code, words in done.output) == (2, True), done.output
    assert not (tmp_path / "o.csv").exists()
