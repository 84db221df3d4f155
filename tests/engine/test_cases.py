"""The linkage decides as the rules say, says why, and does not depend on accidents."""

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from niangjia.engine import ENGINE_VERSION, LinkOptions, link
from niangjia.engine.uscc import uscc_check_char

REGIONS = ("山东省", "淄博市", "张店区", "淄川区", "桓台县")
OPTIONS = LinkOptions(regions=REGIONS, threads=1, max_candidates=5)
FIELDS = ("id", "name", "uscc", "district", "former_name")
few = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def code(number: int, start: str = "91370303MA") -> str:
    first = f"{start}{number:07d}"[:17]
    return first + uscc_check_char(first)


def rows(*values: tuple[str, ...]) -> pa.Table:
    """Rows of (id, name, uscc, district, former_name); what is missing at the end is empty."""
    full = [(*row, *[""] * (len(FIELDS) - len(row))) for row in values]
    columns = list(zip(*full, strict=True)) or [()] * len(FIELDS)
    return pa.table({n: pa.array(c, pa.string()) for n, c in zip(FIELDS, columns, strict=True)})


def linked(left, right, options=OPTIONS):
    """{left id: [(right id, zone, rule, reasons), …]}"""
    found = {}
    for entry in link(left, right, options=options).links.to_pylist():
        found.setdefault(entry["left_id"], []).append(
            (entry["right_id"], entry["zone"], entry["rule"], entry["reasons"])
        )
    return found


def only(left, right):
    """The single link of the single left row."""
    found = linked(left, right)
    assert len(found["a"]) == 1
    return found["a"][0]


C1, C2 = code(1), code(2)
TRADES = ("商贸", "物流", "化工", "陶瓷", "纺织", "食品", "电子", "建筑")


class TestCode:
    def test_equal_valid_code_settles(self):
        right = rows(("1", "淄博禾岚商贸有限公司", C1, "张店区"), ("2", "淄博禾岚物流有限公司", C2))
        _, zone, rule, reasons = only(rows(("a", "禾岚商贸公司工会委员会", C1)), right)

        assert (zone, rule) == ("auto", "code")
        assert reasons[0] == "统一社会信用代码一致"

    def test_a_code_beside_another_name_is_found_and_asked(self):
        right = rows(("1", "淄博岱澜科技有限公司", C1))
        right_id, zone, _, reasons = only(rows(("a", "淄博禾岚商贸有限公司", C1)), right)

        assert (right_id, zone) == ("1", "review")
        assert {"代码一致", "字号不同"} <= set(reasons)

    @pytest.mark.parametrize(
        "written", [C1.lower(), f" {C1}", C1.replace("0", "O", 1), C1[:8] + "-" + C1[8:]]
    )
    def test_ways_of_writing_the_code(self, written):
        right = rows(("1", "淄博禾岚商贸有限公司", C1))

        assert only(rows(("a", "禾岚商贸", written)), right)[1:3] == ("auto", "code")

    def test_wrong_check_character_is_not_used(self):
        wrong = C1[:-1] + ("A" if C1[-1] != "A" else "B")

        assert linked(rows(("a", "禾岚商贸", wrong)), rows(("1", "岱澜物流", wrong))) == {}

    def test_union_code_is_never_the_employers(self):
        union = code(1, "81370303MC")

        assert linked(rows(("a", "禾岚商贸", union)), rows(("1", "岱澜物流", union))) == {}

    def test_branch_with_its_head_offices_code_is_for_review(self):
        right = rows(("1", "淄博禾岚商贸有限公司", C1))
        left = rows(("a", "淄博禾岚商贸有限公司桓台分公司", C1))
        _, zone, _, reasons = only(left, right)

        assert zone == "review"
        assert {"代码一致", "左表是分支机构，右表是总部"} <= set(reasons)

    def test_branch_with_its_head_offices_code_finds_itself_by_name(self):
        right = rows(
            ("1", "淄博禾岚商贸有限公司", C1, "张店区"),
            ("2", "淄博禾岚商贸有限公司桓台分公司", C2, "桓台县"),
        )
        left = rows(("a", "淄博禾岚商贸有限公司桓台分公司工会", C1, "桓台县"))
        (right_id, zone, _, reasons), *_ = linked(left, right)["a"]

        assert (right_id, zone) == ("2", "review")  # the code speaks against it: a person must see
        assert {"名称一致", "代码不同", "分支机构一致"} <= set(reasons)

    def test_of_two_rows_with_one_code_the_one_of_the_name_is_taken(self):
        right = rows(("1", "淄博禾岚商贸有限公司", C1), ("2", "淄博岱澜物流有限公司", C1))

        assert only(rows(("a", "淄博禾岚商贸有限公司", C1)), right)[:2] == ("1", "auto")

    def test_code_points_here_and_name_there(self):
        right = rows(("1", "淄博岱澜物流有限公司", C1), ("2", "淄博禾岚商贸有限公司"))
        found = linked(rows(("a", "淄博禾岚商贸有限公司", C1)), right)["a"]

        assert found[0][:2] == ("2", "review")

    def test_equal_names_but_different_codes_are_for_review(self):
        left = rows(("a", "淄博禾岚商贸有限公司", C1, "张店区"))
        right = rows(("1", "淄博禾岚商贸有限公司", C2, "张店区"))
        _, zone, _, reasons = only(left, right)

        assert zone == "review"
        assert {"名称一致", "代码不同"} <= set(reasons)

    def test_many_left_rows_may_share_one_right_row(self):
        left = rows(("a", "禾岚商贸", C1), ("b", "禾岚商贸公司工会", C1))
        right = rows(("1", "淄博禾岚商贸有限公司", C1))

        assert {k: v[0][:2] for k, v in linked(left, right).items()} == {
            "a": ("1", "auto"),
            "b": ("1", "auto"),
        }


class TestOrganisationCode:
    def test_bare_organisation_code_settles_when_names_agree(self):
        right = rows(("1", "淄博禾岚商贸有限公司", "91370300MA3C00011W"))
        _, zone, _, reasons = only(rows(("a", "禾岚商贸公司", "MA3C0001-1")), right)

        assert zone == "auto"
        assert "组织机构代码一致" in reasons

    def test_code_of_a_moved_firm_keeps_its_organisation_code(self):
        moved = "91370321MA3C00011"
        right = rows(("1", "淄博禾岚商贸有限公司", moved + uscc_check_char(moved)))
        left = rows(("a", "禾岚商贸有限公司", "91370300MA3C00011W"))

        assert only(left, right)[1] == "auto"

    def test_contradicting_names_are_never_confirmed(self):
        right = rows(("1", "淄博岱澜物流有限公司", "91370300MA3C00011W"))

        assert only(rows(("a", "淄博禾岚商贸有限公司", "MA3C00011")), right)[1] != "auto"


class TestFormerName:
    def test_name_equals_the_others_former_name(self):
        right = rows(("1", "淄博岱澜科技有限公司", "", "张店区", "淄博禾岚商贸有限公司"))
        _, zone, _, reasons = only(rows(("a", "淄博禾岚商贸有限责任公司工会")), right)

        assert zone == "auto"
        assert "曾用名与对方名称一致" in reasons
        assert not any("字号" in reason for reason in reasons)  # the own names are not compared

    def test_former_name_told_in_words(self):
        left = rows(("a", "淄博岱澜科技有限公司(原淄博禾岚商贸有限公司)", "", "张店区"))
        right = rows(("1", "淄博禾岚商贸有限公司", "", "张店区"))
        _, zone, _, reasons = only(left, right)

        assert zone == "auto"
        assert "曾用名与对方名称一致" in reasons

    def test_one_of_several_former_names(self):
        former = "淄博禾苗商行、淄博禾岚商贸有限公司"
        right = rows(("1", "淄博岱澜科技有限公司", "", "", former))

        assert only(rows(("a", "淄博禾岚商贸有限公司")), right)[1] == "auto"

    def test_another_firm_that_now_bears_the_name_comes_first(self):
        right = rows(
            ("1", "淄博岱澜科技有限公司", "", "张店区", "淄博禾岚商贸有限公司"),
            ("2", "淄博禾岚商贸有限公司", "", "张店区"),
        )

        assert only(rows(("a", "淄博禾岚商贸有限公司", "", "张店区")), right)[:2] == ("2", "auto")

    def test_other_district_is_for_review(self):
        right = rows(("1", "淄博岱澜科技有限公司", "", "桓台县", "淄博禾岚商贸有限公司"))
        left = rows(("a", "淄博禾岚商贸有限公司", "", "张店区"))

        assert only(left, right)[1] == "review"

    @pytest.mark.parametrize("name", ["", "商店"])
    def test_a_row_that_has_little_but_a_former_name_is_for_review(self, name):
        left = rows(("a", name, "", "", "淄博禾岚商贸有限公司"))

        assert only(left, rows(("1", "淄博禾岚商贸有限公司")))[1] == "review"

    def test_two_firms_with_that_former_name_are_for_review(self):
        right = rows(
            ("1", "淄博岱澜科技有限公司", "", "", "淄博禾岚商贸有限公司"),
            ("2", "淄博钰珩科技有限公司", "", "", "淄博禾岚商贸有限公司"),
        )
        found = linked(rows(("a", "淄博禾岚商贸有限公司")), right)["a"]

        assert [(r, z) for r, z, *_ in found] == [("1", "review"), ("2", "review")]


class TestName:
    def test_name_and_district_settle(self):
        right = rows(
            ("1", "淄博禾岚商贸有限公司", "", "淄博市张店区"),
            ("2", "桓台禾岚商贸有限公司", "", "桓台县"),
        )
        left = rows(("a", "淄博市张店区禾岚商贸有限责任公司工会委员会", "", "张店"))
        (right_id, zone, _, reasons), *rest = linked(left, right)["a"]

        assert (right_id, zone) == ("1", "auto")
        assert {"名称一致", "区县一致"} <= set(reasons)
        assert all(zone == "none" for _, zone, *_ in rest)

    def test_missing_district_needs_a_unique_name(self):
        left = rows(("a", "禾岚商贸有限公司"))
        one = rows(("1", "淄博禾岚商贸有限公司", "", "张店区"))
        two = rows(
            ("1", "淄博禾岚商贸有限公司", "", "张店区"), ("2", "桓台禾岚商贸有限公司", "", "桓台县")
        )

        assert only(left, one)[1:3] == ("auto", "name")
        assert {z for _, z, *_ in linked(left, two)["a"]} == {"review"}

    def test_other_district_is_for_review(self):
        left = rows(("a", "淄博禾岚商贸有限公司", "", "张店区"))
        right = rows(("1", "淄博禾岚商贸有限公司", "", "桓台县"))
        _, zone, _, reasons = only(left, right)

        assert zone == "review"
        assert {"名称一致", "区县不同"} <= set(reasons)

    def test_two_equal_names_in_one_district_are_for_review_unless_one_is_written_alike(self):
        right = rows(
            ("1", "淄博禾岚商贸有限公司", "", "张店区"),
            ("2", "禾岚商贸(淄博)有限公司", "", "张店区"),
        )
        alike, other = "淄博禾岚商贸有限公司", "淄博禾岚商贸有限责任公司"

        assert only(rows(("a", alike, "", "张店区")), right)[:3] == ("1", "auto", "same")
        assert {z for _, z, *_ in linked(rows(("a", other, "", "张店区")), right)["a"]} == {
            "review"
        }

    def test_missing_form_is_tolerated_and_said(self):
        right = rows(("1", "淄博禾岚商贸有限公司", "", "张店区"))
        _, zone, _, reasons = only(rows(("a", "禾岚商贸公司", "", "张店区")), right)

        assert zone == "auto"
        assert "组织形式相近" in reasons

    @pytest.mark.parametrize(
        "name",
        [
            "淄博禾岚商贸专业合作社",
            "淄博禾岚有限公司",
            "淄博禾岚商贸股份有限公司",
            "淄博禾岚工贸有限公司",
        ],
    )
    def test_look_alikes_are_for_review(self, name):
        right = rows(("1", "淄博禾岚商贸有限公司", "", "张店区"))

        assert only(rows(("a", name, "", "张店区")), right)[1] == "review"

    def test_a_branch_is_never_confirmed_as_its_head_office(self):
        right = rows(("1", "淄博禾岚商贸有限公司", "", "张店区"))
        left = rows(("a", "淄博禾岚商贸有限公司桓台分公司", "", "张店区"))

        assert all(zone != "auto" for _, zone, *_ in linked(left, right).get("a", []))

    def test_look_alikes_are_not_shown_once_settled(self):
        right = rows(("1", "淄博禾岚商贸有限公司", C1), ("2", "淄博禾岚商贸有限公司桓台分公司", C2))

        assert only(rows(("a", "淄博禾岚商贸有限公司", C1)), right)[0] == "1"

    @pytest.mark.parametrize("name", ["商店", "鑫商店", "物业"])
    def test_generic_names_never_settle(self, name):
        found = linked(rows(("a", name, "", "张店区")), rows(("1", name, "", "张店区")))

        assert [z for _, z, *_ in found["a"]] == ["review"]

    def test_unlike_names_are_no_candidates(self):
        right = rows(("1", "淄博岱澜物流有限公司", "", "张店区"))

        assert linked(rows(("a", "淄博禾岚商贸有限公司", "", "张店区")), right) == {}

    def test_candidates_do_not_flood(self):
        right = rows(
            *((str(n), f"淄博禾岚{word}有限公司", "", "张店区") for n, word in enumerate(TRADES))
        )
        result = link(rows(("a", "淄博禾岚有限公司", "", "张店区")), right, options=OPTIONS)

        assert result.links.num_rows == 5
        assert result.counts["auto"] == 0


class TestResult:
    def test_states_and_counts_add_up(self):
        left = rows(
            ("a", "甲岚商贸", C1), ("b", "禾岚商贸有限公司", "", "张店区"), ("c", "岱澜物流")
        )
        right = rows(("1", "甲岚商贸", C1), ("2", "禾岚商贸有限公司", "", "桓台县"))
        result = link(left, right, options=OPTIONS)

        assert result.states.to_pylist() == [
            {"left_id": "a", "state": "auto"},
            {"left_id": "b", "state": "review"},
            {"left_id": "c", "state": "none"},
        ]
        counts = result.counts
        assert (counts["left"], counts["right"]) == (3, 2)
        assert (counts["auto"], counts["review"], counts["none"]) == (1, 1, 1)
        assert counts["rule:code"] == counts["rule:scored"] == 1
        assert result.version == ENGINE_VERSION

    def test_empty_tables(self):
        full = rows(("a", "禾岚商贸有限公司", C1))

        assert link(rows(), rows(), options=OPTIONS).counts["none"] == 0
        assert link(rows(), full, options=OPTIONS).links.num_rows == 0
        assert link(full, rows(), options=OPTIONS).counts["none"] == 1

    def test_columns_that_are_missing_or_null_are_empty(self):
        bare = pa.table({"id": ["a", "b"], "name": ["禾岚商贸有限公司", None]})
        result = link(bare, bare, options=OPTIONS)

        assert result.links["left_id"].to_pylist() == ["a"]
        assert result.counts["none"] == 1

    def test_repeated_ids_are_refused(self):
        twice = rows(("a", "禾岚商贸"), ("a", "岱澜物流"))

        with pytest.raises(ValueError, match="左表的编号“a”出现了不止一次"):
            link(twice, rows(), options=OPTIONS)
        with pytest.raises(ValueError, match="右表的编号"):
            link(rows(), twice, options=OPTIONS)

    def test_missing_name_column_is_refused(self):
        with pytest.raises(ValueError, match="name"):
            link(pa.table({"id": ["a"]}), rows(), options=OPTIONS)

    def test_progress_is_told_and_may_stop_the_work(self):
        class Stop(Exception):
            pass

        class Listener:
            heard: list[str] = []

            def step(self, done: int, total: int | None = None, message: str = "") -> None:
                self.heard.append(message)
                if message == "比较证据":
                    raise Stop

        with pytest.raises(Stop):
            link(rows(("a", "甲")), rows(("1", "乙")), options=OPTIONS, progress=Listener())
        assert "整理名称与代码" in Listener.heard

    def test_temporary_folder_is_left_empty(self, tmp_path):
        options = LinkOptions(regions=REGIONS, temp_folder=tmp_path, memory="200MB")
        link(rows(("a", "甲", C1)), rows(("1", "乙", C1)), options=options)

        assert list(tmp_path.iterdir()) == []


firm = st.tuples(
    st.sampled_from(
        ["淄博禾岚商贸有限公司", "桓台禾岚商贸有限公司", "禾岚商贸公司", "淄博禾岚商贸有限公司桓台分公司",
         "禾岚商贸专业合作社", "淄博河蓝商贸有限公司", "淄博岱澜物流有限公司", "岱澜(淄博)物流有限公司",
         "淄博岱澜物流有限公司工会委员会", "商店", "鑫商店", "淄博钰珩科技(原淄博禾岚商贸有限公司)", ""]
    ),
    st.sampled_from(["", "", C1, C2, "MA3C00011", "91370300MA3C00011W", "错误"]),
    st.sampled_from(["", "张店区", "淄博市桓台县"]),
    st.sampled_from(["", "", "", "淄博岱澜物流有限公司"]),
)  # fmt: skip
firms = st.lists(firm, min_size=4, max_size=24).map(
    lambda found: [(f"r{n:02d}", *values) for n, values in enumerate(found)]
)


def everything(left, right):
    result = link(rows(*left), rows(*right), options=OPTIONS)
    return result.links.to_pylist(), result.states.to_pylist(), result.counts


@pytest.mark.slow
class TestProperties:
    @few
    @given(firms, firms, st.randoms(use_true_random=False))
    def test_order_of_rows_does_not_matter(self, left, right, random):
        before = everything(left, right)
        random.shuffle(left)
        random.shuffle(right)

        assert everything(left, right) == before

    @few
    @given(firms, firms)
    def test_every_left_row_ends_in_exactly_one_state(self, left, right):
        links, states, counts = everything(left, right)

        assert [s["left_id"] for s in states] == [row[0] for row in left]
        assert counts["auto"] + counts["review"] + counts["none"] == len(left)
        for state in states:
            own = [entry for entry in links if entry["left_id"] == state["left_id"]]
            zones = {entry["zone"] for entry in own}
            best = next((z for z in ("auto", "review", "none") if z in zones), "none")
            assert state["state"] == best
            assert zones <= {"auto", "none"} or "auto" not in zones
            assert [entry["zone"] for entry in own].count("auto") <= 1
            assert len(own) <= 5
            assert len({entry["right_id"] for entry in own}) == len(own)
        assert all(entry["reasons"] and all(entry["reasons"]) for entry in links)

    @few
    @example([("r0", "", "", "", "淄博岱澜物流有限公司"), ("r1", "淄博岱澜物流有限公司")])
    @given(firms)
    def test_a_list_against_itself_settles_nothing_wrongly(self, both):
        links, _, _ = everything(both, both)

        assert all(e["left_id"] == e["right_id"] for e in links if e["zone"] == "auto")

    @few
    @given(firms, firms)
    def test_an_unrelated_row_changes_nothing(self, left, right):
        here = ("zz", "山东晔翊琅纺织股份有限公司", code(99), "淄川区", "晔翊琅布行")
        there = ("zz", "山东翊柠璟园林股份有限公司", code(98), "淄川区", "翊柠璟花圃")
        links, states, _ = everything(left, right)

        more_links, more_states, _ = everything([*left, here], [*right, there])
        assert more_links == links
        assert more_states == [*states, {"left_id": "zz", "state": "none"}]

    @few
    @given(st.sets(st.integers(0, 9_999_999), min_size=1, max_size=40))
    def test_distinct_codes_link_each_row_to_itself(self, numbers):
        left = [(f"l{n}", f"名{n}", code(n)) for n in numbers]
        right = [(f"r{n}", f"名{n}", code(n)) for n in sorted(numbers)]
        links, _, counts = everything(left, right)

        assert counts["auto"] == len(numbers)
        assert all(entry["left_id"][1:] == entry["right_id"][1:] for entry in links)
