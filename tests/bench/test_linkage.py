"""The benchmark of the linkage: how links are judged, how a run is measured and cut."""

import sys

import duckdb
import pytest

from bench import linkage, report
from bench.linkage_judge import best_threshold, judge
from bench.linkage_pairs import stretched
from bench.linkage_peers import main
from bench.linkage_run import Measured, measured

NAMES = [
    f"临川市{brand}{trade}有限公司"
    for brand in ("云帆", "海棠", "青禾", "石榴", "鹤鸣", "瑞麟")
    for trade in ("机械制造", "粮油贸易")
]
COLUMNS = "id, name, uscc, district, address, legal, phone"


def _write(folder, name, columns, rows):
    with duckdb.connect() as base:
        base.execute(
            f"CREATE TABLE t ({', '.join(f'{c.strip()} TEXT' for c in columns.split(','))})"
        )
        marks = ", ".join("?" for _ in columns.split(","))
        base.executemany(f"INSERT INTO t VALUES ({marks})", rows)
        base.execute(f"COPY t TO '{folder / name}.parquet'")


@pytest.fixture
def pair(tmp_path):
    """Twelve firms in the register, three on the list: one found, one misspelt, one unknown."""
    folder = tmp_path / "pair"
    folder.mkdir()
    firms = [(f"B{n}", name, "", "东区", "", "", "") for n, name in enumerate(NAMES)]
    _write(folder, "b", COLUMNS, firms)
    _write(
        folder,
        "a",
        COLUMNS,
        [
            ("A0", NAMES[0], "", "东区", "", "", ""),
            ("A1", NAMES[3].replace("棠", "堂"), "", "东区", "", "", ""),
            ("A2", "临川市听涛餐饮有限公司", "", "东区", "", "", ""),
        ],
    )
    _write(
        folder,
        "truth",
        "aid, bid, kind, ops",
        [("A0", "B0", "base", ""), ("A1", "B3", "base", "typo"), ("A2", "", "sister", "no_uscc")],
    )
    return folder


def _links(tmp_path, rows, head="left_id,right_id,probability"):
    out = tmp_path / "links.csv"
    out.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return out


def test_links_are_judged_by_the_truth(pair, tmp_path):
    judged = judge(
        pair / "truth.parquet", _links(tmp_path, ["A0,B0,0.99", "A1,B4,0.97", "A2,B1,0.3"])
    )

    assert (judged.precision, judged.recall, judged.f1) == (0.5, 0.5, 0.5)
    assert (judged.auto_right, judged.auto_share) == (0.5, 0.5)
    assert judged.sister_alone == 1.0


def test_the_columns_of_the_reference_are_read_too(pair, tmp_path):
    links = _links(tmp_path, ["A0,B0,0.99,code", "A2,B1,0.6,scored"], "aid,bid,p,how")
    judged = judge(pair / "truth.parquet", links)

    assert (judged.precision, judged.recall, judged.sister_alone) == (0.5, 0.5, 0.0)


def test_a_peer_is_tuned_to_the_threshold_of_its_best_f1(pair, tmp_path):
    links = _links(tmp_path, ["A0,B0,0.9", "A1,B3,0.7", "A2,B1,0.6"])

    assert best_threshold(pair / "truth.parquet", links) == pytest.approx(0.7)


@pytest.mark.parametrize(("way", "found"), [("vlookup", {"A0"}), ("cleaned", {"A0"})])
def test_exact_ways_link_equal_names_only(pair, tmp_path, way, found):
    out = tmp_path / "out.csv"
    main(way, str(pair), str(out), str(pair))

    rows = [line.split(",")[:2] for line in out.read_text(encoding="utf-8").splitlines()[1:]]
    assert {left for left, _ in rows} == found
    assert dict(rows)["A0"] == "B0"


def test_a_list_is_stretched_to_the_register_and_comes_out_equal_again(pair, tmp_path):
    made = [stretched(pair, tmp_path / name) for name in ("one", "two")]

    with duckdb.connect() as base:
        one, two = (base.sql(f"FROM '{f / 'a.parquet'}' ORDER BY id").fetchall() for f in made)
        truth = base.sql(f"SELECT aid, bid FROM '{made[0] / 'truth.parquet'}'").fetchall()
    assert one == two
    assert len(one) == len({row[0] for row in one}) == len(NAMES) == len(truth)
    assert {bid for aid, bid in truth if aid.startswith("SB")}.isdisjoint({"B0", "B3"})


def test_a_run_tells_its_time_and_memory_and_is_cut_at_the_limit(tmp_path):
    work = (
        "import time; b = bytearray(90_000_000); b[::4096] = b'1' * len(b[::4096]); time.sleep(0.2)"
    )
    whole = measured([sys.executable, "-c", work], limit=60, folder=tmp_path)
    cut = measured([sys.executable, "-c", "while True: pass"], limit=0.3, folder=tmp_path)
    broken = measured([sys.executable, "-c", "raise SystemExit('no')"], limit=9, folder=tmp_path)

    assert not whole.cut
    assert not whole.failed
    assert whole.peak > 80
    assert cut.cut
    assert cut.wall < 30
    assert broken.failed == "no"


def test_the_part_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.delenv("NIANGJIA_PAIRS", raising=False)
    assert "--pairs" in linkage.missing()
    monkeypatch.setenv("NIANGJIA_PAIRS", str(tmp_path))
    assert linkage.CITY in linkage.missing()


def test_goals_that_are_missed_are_told(pair, tmp_path):
    judged = judge(pair / "truth.parquet", _links(tmp_path, ["A0,B0,0.99"]))
    runs = [
        linkage.Line("100k × 700k", name, Measured(wall, wall, 1000, 1.0, False), judged)
        for name, wall in ((linkage.REFERENCE, 10.0), (linkage.OURS, 7.0))
    ]
    told = linkage._note(runs, 60)

    assert (
        "seconds against the reference, 100k × 700k: goal ≤ 0.6, measured 0.70, **missed**" in told
    )
    assert "peak MB, 100k × 700k: goal ≤ 1,638, measured 1,000, reached" in told


def test_sections_measured_elsewhere_stay_on_the_page(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "ROOT", tmp_path)
    monkeypatch.setattr(report, "PAGE", tmp_path / "benchmarks.md")
    report.PAGE.write_text("# Benchmarks\n\nBy hand.\n\n## Other\n\nStays.\n", encoding="utf-8")
    for seconds in ("1", "2"):
        table = report.Table("load", "Loading", "What.", ["seconds"], [[seconds]])
        report.keep(tmp_path / "results", table)
    page = report.PAGE.read_text(encoding="utf-8")

    assert page.startswith("# Benchmarks\n\nBy hand.\n\n## Other\n\nStays.\n\n## Loading\n")
    assert page.count("## Loading") == 1
    assert "| 2 |" in page
