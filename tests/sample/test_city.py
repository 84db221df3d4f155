"""The city as a whole: the same bytes from the same seed, and the truth beside it."""

import csv
from collections import Counter
from datetime import date, timedelta
from hashlib import sha256

import pytest

from niangjia.engine.uscc import check_uscc
from niangjia.sample.city import CityFiles, make_city
from tests.sample.conftest import SMALL, TODAY, cells, file_of


def fingerprints(files: CityFiles) -> dict[str, str]:
    return {
        path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(files.folder.iterdir())
    }


def registrations(files: CityFiles) -> list[dict[str, str]]:
    rows = []
    for place, skip in ((0, 1), (1, 0)):
        with file_of(files, "registration", place).open(encoding="utf-8-sig", newline="") as file:
            for _ in range(skip):
                next(file)
            rows += [row for row in csv.DictReader(file) if row["企业名称"]]
    return rows


def test_same_seed_same_bytes_other_seed_others(town_files, tmp_path):
    again = make_city(tmp_path / "again", scale=SMALL, today=TODAY)
    other = make_city(tmp_path / "other", scale=SMALL, today=TODAY, seed=7)

    assert fingerprints(again) == fingerprints(town_files)
    assert fingerprints(other).keys() == fingerprints(town_files).keys()
    assert set(fingerprints(other).values()).isdisjoint(fingerprints(town_files).values())


def test_files_come_in_the_order_of_hand_over(town_files):
    first = TODAY - timedelta(days=60)

    assert town_files.days == [first, TODAY]
    assert [f.source for f in town_files.of_day(first)] == [
        "registration",
        "tax",
        "statistics",
        "social",
        "party",
        "union",
    ]
    assert {(f.source, f.extent) for f in town_files.of_day(TODAY)} == {
        ("registration", "increment"),
        ("social", "increment"),
        ("party", "full"),
        ("union", "full"),
    }
    assert all(f.path.stat().st_size > 1_000 for f in town_files.files)


def test_progress_is_told_to_the_end(tmp_path):
    told = []
    make_city(tmp_path, scale=1_500, today=TODAY, tell=lambda *counts: told.append(counts))

    assert told[-1] == (1_500, 1_500)


def test_every_entity_is_registered_once_with_a_valid_code(demo_files):
    rows = registrations(demo_files)
    codes = [row["统一社会信用代码"] for row in rows]

    assert len(rows) == len(set(codes)) == 10_000
    assert {check_uscc(code).problem + check_uscc(code).warning for code in codes} == {""}
    assert {code[:2] for code in codes} == {"91", "92", "93"}
    assert {code[2:6] for code in codes} == {"3703"}


def test_no_two_firms_of_an_area_share_their_name(demo_files):
    names = Counter((row["企业名称"], row["所在区县"]) for row in registrations(demo_files))

    assert max(names.values()) == 1


def test_trade_names_are_plentiful_and_two_characters_at_least():
    from random import Random

    from niangjia.sample.firms import FirmMaker

    maker = FirmMaker(Random(5), TODAY)
    cores = {maker.ordinary(n).core for n in range(25_000)}

    assert len(cores) > 15_000
    assert min(map(len, cores)) >= 2


def test_one_in_a_hundred_is_new(demo_files):
    days = [row["成立日期"] for row in registrations(demo_files) if "-" in row["成立日期"]]
    new = [d for d in days if TODAY - timedelta(days=30) <= date.fromisoformat(d) < TODAY]

    assert 60 <= len(new) <= 140


def test_todays_increment_holds_only_firms_of_today(demo_files):
    with demo_files.increment.path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == 10
    assert {row["成立日期"].replace("/", "-") for row in rows} == {TODAY.isoformat()}
    known = {row["统一社会信用代码"] for row in registrations(demo_files)}
    assert known.isdisjoint(row["统一社会信用代码"] for row in rows)


def test_truth_counted_again_from_its_enterprises(truth):
    covered = {code for union in truth["unions"] for code in union["covers"]}
    again = {
        firm["uscc"]
        for firm in truth["enterprises"]
        if firm["party"] and (firm["headcount"] or 0) >= 50 and firm["uscc"] not in covered
    }

    assert again == {firm["uscc"] for firm in truth["party_50_no_union"]}
    assert len(again) == truth["counts"]["party_50_no_union"] == 72
    assert len({firm["name"] for firm in truth["party_50_no_union"]}) == 72


def test_doubtful_firms_have_a_union_and_are_never_among_the_72(truth):
    gap = {firm["uscc"] for firm in truth["party_50_no_union"]}
    covered = {code for union in truth["unions"] for code in union["covers"]}
    pending = {firm["uscc"] for firm in truth["pending"]}

    assert len(pending) == truth["counts"]["pending"] == 7
    assert pending <= covered
    assert pending.isdisjoint(gap)


def test_the_campaign_shows_between_the_two_days(truth):
    assert truth["earlier"]["unions"] < truth["counts"]["unions"]
    assert truth["earlier"]["members"] < truth["counts"]["members"]
    assert len(truth["earlier"]["party_50_no_union"]) > 72


@pytest.mark.parametrize("place", [0, 1])
def test_the_registers_total_is_its_sum(demo_files, truth, place):
    *rows, total = cells(file_of(demo_files, "union", place))
    members = [row[6] for row in rows if isinstance(row[6], float)]
    expected = (truth["earlier"], truth["counts"])[place]

    assert total[0] == "合计"
    assert (len(members), sum(members)) == (expected["unions"], expected["members"])
    assert total[6] == expected["members"]
