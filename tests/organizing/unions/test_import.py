"""The register in and out: all errors at once, the same again changes nothing, own export comes in."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from niangjia.kernel.files.api import open_file
from niangjia.kernel.imports import actions as imports
from niangjia.kernel.imports import spool
from niangjia.kernel.imports.api import import_now
from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.imports.queries import overview
from niangjia.kernel.imports.work import check_list, return_workbooks
from niangjia.kernel.jobs.progress import Silent
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.signs import report_counts
from niangjia.organizing.actions.unions import change_union
from niangjia.organizing.intake.unions import CODE
from niangjia.organizing.models import Coverage, Union, UnionCount, UnionVersion
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.unions import versions_on
from niangjia.organizing.web.listings_unions import UnionListing

WHY, DAY = "测试", date(2022, 11, 30)
HEAD = ("工会名称", "统一社会信用代码", "类型", "上级工会", "建会日期", "职工数", "上报会员数", "覆盖单位",
        "单位统一社会信用代码", "行业代码")  # fmt: skip
UNION, OTHER = "81370303MC0000012Y", "81450100MC00000X4T"
FIRM = "91370300MA3C00011W"
ALL_COLUMNS = tuple(column.name for column in UnionListing.columns)
GOOD = ("甲厂工会委员会", UNION, "基层工会", "马尚街道", "2018-05-01", 30, 20, "甲厂", FIRM, "13")


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    """Each worker numbers its imports from one: none may read the other's rows."""
    settings.VAR = tmp_path / "var"
    settings.MEDIA_FOLDER = tmp_path / "files"


@pytest.fixture
def bring(
    east: Unit, town: Unit, actor: Callable[..., Actor], tmp_path: Path
) -> Callable[..., ImportRun]:
    """``bring(row, …)``: a workbook of these rows through upload, check and writing."""
    clerk, numbers = actor(east, Role.CLERK), iter(range(100))

    def make(*rows: tuple[Any, ...], day: date = DAY, head: tuple[str, ...] = HEAD) -> ImportRun:
        book = Workbook()
        for row in (head, *rows):
            book.active.append(row)
        path = tmp_path / f"登记册{next(numbers)}.xlsx"
        book.save(path)
        return import_now(path, intake=CODE, unit=east, as_of=day, extent="increment", by=clerk,
                          progress=Silent())  # fmt: skip

    return make


def open_rows(unit: Unit) -> list[UnionVersion]:
    return list(UnionVersion.objects.within(unit.scope).filter(OPEN).order_by("name"))


def reasons(run: ImportRun) -> str:
    return "；".join(finding.reason for finding in spool.all_findings(run.pk))


def test_a_list_becomes_unions_with_all_that_hangs_on_them(
    town: Unit, bring: Callable[..., ImportRun]
) -> None:
    run = bring(GOOD, ("乙丙联合工会委员会", "", "联合基层工会", "马尚街道总工会", "2019-01-01", 12, 9,
                       "乙店、丙店", "", "F"))  # fmt: skip

    one, joint = sorted(open_rows(town), key=lambda v: v.kind)
    assert run.written["new"] == 2
    assert (one.town, one.trade_code, one.old_trade, one.employees) == (town, "C13", "03", 30)
    assert one.union.founded_on == date(2018, 5, 1)
    covered = Coverage.objects.unscoped(reason=WHY).values_list("union", "employer__name")
    assert sorted(covered) == sorted(
        [(one.union_id, "甲厂"), (joint.union_id, "乙店"), (joint.union_id, "丙店")]
    )
    assert UnionCount.objects.unscoped(reason=WHY).get(union=one.union).members == 20


def test_the_same_list_again_changes_nothing(town: Unit, bring: Callable[..., ImportRun]) -> None:
    bring(GOOD)
    before = list(UnionVersion.objects.unscoped(reason=WHY).values())

    again = bring(GOOD)

    counts = again.written
    assert (counts["new"], counts["changed"], counts["unchanged"]) == (0, 0, 1)
    assert list(UnionVersion.objects.unscoped(reason=WHY).values()) == before
    assert not reasons(again)


def test_a_later_list_opens_a_version_on_its_day(
    town: Unit, bring: Callable[..., ImportRun]
) -> None:
    bring(GOOD)

    run = bring(("甲厂新名工会委员会", *GOOD[1:5], 44, *GOOD[6:]), day=date(2022, 12, 31))

    assert run.written["changed"] == 1
    assert versions_on(town.scope, date(2022, 12, 30)).get().name == "甲厂工会委员会"
    assert versions_on(town.scope, date(2022, 12, 31)).get().employees == 44
    assert Union.objects.within(town.scope).get().unit.name == "甲厂新名工会委员会"


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (1, "81370303MC0000012X", "校验"), (2, "俱乐部", "没有“俱乐部”这种组织类型"),
        (3, "没有的街道", "不在本单位范围内"), (4, "去年", ""), (9, "？", "行业代码"),
        (2, "小组", "不能设在"),
    ],
)  # fmt: skip
def test_one_bad_cell_refuses_its_row_alone(
    town: Unit, bring: Callable[..., ImportRun], place: int, value: str, said: str
) -> None:
    bad = list(GOOD)
    bad[place] = value
    bad[0] = "坏厂工会委员会"
    if place != 1:
        bad[1] = OTHER

    run = bring(GOOD, tuple(bad))

    assert run.counts["failed"] == 1
    assert said in reasons(run)
    assert [v.name for v in open_rows(town)] == ["甲厂工会委员会"]


def test_a_firm_covered_elsewhere_is_flagged_and_stays(
    town: Unit, bring: Callable[..., ImportRun]
) -> None:
    bring(GOOD)

    run = bring(("丁厂工会委员会", OTHER, *GOOD[2:]))

    assert run.counts["flagged"] == 1
    assert "已由“甲厂工会委员会”覆盖" in reasons(run)
    assert Coverage.objects.unscoped(reason=WHY).get(OPEN).union.uscc == UNION


def test_a_code_of_another_county_is_refused(
    west: Unit, town: Unit, bring: Callable[..., ImportRun], register: Callable[..., Union]
) -> None:
    register(west, "别区的工会委员会", uscc=UNION)

    run = bring(GOOD, ("乙厂工会委员会", OTHER, *GOOD[2:7], "乙厂", "", "C"))

    assert "范围以外" in reasons(run)
    assert [v.name for v in open_rows(town)] == ["乙厂工会委员会"]


def test_the_export_comes_in_again_without_a_change(
    east: Unit, town: Unit, bring: Callable[..., ImportRun], login: Callable[..., Client],
    actor: Callable[..., Actor], tmp_path: Path,
) -> None:  # fmt: skip
    bring(GOOD)
    columns = ["name", "kind", "superior__short_name", "employees", "reported", "state",
               "union__founded_on", "union__uscc", "trade_code", "covers", "cover_codes"]  # fmt: skip
    answer = login(east, Role.CLERK).get(
        reverse("organizing:union_list"), {"export": "xlsx", "cols": columns}
    )
    path = tmp_path / "导出.xlsx"
    path.write_bytes(answer.getvalue())

    run = import_now(path, intake=CODE, unit=east, as_of=DAY, extent="increment",
                     by=actor(east, Role.CLERK), progress=Silent())  # fmt: skip

    assert (run.counts["read"], run.counts["failed"]) == (1, 0), reasons(run)
    assert run.written["unchanged"] == 1


@pytest.fixture
def whole(
    east: Unit, town: Unit, bring: Callable[..., ImportRun], register: Callable[..., Union],
    keeper: Actor, enrol: Callable[..., object],
) -> list[Union]:  # fmt: skip
    """Something of everything: firms, a joint one, a renamed one, one in preparation, a branch."""
    bring(GOOD, ("乙丙联合工会委员会", "", "联合基层工会", "马尚街道总工会", "2019-01-01", 12, 9,
                 "乙店、丙店", "", "F"))  # fmt: skip
    renamed = register(town, "丁厂工会委员会", employees=8, address="人民路1号", trade_code="C13")
    change_union(union_id=renamed.pk, on=date(2022, 6, 1), name="丁厂集团工会委员会", by=keeper)
    preparing = register(town, "戊厂工会委员会", state="preparatory", employees=40)
    branch = register(renamed.unit, "丁厂集团一车间分会", kind=UnitKind.BRANCH)
    enrol(renamed, 3)
    return [renamed, preparing, branch]


@pytest.mark.parametrize("columns", [(), ALL_COLUMNS])
def test_the_whole_register_goes_out_and_comes_in_unchanged(
    east: Unit, whole: list[Union], login: Callable[..., Client], actor: Callable[..., Actor],
    tmp_path: Path, columns: tuple[str, ...],
) -> None:  # fmt: skip
    """As the page shows it, and with every column: preparing unions, branches and all."""
    before = list(UnionVersion.objects.unscoped(reason=WHY).order_by("pk").values())
    answer = login(east, Role.CLERK).get(
        reverse("organizing:union_list"), {"export": "xlsx", "kind": "all", "cols": list(columns)}
    )
    path = tmp_path / "导出.xlsx"
    path.write_bytes(answer.getvalue())

    run = import_now(path, intake=CODE, unit=east, as_of=timezone.localdate(), extent="increment",
                     by=actor(east, Role.CLERK), progress=Silent())  # fmt: skip

    assert (run.counts["read"], run.counts["failed"]) == (5, 0), reasons(run)
    assert (run.written["new"], run.written["changed"]) == (0, 2)  # heads of today for two
    assert list(UnionVersion.objects.unscoped(reason=WHY).order_by("pk").values()) == before


def test_members_counted_by_name_are_not_taken_for_those_reported(
    city: Unit, town: Unit, register: Callable[..., Union], enrol: Callable[..., object],
    keeper: Actor, login: Callable[..., Client], actor: Callable[..., Actor], tmp_path: Path,
) -> None:  # fmt: skip
    """The export has both; nothing was settled about its columns before."""
    union = register(town, "丁厂工会委员会", employees=30)
    enrol(union, 3)
    report_counts(union_id=union.pk, as_of=DAY, employees=30, members=20, women=9, by=keeper)
    answer = login(city, Role.CLERK).get(reverse("organizing:union_list"), {"export": "xlsx"})
    path = tmp_path / "导出.xlsx"
    path.write_bytes(answer.getvalue())

    run = import_now(path, intake=CODE, unit=city, as_of=timezone.localdate(), extent="increment",
                     by=actor(city, Role.CLERK), progress=Silent())  # fmt: skip

    assert run.counts["failed"] == 0, reasons(run)
    rows = UnionCount.objects.unscoped(reason=WHY).order_by("as_of")
    heads = rows.values_list("as_of", "employees", "members", "women", "women_members")
    assert list(heads) == [(DAY, 30, 20, 9, None), (timezone.localdate(), 30, 20, None, None)]


def test_a_list_of_some_heads_leaves_the_others_of_the_day(
    town: Unit, bring: Callable[..., ImportRun], register: Callable[..., Union], keeper: Actor
) -> None:
    union = register(town, "丁厂工会委员会", employees=30)
    report_counts(union_id=union.pk, as_of=DAY, employees=30, members=20, women=9,
                  new_form_members=2, by=keeper)  # fmt: skip
    head = ("工会名称", "类型", "上级工会", "建会日期", "上报会员数")
    row = ("丁厂工会委员会", "基层工会", "马尚街道", "2018-05-01")

    assert bring((*row, 20), head=head).written["unchanged"] == 1
    assert bring((*row, 21), head=head).written["changed"] == 1

    told = UnionCount.objects.unscoped(reason=WHY).get(union=union)
    assert (told.employees, told.members, told.women, told.new_form_members) == (30, 21, 9, 2)


def test_only_a_union_in_preparation_has_no_day_of_founding(
    town: Unit, bring: Callable[..., ImportRun]
) -> None:
    head = (*HEAD, "状态")
    row = (*GOOD[:4], "", *GOOD[5:], "筹备")

    bad = ("乙厂工会委员会", OTHER, *GOOD[2:4], "", *GOOD[5:7], "乙厂", "", "C", "正常")
    run = bring(bad, row, head=head)
    assert "只有筹备中的工会还没有建会日期" in reasons(run)
    assert (run.written["new"], run.counts["failed"]) == (1, 1)
    assert (open_rows(town)[0].state, open_rows(town)[0].union.founded_on) == ("preparatory", None)
    later = (*GOOD, "正常")
    assert bring(later, head=head, day=date(2023, 2, 1)).written["changed"] == 1
    assert open_rows(town)[0].state == "normal"
    assert open_rows(town)[0].union.founded_on == date(2018, 5, 1)


def test_a_county_cannot_bring_unions_into_another(
    west: Unit, town: Unit, bring: Callable[..., ImportRun]
) -> None:
    run = bring(
        GOOD, ("乙厂工会委员会", OTHER, "基层工会", west.short_name, *GOOD[4:7], "乙厂", "", "C")
    )

    assert f"“{west.short_name}”不在本单位范围内" in reasons(run)
    assert [v.name for v in UnionVersion.objects.unscoped(reason=WHY)] == ["甲厂工会委员会"]


def test_everything_wrong_is_said_at_once_and_comes_back_coloured(
    town: Unit, bring: Callable[..., ImportRun]
) -> None:
    """Three faults in two rows: each named in the workbook that comes back, beside its row."""
    run = bring(
        ("甲厂工会委员会", "81370303MC0000012X", "俱乐部", "没有的街道", *GOOD[4:]),
        ("乙厂工会委员会", "", "基层工会", "马尚街道", "", *GOOD[5:]),
        ("丙厂工会委员会", "", *GOOD[2:7], "丙厂", "", "C"),
    )
    assert run.counts["failed"] == 2

    return_workbooks(Silent(), run.pk)
    run.refresh_from_db()
    assert run.returned
    with open_file(run.returned) as stream:
        book = load_workbook(BytesIO(stream.read()))
    rows = [[str(cell.value or "") for cell in row] for row in book.worksheets[0].iter_rows()]
    said = {row[0]: "；".join(row[len(HEAD) :]) for row in rows}
    for fault in ("校验", "俱乐部", "没有的街道"):
        assert fault in said["甲厂工会委员会"]
    assert "建会日期" in said["乙厂工会委员会"]
    coloured = [cell.coordinate for row in book.worksheets[0].iter_rows(min_row=2)
                for cell in row[: len(HEAD)] if cell.fill.fill_type == "solid"]  # fmt: skip
    assert {"B2", "C2", "D2", "E3"} <= set(coloured)


def test_the_preview_speaks_the_words_of_the_list(
    east: Unit, town: Unit, actor: Callable[..., Actor], tmp_path: Path
) -> None:
    clerk = actor(east, Role.CLERK)
    head, row = (*HEAD, "状态", "经济类型"), (*GOOD, "正常", "私营")
    book = Workbook()
    for line in (head, row):
        book.active.append(line)
    path = tmp_path / "登记册.xlsx"
    book.save(path)
    with path.open("rb") as content:
        run = imports.upload(
            file=content, name=path.name, intake=CODE, unit=east, as_of=DAY,
            extent="increment", by=clerk,
        )  # fmt: skip
    imports.settle_mapping(run_id=run.pk, mapping=run.mapping, by=clerk)
    check_list(Silent(), run.pk)

    found = overview(clerk, run.pk)

    said = dict(zip(found.sample_head, found.sample_rows[0][1:], strict=True))
    assert [said[name] for name in ("类型", "上级工会", "状态", "经济类型")] == [
        "基层工会", "马尚街道", "正常", "私营",
    ]  # fmt: skip
