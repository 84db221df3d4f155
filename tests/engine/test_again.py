"""A second run on the same lists compares nothing; several lists become one cluster a firm."""

import pyarrow as pa

from niangjia.engine import LinkOptions, link
from niangjia.engine.again import link_again, read_memory
from niangjia.engine.clusters import link_many
from tests.engine.test_cases import code
from tests.engine.test_linkage import LEFT, OPTIONS, REGIONS, RIGHT, table


def again(left, right, **more):
    return link_again(table(left), table(right), options=OPTIONS, **more)


class TestAgain:
    def test_the_same_lists_compare_no_pair_and_give_the_same_links(self, tmp_path):
        """MA7: second run on the same file compares 0 pairs."""
        first, memory = again(LEFT, RIGHT)
        memory.save(tmp_path / "memory.parquet")
        second, _ = again(LEFT, RIGHT, before=read_memory(tmp_path / "memory.parquet"))

        assert first.counts["compared"] > 0
        assert (second.counts["compared"], second.counts["looked_at"]) == (0, 0)
        assert second.links.equals(first.links)
        assert second.states.equals(first.states)

    def test_only_new_and_changed_rows_are_looked_at(self):
        _, memory = again(LEFT, RIGHT)
        changed = [
            *LEFT[1:],
            {**LEFT[0], "phone": "13911111111"},
            {"id": "n", "name": RIGHT[50]["name"]},
        ]
        second, _ = again(changed, RIGHT, before=memory)

        assert second.counts["looked_at"] == 2
        assert second.links.equals(link(table(changed), table(RIGHT), options=OPTIONS).links)

    def test_a_new_right_row_is_offered_to_the_old_left_rows(self):
        without = [row for row in RIGHT if row["id"] != "R0003"]
        _, memory = again(LEFT, without)
        second, _ = again(LEFT, RIGHT, before=memory)

        assert ("a", "R0003") in {(r["left_id"], r["right_id"]) for r in second.links.to_pylist()}

    def test_a_right_row_that_went_away_takes_its_links_along(self):
        _, memory = again(LEFT, RIGHT)
        second, _ = again(LEFT, [row for row in RIGHT if row["id"] != "R0003"], before=memory)

        assert "R0003" not in second.links["right_id"].to_pylist()

    def test_what_people_decided_stays_and_is_never_compared(self):
        decided = pa.table({"left_id": ["a", "e", "gone"], "right_id": ["R0007", "", "R0001"]})
        first, memory = again(LEFT, RIGHT, decided=decided)
        second, _ = again(LEFT, RIGHT, before=memory, decided=decided)
        links = {r["left_id"]: r for r in second.links.to_pylist()}

        assert (links["a"]["right_id"], links["a"]["rule"], links["a"]["reasons"]) == (
            "R0007",
            "decided",
            ["人工认定"],
        )
        assert {s["left_id"]: s["state"] for s in second.states.to_pylist()}["e"] == "none"
        assert second.links.equals(first.links)
        assert second.counts["compared"] == 0


UNION = [{"id": "u1", "name": RIGHT[3]["name"] + "工会委员会", "district": RIGHT[3]["district"]},
         {"id": "u2", "name": "淄博只在工会名册里的泰和商行工会"}]  # fmt: skip
PARTY = [{"id": "p1", "name": "中共" + RIGHT[3]["name"] + "支部委员会", "legal": RIGHT[3]["legal"]},
         {"id": "p2", "name": "淄博只在工会名册里的泰和商行党支部"}]  # fmt: skip


def clusters(**lists):
    return link_many(
        {n: table(rows) for n, rows in lists.items()}, options=LinkOptions(regions=REGIONS)
    )


class TestClusters:
    def test_one_cluster_for_one_enterprise(self):
        found = clusters(ledger=RIGHT, union=UNION, party=PARTY)
        of = {(r["list"], r["id"]): r["cluster"] for r in found.rows.to_pylist()}

        assert len(of) == found.rows.num_rows == len(RIGHT) + 4
        assert of["union", "u1"] == of["party", "p1"] == of["ledger", "R0003"]
        assert of["union", "u2"] == of["party", "p2"]
        assert len(set(of.values())) == len(RIGHT) + 1

    def test_order_of_the_lists_changes_nothing(self):
        one = clusters(ledger=RIGHT, union=UNION, party=PARTY)
        other = clusters(party=PARTY, ledger=RIGHT, union=UNION)

        assert one.rows.equals(other.rows)

    def test_two_valid_codes_in_one_cluster_are_a_conflict(self):
        tax = [{**RIGHT[3], "id": "t1", "uscc": ""}]
        social = [{**RIGHT[3], "id": "s1", "uscc": code(777)}]
        found = clusters(a_tax=tax, b_social=social, ledger=RIGHT)
        state = {(r["list"], r["id"]): r["state"] for r in found.rows.to_pylist()}

        assert found.conflicts.num_rows == 1
        assert RIGHT[3]["uscc"] in found.conflicts["reason"][0].as_py()
        assert state["a_tax", "t1"] == state["b_social", "s1"] == "review"
        assert state["ledger", "R0009"] == "alone"

    def test_a_list_without_codes_and_a_doubtful_pair(self):
        """A parquet file has the columns it has; what is for a person to settle joins nobody."""
        names = table([{"id": "n1", "name": RIGHT[3]["name"]}]).select(["id", "name"])
        other = [{"id": "m1", "name": RIGHT[2]["name"].replace("商贸有限", "工贸")}]
        found = link_many(
            {"names": names, "ledger": table(RIGHT), "other": table(other)},
            options=LinkOptions(regions=REGIONS),
        )
        of = {(r["list"], r["id"]): r["cluster"] for r in found.rows.to_pylist()}

        assert of["names", "n1"] == of["ledger", "R0003"] != of["other", "m1"]
        assert found.conflicts.num_rows == 0
        assert found.doubtful["id"].to_pylist() == ["m1"]
