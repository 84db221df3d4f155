"""Pages of the administrators, as they click through them."""

import re
from collections.abc import Callable

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from niangjia.kernel.accounts.models import Account, Post
from niangjia.kernel.accounts.queries import current_posts
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from tests.house.counting import assert_constant_queries

Make = Callable[..., Account]
Login = Callable[[Unit, Role], Client]


@pytest.fixture
def system(login: Login, city: Unit) -> Client:
    return login(city, Role.SYSTEM_ADMIN)


@pytest.fixture
def security(login: Login, city: Unit) -> Client:
    return login(city, Role.SECURITY_ADMIN)


def test_from_a_new_account_to_its_first_page(
    system: Client, security: Client, east: Unit, client: Client
) -> None:
    page = system.post("/accounts/people/new/", {"username": "liwen", "name": "李文"})
    password = re.search(r"<code>(.+?)</code>", page.content.decode())[1]
    assert "no-store" in page["Cache-Control"]
    account = Account.objects.get(username="liwen")
    facts = {"unit": east.pk, "role": Role.ORGANISER}
    security.post(f"/accounts/people/{account.pk}/posts/", facts)

    client.post("/accounts/login/?next=/accounts/mine/", {"login": "liwen", "password": password})

    assert client.get("/accounts/mine/")["Location"] == "/accounts/password/"
    assert [p.role for p in current_posts(account.pk)] == ["organiser"]


def test_a_taken_name_is_said_beside_the_field(system: Client) -> None:
    facts = {"username": "liwen", "name": "李文"}
    system.post("/accounts/people/new/", facts)

    page = system.post("/accounts/people/new/", facts).content.decode()

    assert "已经存在" in page
    assert Account.objects.filter(username="liwen").count() == 1


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"username": "1a", "name": "李"}, "以字母开头"),
        ({"username": "liwen", "name": "李文", "phone": "123"}, "11 位手机号"),
    ],
)
def test_wrong_entries_are_named(facts: dict[str, str], message: str, system: Client) -> None:
    assert message in system.post("/accounts/people/new/", facts).content.decode()


def test_the_list_masks_and_the_form_does_not_show_the_phone(
    system: Client, make_account: Make, east: Unit
) -> None:
    account = make_account(east, Role.CLERK)
    account.phone = "13812345678"
    account.save()

    pages = [
        system.get(f"/accounts/people/{account.pk}/{tail}").content.decode()
        for tail in ("", "edit/")
    ]

    assert "138****5678" in pages[0]
    assert all("13812345678" not in page for page in pages)


def test_the_list_costs_the_same_whatever_its_length(
    system: Client, make_account: Make, east: Unit
) -> None:
    def ask() -> str:
        return system.get("/accounts/people/").content.decode()

    assert_constant_queries(ask, lambda: make_account(east, Role.CLERK))

    assert ask().count("张店区 比对专员") == 3


def test_searching_keeps_to_the_word(system: Client, make_account: Make, east: Unit) -> None:
    make_account(east, Role.CLERK, "liwen", "李文")
    make_account(east, Role.CLERK, "zhaoliu", "赵柳")

    page = system.get("/accounts/people/?q=lw").content.decode()

    assert "李文" in page
    assert "赵柳" not in page
    assert "没有找到账号" in system.get("/accounts/people/?q=qqq").content.decode()


def test_each_administrator_sees_only_his_own_buttons(
    system: Client, security: Client, make_account: Make, east: Unit
) -> None:
    url = f"/accounts/people/{make_account(east, Role.CLERK).pk}/"

    of_system, of_security = (c.get(url).content.decode() for c in (system, security))

    assert "重发初始口令" in of_system
    assert "重发初始口令" not in of_security
    assert "清除第二因素" in of_security
    assert "清除第二因素" not in of_system


def test_refusals_are_said_on_the_page(
    security: Client, make_account: Make, city: Unit, east: Unit
) -> None:
    account = make_account(city, Role.SYSTEM_ADMIN)

    answer = security.post(
        f"/accounts/people/{account.pk}/posts/",
        {"unit": east.pk, "role": Role.AUDIT_ADMIN},
        follow=True,
    )

    assert "三员分立" in answer.content.decode()
    assert Post.objects.within(city.scope).filter(account=account).count() == 1


def test_an_unknown_unit_is_named_in_the_form(
    security: Client, make_account: Make, east: Unit
) -> None:
    account = make_account(east, Role.CLERK)

    answer = security.post(
        f"/accounts/people/{account.pk}/posts/", {"unit": 999_999, "role": Role.CLERK}
    )

    assert answer.status_code == 200
    assert "选择一个有效的选项" in answer.content.decode()


def test_ending_and_unlocking(security: Client, make_account: Make, east: Unit) -> None:
    account = make_account(east, Role.CLERK, "liwen")
    AccessAttempt.objects.create(
        username="liwen", ip_address="10.0.0.9", user_agent="x", failures_since_start=5
    )
    assert "10.0.0.9" in security.get("/accounts/lockouts/").content.decode()

    security.post("/accounts/lockouts/release/", {"username": "liwen"})
    security.post(f"/accounts/posts/{current_posts(account.pk)[0].pk}/end/")

    assert "没有被锁定的账号" in security.get("/accounts/lockouts/").content.decode()
    assert current_posts(account.pk) == []


def test_closing_and_opening_an_account(system: Client, make_account: Make, east: Unit) -> None:
    account = make_account(east, Role.CLERK)
    url = f"/accounts/people/{account.pk}/active/"

    for active in (False, True):
        system.post(url, {"active": "1" if active else "0"})
        account.refresh_from_db()
        assert account.is_active is active


def test_the_tree_page_and_a_unit_through_its_life(
    system: Client, city: Unit, west: Unit, east: Unit
) -> None:
    facts = {"kind": "town", "name": "湖田街道总工会", "short_name": "湖田街道"}
    system.post(f"/units/{east.pk}/new/", facts)
    town = Unit.objects.within(east.scope).get(short_name="湖田街道")

    assert "湖田街道总工会" in system.get("/units/").content.decode()
    assert "湖田街道总工会" in system.get("/units/?q=htjd").content.decode()
    system.post(f"/units/{town.pk}/edit/", {"name": "湖田镇总工会", "short_name": "湖田镇"})
    system.post(f"/units/{town.pk}/move/", {"parent": west.pk})

    moved = Unit.objects.within(west.scope).get(pk=town.pk)
    assert moved.short_name == "湖田镇"
    tomorrow = timezone.localdate().replace(year=timezone.localdate().year + 1)
    system.post(f"/units/{town.pk}/close/", {"on": tomorrow.isoformat()})
    moved.refresh_from_db()
    assert moved.valid_to == tomorrow


@pytest.mark.parametrize(("tail", "facts"), [
    ("new/", {"kind": "x", "name": "甲", "short_name": "甲"}),
    ("edit/", {"name": "甲", "short_name": "甲", "division_code": "12"}),
    ("move/", {"parent": "999999"}),
    ("close/", {"on": "昨天"}),
])  # fmt: skip
def test_wrong_entries_change_no_unit(
    tail: str, facts: dict[str, str], system: Client, east: Unit
) -> None:
    answer = system.post(f"/units/{east.pk}/{tail}", facts)

    assert answer.status_code == 200
    assert "请先改正" in answer.content.decode()
    before = east.name, east.path
    east.refresh_from_db()
    assert (east.name, east.path, east.valid_to) == (*before, None)
