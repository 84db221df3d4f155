"""The way in: password, lock-out, second factor, sessions, first password (X12)."""

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from niangjia.kernel.accounts.adapters import SECRET
from niangjia.kernel.accounts.models import Account, LoginSession, Post
from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.crypto import decrypt
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit

PASSWORD = "Liang-2026-wo"
LOGIN = "/accounts/login/"
MINE = "/accounts/mine/"


@pytest.fixture(autouse=True)
def forget_failed_codes() -> None:
    cache.clear()


@pytest.fixture
def clerk(make_account: Callable[..., Account], east: Unit) -> Account:
    return make_account(east, Role.CLERK, "liwen", "李文")


def enter(client: Client, password: str = PASSWORD, **headers: str):
    return client.post(
        f"{LOGIN}?next={quote(MINE)}", {"login": "liwen", "password": password}, headers=headers
    )


def confirm(client: Client) -> None:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": MINE})


def code_of(account: Account) -> str:
    sealed = Authenticator.objects.get(user=account, type="totp").data["secret"]
    return code_from(decrypt(sealed, SECRET))


def code_from(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def with_totp(account: Account) -> None:
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")


def test_the_right_password_opens_and_leaves_a_trace(clerk: Account, client: Client) -> None:
    answer = enter(client)

    assert (answer.status_code, answer["Location"]) == (302, MINE)
    assert client.get(MINE).status_code == 200
    assert AuditEvent.objects.get(verb="accounts.login").actor == "李文"


def test_a_wrong_password_says_neither_which_was_wrong(clerk: Account, client: Client) -> None:
    wrong_password = enter(client, "nonsense").content.decode()
    wrong_name = client.post(LOGIN, {"login": "nobody", "password": PASSWORD}).content.decode()

    assert "账号或口令不对" in wrong_password
    assert "账号或口令不对" in wrong_name
    assert client.get(MINE)["Location"].startswith(LOGIN)


def test_login_does_not_lead_out_of_the_house(
    settings: Settings, clerk: Account, client: Client
) -> None:
    settings.LOGIN_REDIRECT_URL = MINE
    answer = client.post(f"{LOGIN}?next=//evil.example/", {"login": "liwen", "password": PASSWORD})

    assert answer["Location"] == MINE


def test_a_closed_account_does_not_open(clerk: Account, client: Client) -> None:
    Account.objects.filter(pk=clerk.pk).update(is_active=False)

    assert enter(client).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_closed_account_is_out_at_once(clerk: Account, client: Client) -> None:
    enter(client)
    Account.objects.filter(pk=clerk.pk).update(is_active=False)

    assert client.get(MINE)["Location"].startswith(LOGIN)


@pytest.mark.parametrize("same_browser", [True, False])
def test_five_wrong_passwords_lock_the_account(
    same_browser: bool, clerk: Account, client: Client
) -> None:
    for number in range(5):
        agent = "one" if same_browser else f"browser {number}"
        answer = enter(client, "wrong", user_agent=agent)

    assert answer.status_code == 429
    page = enter(client).content.decode()
    assert "账号已锁定" in page
    assert "安全管理员" in page
    assert "_auth_user_id" not in client.session
    locked = AuditEvent.objects.filter(verb="accounts.lock")
    assert {e.target_id for e in locked} == {str(clerk.pk)}


def test_a_right_password_forgets_the_wrong_ones(clerk: Account, client: Client) -> None:
    for _ in range(4):
        enter(client, "wrong")
    enter(client)
    client.logout()
    for _ in range(4):
        enter(client, "wrong")

    assert enter(client).status_code == 302


@pytest.mark.parametrize("url", ["signup", "email", "password/reset", "password/set"])
def test_nobody_signs_himself_up_or_resets_by_mail(url: str, client: Client, db: None) -> None:
    assert client.get(f"/accounts/{url}/").status_code == 404


def test_an_initial_password_must_be_changed_first(clerk: Account, client: Client) -> None:
    Account.objects.filter(pk=clerk.pk).update(must_change_password=True)
    enter(client)

    assert client.get(MINE)["Location"] == "/accounts/password/"
    assert "初始口令" in client.get("/accounts/password/").content.decode()

    new = "Hua-2027-shan"
    facts = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/", facts).status_code == 302
    assert client.get(MINE).status_code == 200
    assert AuditEvent.objects.filter(verb="accounts.change_password").count() == 1


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("Ab1-x", "至少 10 位"),
        ("abcdefghijk", "三种"),
        ("abcdefgh1234", "三种"),
        ("Liwen-2026-x", "不能包含账号或姓名"),
        ("X9-newil-2026", "不能包含账号或姓名"),
        (PASSWORD, "不能与原口令相同"),
    ],
)
def test_weak_passwords_are_refused_in_words(
    new: str, message: str, clerk: Account, client: Client
) -> None:
    enter(client)

    answer = client.post(
        "/accounts/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )

    assert message in answer.content.decode()
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)


def test_outside_demo_the_second_factor_comes_first(
    settings: Settings, clerk: Account, client: Client
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    enter(client)

    assert client.get(MINE)["Location"] == "/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith(
        "/accounts/reauthenticate/"
    )
    confirm(client)
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    assert client.get(MINE, headers={"HX-Request": "true"})["HX-Redirect"] == "/accounts/2fa/"


def test_setting_an_authenticator_up_opens_the_house(
    settings: Settings, clerk: Account, client: Client
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    enter(client), confirm(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]

    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_from(secret)})

    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    assert "恢复码" in client.get(answer["Location"]).content.decode()
    assert client.get(MINE).status_code == 200
    stored = Authenticator.objects.get(user=clerk, type="totp").data["secret"]
    assert secret not in stored
    assert stored.startswith("sm4:")


def test_with_a_second_factor_the_password_alone_does_not_open(
    clerk: Account, client: Client
) -> None:
    with_totp(clerk)

    answer = enter(client)

    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get(MINE)["Location"].startswith(LOGIN)
    page = client.get("/accounts/2fa/authenticate/").content.decode()
    assert "第二步验证" in page
    assert (
        "验证码不对"
        in client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    )
    client.post("/accounts/2fa/authenticate/", {"code": code_of(clerk)})
    assert client.get(MINE).status_code == 200


def test_codes_cannot_be_tried_without_end(clerk: Account, client: Client) -> None:
    with_totp(clerk)
    enter(client)
    for _ in range(10):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(clerk)})

    assert "尝试次数过多" in answer.content.decode()
    assert client.get(MINE)["Location"].startswith(LOGIN)


def test_the_last_factor_stays_where_one_is_required(
    settings: Settings, clerk: Account, client: Client
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    with_totp(clerk)
    enter(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(clerk)})
    confirm(client)

    answer = client.post("/accounts/2fa/totp/deactivate/")

    assert "至少保留一种" in answer.content.decode()
    assert Authenticator.objects.filter(user=clerk, type="totp").exists()


def test_a_fourth_login_ends_the_oldest(clerk: Account) -> None:
    browsers = [Client() for _ in range(4)]
    for browser in browsers:
        enter(browser)

    assert LoginSession.objects.filter(account_id=clerk.pk).count() == 3
    assert browsers[0].get(MINE).status_code == 302
    assert [b.get(MINE).status_code for b in browsers[1:]] == [200, 200, 200]


def test_ending_the_other_logins(clerk: Account) -> None:
    here, there = Client(), Client()
    enter(here), enter(there)

    here.post("/accounts/mine/sessions/")

    assert here.get(MINE).status_code == 200
    assert there.get(MINE).status_code == 302


@pytest.mark.parametrize(("minutes", "out"), [(29, False), (31, True)])
def test_half_an_hour_without_work_logs_out(
    minutes: int, out: bool, clerk: Account, client: Client
) -> None:
    enter(client)
    client.get(MINE)
    session = client.session
    session["seen_at"] -= minutes * 60
    session.save()

    answer = client.get(MINE)

    assert (answer.status_code == 302) is out
    assert AuditEvent.objects.filter(verb="accounts.logout", changes__reason="idle").exists() is out


def test_in_demo_nobody_is_logged_out(settings: Settings, clerk: Account, client: Client) -> None:
    settings.IDLE_MINUTES = 0
    enter(client)
    session = client.session
    session["seen_at"] = 0
    session.save()

    assert client.get(MINE).status_code == 200


def test_a_page_costs_the_same_queries_for_actor_whatever_the_posts(
    clerk: Account, west: Unit, client: Client, django_assert_max_num_queries
) -> None:
    Post.objects.create(account=clerk, unit=west, role=Role.LEADER, valid_from=date(2020, 1, 1))
    enter(client)
    client.get(MINE)

    with django_assert_max_num_queries(3):  # session, account, posts
        assert client.get("/accounts/post/").status_code == 405


def test_switching_the_post_changes_what_may_be_seen(
    clerk: Account, west: Unit, client: Client
) -> None:
    post = Post.objects.create(
        account=clerk, unit=west, role=Role.LEADER, valid_from=date(2020, 1, 1)
    )
    enter(client)

    answer = client.post("/accounts/post/", {"post": post.pk, "next": MINE})

    assert answer["Location"] == MINE
    assert client.get(MINE).wsgi_request.actor.unit_path == west.path


@pytest.mark.parametrize("post", ["", "abc", "0", "999999"])
def test_a_post_not_held_cannot_be_chosen(post: str, clerk: Account, client: Client) -> None:
    enter(client)

    assert client.post("/accounts/post/", {"post": post}).status_code == 404
