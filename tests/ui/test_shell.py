"""The frame: navigation by post, look kept per person, errors in words."""

from collections.abc import Callable

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.ui import navigation
from niangjia.ui.context import Shell
from niangjia.ui.navigation import WORK, NavItem
from tests.ui.conftest import plain_request


def actor_with(role: Role) -> Actor:
    return Actor(account_id=1, name="张三", unit_name="张店区总工会", roles=frozenset({role}))


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    navigation.register(
        NavItem("登录", "login", "account_login", roles={Role.CLERK}, group=WORK),
        NavItem("退出", "logout", "account_logout", group=WORK, order=10),
        NavItem("不存在", "x", "no:such_page"),
    )


@pytest.mark.usefixtures("entries")
def test_menu_shows_what_the_post_may_open_in_order() -> None:
    def labels(role: Role) -> list[str]:
        return [x.label for g in navigation.menu(actor_with(role), "/") for x in g.links]

    assert labels(Role.CLERK) == ["退出", "登录"]
    assert labels(Role.LEADER) == ["退出"]


@pytest.mark.usefixtures("entries")
def test_only_the_deepest_matching_entry_is_active() -> None:
    navigation.register(NavItem("账户", "user", "account_email"))
    links = navigation.menu(actor_with(Role.CLERK), "/accounts/login/x")[0].links

    assert [x.label for x in links if x.active] == ["登录"]


def test_look_of_a_visitor_is_kept_in_a_cookie(client: Client, db: None) -> None:
    answer = client.post("/ui/look/", {"theme": "dark", "large": "1", "next": "/accounts/login/"})

    assert answer.url == "/accounts/login/"
    shell = Shell(plain_request())
    shell.request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    assert (shell.theme, shell.large) == ("dark", True)


def test_look_is_kept_with_the_account(login: Callable[..., Client], city: Unit) -> None:
    client = login(city, Role.CLERK)
    client.post("/ui/look/", {"large": "1"})
    client.post("/ui/look/", {"theme": "dark"})

    assert list(Account.objects.values_list("theme", "large_type")) == [("dark", True)]


@pytest.mark.parametrize("nonsense", [{"theme": "pink"}, {"large": "yes"}, {}])
def test_nonsense_leaves_the_look_alone(
    login: Callable[..., Client], city: Unit, nonsense: dict[str, str]
) -> None:
    login(city, Role.CLERK).post("/ui/look/", nonsense)

    assert list(Account.objects.values_list("theme", "large_type")) == [("light", False)]


def test_look_never_sends_anybody_to_another_site(client: Client, db: None) -> None:
    assert client.post("/ui/look/", {"next": "https://elsewhere.example/"}).url == "/"


def test_unknown_address_is_answered_in_words(client: Client, db: None) -> None:
    answer = client.get("/no/such/page/")

    assert answer.status_code == 404
    assert "不在您的管辖范围内" in answer.content.decode()
    assert "<h1>没有找到</h1>" in answer.content.decode()


def test_failure_page_needs_nothing_from_the_request() -> None:
    html = render_to_string("500.html")

    assert "数据没有改动" in html
    assert "<title>系统出错 · 娘家</title>" in html


def test_sample_data_is_named_on_every_page_of_a_demonstration(client: Client, db: None) -> None:
    with override_settings(DEMO=True):
        assert "示例数据" in client.get("/no/such/page/").content.decode()
    with override_settings(DEMO=False):
        assert "示例数据" not in client.get("/no/such/page/").content.decode()


def test_no_page_holds_inline_scripts_or_handlers(client: Client, db: None) -> None:
    html = client.get("/no/such/page/").content.decode()

    assert "<script>" not in html
    assert " onclick=" not in html
    assert "http://" not in html.replace("http://www.w3.org", "")


def test_denied_page_names_the_reason(rf: RequestFactory) -> None:
    html = render_to_string("403.html", {"exception": "只有比对专员可以上传"}, plain_request())

    assert "只有比对专员可以上传" in html
