"""The engine alone, on the two organisations' lists: 72 stay without union, the doubtful end in review."""

import csv

import pyarrow as pa
import pytest

from niangjia.engine import LinkOptions, link
from niangjia.engine.names import split_joint
from niangjia.sample.organisations import PARTY, UNION
from niangjia.sample.places import AREAS, TOWNS
from tests.sample.conftest import cells, file_of

REGIONS = ("山东省", "淄博市", *(a.short for a in AREAS), *(t.name for t in TOWNS))


def table(rows):
    names = ("id", "name", "former_name", "uscc", "district")
    return pa.table({n: pa.array([r[i] for r in rows], pa.string()) for i, n in enumerate(names)})


def registered(files):
    rows = []
    for place in (0, 1):
        with file_of(files, "registration", place).open(encoding="utf-8-sig", newline="") as file:
            rows += [r for r in csv.reader(file) if r[0][:1] == "9"]
    return table([(r[0], r[1], r[2], r[0], r[9]) for r in rows])


def named(files, source, header):
    """One row a firm, as joint organisations name several."""
    for number, row in enumerate(cells(file_of(files, source, 1))[3:-1]):
        values = dict(zip(header, row, strict=True))
        if source == "union":
            firms = [values["建会单位名称"], *split_joint(values["覆盖单位"])]
            code = values["单位统一社会信用代码"]
        else:
            firms = split_joint(values["所属单位名称"] or values["党组织名称"])
            code = values["统一社会信用代码"] if len(firms) == 1 else ""
        for part, name in enumerate(firms):
            own = str(code) if part == 0 else ""
            yield f"{source}:{number}:{part}", name, "", own, values["所在区县"]


@pytest.fixture(scope="module")
def links(demo_files):
    rows = [*named(demo_files, "union", UNION), *named(demo_files, "party", PARTY)]
    result = link(
        table(rows), registered(demo_files), options=LinkOptions(regions=REGIONS, max_candidates=5)
    )
    return result.links.to_pylist()


def firms(links, source, zone):
    return {
        row["right_id"]
        for row in links
        if row["zone"] == zone and row["left_id"].startswith(source)
    }


def test_none_of_the_72_has_a_union_or_a_candidate_and_each_has_its_party(links, truth):
    gap = {firm["uscc"] for firm in truth["party_50_no_union"]}

    assert gap.isdisjoint(firms(links, "union", "auto"))
    assert gap.isdisjoint(firms(links, "union", "review"))
    assert gap <= firms(links, "party", "auto")


def test_every_other_firm_of_the_rule_is_linked_or_pending(links, truth):
    rule = {
        firm["uscc"]
        for firm in truth["enterprises"]
        if firm["party"] and (firm["headcount"] or 0) >= 50 and firm["union"]
    }
    pending = {firm["uscc"] for firm in truth["pending"]}
    institutions = {code for code in rule if code.startswith("12")}

    assert pending <= firms(links, "union", "review")
    assert pending.isdisjoint(firms(links, "union", "auto"))
    assert rule - pending - institutions <= firms(links, "union", "auto")


def test_no_union_is_linked_to_a_firm_it_does_not_cover(links, truth):
    covered = {code for union in truth["unions"] for code in union["covers"]}

    assert firms(links, "union", "auto") <= covered
