"""Lists with harder noise: the same arguments give the same list, and its truth is true."""

import random
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench import linkage_words as words
from bench.linkage import OURS
from bench.linkage_edits import EDITS, Places, take_apart, wrapped
from bench.linkage_judge import found_by_edit, reliability
from bench.linkage_noise import HARDER, MIXES, noisy, places_of
from bench.noise import table_of
from niangjia.engine.uscc import check_uscc

DISTRICTS = ("张店区", "桓台县")
BRANDS = (
    "云帆",
    "海棠",
    "青禾",
    "石榴",
    "鹤鸣",
    "瑞麟",
    "澜心",
    "岱云",
    "稷香",
    "般阳",
    "蹴岚",
    "宸舟",
)
TRADES = (
    "商贸",
    "机械制造",
    "装饰工程",
    "物流",
    "餐饮管理",
    "信息技术",
    "化工",
    "食品加工",
    "广告传媒",
    "塑料制品",
)
FORMS = ("有限公司", "有限责任公司", "厂", "专业合作社")
PLACES = Places("山东", "淄博", DISTRICTS)


def register():
    firms = [(b, t, f) for b in BRANDS for t in TRADES for f in FORMS]
    rows = []
    for number, (brand, trade, form) in enumerate(firms):
        district = DISTRICTS[number % 2]
        region = ("淄博市", "山东", district)[number % 3]
        rows.append({
            "id": f"B{number}", "name": f"{region}{brand}{trade}{form}", "uscc": f"91370303{number:010d}",
            "district": district, "address": f"淄博市{district}柳泉路{number + 1}号", "legal": "王伟军",
            "phone": f"139{number:08d}",
        })  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pair")
    rows = register()
    pq.write_table(pa.Table.from_pylist(rows), folder / "b.parquet")
    truth = [{"aid": "A1", "bid": "B7", "kind": "sister", "ops": ""}]
    pq.write_table(pa.Table.from_pylist(truth), folder / "truth.parquet")
    return folder


def made(pair, folder, *, mix="harder", seed=1, **more):
    noisy(pair, folder, mix=MIXES[mix], rows=300, seed=seed, **more)
    return [pq.read_table(folder / f"{name}.parquet").to_pylist() for name in ("a", "b", "truth")]


def test_the_same_arguments_give_the_same_lists(pair, tmp_path):
    one, two, other = (
        made(pair, tmp_path / name, seed=seed) for name, seed in (("1", 1), ("2", 1), ("3", 2))
    )

    assert one == two
    assert one[0] != other[0]


@pytest.mark.parametrize("mix", MIXES)
def test_the_truth_is_true(pair, tmp_path, mix):
    left, right, truth = made(pair, tmp_path, mix=mix)
    known = {row["id"]: row for row in right}
    names = {row["name"] for row in register()}

    assert [row["id"] for row in left] == [row["aid"] for row in truth]
    assert all(row["bid"] in known for row in truth if row["bid"])
    assert all(row["name"] for row in left)
    untouched = [
        (row["name"], known[told["bid"]]["name"])
        for row, told in zip(left, truth, strict=True)
        if told["bid"] and not set(told["ops"].split("+")) & {*EDITS, "wrapped"}
    ]
    assert untouched
    assert all(one == other for one, other in untouched)
    gone = names - {row["name"] for row in right}
    plain = [
        row["name"]
        for row, told in zip(left, truth, strict=True)
        if not told["bid"] and not set(told["ops"].split("+")) & {*EDITS, "wrapped"}
    ]
    assert all(name in gone or name not in names for name in plain)


def test_shares_are_those_of_the_mix(pair, tmp_path):
    left, right, truth = made(pair, tmp_path)
    absent = [row for row in truth if not row["bid"]]
    edits = Counter(edit for row in truth for edit in row["ops"].split("+"))
    codes = [row["uscc"] for row in left if row["uscc"]]

    assert 0.18 < len(absent) / len(truth) < 0.30
    assert Counter(row["kind"] for row in absent)["branch"] > 5
    assert len(register()) - len(right) < len(absent)
    assert 0.04 < len(codes) / len(left) < 0.18
    assert sum(check_uscc(code).ok for code in codes if code.startswith("81")) == sum(
        code.startswith("81") for code in codes
    )
    assert {"wrapped", "masked", "restructured", "region_chain"} <= set(edits)
    assert any(row["legal"][1:] in {"*", "**", "某某", "某"} for row in left if row["legal"])


def test_edits_left_out_do_not_occur(pair, tmp_path):
    _, _, truth = made(pair, tmp_path, without=tuple(EDITS))

    assert not {edit for row in truth for edit in row["ops"].split("+")} & set(EDITS)


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_changes_a_name_and_leaves_something(edit):
    dice = random.Random(3)
    name = take_apart("山东淄博青禾二建装饰材料有限公司", "张店区", PLACES, BRANDS)
    changed = {EDITS[edit](name, dice) for _ in range(20)} - {name.whole}

    assert changed
    assert all(len(text) >= 2 for text in changed)


def test_parts_of_a_name():
    name = take_apart("淄博市张店区云帆机械制造有限公司第二分公司", "", PLACES, BRANDS)

    assert (name.region, name.brand, name.trade) == ("淄博市张店区", "云帆", "机械制造")
    assert (name.form, name.tail) == ("有限公司", "第二分公司")
    assert name.whole == "淄博市张店区云帆机械制造有限公司第二分公司"


def test_departments_write_around_a_name():
    dice = random.Random(1)
    texts = {wrapped("云帆商贸有限公司", dice, "海棠食品厂") for _ in range(300)}

    assert {"云帆商贸有限公司工会委员会", "中共云帆商贸有限公司支部委员会"} <= texts
    assert "云帆商贸有限公司海棠食品厂联合党支部" in texts


def test_places_are_read_off_the_register():
    assert places_of(register()) == Places("山东", "淄博", DISTRICTS)


def test_every_kind_of_the_brief_is_in_the_harder_mix_and_words_are_no_copy():
    from niangjia.engine.words import SYNONYMS

    assert set(HARDER.edits) == set(EDITS)
    assert not {frozenset(group) for group in words.TRADES} & {frozenset(g) for g in SYNONYMS}


def test_figures_edit_by_edit_and_by_probability(tmp_path):
    truth = [
        {"aid": "1", "bid": "B1", "kind": "base", "ops": "lost+no_uscc"},
        {"aid": "2", "bid": "B2", "kind": "base", "ops": "lost"},
        {"aid": "3", "bid": "", "kind": "near", "ops": "spaced"},
    ]
    pq.write_table(pa.Table.from_pylist(truth), tmp_path / "truth.parquet")
    links = tmp_path / "links.csv"
    links.write_text("left_id,right_id,probability\n1,B1,0.97\n2,B9,0.96\n3,B3,0.3\n")
    files = (tmp_path / "truth.parquet", links)

    assert found_by_edit(*files) == {"lost": (2, 0.5), "no_uscc": (1, 1.0)}
    assert [(low, rows, right) for low, _, rows, _, right in reliability(*files)] == [
        (0.2, 1, 0.0),
        (0.95, 2, 0.5),
    ]
    table = table_of({("harder", OURS): files}, 1.0)
    cells = dict(row for row in table.rows)
    assert cells["found, lost"] == "50.0% of 2"
    assert cells["probability 0.95–0.98"] == "50.0% right of 2"
    assert "automatic zone, right, harder: goal ≥ 99.7%, measured 50.00%, **missed**" in table.note
