"""The six lists as files: header words of each department, flags, sending mended rows again."""

from datetime import date

import pytest

from niangjia.kernel.imports.api import import_now, intake_for
from niangjia.kernel.jobs.api import Silent
from niangjia.matching.enums import Source
from niangjia.matching.intake import KEYS, code_of
from niangjia.matching.models import Batch, Entry

from .conftest import DAY, GOOD

pytestmark = pytest.mark.django_db
LISTS = {
    Source.PARTY: (
        "序号,党组织名称,所属单位名称,统一社会信用代码,党组织类别,党员人数,上级党组织,所在区县,成立时间",
        f"1,中共淄博甲有限公司支部委员会,淄博甲有限公司,{GOOD},党支部,5,中共马尚街道工作委员会,张店区,2015-07-01",
        {"organisation": "中共淄博甲有限公司支部委员会", "members": 5, "founded_on": date(2015, 7, 1)},
    ),
    Source.TAX: (
        "纳税人识别号,纳税人名称,登记状态,行业,从业人数,主管税务机关,生产经营地址",
        f"{GOOD},淄博甲有限公司,正常,机械制造,31,国家税务总局淄博市张店区税务局,张店区马尚街道1号",
        {"headcount": 31, "status": "正常", "trade": "机械制造"},
    ),
    Source.STATISTICS: (
        "单位详细名称,统一社会信用代码,组织机构代码,区划代码,行业代码,期末从业人员,单位状态",
        f"淄博甲有限公司,{GOOD},MA3C00011,370303007000,111,30,正常运营",
        {"headcount": 30, "trade_code": "0111", "org_code": "MA3C00011"},
    ),
    Source.SOCIAL: (
        "单位编号,单位名称,统一社会信用代码,参保人数,经办区县,单位类型",
        f"37030001,淄博甲有限公司,{GOOD},29,张店区,企业",
        {"headcount": 29, "row_key": "37030001"},
    ),
    Source.REGISTRATION: (
        "统一社会信用代码,企业名称,曾用名,市场主体类型,成立日期,登记状态,行业门类,经营范围,住所,所在区县,所在镇街",
        f"{GOOD},淄博甲有限公司,淄博乙有限公司,有限责任公司,2015/3/1,存续,制造业,机械制造；销售,张店区1号,张店区,马尚街道",
        {"former_name": "淄博乙有限公司", "founded_on": date(2015, 3, 1), "kind": "有限责任公司"},
    ),
    Source.UNION: (
        "工会名称,工会统一社会信用代码,建会单位名称,单位统一社会信用代码,覆盖单位,工会类型,会员数,职工数,建会日期,所在区县,所在镇街,是否新就业形态",
        f"淄博甲有限公司工会委员会,81370303MC0000012Y,淄博甲有限公司,{GOOD},,单独基层工会,25,30,2016-05-01,张店区,马尚街道,是",
        {"members": 25, "headcount": 30, "new_form": True, "row_key": "81370303MC0000012Y"},
    ),
}  # fmt: skip


@pytest.fixture
def hand_in(tmp_path, city, clerk):
    """``hand_in(source, lines, …)``: a CSV of these lines through the whole import."""

    def run(source, lines, extent="full", day=DAY):
        path = tmp_path / f"{source}.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
        return import_now(
            path, intake=code_of(source), unit=city, as_of=day, extent=extent, by=clerk,
            progress=Silent(),
        )  # fmt: skip

    return run


def entries(**query):
    return list(Entry.objects.unscoped(reason="测试").filter(**query).order_by("id"))


@pytest.mark.parametrize("source", list(Source))
def test_every_department_is_read_by_its_own_header_words(source, hand_in, town):
    header, line, expected = LISTS[source]

    run = hand_in(source, [header, line])

    (entry,) = entries()
    assert run.written["new"] == 1
    assert (entry.source, entry.name, entry.uscc_ok) == (source, "淄博甲有限公司", True)
    assert entry.unit.path.startswith(town.parent.path)
    assert {name: getattr(entry, name) for name in expected} == expected
    batch = Batch.objects.unscoped(reason="测试").get()
    assert (batch.import_run, batch.as_of, batch.source) == (run.pk, DAY, source)


def test_a_bad_code_is_flagged_with_its_column_and_kept(hand_in, east):
    header, line, _ = LISTS[Source.TAX]

    run = hand_in(
        Source.TAX,
        [
            header,
            line.replace(GOOD, GOOD[:-1] + "X"),
            line.replace(GOOD, "9.137E+17").replace("甲", "乙"),
        ],
    )

    assert run.counts["flagged"] == 2
    first, second = entries()
    assert first.problems[0]["column"] == "纳税人识别号"
    assert "校验码不符" in first.problems[0]["reason"]
    assert "科学计数法" in second.problems[0]["reason"]
    assert [len(e.problems) for e in entries()] == [1, 1]


def test_the_same_file_twice_changes_nothing(hand_in, east):
    header, line, _ = LISTS[Source.SOCIAL]
    hand_in(Source.SOCIAL, [header, line])
    before = [(e.pk, e.valid_to) for e in entries()]

    again = hand_in(Source.SOCIAL, [header, line], day=date(2022, 12, 31))

    assert again.written == {"new": 0, "changed": 0, "gone": 0, "unchanged": 1, "flagged": 0}
    assert [(e.pk, e.valid_to) for e in entries()] == before


def test_a_branch_under_its_head_offices_code_is_not_refused(hand_in, east):
    header, line, _ = LISTS[Source.SOCIAL]
    branch = line.replace("37030001", "37030002").replace(
        "淄博甲有限公司", "淄博甲有限公司张店分公司"
    )

    run = hand_in(Source.SOCIAL, [header, line, branch])

    assert run.counts["failed"] == 0
    assert len(entries()) == 2


@pytest.mark.parametrize("source", list(Source))
def test_key_columns_and_sources_are_complete(source):
    columns, keys = KEYS[source]

    assert intake_for(code_of(source)).label.endswith("名册")
    assert set(keys) <= {column.name for column in columns}
    assert len({word for c in columns for word in c.words if c.required}) >= 2
