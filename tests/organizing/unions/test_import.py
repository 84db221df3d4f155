"""The register in and out: all errors at once, the same again changes nothing, own export comes in."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from niangjia.kernel.imports import spool
from niangjia.kernel.imports.api import import_now
from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.jobs.progress import Silent
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.intake.unions import CODE
from niangjia.organizing.models import Coverage, Union, UnionCount, UnionVersion
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.unions import versions_on

WHY, DAY = "测试", date(2022, 11, 30)
HEAD = ("工会名称", "统一社会信用代码", "类型", "上级工会", "建会日期", "职工数", "上报会员数", "覆盖单位",
        "单位统一社会信用代码", "行业代码")  # fmt: skip
UNION, OTHER = "81370303MC0000012Y", "81450100MC00000X4T"
FIRM = "91370300MA3C00011W"
GOOD = ("甲厂工会委员会", UNION, "基层工会", "马尚街道", "2018-05-01", 30, 20, "甲厂", FIRM, "13")


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_FOLDER = tmp_path


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
