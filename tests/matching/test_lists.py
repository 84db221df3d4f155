"""Writing lists: idempotent, dated, nothing dropped."""

from datetime import date

import pytest

from niangjia.kernel.audit.models import AuditEvent
from niangjia.matching.actions.lists import OlderList
from niangjia.matching.enums import Extent, Source
from niangjia.matching.models import Batch, Entry

from .conftest import DAY, GOOD

LATER = date(2022, 12, 31)
FIRM = {"uscc": GOOD, "name": "淄博甲乙有限公司", "district": "张店区", "town": "马尚街道"}
OTHER = {"uscc": "", "name": "淄博丙丁商店", "district": "淄川区"}

pytestmark = pytest.mark.django_db


def entries(**query):
    return list(
        Entry.objects.unscoped(reason="测试").filter(**query).order_by("row_key", "part", "id")
    )


def test_a_list_is_written_with_place_code_and_flags(put, town, west):
    counts = put(Source.REGISTRATION, [FIRM, OTHER])

    good, bad = entries()
    assert (good.name, good.unit, good.district, good.uscc_ok) == (
        FIRM["name"],
        town,
        "张店区",
        True,
    )
    assert good.problems == []
    assert (bad.unit, bad.uscc_ok) == (west, False)
    assert bad.problems == [{"column": "统一社会信用代码", "reason": "没有填写统一社会信用代码"}]
    assert (counts.new, counts.flagged, counts.changed, counts.gone) == (2, 1, 0, 0)
    assert AuditEvent.objects.filter(verb="matching.write_list").count() == 1


def test_the_same_list_twice_changes_nothing(put, town, west):
    put(Source.REGISTRATION, [FIRM, OTHER])
    before = [(e.pk, e.valid_to) for e in entries()]

    counts = put(Source.REGISTRATION, [OTHER, FIRM], day=LATER)

    assert (counts.new, counts.changed, counts.gone, counts.unchanged) == (0, 0, 0, 2)
    assert [(e.pk, e.valid_to) for e in entries()] == before


def test_a_changed_row_gets_a_new_version_and_the_old_one_an_end(put, east):
    put(Source.TAX, [{"uscc": GOOD, "name": "甲公司", "headcount": 30}])

    counts = put(Source.TAX, [{"uscc": GOOD, "name": "甲公司", "headcount": 40}], day=LATER)

    old, new = entries()
    assert (counts.new, counts.changed) == (0, 1)
    assert (old.headcount, old.valid_from, old.valid_to) == (30, DAY, LATER)
    assert (new.headcount, new.valid_from, new.valid_to) == (40, LATER, None)
    assert old.identity == new.identity


def test_only_a_full_list_closes_what_it_no_longer_names(put, east):
    put(Source.REGISTRATION, [FIRM, OTHER])

    increment = put(Source.REGISTRATION, [FIRM], day=LATER, extent=Extent.INCREMENT)
    full = put(Source.REGISTRATION, [FIRM], day=LATER)

    assert (increment.gone, full.gone) == (0, 1)
    assert [e.name for e in entries(valid_to__isnull=True)] == [FIRM["name"]]


def test_a_county_closes_only_its_own(put, east, west):
    put(Source.REGISTRATION, [FIRM, OTHER])

    counts = put(Source.REGISTRATION, [], day=LATER, unit=west)

    assert counts.gone == 1
    assert [e.name for e in entries(valid_to__isnull=True)] == [FIRM["name"]]


def test_two_firms_of_one_code_are_both_kept_and_flagged(put, east):
    branch = FIRM | {"name": "淄博甲乙有限公司张店分公司"}

    counts = put(Source.REGISTRATION, [branch, FIRM, FIRM])

    assert counts.new == 2
    assert [e.row_key for e in entries()] == [GOOD, f"{GOOD}#2"]
    assert entries()[1].problems[-1]["column"] == "重复"
    again = put(Source.REGISTRATION, [FIRM, branch], day=LATER)
    assert (again.unchanged, again.new, again.changed, again.gone) == (2, 0, 0, 0)


def test_namesakes_without_code_in_one_county_are_both_kept(put, east):
    row = {"name": "张店小店", "district": "张店区", "uscc": ""}

    put(Source.REGISTRATION, [row | {"address": "东路"}, row | {"address": "西路"}])

    assert len(entries()) == 2


def test_an_older_list_is_refused_by_name_and_day(put, east):
    put(Source.TAX, [], day=LATER)

    with pytest.raises(OlderList, match="税务已有 2022-12-31 的名册"):
        put(Source.TAX, [], day=DAY)
    assert Batch.objects.unscoped(reason="测试").count() == 1


def test_a_joint_union_is_one_entry_a_firm_and_its_members_count_once(put, east):
    row = {
        "organisation": "张店区甲、乙联合工会委员会", "organisation_code": "81370303MC0000012Y",
        "name": "淄博甲有限公司", "uscc": GOOD, "covers": "淄博甲有限公司、淄博乙有限公司、淄博丙有限公司",
        "members": 90, "headcount": 120, "kind": "联合基层工会", "district": "张店区", "new_form": True,
    }  # fmt: skip

    put(Source.UNION, [row])

    found = entries()
    assert [e.name for e in found] == ["淄博甲有限公司", "淄博乙有限公司", "淄博丙有限公司"]
    assert [e.members for e in found] == [90, None, None]
    assert [e.headcount for e in found] == [None, None, None]
    assert [e.uscc for e in found] == [GOOD, "", ""]
    assert {e.row_key for e in found} == {"81370303MC0000012Y"}


AREA_UNION = {
    "organisation": "周村区青年路街道幸福社区联合工会委员会", "organisation_code": "81370303MC0000012Y",
    "name": "周村区青年路街道幸福社区", "members": 90, "kind": "区域性联合工会", "district": "张店区",
}  # fmt: skip


@pytest.mark.parametrize("name", ["周村区青年路街道幸福社区", "张店区科苑街道外卖行业", ""])
def test_a_union_of_an_area_is_compared_for_the_firms_it_covers_alone(put, east, name):
    put(Source.UNION, [AREA_UNION | {"name": name, "covers": "淄博甲有限公司、淄博乙有限公司"}])

    found = entries()
    assert [(e.name, e.members) for e in found] == [
        ("淄博甲有限公司", 90),
        ("淄博乙有限公司", None),
    ]


def test_a_union_of_an_area_that_names_no_firm_is_nobodys_candidate(put, east):
    put(Source.UNION, [AREA_UNION])

    (entry,) = entries()
    assert (entry.name, entry.organisation) == ("", AREA_UNION["organisation"])


def test_a_joint_union_is_read_from_its_own_name_where_no_column_names_a_firm(put, east):
    told = {"organisation": "淄博甲有限公司、淄博乙有限公司联合工会委员会", "name": "", "kind": ""}

    put(Source.UNION, [AREA_UNION | told])

    assert [e.name for e in entries()] == ["淄博甲有限公司", "淄博乙有限公司"]


@pytest.mark.parametrize(
    "told",
    [
        {"name": "张店区网约车行业协会", "kind": "行业工会联合会"},
        {"name": "周村区幸福社区", "uscc": GOOD},
        {"name": "周村区幸福村", "kind": "单独基层工会", "organisation": "周村区幸福村工会委员会"},
    ],
)
def test_an_association_a_code_or_a_single_union_names_its_employer(put, east, told):
    put(Source.UNION, [AREA_UNION | told])

    assert [e.name for e in entries()] == [told["name"]]


def test_a_joint_union_that_covers_fewer_loses_parts_even_by_increment(put, east):
    row = {
        "organisation": "某联合工会",
        "organisation_code": "81370303MC0000012Y",
        "district": "张店区",
    }
    put(Source.UNION, [row | {"covers": "甲有限公司、乙有限公司"}])

    put(Source.UNION, [row | {"covers": "甲有限公司"}], day=LATER, extent=Extent.INCREMENT)

    assert [e.name for e in entries(valid_to__isnull=True)] == ["甲有限公司"]


def test_a_unions_own_code_is_never_the_employers(put, east):
    put(Source.UNION, [{
        "organisation": "甲工会", "name": "甲有限公司", "uscc": "81370303MC0000012Y",
        "organisation_code": "81370303MC0000012Y", "district": "张店区",
    }])  # fmt: skip

    (entry,) = entries()
    assert not entry.uscc_ok
    assert entry.problems[0]["reason"] == "这是工会自己的代码，不是用人单位的代码"


def test_a_party_branch_without_employer_names_it_itself(put, east):
    put(Source.PARTY, [{"organisation": "中共淄博甲乙有限公司支部委员会", "district": "张店区"}])

    (entry,) = entries()
    assert entry.name == "淄博甲乙有限公司"
    assert entry.problems == []


def test_a_row_no_county_is_known_of_stays_with_the_city_and_says_so(put, city):
    put(Source.SOCIAL, [{"number": "S1", "name": "甲公司", "uscc": GOOD, "district": "青岛"}])

    (entry,) = entries()
    assert (entry.unit, entry.district) == (city, "")
    assert entry.problems == [{"column": "所在地", "reason": "认不出在哪个区县"}]
