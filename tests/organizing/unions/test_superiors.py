"""Naming a superior: two towns of two counties are called alike, and nobody guesses."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from niangjia.kernel.imports import spool
from niangjia.kernel.imports.api import import_now
from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.jobs.progress import Silent
from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.intake.unions import CODE
from niangjia.organizing.models import Union, UnionVersion
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.rules.superiors import Directory, Named, ambiguous

WHY, DAY = "测试", date(2022, 11, 30)
HEAD = ("工会名称", "类型", "上级工会", "建会日期")
OWN_CODE = "81370303MC0000012Y"
CITY, WEST, EAST = (
    ("淄博市总工会", "淄博市"),
    ("淄川区总工会", "淄川区"),
    ("张店区总工会", "张店区"),
)
NAMESAKE = ("城关镇总工会", "城关镇")


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    """Each worker numbers its imports from one: none may read the other's rows."""
    settings.VAR = tmp_path / "var"
    settings.MEDIA_FOLDER = tmp_path / "files"


@pytest.fixture
def towns(west: Unit, east: Unit) -> tuple[Unit, Unit]:
    """城关镇 of 淄川区 and 城关镇 of 张店区."""
    west_town, east_town = (
        plant_unit(parent=county, kind=UnitKind.TOWN, name=NAMESAKE[0], short_name=NAMESAKE[1],
                   division_code=code)
        for county, code in ((west, "370302101"), (east, "370303101"))
    )  # fmt: skip
    return west_town, east_town


Bring = Callable[..., ImportRun]


@pytest.fixture
def bring(actor: Callable[..., Actor], tmp_path: Path) -> Bring:
    """``bring(unit, superior, …)``: one union of a kind below each of these, after one that is sure."""

    def make(unit: Unit, *superiors: str, kind: str = "基层工会") -> ImportRun:
        names = zip("甲乙丙丁戊", superiors, strict=False)
        book = Workbook()
        book.active.append(HEAD)
        book.active.append(("子厂工会", "基层工会", unit.name, "2019-01-01"))
        for name, above in names:
            book.active.append((f"{name}厂工会", kind, above, "2019-01-01"))
        path = tmp_path / "登记册.xlsx"
        book.save(path)
        return come_in(path, unit, actor(unit, Role.CLERK))

    return make


def come_in(path: Path, unit: Unit, by: Actor, day: date = DAY) -> ImportRun:
    return import_now(path, intake=CODE, unit=unit, as_of=day, extent="increment", by=by,
                      progress=Silent())  # fmt: skip


def reasons(run: ImportRun) -> str:
    return "；".join(finding.reason for finding in spool.all_findings(run.pk))


def written() -> list[tuple[str, Unit]]:
    """What came in besides the row that is always sure."""
    rows = UnionVersion.objects.unscoped(reason=WHY).filter(OPEN).select_related("superior")
    rows = rows.exclude(name="子厂工会")
    return [(row.name, row.superior) for row in rows.order_by("pk")]


@pytest.mark.parametrize("said", ["城关镇", "城关镇总工会"])
def test_a_name_of_two_is_refused_and_both_are_named(
    city: Unit, towns: tuple[Unit, Unit], bring: Bring, said: str
) -> None:
    run = bring(city, said)

    assert run.counts["failed"] == 1
    assert f"上级工会“{said}”有 2 家同名" in reasons(run)
    assert "淄川区/城关镇（代码 370302101）、张店区/城关镇（代码 370303101）" in reasons(run)
    assert "请写成“区县/镇街”的样子" in reasons(run)
    assert written() == []


@pytest.mark.parametrize(
    "said",
    ["张店区/城关镇", "张店区总工会/城关镇总工会", "淄博市/张店区／城关镇", "淄博市/ 张店区 /城关镇",
     "370303101"],
)  # fmt: skip
def test_a_path_or_a_code_says_which_of_them(
    city: Unit, towns: tuple[Unit, Unit], bring: Bring, said: str
) -> None:
    run = bring(city, said)

    assert run.counts["failed"] == 0, reasons(run)
    assert written() == [("甲厂工会", towns[1])]


def test_the_code_of_the_superiors_own_union_says_which(
    city: Unit, towns: tuple[Unit, Unit], register: Callable[..., Union], bring: Bring
) -> None:
    for town, code in zip(towns, ("", OWN_CODE), strict=True):
        register(town, "村村乐联合工会", kind=UnitKind.AREA, uscc=code)
    before = len(written())

    assert "2 家同名" in reasons(bring(city, "村村乐联合工会", kind="分会"))
    assert reasons(bring(city, OWN_CODE, kind="分会")) == ""
    assert [superior.parent for _, superior in written()[before:]] == [towns[1]]


@pytest.mark.parametrize(
    "said", ["桓台县/城关镇", "城关镇/张店区", "/城关镇", "张店区/", "370304101"]
)
def test_a_path_that_leads_nowhere_is_refused(
    city: Unit, towns: tuple[Unit, Unit], bring: Bring, said: str
) -> None:
    assert f"“{said}”不在本单位范围内" in reasons(bring(city, said))
    assert written() == []


def test_inside_one_county_the_short_name_is_enough(
    west: Unit, towns: tuple[Unit, Unit], bring: Bring
) -> None:
    run = bring(west, "城关镇", "淄川区/城关镇", "张店区/城关镇")

    assert [superior for _, superior in written()] == [towns[0], towns[0]]
    assert "“张店区/城关镇”不在本单位范围内" in reasons(run)


@pytest.fixture
def three(
    towns: tuple[Unit, Unit], town: Unit, register: Callable[..., Union]
) -> tuple[Union, Union, Union]:
    """Two unions of the same name below namesakes, and one below a town with a name of its own."""
    west_union, east_union = (register(one, "老街商户联合工会") for one in towns)
    register(east_union.unit, "一分会", kind=UnitKind.BRANCH)
    register(west_union.unit, "一分会", kind=UnitKind.BRANCH)
    return west_union, east_union, register(town, "甲厂工会委员会")


def export(client: Client, path: Path) -> list[str]:
    """The register as a workbook; the superiors it names, in order of the rows."""
    answer = client.get(reverse("organizing:union_list"), {"export": "xlsx", "kind": "all"})
    path.write_bytes(answer.getvalue())
    rows = [[str(c or "") for c in row] for row in load_workbook(path).worksheets[0].values]
    head = next(row for row in rows if "上级工会" in row)
    return sorted(row[head.index("上级工会")] for row in rows[rows.index(head) + 1 :])


def test_the_export_names_each_superior_so_that_it_comes_in_again(
    city: Unit, east: Unit, three: tuple[Union, ...], login: Callable[..., Client],
    actor: Callable[..., Actor], tmp_path: Path,
) -> None:  # fmt: skip
    before = list(UnionVersion.objects.unscoped(reason=WHY).order_by("pk").values())

    named = export(login(city, Role.CLERK), tmp_path / "全市.xlsx")
    run = come_in(tmp_path / "全市.xlsx", city, actor(city, Role.CLERK))

    assert named == sorted(
        ["淄川区/城关镇", "张店区/城关镇", "马尚街道", "淄川区/城关镇/老街商户",
         "张店区/城关镇/老街商户"]
    )  # fmt: skip
    assert (run.counts["read"], run.counts["failed"]) == (5, 0), reasons(run)
    assert (run.written["new"], run.written["changed"]) == (0, 0)
    assert list(UnionVersion.objects.unscoped(reason=WHY).order_by("pk").values()) == before


def test_a_countys_export_is_read_alike_by_the_city(
    city: Unit, east: Unit, three: tuple[Union, ...], login: Callable[..., Client],
    actor: Callable[..., Actor], tmp_path: Path,
) -> None:  # fmt: skip
    export(login(east, Role.CLERK), tmp_path / "张店.xlsx")

    for unit in (east, city):
        run = come_in(tmp_path / "张店.xlsx", unit, actor(unit, Role.CLERK))
        assert (run.counts["read"], run.counts["failed"]) == (3, 0), reasons(run)
        assert run.written["unchanged"] == 3


def test_namesakes_cost_the_list_a_constant_number_of_queries(
    city: Unit, three: tuple[Union, ...], register: Callable[..., Union],
    login: Callable[..., Client],
) -> None:  # fmt: skip
    client = login(city, Role.ORGANISER)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("organizing:union_list")).status_code == 200
        return len(caught)

    cost()
    first = cost()
    for n in range(10):
        register(three[n % 3].unit.parent, f"{n}号工会委员会")
    cost()  # totals are counted anew once
    assert cost() == first


def test_the_list_on_screen_names_the_county_of_a_namesake(
    city: Unit, three: tuple[Union, ...], login: Callable[..., Client]
) -> None:
    page = login(city, Role.ORGANISER).get(reverse("organizing:union_list")).content.decode()

    assert "张店区/城关镇" in page
    assert "淄川区/城关镇" in page
    assert "张店区/马尚街道" not in page


def named(number: int, *line: tuple[str, str], codes: tuple[str, ...] = ()) -> Named:
    return Named(number, line, codes)


def test_every_form_written_means_its_unit_alone() -> None:
    village = ("城关村工会", "城关村")
    units = [
        named(1, CITY), named(2, CITY, WEST), named(3, CITY, EAST),
        named(4, CITY, WEST, NAMESAKE), named(5, CITY, EAST, NAMESAKE),
        named(6, CITY, WEST, NAMESAKE, village), named(7, CITY, EAST, NAMESAKE, village),
        named(8, CITY, EAST, ("淄川区/城关镇", "开发区")),  # a stroke in a name
    ]  # fmt: skip
    directory = Directory(units)

    for unit in units:
        assert directory.find(directory.written(unit)) == [unit]
    assert directory.written(units[5]) == "淄川区/城关镇/城关村"
    assert directory.written(units[3]) == "淄博市/淄川区/城关镇"  # the shorter one is a name
    assert directory.find("淄川区/城关村") == [units[5]]


def test_two_of_one_path_are_told_apart_by_code_or_refused() -> None:
    one = named(1, CITY, WEST, NAMESAKE, codes=("370302101",))
    other = named(2, CITY, WEST, NAMESAKE)
    directory = Directory([one, other])

    assert directory.written(one) == "370302101"
    assert directory.find(directory.written(other)) == [one, other]  # refused when it comes in


def test_a_refusal_names_five_at_most() -> None:
    many = [named(n, CITY, (f"{n}区总工会", f"{n}区"), NAMESAKE) for n in range(8)]

    said = ambiguous("城关镇", Directory(many).find("城关镇"))

    assert "有 8 家同名：0区/城关镇、" in said
    assert "4区/城关镇等 8 家；" in said
    assert "5区" not in said
