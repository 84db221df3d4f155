"""``niangjia match --report``: one page, offline, whatever the lists hold."""

import csv
import re
import subprocess
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from niangjia.cli.match import match
from niangjia.cli.report import LONGEST, evenly, histogram, shown
from niangjia.engine import LinkOptions, link
from niangjia.engine.prepare import INPUT
from tests.engine.test_linkage import RIGHT, found, table

EVIL = "<script>alert('坏')</script>\"><img src=x onerror=alert(1)>{{ 7|add:7 }}{% now 'Y' %}\u202e&amp;"
FIRM = RIGHT[3]
LEFT = [
    {**FIRM, "id": "<b>1</b>"},
    {"id": "2", "name": FIRM["name"] + "工会委员会", "district": FIRM["district"]},
    {"id": "3", "name": EVIL, "district": "<i>区</i>"},
    {**RIGHT[20], "id": "4", "name": RIGHT[20]["name"] + EVIL, "uscc": ""},
    {"id": "5", "name": "商店"},
]


class Page(HTMLParser):
    """Elements with their attributes, and the text, of a page."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.texts = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


def write(place, rows):
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, INPUT, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return place


@pytest.fixture
def lists(tmp_path):
    return write(tmp_path / "<u>左.csv", LEFT), write(tmp_path / "右.csv", RIGHT)


def run(lists, tmp_path, *more):
    words = [*lists, "--out", tmp_path / "o.csv", "--report", tmp_path / "r.html", *more]
    return CliRunner().invoke(match, [str(word) for word in (*words, "--region", "淄博市")])


def report(tmp_path):
    return (tmp_path / "r.html").read_text(encoding="utf-8")


def test_counts_zones_and_samples_are_those_of_the_result(lists, tmp_path):
    done = run(lists, tmp_path)
    page = Page(report(tmp_path))
    text = "\n".join(page.texts)
    counts = re.search(r"自动确认 (\d+)，待核实 (\d+)，没有对应 (\d+)", done.output)

    assert done.exit_code == 0, done.output
    assert sum(map(int, counts.groups())) == len(LEFT)
    for words, number in zip(("自动确认", "待核实", "没有对应"), counts.groups(), strict=True):
        assert f"{words}（{number} 行）" in text
    with (tmp_path / "o.csv").open(encoding="utf-8-sig") as file:
        best = {row["left_id"]: row for row in csv.DictReader(file)}
    assert best["2"]["right_id"] == FIRM["id"]
    assert best["2"]["reasons"] in text
    assert [row["id"] for row in LEFT if row["id"] not in page.texts] == []


def test_hostile_cells_stay_text(lists, tmp_path):
    run(lists, tmp_path)
    page = Page(report(tmp_path))
    tags = {tag for tag, _ in page.elements}

    assert tags.isdisjoint({"script", "img", "i", "u", "iframe", "object", "embed", "base"})
    assert shown(EVIL) in page.texts
    assert "\u202e" not in report(tmp_path)
    assert [a for _, attrs in page.elements for a in attrs if a.startswith("on")] == []


def test_nothing_comes_from_outside(lists, tmp_path):
    run(lists, tmp_path)
    page = Page(report(tmp_path))
    reaching = {"src", "href", "xlink:href", "action", "data", "poster", "srcset", "formaction"}

    assert [t for t, attrs in page.elements if reaching & set(attrs)] == []
    assert "url(" not in report(tmp_path)
    assert "@import" not in report(tmp_path)
    policies = [a["content"] for t, a in page.elements if t == "meta" and "http-equiv" in a]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_plots_are_well_formed_and_as_long_as_their_share(lists, tmp_path):
    run(lists, tmp_path)
    plots = re.findall(r"<svg.*?</svg>", report(tmp_path), re.DOTALL)
    drawn = [ElementTree.fromstring(plot) for plot in plots]
    zones = [float(plot.find("rect").get("width")) for plot in drawn[:3]]

    assert sum(zones) == pytest.approx(100, abs=0.01)
    assert len(drawn[3].findall("rect")) == 20
    for plot in drawn:
        for rect in plot.iter("rect"):
            assert 0 <= float(rect.get("x")) <= 100
            assert float(rect.get("x")) + float(rect.get("width")) <= 100.01


def test_lists_without_a_single_row_make_a_report_too(tmp_path):
    from datetime import UTC, datetime
    from pathlib import Path

    from niangjia.cli.report import Listed, page

    options = LinkOptions()
    empty = table([])
    listed = Listed(Path("空.csv"), empty, {"name": ("名称",)}, [])
    text = page(link(empty, empty, options=options), listed, listed, options, datetime.now(tz=UTC))

    assert text.count("这个区没有行") == 3
    assert "没有找到任何候选" in text


def test_the_histogram_holds_every_scored_link():
    result = found(LEFT, RIGHT)
    told = [int(re.search(r"：([\d,]+) 行", c["told"])[1]) for c in histogram(result)]

    assert sum(told) == result.counts.get("rule:scored", 0) > 0


def test_samples_reach_from_the_first_row_to_the_last():
    rows = table([{"id": f"{n:03}"} for n in range(100)])
    picked = evenly(rows, 15)["id"].to_pylist()

    assert (len(picked), picked[0], picked[-1]) == (15, "000", "099")
    assert picked == sorted(set(picked))
    assert evenly(rows.slice(0, 15), 15).num_rows == 15


def test_shown_text_is_one_short_line():
    assert shown("甲\n乙\x00\u200f丙") == "甲 乙  丙"
    assert shown("长" * (LONGEST + 1)) == "长" * LONGEST + "…"
    assert shown("长" * LONGEST) == "长" * LONGEST
    assert shown("坏\udcff名") == "坏?名"


@pytest.mark.parametrize(
    ("place", "more", "says"),
    [
        ("o.csv", (), "另一个结果同名"),
        ("右.csv", (), "不能与名册"),
        ("没有/r.html", (), "文件夹不存在"),
        ("r.html", ("--stop-after", "exact"), "写不出报告"),
    ],
)
def test_bad_places_are_told_before_any_work(lists, tmp_path, place, more, says):
    done = run(lists, tmp_path, "--report", tmp_path / place, *more)

    assert (done.exit_code, says in done.output) == (2, True), done.output
    assert not (tmp_path / "o.csv").exists()
    assert (tmp_path / "右.csv").read_text(encoding="utf-8").startswith("id,name")


def test_it_needs_no_settings_and_no_database(lists, tmp_path):
    words = [*lists, "--out", tmp_path / "o.csv", "--report", tmp_path / "r.html"]
    done = subprocess.run(
        [sys.executable, "-m", "niangjia", "match", *words],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={"PATH": "", "PYTHONUTF8": "1"},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "名册比对报告" in report(tmp_path)
