"""What must hold of a linkage, whatever the lists: nothing lost, nothing by accident."""

import random

import pyarrow as pa
import pytest

from niangjia.engine import LinkOptions, explain, link
from niangjia.engine.link import STAGES
from niangjia.engine.prepare import INPUT
from tests.engine.test_cases import code

REGIONS = ("山东省", "淄博市", "张店区", "淄川区", "桓台县")
OPTIONS = LinkOptions(regions=REGIONS, threads=2)
BRANDS = [
    "禾岚",
    "岱澜",
    "鲁岳",
    "瑾瑜",
    "锦梭",
    "云栖",
    "宸岳",
    "腾岱",
    "沃禾",
    "恒岱",
    "博禾",
    "般阳",
    "蹴岚",
    "尔雅",
    "岳澜",
    "稷禾",
    "润禾",
    "丰穗",
]
TRADES = [
    "商贸",
    "物流",
    "化工",
    "机械制造",
    "陶瓷",
    "纺织",
    "信息技术",
    "建筑安装",
    "食品",
    "电子",
]


def table(rows):
    """Rows as dictionaries; what is missing is empty."""
    return pa.table({n: pa.array([r.get(n, "") for r in rows], pa.string()) for n in INPUT})


def register(size: int = 160):
    """Invented firms, all different, with everything a register tells."""
    pick = random.Random(7)
    rows = []
    for number in range(size):
        brand, trade = BRANDS[number % len(BRANDS)], TRADES[number // len(BRANDS) % len(TRADES)]
        district = pick.choice(("张店区", "淄川区", "桓台县"))
        rows.append({
            "id": f"R{number:04d}", "name": f"淄博{brand}{trade}有限公司", "uscc": code(number),
            "district": district, "address": f"淄博市{district}{brand}路{number + 1}号",
            "legal": pick.choice("王李张刘") + pick.choice("伟芳娜敏") + pick.choice("军洋勇艳"),
            "phone": f"139{number:08d}",
        })  # fmt: skip
    return rows


RIGHT = register()
LEFT = [
    {"id": "a", "name": RIGHT[3]["name"] + "工会委员会", "district": RIGHT[3]["district"]},
    {"id": "b", "name": "中共" + RIGHT[20]["name"] + "支部委员会", "legal": RIGHT[20]["legal"][0] + "**"},
    {"id": "c", "name": RIGHT[40]["name"].replace("商贸", "商茂").replace("淄博", ""), "legal": RIGHT[40]["legal"]},
    {"id": "d", "name": "", "uscc": RIGHT[5]["uscc"]},
    {"id": "e", "name": "淄博无此一家某某公司"},
    {"id": "f", "name": "更名后全然不同有限公司", "legal": RIGHT[9]["legal"], "phone": RIGHT[9]["phone"],
     "address": RIGHT[9]["address"], "district": RIGHT[9]["district"]},
    {"id": "g", "name": ""},
]  # fmt: skip


def found(left, right, options=OPTIONS):
    return link(table(left), table(right), options=options)


def as_rows(result):
    return [
        (r["left_id"], r["right_id"], r["probability"], r["zone"], r["reasons"])
        for r in result.links.to_pylist()
    ]


@pytest.fixture(scope="module")
def base():
    return found(LEFT, RIGHT)


class TestNothingLost:
    def test_every_left_row_is_in_exactly_one_state(self, base):
        states = base.states.to_pylist()

        assert sorted(s["left_id"] for s in states) == [r["id"] for r in LEFT]
        assert base.counts["auto"] + base.counts["review"] + base.counts["none"] == len(LEFT)
        assert base.counts["left"] == len(LEFT)
        assert base.counts["right"] == len(RIGHT)

    def test_at_most_one_link_a_row_and_it_is_the_right_one(self, base):
        links = {r[0]: r[1] for r in as_rows(base)}

        assert len(links) == len(as_rows(base))
        assert {k: links[k] for k in "abdf"} == {
            "a": "R0003",
            "b": "R0020",
            "d": "R0005",
            "f": "R0009",
        }
        assert "g" not in links

    def test_every_link_tells_why(self, base):
        assert all(reasons for *_, reasons in as_rows(base))

    def test_a_row_equal_to_itself_always_links(self):
        rows = [
            *RIGHT,
            {"id": "X1", "name": "商店"},
            {"id": "X2", "name": "淄博"},
            {"id": "X3", "uscc": code(999)},
        ]
        result = found(rows, rows)

        assert {r[0]: r[1] for r in as_rows(result)} == {r["id"]: r["id"] for r in rows}
        assert (result.counts["auto"], result.counts["review"]) == (len(rows) - 1, 1)
        (state,) = [s for s in result.states.to_pylist() if s["state"] == "review"]
        assert state["left_id"] == "X1"  # 商店: equal, and yet says too little to be confirmed


class TestNoAccidents:
    def test_order_of_rows_and_columns_changes_nothing(self, base):
        shuffled = random.Random(3)
        left, right = LEFT[:], RIGHT[:]
        shuffled.shuffle(left)
        shuffled.shuffle(right)
        columns = [*reversed(INPUT)]
        other = link(table(left).select(columns), table(right).select(columns), options=OPTIONS)

        assert other.links.equals(base.links)
        assert other.states.equals(base.states)

    def test_two_runs_and_one_thread_are_equal_to_the_byte(self, base):
        alone = found(LEFT, RIGHT, LinkOptions(regions=REGIONS, threads=1))

        assert alone.links.equals(base.links)

    def test_an_unrelated_row_changes_no_other_link(self, base):
        stranger = {
            "id": "Z",
            "name": "呼伦贝尔额尔古纳蓝莓冻干厂",
            "legal": "包某",
            "district": "额尔古纳市",
        }
        right = found(LEFT, [*RIGHT, stranger])
        left = found([*LEFT, stranger], RIGHT)

        assert as_rows(right) == as_rows(base)
        assert [r for r in as_rows(left) if r[0] != "Z"] == as_rows(base)

    def test_ids_are_not_evidence(self, base):
        renamed = [{**row, "id": f"新{row['id']}"} for row in RIGHT]

        assert [(r[0], r[1][1:], r[2]) for r in as_rows(found(LEFT, renamed))] == [
            (r[0], r[1], r[2]) for r in as_rows(base)
        ]


class TestBadInput:
    def test_empty_lists(self):
        assert found([], RIGHT).counts["left"] == 0
        nobody = found(LEFT, [])
        assert (nobody.counts["none"], nobody.links.num_rows) == (len(LEFT), 0)
        assert found([], []).counts["auto"] == 0

    def test_repeated_ids_are_refused_with_side_and_id(self):
        with pytest.raises(ValueError, match="右表的编号“R0000”出现了不止一次"):
            found(LEFT, [*RIGHT, RIGHT[0]])

    def test_missing_name_column(self):
        with pytest.raises(ValueError, match="缺少 name 列"):
            link(pa.table({"id": ["1"]}), table(RIGHT), options=OPTIONS)

    def test_only_id_and_name(self):
        right = table(RIGHT).select(["id", "name"])
        result = link(table(LEFT[:1]).select(["name", "id"]), right, options=OPTIONS)

        assert result.links["right_id"].to_pylist() == ["R0003"]

    def test_line_breaks_quotes_and_nulls_inside_cells(self):
        name = RIGHT[3]["name"]
        left = pa.table(
            {
                "id": ["1", "2", "3"],
                "name": [f'"{name[:4]}\n{name[4:]}"', None, "\x00"],
                "uscc": [None] * 3,
            }
        )
        result = link(left, table(RIGHT), options=OPTIONS)

        assert result.links["left_id"].to_pylist() == ["1"]
        assert result.counts["none"] == 2

    def test_very_many_identical_names_do_not_explode(self):
        rows = pa.table(
            {"id": [str(n) for n in range(20_000)], "name": ["淄博禾岚商贸有限公司"] * 20_000}
        )
        result = link(rows, rows, options=OPTIONS)

        assert result.counts["left"] == 20_000
        assert result.counts["compared"] == 0

    def test_very_long_cells(self):
        left = [
            {
                "id": "1",
                "name": "禾岚" * 20_000,
                "address": "路" * 40_000,
                "legal": "王" * 999,
                "phone": "1" * 999,
            }
        ]

        assert found(left, RIGHT).counts["left"] == 1


BEGIN = "起点：没有任何证据时"


class TestOptions:
    def test_thresholds_move_zones_not_links(self, base):
        strict = found(LEFT, RIGHT, LinkOptions(regions=REGIONS, auto=1.0, review=0.99))

        assert [r[:3] for r in as_rows(strict)] == [r[:3] for r in as_rows(base)]

    def test_one_to_one_gives_a_right_row_once(self):
        twice = [LEFT[0], {**LEFT[0], "id": "a2"}]

        assert found(twice, RIGHT).links.num_rows == 2
        assert found(twice, RIGHT, LinkOptions(regions=REGIONS, one_to_one=True)).links[
            "left_id"
        ].to_pylist() == ["a"]

    @pytest.mark.parametrize("stage", STAGES)
    def test_stops_after_any_stage_and_keeps_its_tables(self, tmp_path, stage):
        result = found(LEFT, RIGHT, LinkOptions(regions=REGIONS, stop_after=stage, keep=tmp_path))

        assert list(result.stages) == list(STAGES[: STAGES.index(stage) + 1])
        names = {path.stem for path in tmp_path.iterdir()}
        assert ("right_rows" in names) == (STAGES.index(stage) >= 1)
        assert ("scored" in names) == (STAGES.index(stage) >= 4)

    def test_explained_parts_add_up_to_the_points_of_the_link(self):
        result = found(LEFT, RIGHT, LinkOptions(regions=REGIONS, explain=("f",)))
        best = result.explained["f"][0]
        (points,) = [r["points"] for r in result.links.to_pylist() if r["left_id"] == "f"]

        assert best.right_id == "R0009"
        assert sum(part.points for part in best.parts) == best.points == points

    def test_every_link_may_tell_what_its_points_are_made_of(self):
        renamed = {"id": "r", "name": "淄博更名商贸有限公司(原" + RIGHT[60]["name"] + ")",
                   "legal": RIGHT[60]["legal"]}  # fmt: skip
        links = found(
            [*LEFT, renamed], RIGHT, LinkOptions(regions=REGIONS, parts=True)
        ).links.to_pylist()
        told = {link["left_id"]: link for link in links}

        for one in links:
            counted = one["rule"] == "scored"
            assert sum(part["points"] for part in one["parts"]) == (one["points"] or 0)
            assert [part["label"] for part in one["parts"]][:1] == [BEGIN] * counted
        assert {told[left_id]["rule"] for left_id in "afr"} == {"name", "scored"}
        labels = {part["field"]: part["label"] for part in told["r"]["parts"]}
        assert labels["former"] == "曾用名：曾用名与对方名称一致"
        assert labels["kind"] == "名称：名称一致（按曾用名）"

    @pytest.mark.parametrize("stage", ["", "compare", "Score"])
    def test_a_stage_that_is_none_is_refused(self, stage):
        with pytest.raises(ValueError, match="not in tuple"):
            found(LEFT, RIGHT, LinkOptions(regions=REGIONS, stop_after=stage))

    def test_a_joint_organisation_finds_one_of_its_firms(self):
        joint = [{"id": "j", "name": f"{RIGHT[11]['name']}{RIGHT[30]['name']}联合党支部"}]
        result = found(joint, RIGHT)

        assert result.links["left_id"].to_pylist() == ["j"]
        assert result.links["right_id"].to_pylist()[0] in {"R0011", "R0030"}
        assert result.counts["left"] == 1

    def test_a_joint_organisation_of_two_known_firms_is_for_review(self):
        two = {"id": "two", "name": f"{RIGHT[11]['name']}{RIGHT[30]['name']}联合党支部"}
        one = {"id": "one", "name": f"{RIGHT[11]['name']}洛阳无此一家陶艺有限公司联合党支部"}
        result = found([two, one], RIGHT)
        told = {r["left_id"]: (r["zone"], r["probability"]) for r in result.links.to_pylist()}

        assert told["two"] == ("review", 0.9499)
        assert told["one"][0] == "auto"
        assert result.counts["review"] == 1


def share(left, right, **more):
    return explain(left, right, regions=REGIONS, **more).probability


WHOLE = {
    "name": "淄博禾岚商贸有限公司",
    "district": "张店区",
    "legal": "王伟军",
    "address": "淄博市张店区柳泉路8号",
    "phone": "13900000001",
}


class TestNamedCases:
    def test_sister_firms_are_told_apart(self):
        first = {"name": "山东鲁岳一建有限公司", "district": "张店区"}
        second = {"name": "山东鲁岳二建有限公司", "district": "张店区"}

        assert share(first, first) > 0.9
        assert share(first, second) < 0.2

    def test_same_trade_name_in_another_trade(self):
        other = {**WHOLE, "name": "淄博禾岚矿业有限公司", "legal": "李敏艳", "phone": "13900000077"}

        assert share({"name": WHOLE["name"], "district": "张店区"}, other) < 0.2

    def test_branch_and_head_office(self):
        branch = {"name": "淄博禾岚商贸有限公司桓台分公司", "district": "张店区"}

        assert share(branch, WHOLE) < 0.5
        assert share(branch, {**WHOLE, **branch}) > 0.9

    def test_branch_under_its_head_offices_code(self):
        branch = {"name": "淄博禾岚商贸有限公司桓台分公司", "uscc": code(1)}
        right = [
            {**WHOLE, "id": "1", "uscc": code(1)},
            {"id": "2", "name": branch["name"], "uscc": code(2), "district": "桓台县"},
        ]
        links = as_rows(found([{**branch, "id": "a", "district": "桓台县"}], right))

        assert [r[:2] for r in links] == [("a", "2")]

    def test_a_masked_person_counts_and_another_person_speaks_against(self):
        left = {"name": "淄博禾岚商茂公司", "district": "张店区"}
        whole, masked, other = (
            explain({**left, "legal": who}, WHOLE, regions=REGIONS).total
            for who in ("王伟军", "王*", "李*")
        )

        assert min(whole, masked) > other

    @pytest.mark.parametrize(
        ("written", "least"),
        [
            ("禾lan商贸", 0.95), ("禾LAN商贸", 0.95), ("ＨＥ岚商贸", 0.95),
            ("禾嵐商貿", 0.99), ("禾岚 商贸", 0.99),
            ("禾兰商贸", 0.85),  # may be another firm: likely, for people to say
        ],
    )  # fmt: skip
    def test_ways_of_writing_a_name(self, written, least):
        left = {"name": f"淄博{written}有限公司", "district": "张店区", "legal": "王伟军"}

        assert share(left, WHOLE) > least

    @pytest.mark.parametrize(
        "written",
        ["淄博禾岚商", "商贸禾岚", "禾岚贸易有限公司", "禾商贸有限公司", "马尚镇禾岚商贸有限公司"],
    )
    def test_noise_of_old_systems_is_found_when_the_person_agrees(self, written):
        left = [
            {
                "id": "a",
                "name": written,
                "district": "张店区",
                "legal": "王伟军",
                "phone": "13900000001",
            }
        ]
        links = as_rows(found(left, [{**WHOLE, "id": "W"}, *RIGHT]))

        assert [(r[1], r[2] > 0.5) for r in links] == [("W", True)]

    def test_parts_add_up(self):
        why = explain(LEFT[2], RIGHT[40], regions=REGIONS)

        assert sum(part.points for part in why.parts) == why.total
        assert f"合计 {why.total:+d}" in why.text()
        assert why.evidence
