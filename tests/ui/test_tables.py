"""Listings: every row exactly once whatever the order, exact totals, few queries, safe exports."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import django_filters
import openpyxl
import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.scoped import Unscoped
from niangjia.ui import exports
from niangjia.ui.columns import Column, Kind
from niangjia.ui.filters import DayRangeFilter, PickFilter, SearchFilter, SetFilter
from niangjia.ui.tables import BatchAction, Listing
from niangjia.ui.texts import file_name
from tests.ui.conftest import plain_request

pytestmark = pytest.mark.django_db
TOWNS = 23


class UnitFilter(django_filters.FilterSet):
    q = SearchFilter("名称", field_name="name", lookup_expr="icontains")
    kind = PickFilter("类别", UnitKind.choices)
    since = DayRangeFilter("启用日期", field_name="valid_from")
    dated = SetFilter("启用日期", field_name="valid_from")


class UnitListing(Listing):
    code, title, definition = "units", "单位", "截至当日启用的单位"
    columns = (
        Column(name="name", label="名称", sort="name", fixed=True, url=lambda u: f"/u/{u.pk}/"),
        Column(name="get_kind_display", label="类别", value=lambda u: u.get_kind_display()),
        Column(
            name="since",
            label="启用",
            kind=Kind.DATE,
            value=lambda u: u.valid_from,
            sort="valid_from",
            nullable=True,
        ),
        Column(name="depth", label="层级", kind=Kind.INT, shown=False, note="从市总起算"),
    )
    filter_class = UnitFilter
    default_sort = "name"

    def batch(self) -> list[BatchAction]:
        return [BatchAction("派发", "send", "/batch/")]

    def tone(self, row: Any) -> str:
        return "" if row.valid_from else "warning"


@pytest.fixture
def towns(city: Unit) -> Unit:
    """Towns, a third of them without a date, many on the same day."""
    for n in range(TOWNS):
        day = None if n % 3 == 0 else date(2020, 1, 1) + timedelta(days=n % 5)
        unit = plant_unit(
            parent=city, kind=UnitKind.TOWN, name=f"镇{n * 7 % TOWNS:02}", short_name=f"镇{n}"
        )
        Unit.objects.unscoped(reason="测试").filter(pk=unit.pk).update(valid_from=day)
    return city


def request_for(unit: Unit, query: str = "", post: dict[str, Any] | None = None) -> HttpRequest:
    request = plain_request()
    made = (
        RequestFactory().post("/units/", post) if post else RequestFactory().get(f"/units/?{query}")
    )
    made.user, made.session, made.htmx = request.user, SessionStore(), None
    made.actor = Actor(
        1, "张三", unit_path=unit.path, roles=frozenset({Role.CLERK}), scope=unit.scope
    )
    made._messages = request._messages
    return made


def listing(unit: Unit, query: str = "", **kwargs: Any) -> UnitListing:
    return UnitListing(request_for(unit, query), Unit.objects.within(unit.scope), **kwargs)


def query_of(url: str | None) -> str:
    return (url or "").partition("?")[2]


def walk(unit: Unit, query: str, way: str) -> list[list[int]]:
    """Primary keys page by page, following one of the pager's links to its end."""
    pages = []
    while True:
        seen = listing(unit, query)
        pages.append([row.pk for row in seen.page.rows])
        if not seen.pager[way]:
            return pages
        query = query_of(seen.pager[way])


@pytest.mark.parametrize("sort", ["name", "-name", "since", "-since", "nonsense"])
def test_pages_forward_show_every_row_once_in_order(towns: Unit, sort: str) -> None:
    pages = walk(towns, f"sort={sort}&size=20", "next")

    whole = listing(towns, f"sort={sort}&size=500").page.rows
    assert [pk for page in pages for pk in page] == [row.pk for row in whole]
    assert [len(page) for page in pages] == [20, TOWNS + 1 - 20]


@pytest.mark.parametrize("sort", ["name", "-name", "since", "-since"])
def test_pages_backward_from_the_last_show_the_same_rows(
    towns: Unit, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(UnitListing, "size", 5)
    last = query_of(listing(towns, f"sort={sort}").pager["last"])
    backward = walk(towns, last, "previous")

    assert backward[::-1] == walk(towns, f"sort={sort}", "next")


@pytest.mark.parametrize("sort", ["since", "-since"])
def test_rows_without_a_value_come_last_in_both_directions(towns: Unit, sort: str) -> None:
    days = [row.valid_from for row in listing(towns, f"sort={sort}").page.rows]
    filled = [day for day in days if day]

    assert days == sorted(filled, reverse=sort.startswith("-")) + [None] * (len(days) - len(filled))


def test_position_and_total_are_exact_on_every_page(towns: Unit) -> None:
    first = listing(towns, "size=20")
    last = listing(towns, query_of(first.pager["last"]))

    assert (first.first, first.last, first.total) == (1, 20, 24)
    assert (last.first, last.last, last.total) == (21, 24, 24)
    assert first.pager["previous"] is first.pager["first"] is None
    assert last.pager["next"] is last.pager["last"] is None


@pytest.mark.parametrize("at", ["x", "WyJhZnRlciIsMSxbXV0:1:2", "%00", "[]"])
def test_a_forged_place_leads_to_the_first_page(towns: Unit, at: str) -> None:
    assert listing(towns, f"size=20&at={at}").first == 1


def test_a_place_of_another_order_leads_to_the_first_page(towns: Unit) -> None:
    seen = listing(towns, "size=20&sort=name")
    at = re.search(r"at=([^&]+)", seen.pager["next"] or "")

    assert listing(towns, f"size=20&sort=-since&at={at and at[1]}").first == 1


def test_only_rows_within_the_scope_are_listed(towns: Unit, west: Unit) -> None:
    seen = UnitListing(request_for(west), Unit.objects.within(west.scope))

    assert [row.pk for row in seen.page.rows] == [west.pk]
    with pytest.raises(Unscoped):
        _ = UnitListing(request_for(west), Unit.objects.all()).total


@pytest.mark.parametrize("size", [20, 500])
def test_a_page_costs_two_queries_whatever_its_length(
    towns: Unit, size: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    seen = listing(towns, f"size={size}")
    with django_assert_num_queries(2):
        html = render_to_string("ui/listing.html", {"listing": seen}, seen.request)

    assert html.count('<tr role="row"') == 1 + min(size, 24)


def test_total_is_counted_once_for_the_same_stamp(
    towns: Unit, django_assert_num_queries: Callable[..., Any]
) -> None:
    cache.clear()
    with django_assert_num_queries(1):
        assert [listing(towns, stamp=7).total for _ in range(3)] == [24] * 3
    with django_assert_num_queries(1):
        assert listing(towns, stamp=8).total == 24
    with django_assert_num_queries(1):
        assert listing(towns, "kind=city", stamp=8).total == 1


def test_a_long_list_is_counted_no_further_than_it_says(
    towns: Unit, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable[..., Any]
) -> None:
    cache.clear()
    monkeypatch.setattr(UnitListing, "count_to", 10)
    seen = listing(towns, "size=20", stamp=9)
    html = render_to_string("ui/listing.html", {"listing": seen}, seen.request)

    assert "共 <b>10 以上</b> 条" in html
    with django_assert_num_queries(0):  # not counted again until somebody writes
        assert str(listing(towns, "size=20", stamp=9).reckoned) == "10 以上"
    assert str(listing(towns, "kind=city", stamp=9).reckoned) == "1"
    last = listing(towns, query_of(seen.pager["last"]), stamp=9)
    assert (last.first, last.last) == (21, 24)  # who goes to the end counts to the end
    with django_assert_num_queries(0):  # and everybody knows it from then on
        assert str(listing(towns, "size=20", stamp=9).reckoned) == "24"
    assert listing(towns, stamp=10).total == 24  # an export says the whole number


def test_filter_narrows_and_says_so_in_words(towns: Unit) -> None:
    seen = listing(towns, "kind=town&since_after=2020-01-03&size=20&sort=-name")

    assert [str(c) for c in seen.conditions] == ["类别：乡镇街道工会", "启用日期：2020-01-03 起"]
    assert {row.valid_from >= date(2020, 1, 3) for row in seen.page.rows} == {True}
    kept = dict(seen.chips)[seen.conditions[1]]
    assert "since" not in kept
    assert "kind=town" in kept
    assert "sort=-name" in kept
    assert "kind" not in seen.cleared


def test_absent_values_can_be_asked_for(towns: Unit) -> None:
    assert listing(towns, "dated=0").total + listing(towns, "dated=1").total == 24


def test_a_wrong_condition_is_named_and_narrows_nothing(towns: Unit) -> None:
    seen = listing(towns, "since_after=2020-99-99")
    html = render_to_string("ui/listing.html", {"listing": seen}, seen.request)

    assert seen.total == 24
    assert "nj-field-errors" in html


def test_header_turns_the_order_and_tells_readers(towns: Unit) -> None:
    seen = listing(towns, "sort=name")
    heads = {head.column.name: head for head in seen.heads}

    assert heads["name"].direction == "ascending"
    assert heads["name"].url == "/units/?sort=-name"
    assert heads["get_kind_display"].url is None


def test_chosen_columns_are_remembered_and_fixed_ones_stay(towns: Unit) -> None:
    request = request_for(towns, "cols=depth")
    rows = Unit.objects.within(towns.scope)
    first = UnitListing(request, rows)
    assert [column.name for column in first.shown] == ["name", "depth"]

    later = request_for(towns)
    later.session = request.session
    assert [column.name for column in UnitListing(later, rows).shown] == ["name", "depth"]
    assert [column.name for column in listing(towns).shown] == ["name", "get_kind_display", "since"]


def test_a_page_holds_a_screenful_until_somebody_asks_for_more(towns: Unit) -> None:
    request, rows = request_for(towns, "size=50"), Unit.objects.within(towns.scope)
    assert [listing(towns).size, UnitListing(request, rows).size] == [20, 50]

    for query, size in (("", 50), ("size=7", 50), ("size=100", 100), ("", 100)):
        later = request_for(towns, query)
        later.session = request.session
        assert UnitListing(later, rows).size == size
    assert listing(towns, "size=7").size == 20


def test_part_is_exactly_what_the_page_contains(towns: Unit) -> None:
    seen = listing(towns)
    part = render_to_string("ui/listing.html", {"listing": seen}, seen.request)

    assert f'id="listing-{seen.code}"' in part
    assert "is-toned" in part
    assert part.count("<h1") == 0


def test_empty_list_says_how_to_go_on(towns: Unit) -> None:
    seen = listing(towns, "q=没有这个名字")
    html = render_to_string("ui/listing.html", {"listing": seen}, seen.request)

    assert "没有符合条件的记录" in html
    assert "清空筛选" in html
    assert "<table" not in html


def test_under_a_filter_an_empty_list_speaks_of_the_filter(
    towns: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = type(listing(towns))
    monkeypatch.setattr(kind, "empty_text", "新建一个。")

    assert listing(towns, "q=没有这个名字").way_on == "换个条件，或者清空筛选再试。"
    assert listing(towns).way_on == "新建一个。"


def test_batch_takes_ticked_rows_or_all_that_the_filter_shows(towns: Unit) -> None:
    rows = Unit.objects.within(towns.scope)
    some = [str(u.pk) for u in rows.filter(kind=UnitKind.TOWN)[:2]]

    def picked(**post: Any) -> int:
        return UnitListing(request_for(towns, post=post), rows).picked().count()

    assert picked(row=some) == 2
    assert picked(row=[*some, "x", "99999999999999999999"]) == 2
    assert picked(everything="1", filter="kind=town") == TOWNS
    assert picked(everything="0", filter="kind=town") == 0


def test_batch_never_reaches_beyond_the_scope(towns: Unit, west: Unit) -> None:
    request = request_for(west, post={"row": [str(towns.pk)]})

    assert UnitListing(request, Unit.objects.within(west.scope)).picked().count() == 0


def workbook(seen: UnitListing) -> Any:
    answer = seen.respond("unused.html")
    content = b"".join(answer.streaming_content)
    answer.file_to_stream.close()  # answer.close() would end the connection of the test
    return openpyxl.load_workbook(BytesIO(content)).active


def test_export_holds_what_the_filter_shows_and_says_what_it_is(towns: Unit) -> None:
    sheet = workbook(listing(towns, "kind=town&sort=-name&export=xlsx", as_of=date(2022, 3, 1)))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header = rows.index(["名称", "类别", "启用"])
    notes = " ".join(str(row[0]) for row in rows[:header])

    assert [row[0] for row in rows[header + 1 :]] == [f"镇{n:02}" for n in range(TOWNS - 1, -1, -1)]
    for words in (
        "口径：截至当日启用的单位",
        "数据日期：2022-03-01",
        "类别：乡镇街道工会",
        "共 23 条",
    ):
        assert words in notes
    event = AuditEvent.objects.get(verb="ui.export")
    told = {"listing": "units", "rows": TOWNS, "filters": ["kind"], "form": "xlsx"}
    assert event.changes == told


@pytest.mark.parametrize("evil", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\x00\x01坏"])
def test_no_cell_of_an_export_is_a_formula(towns: Unit, evil: str) -> None:
    column = Column(name="x", label="名称", value=lambda _: evil)
    target = BytesIO()
    exports.write_workbook(target, exports.Sheet("表", [column], [1]))
    cell = openpyxl.load_workbook(target).active["A3"]

    assert cell.data_type in {"s", "inlineStr"}
    assert str(cell.value).endswith(evil[-1])


def test_export_keeps_kinds() -> None:
    columns = [
        Column(name="n", label="人数", kind=Kind.INT),
        Column(name="d", label="日期", kind=Kind.DATE),
        Column(name="c", label="代码", kind=Kind.CODE),
        Column(name="b", label="有无", kind=Kind.BOOL),
    ]
    row = {"n": 12, "d": date(1899, 12, 1), "c": "91370300123456789X", "b": False}
    target = BytesIO()
    exports.write_workbook(target, exports.Sheet("表", columns, [row]))

    values = [cell.value for cell in openpyxl.load_workbook(target).active[3]]
    assert values == [12, "1899-12-01", "91370300123456789X", "否"]


def test_too_many_rows_for_a_sheet_is_said_before_writing(
    towns: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "ROW_LIMIT", 20)
    seen = listing(towns, "export=xlsx")
    answer = seen.respond("unused.html")

    assert answer.status_code == 302
    assert "一张工作表最多" in str(next(iter(seen.request._messages)))
    assert not AuditEvent.objects.exists()


def test_a_full_sheet_stops_the_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "ROW_LIMIT", 5)
    sheet = exports.Sheet("表", [Column(name="n", label="号")], [{"n": n} for n in range(9)])

    with pytest.raises(exports.TooManyRows, match="最多 3 行"):
        exports.write_workbook(BytesIO(), sheet)


def test_cells_escape_what_firms_are_called() -> None:
    column = Column(name="n", label="名称", url=lambda _: "/x/?a=1&b=2")

    assert column.html({"n": "<b>甲</b>"}) == '<a href="/x/?a=1&amp;b=2">&lt;b&gt;甲&lt;/b&gt;</a>'
    assert "—" in column.html({"n": ""})


def test_a_file_is_called_by_its_title_without_signs_no_disk_takes() -> None:
    today = f"{timezone.localdate():%Y-%m-%d}"
    assert file_name("工会登记册", "xlsx") == f"工会登记册 {today}.xlsx"
    assert file_name('二季度/三季度 <b>"报表"', "pdf") == f"二季度-三季度 -b-报表 {today}.pdf"
    assert file_name("../..", "pdf") == f"导出 {today}.pdf"
