"""The pages of the register: list, union, forms, tree, map, export."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.coverage import cover_employer
from niangjia.organizing.actions.parameters import change_parameter
from niangjia.organizing.actions.terms import begin_term
from niangjia.organizing.models import Officer, Term, Union, UnionVersion
from niangjia.organizing.queries.unions import open_version

WHY = "测试"


@pytest.fixture
def union(town: Unit, register: Callable[..., Union], keeper: Actor) -> Union:
    made = register(town, "瑞丰机械有限公司工会委员会", employees=30)
    cover_employer(union_id=made.pk, name="=瑞丰机械", employees=30, on=date(2018, 5, 1), by=keeper)
    return made


@pytest.fixture
def client(city: Unit, login: Callable[..., Client]) -> Client:
    return login(city, Role.ORGANISER)


def show(client: Client, name: str, *args: object, **query: object) -> str:
    answer = client.get(reverse(f"organizing:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_filters_and_exports_what_it_shows(
    client: Client, union: Union, town: Unit, register: Callable[..., Union]
) -> None:
    register(town, "别的厂工会委员会")
    wish = {"q": "rfjx", "cols": ["name", "covers"]}

    page = show(client, "union_list", **wish)
    book = client.get(reverse("organizing:union_list"), wish | {"export": "xlsx"})

    assert "瑞丰机械" in page
    assert "别的厂" not in page
    cells = [str(c) for row in load_workbook(BytesIO(book.getvalue())).active.values for c in row]
    assert "瑞丰机械有限公司工会委员会" in cells
    assert "=瑞丰机械" in cells  # text, never a formula
    assert not any("别的厂" in cell for cell in cells)


@pytest.mark.parametrize(
    "wish",
    [
        {"kind": "joint"}, {"state": "merged"}, {"new_form": "1"}, {"section": "C"},
        {"employees_min": "31"}, {"term": "late"}, {"term": "90"}, {"certificate": "any"},
        {"certificate": "30"}, {"founded_after": "2019-01-01"}, {"as_of": "2018-04-30"},
        {"economic_type": "170"}, {"chair": "vacant"},
    ],
)  # fmt: skip
def test_every_filter_leaves_the_others_out(
    client: Client, union: Union, wish: dict[str, str]
) -> None:
    assert "瑞丰机械" in show(client, "union_list")
    assert "瑞丰机械" not in show(client, "union_list", **wish)


@pytest.mark.parametrize("order", ["name", "-members", "reported", "-term_ends", "employees"])
def test_it_sorts_by_figures_that_are_not_columns_of_the_table(
    client: Client, union: Union, order: str
) -> None:
    assert "瑞丰机械" in show(client, "union_list", sort=order)


def test_the_union_page_tells_everything_and_a_past_day(client: Client, union: Union) -> None:
    page = show(client, "union_detail", union.pk)

    assert "=瑞丰机械" in page
    assert "登记覆盖" in page
    assert "这一天还没有这家工会" in show(client, "union_detail", union.pk, as_of="2010-01-01")
    assert (
        client.get(reverse("organizing:union_detail", args=[union.pk]), {"as_of": "x"}).status_code
        == 404
    )


def test_the_union_page_leads_to_its_members_for_those_who_may_read_them(
    login: Callable[..., Client], city: Unit, union: Union
) -> None:
    link = f"{reverse('organizing:member_list')}?union="

    assert link in show(login(city, Role.ORGANISER), "union_detail", union.pk)
    assert link not in show(login(city, Role.CLERK), "union_detail", union.pk)


def test_a_chair_finds_the_own_union_and_no_list(
    union: Union, login: Callable[..., Client]
) -> None:
    chair = login(union.unit, Role.CHAIR)

    answer = chair.get(reverse("organizing:union_own"), follow=True)

    assert "瑞丰机械" in answer.content.decode()
    assert "合并" not in answer.content.decode()
    assert chair.get(reverse("organizing:union_list")).status_code == 403
    denied = chair.get(reverse("organizing:record_add", args=[union.pk, "certificate"]))
    assert "不由当前岗位办理" in denied.content.decode()


def test_a_union_is_registered_changed_and_its_history_shown(client: Client, town: Unit) -> None:
    facts = {"name": "新厂工会委员会", "kind": "basic", "state": "normal", "superior_id": town.pk,
             "founded_on": "2020-01-01", "channel": "online"}  # fmt: skip
    client.post(reverse("organizing:union_new"), facts)
    union = Union.objects.within(town.scope).get()

    change = facts | {
        "name": "老厂工会委员会",
        "on": "2021-01-01",
        "document_number": "〔2021〕1号",
    }
    client.post(reverse("organizing:union_edit", args=[union.pk]), change)

    history = show(client, "union_history", union.pk)
    assert "新厂工会委员会" in history
    assert "更名 〔2021〕1号" in history


def test_a_refusal_stands_above_the_form_and_nothing_is_lost(
    client: Client, union: Union, town: Unit
) -> None:
    facts = {"name": union.unit.name, "kind": "basic", "state": "normal", "superior_id": town.pk,
             "founded_on": "2020-01-01", "channel": "online", "address": "某路 1 号"}  # fmt: skip

    page = client.post(reverse("organizing:union_new"), facts).content.decode()

    assert "已经有" in page
    assert "某路 1 号" in page


def test_records_are_added_and_ended(client: Client, union: Union) -> None:
    def add(what: str, **facts: object) -> None:
        url = reverse("organizing:record_add", args=[union.pk, what])
        assert client.post(url, facts).status_code == 302, what

    add("term", elected_on="2022-05-01", years="5")
    add("committee", kind="union", seats="5")
    add("officer", kind="union", name="赵甲", sex="1", title="chair", on="2022-05-01")
    add("seal", kind="union", engraved_on="2022-06-01")
    add(
        "account", kind="basic", bank="某银行", number="6222020200112233445", opened_on="2022-06-02"
    )
    add("sign", kind="activity", on="2022-07-01", title="拔河")
    add("counts", as_of="2022-06-30", employees="30", members="20")

    officer = Officer.objects.unscoped(reason=WHY).get()
    url = reverse("organizing:record_end", args=[union.pk, "officer", officer.pk])
    client.post(url, {"on": "2022-08-01", "reason": "调离"})

    page = show(client, "union_detail", union.pk)
    for text in ("赵甲", "调离", "拔河", "**** 3445"):
        assert text in page
    assert "6222020200112233445" not in page


def test_an_unknown_record_is_absent(client: Client, union: Union) -> None:
    for name, args in (
        ("record_add", ["x"]),
        ("record_end", ["x", 1]),
        ("record_end", ["seal", 99]),
    ):
        url = reverse(f"organizing:{name}", args=[union.pk, *args])
        facts = {"on": "2022-01-01", "state": "lost"}
        assert client.post(url, facts).status_code == 404


def test_a_move_shows_its_weight_and_asks_before_it_is_done(
    client: Client, union: Union, west: Unit
) -> None:
    url = reverse("organizing:unit_move", args=[union.unit_id])
    facts = {"superior_id": west.pk, "on": "2022-07-01", "document_number": "〔2022〕7号"}

    asked = client.post(url, facts).content.decode()
    assert "1家工会" in asked
    assert open_version(union).county != west

    client.post(url, facts | {"confirmed": "1"})
    assert open_version(union).county == west


def test_a_union_is_merged_by_the_name_of_the_other(
    client: Client, union: Union, town: Unit, register: Callable[..., Union]
) -> None:
    other = register(town, "大厂工会委员会")
    url = reverse("organizing:union_merge", args=[union.pk])
    facts = {"union_text": "没有这家", "on": "2022-07-01", "document_number": "〔2022〕7号",
             "reason": "合并", "amount": "0", "handed_by": "甲", "received_by": "乙"}  # fmt: skip
    assert "没有找到这家工会" in client.post(url, facts).content.decode()

    facts["union_text"] = "大厂工会委员会"
    assert "不再存在" in client.post(url, facts).content.decode()
    client.post(url, facts | {"confirmed": "1"})

    assert open_version(union).state == "merged"
    assert "并入" in show(client, "union_detail", union.pk)
    assert "大厂工会委员会" in show(client, "union_detail", other.pk)


def test_the_tree_opens_level_by_level(
    client: Client, union: Union, east: Unit, town: Unit
) -> None:
    top = show(client, "union_tree")
    part = client.get(
        reverse("organizing:union_branch", args=[town.pk]), headers={"HX-Request": "true"}
    ).content.decode()

    assert east.name in top
    assert "瑞丰机械" not in top
    assert "瑞丰机械" in part
    assert part.strip() in show(client, "union_branch", town.pk)


def test_the_map_leads_to_the_list_of_the_day(
    client: Client, union: Union, town: Unit, east: Unit, register: Callable[..., Union]
) -> None:
    """The list holds as many unions as the map says: none that is only in preparation."""
    register(town, "筹备中工会委员会", state="preparatory")
    page = show(client, "union_map", as_of="2022-11-30")
    listed = reverse("organizing:figure_unions", args=["unions"])
    link = f"{listed}?as_of=2022-11-30&amp;part=county%3A{east.pk}&amp;of={quote(east.short_name)}"

    assert f'{link}">1</a>' in page
    behind = client.get(link.replace("&amp;", "&"))
    said = behind.content.decode()
    assert "瑞丰机械" in said
    assert "筹备中工会" not in said
    assert "1" in show(client, "union_map", by="town")


@pytest.mark.parametrize("name", ["watch_home", "shell_list", "duty_list", "parameter_list"])
def test_the_watch_and_rule_pages_open(client: Client, union: Union, name: str) -> None:
    assert show(client, name)


def test_the_watch_page_says_the_terms_of_the_own_federation(
    client: Client, city: Unit, union: Union, actor: Callable[..., Actor]
) -> None:
    page = reverse("organizing:watch_home")
    assert "变更后 30 日内" in client.get(page).content.decode()
    for code, value in (("certificate_change", "20"), ("shell_months", "9")):
        change_parameter(
            code=code, value=value, valid_from=timezone.localdate(), source_text="本会约定",
            by=actor(city, Role.ORGANISER),
        )  # fmt: skip

    said = client.get(page).content.decode()
    assert "变更后 20 日内" in said
    assert "9 个月内没有" in said


def test_a_federation_sets_its_own_values(client: Client, city: Unit, union: Union) -> None:
    facts = {
        "code": "notice_days",
        "value": "七",
        "valid_from": "2022-01-01",
        "source_text": "市总",
    }
    url = reverse("organizing:parameter_change")
    assert "值应为整数" in client.post(url, facts).content.decode()
    client.post(url, facts | {"value": "10"})

    assert "10 自然日" in show(client, "parameter_list")

    sizes = {"lines": "1-25：3-3 单数\n26-：5-7", "valid_from": "2022-01-01", "source_text": "市总"}
    url = reverse("organizing:size_change") + "?table=committee"
    assert (
        "应从上一档" in client.post(url, sizes | {"lines": "1-25：3-3\n30-：5-7"}).content.decode()
    )
    client.post(url, sizes)
    assert "3–3（单数）" in show(client, "parameter_list")


def test_branches_are_listed_with_their_union(
    client: Client, union: Union, register: Callable[..., Union]
) -> None:
    register(union.unit, "一车间分会", kind=UnitKind.BRANCH)

    assert "一车间分会" in show(client, "union_detail", union.pk)
    assert UnionVersion.objects.unscoped(reason=WHY).count() == 2
    assert not Term.objects.unscoped(reason=WHY).exists()


@pytest.mark.parametrize(
    ("role", "own", "above"),
    [(Role.CHAIR, True, False), (Role.WINDOW, True, True), (Role.LEADER, False, False)],
)
def test_only_buttons_that_lead_somewhere_are_shown(
    union: Union, keeper: Actor, login: Callable[..., Client], role: Role, own: bool, above: bool
) -> None:
    begin_term(union_id=union.pk, elected_on=date(2019, 5, 1), years=3, by=keeper)
    page = show(login(union.unit, role), "union_detail", union.pk)

    def there(what: str) -> bool:
        return reverse("organizing:record_add", args=[union.pk, what]) in page

    assert [there(what) for what in ("seal", "account", "sign", "counts")] == [own] * 4
    assert [there(what) for what in ("term", "officer", "committee", "cover", "seat")] == [
        above
    ] * 5
    assert [">延期<" in page, ">终止<" in page] == [above] * 2


def test_who_does_what_the_chair_may_not_is_said(
    union: Union, login: Callable[..., Client]
) -> None:
    chair = login(union.unit, Role.CHAIR)

    page = chair.get(reverse("organizing:record_add", args=[union.pk, "term"])).content.decode()

    assert "“登记换届”不由当前岗位办理" in page
    assert "比对专员、建会专干、窗口人员、法人登记员" in page
    assert reverse("organizing:union_guide", args=[union.pk]) in page
