"""From what departments say to one row of the ledger."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niangjia.matching.enums import Field, Source, Status
from niangjia.matching.rules.derive import (
    RuleBook,
    Said,
    chosen_for,
    derive,
    pending_reasons,
    reports,
    values_of,
)
from niangjia.matching.rules.trades import TradeBook, TradeTest

CITY, EAST, WEST, TOWN = "0001", "00010001", "00010002", "000100010001"
BOOK = RuleBook(
    order=(Source.SOCIAL, Source.TAX, Source.STATISTICS),
    tolerance=20,
    new_form=TradeBook([TradeTest("courier", "快递", ("60",), ("快递",))]),
    eight=TradeBook([TradeTest("haulage", "货运", ("543", "59"), ("仓储", "货运"))]),
)
NOBODY = frozenset()


def said(source, number=1, **facts):
    empty = {
        "id": number, "source": source, "part": 0, "day": date(2022, 6, 1), "name": "淄博甲乙有限公司",
        "former_name": "", "uscc": "91370300MA3C00011W", "uscc_ok": True, "path": EAST,
        "district": "张店区", "headcount": None, "members": None, "founded_on": None, "status": "",
        "trade_code": "", "trade": "", "scope": "", "kind": "", "address": "", "organisation": "",
    }  # fmt: skip
    return Said(**empty | facts)


def row(*entries, waiting=NOBODY):
    return derive(list(entries), BOOK, waiting)


entries = st.lists(
    st.builds(
        said,
        source=st.sampled_from(list(Source)),
        number=st.integers(1, 10_000),
        name=st.sampled_from(["淄博甲乙有限公司", "淄博甲乙有限责任公司", "淄博丙有限公司"]),
        path=st.sampled_from([CITY, EAST, WEST, TOWN]),
        district=st.sampled_from(["张店区", "淄川区", ""]),
        headcount=st.one_of(st.none(), st.integers(0, 300)),
        status=st.sampled_from(["存续", "注销", "", "非正常户"]),
        trade_code=st.sampled_from(["", "5431", "6020", "C13"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda entry: entry.id,
)
calm = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)


@calm
@given(entries, st.randoms())
def test_a_row_does_not_depend_on_the_order_of_its_entries(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    one, two = row(*found), row(*shuffled)

    for name in ("headcount", "status", "uscc", "path", "conflicts", "sources", "has_union"):
        assert getattr(one, name) == getattr(two, name)


@calm
@given(entries)
def test_the_page_and_the_ledger_choose_the_same_value(found):
    made = row(*found)
    shown = {code: chosen_for(code, found, BOOK) for code in Field}

    assert made.headcount == (shown[Field.HEADCOUNT].value if shown[Field.HEADCOUNT] else None)
    assert made.uscc == shown[Field.USCC].value
    assert made.name == shown[Field.NAME].value
    assert made.status == (shown[Field.STATUS].value if shown[Field.STATUS] else Status.UNKNOWN)


@calm
@given(entries)
def test_every_flag_has_an_entry_behind_it(found):
    made = row(*found)

    assert made.has_union == any(e.source == Source.UNION for e in found)
    assert made.has_party == any(e.source == Source.PARTY for e in found)
    assert made.headcount in [None, *(e.headcount for e in found)]
    assert any(e.path.startswith(made.path[:8]) for e in found)
    assert made.content == row(*found).content


def test_the_content_changes_with_what_is_shown():
    before = row(said(Source.TAX, headcount=30))

    assert before.content != row(said(Source.TAX, headcount=31)).content
    assert before.content == row(said(Source.TAX, number=7, headcount=30)).content
    assert len(values_of(before)) == len(before.__slots__)


def test_a_town_known_to_another_department_makes_the_place_precise():
    made = row(said(Source.REGISTRATION), said(Source.UNION, 2, path=TOWN))

    assert made.path == TOWN
    assert "unit" not in made.conflicts


def test_a_place_nobody_could_read_gives_way_to_one_that_could():
    made = row(
        said(Source.REGISTRATION, path=CITY, district=""),
        said(Source.TAX, 2, path=WEST, district="淄川区"),
    )

    assert (made.path, made.district) == (WEST, "淄川区")


@pytest.mark.parametrize(
    ("other", "conflicts"),
    [
        ({"path": WEST, "district": "淄川区"}, ["unit"]),
        ({"name": "淄博甲乙有限责任公司"}, []),
        ({"name": "淄博丙丁有限公司"}, ["name"]),
        ({"uscc": "91310000132260250X"}, ["uscc"]),
        ({"uscc": "9137", "uscc_ok": False}, []),
        ({"status": "注销"}, ["status"]),
        ({"headcount": 50}, ["headcount"]),
        ({"headcount": 90}, []),
    ],
)
def test_departments_contradict_one_another(other, conflicts):
    made = row(
        said(Source.REGISTRATION, status="存续"),
        said(Source.SOCIAL, 2, headcount=100),
        said(Source.TAX, 3, **other),
    )

    assert made.conflicts == conflicts


def test_a_known_former_name_is_no_conflict_and_is_searched():
    made = row(
        said(Source.REGISTRATION, former_name="淄博丙丁有限公司"),
        said(Source.TAX, 2, name="淄博丙丁有限公司"),
    )

    assert made.conflicts == []
    assert made.former_name == "淄博丙丁有限公司"
    assert made.search_text == "淄博甲乙有限公司\n淄博丙丁有限公司"


def test_a_good_code_counts_before_a_bad_one_of_an_earlier_department():
    made = row(said(Source.REGISTRATION, uscc="9.137E+17", uscc_ok=False), said(Source.TAX, 2))

    assert (made.uscc, made.uscc_ok) == ("91370300MA3C00011W", True)


def test_section_words_are_no_evidence_of_a_trade():
    """“交通运输、仓储和邮政业” names storage, but a courier firm stores nothing."""
    made = row(said(Source.REGISTRATION, trade="交通运输、仓储和邮政业", name="淄博快递有限公司"))

    assert (made.trade_section, made.new_form, made.eight_field) == ("G", "courier", "")


def test_a_precise_code_decides_the_trade():
    made = row(
        said(Source.REGISTRATION, trade="制造业", name="淄博快递设备有限公司"),
        said(Source.STATISTICS, 2, trade_code="5431"),
    )

    assert (made.new_form, made.eight_field, made.trade_section) == ("", "haulage", "G")


def test_a_joint_union_gives_no_member_count_to_a_firm():
    own = row(said(Source.UNION, organisation="甲工会", members=30, kind="单独基层工会"))
    joint = row(said(Source.UNION, organisation="联合工会", members=90, kind="联合基层工会"))

    assert (own.members, own.joint_union) == (30, False)
    assert (joint.members, joint.joint_union, joint.has_union) == (None, True, True)


def test_a_branch_names_its_head_office():
    made = row(said(Source.TAX, name="哈尔滨博实工业服务有限公司山东淄博分公司"))

    assert made.is_branch
    assert made.head_name == "哈尔滨博实工业服务有限公司"
    assert not row(said(Source.TAX)).is_branch


@pytest.mark.parametrize(
    ("entry", "waiting", "reasons"),
    [
        (said(Source.TAX), NOBODY, []),
        (said(Source.TAX, uscc="", uscc_ok=False), NOBODY, ["没有有效的统一社会信用代码"]),
        (said(Source.PARTY), NOBODY, ["仅见于党组织或工会名册，未见于业务名册"]),
        (said(Source.TAX), frozenset({Source.SOCIAL}), ["有部门名册的疑似对应行未复核"]),
    ],
)
def test_what_is_to_be_checked_says_why(entry, waiting, reasons):
    made = row(entry, waiting=waiting)

    assert pending_reasons(made) == reasons
    assert made.pending == bool(reasons)


def test_undecided_unions_and_party_organisations_are_marked_apart():
    made = row(said(Source.TAX), waiting=frozenset({Source.UNION, Source.PARTY}))

    assert (made.pending_union, made.pending_party, made.pending_match) == (True, True, False)


def test_reports_leave_out_what_says_nothing():
    found = [said(Source.TAX, status="其他"), said(Source.UNION, 2, founded_on=date(2020, 1, 1))]

    assert reports(Field.STATUS, found) == []
    assert reports(Field.REGISTERED_ON, found) == []
    assert [r.entry for r in reports(Field.NAME, found)] == [1, 2]
