"""A worker's phone: WeChat's browser, 360 × 740 (peers ME5, X3, X11), and the desk beside it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from niangjia.kernel.documents.codes import turning_code
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.cards import card_for, pack_day
from niangjia.organizing.actions.catchall import set_home
from niangjia.organizing.actions.ceremony import plan_event
from niangjia.organizing.actions.join_apply import apply_to_join
from niangjia.organizing.actions.join_codes import open_code
from niangjia.organizing.actions.join_decide import approve_application
from niangjia.organizing.actions.memberships import leave
from niangjia.organizing.actions.own_login import start_session
from niangjia.organizing.models import (
    JoinApplication,
    JoinCode,
    Person,
    PhoneCode,
    Transfer,
    Union,
    WorkRelation,
)
from niangjia.organizing.policies.memberships import as_member
from niangjia.organizing.queries.cards import day_key
from niangjia.organizing.queries.ceremony import live_code
from niangjia.organizing.queries.join_codes import Entry, printed_address
from niangjia.organizing.queries.own import login_of
from niangjia.organizing.web.card_pack import pack_page
from niangjia.organizing.web.own_session import COOKIE
from tests.browser import (
    Browse,
    assert_axe_clean,
    assert_no_sideways_scroll,
    shoot,
    small_targets,
)
from tests.journeys.conftest import WECHAT
from tests.organizing.joining.filling import AGREED, PHONE, WHO, draft, identity

pytestmark = pytest.mark.browser
WHY = "测试核对全部"
FIRST_LOAD = 200_000


class Thumb:
    """The phone's page, looked at after every step; ``taps`` counts what the thumb did."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name, self.taps, self.screens = page, name, 0, 0

    def tap(self, words: str) -> None:
        self.page.get_by_role("button", name=words).click()
        self.taps += 1

    def look(self, name: str, *, axe: bool = True) -> None:
        shoot(self.page, f"join-{self.name}-{name}")
        assert_no_sideways_scroll(self.page)
        assert small_targets(self.page) == []
        if axe:
            assert_axe_clean(self.page)


@pytest.fixture
def thumb(browse: Browse) -> Callable[..., Thumb]:
    def make(name: str, **more: Any) -> Thumb:
        return Thumb(browse(width=360, height=740, agent=WECHAT, **more), name)

    return make


@pytest.fixture
def path(code: JoinCode) -> str:
    address = printed_address(code)
    return address[address.index("/join/") :]


@pytest.fixture
def logged_in(site: str) -> Callable[[Thumb, Person], Actor]:
    def make(thumb: Thumb, person: Person) -> Actor:
        key = start_session(person=person, agent="iPhone 微信")
        thumb.page.context.add_cookies([{"name": COOKIE, "value": key, "url": site}])
        login = login_of(person.pk)
        assert login is not None
        return as_member(person, login.account_id)

    return make


def first_screen(thumb: Thumb, phone: Any) -> None:
    page = thumb.page
    page.get_by_label("姓名").fill(WHO["name"])
    page.get_by_label("证件号码").fill(WHO["number"])
    page.get_by_label("手机号").fill(PHONE)
    thumb.tap("获取验证码")
    expect(page.get_by_text("验证码已发送到 138****5678")).to_be_visible()
    expect(page.get_by_label("证件号码")).to_have_value(WHO["number"])
    page.get_by_label("短信验证码").fill(phone.code())


@pytest.fixture
def weight() -> Callable[[Page], list[int]]:
    """Bytes of every answer the page asks for, as they come over the line."""

    def watch(page: Page) -> list[int]:
        found: list[int] = []
        page.on("response", lambda a: found.append(len(a.body()) if a.status == 200 else 0))
        return found

    return watch


def test_from_the_code_to_the_card_in_three_screens(
    thumb: Callable[..., Thumb], path: str, phone: Any, chair: Actor, weight: Any
) -> None:
    """ME5: screens and taps are counted. X3: at most 200 kB at first."""
    mine = thumb("card")
    page, bytes_ = mine.page, weight(mine.page)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert sum(bytes_) <= FIRST_LOAD
    mine.look("1-who")
    mine.tap("下一步")
    expect(page.get_by_text("请先改正标出的内容")).to_be_visible()
    mine.look("1-who-refused")
    mine.taps = 0
    first_screen(mine, phone)
    mine.tap("下一步")
    expect(page.get_by_role("heading", name="在哪工作")).to_be_visible()
    page.get_by_text("其他单位").click()
    page.get_by_label("单位名称").fill("马尚小吃店")
    mine.look("2-work")
    mine.tap("下一步")
    expect(page.get_by_role("heading", name="同意并提交")).to_be_visible()
    page.get_by_text("我已阅读并同意").click()
    mine.look("3-consents")
    mine.tap("提交入会申请")
    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()
    assert mine.taps == 4  # a code, and once for each of the three screens
    mine.look("4-sent")

    made = JoinApplication.objects.unscoped(reason=WHY).get()
    approve_application(application_id=made.pk, by=chair)
    page.goto(reverse("join:progress_show", args=[made.code]))
    page.get_by_role("link", name="登录，打开会员卡").click()
    page.get_by_label("手机号").fill(PHONE)
    page.get_by_label("证件号码后四位").fill(WHO["number"][-4:])
    PhoneCode.objects.update(sent_at=timezone.now() - timedelta(minutes=2))  # a minute between two
    mine.tap("获取验证码")
    page.get_by_label("短信验证码").fill(phone.code())
    mine.look("5-login")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator("[data-code]")).to_have_text(re.compile(r"^\d{3} \d{3}$"))
    mine.look("6-card")
    now = page.evaluate("fetch('/me/card/now/').then((answer) => answer.json())")
    number = page.get_by_text("卡号").inner_text().split()[1]
    page.goto(f"/card/?number={number}&code={now['code']}")
    expect(page.get_by_role("heading", name="在籍会员")).to_be_visible()
    mine.look("7-checked")


def test_a_rider_with_two_platforms_without_javascript(
    thumb: Callable[..., Thumb], path: str, phone: Any, chair: Actor
) -> None:
    mine = thumb("rider", javascript=False)
    page = mine.page
    page.goto(path)
    first_screen(mine, phone)
    mine.tap("下一步")
    page.get_by_text("在平台跑单").click()
    page.locator("summary", has_text="平台和工种").click()
    page.get_by_label("主要做什么").select_option(label="外卖配送员")
    page.get_by_label("美团").check()
    page.get_by_label("饿了么").check()
    shoot(page, "join-rider-work")
    mine.tap("下一步")
    page.get_by_text("我已阅读并同意").click()
    mine.tap("提交入会申请")

    expect(page.get_by_role("heading", name="申请已提交")).to_be_visible()
    made = JoinApplication.objects.unscoped(reason=WHY).get()
    approve_application(application_id=made.pk, by=chair)
    works = WorkRelation.objects.unscoped(reason=WHY)
    assert {w.platform for w in works} == {"美团", "饿了么"}


def test_a_transfer_by_scanning_takes_one_tap(
    thumb: Callable[..., Thumb], path: str, member: Callable[..., Person], other: Union,
    other_chair: Actor, union: Union, logged_in: Callable[..., Actor],
) -> None:  # fmt: skip
    mine = thumb("transfer")
    logged_in(mine, member(into=other, by=other_chair))
    mine.page.goto(path)
    expect(mine.page.get_by_text(other.unit.name)).to_be_visible()
    mine.look("1-ask")

    mine.tap("申请转到这里")

    assert mine.taps == 1
    expect(mine.page.get_by_text("转接申请已提出")).to_be_visible()
    mine.look("2-history")
    move = Transfer.objects.unscoped(reason=WHY).get()
    assert (move.to_union, move.state) == (union, "proposed")


def test_own_pages_and_the_withdrawal_of_a_consent(
    thumb: Callable[..., Thumb], member: Callable[..., Person], logged_in: Callable[..., Actor]
) -> None:
    mine = thumb("own")
    page = mine.page
    logged_in(mine, member())
    for name in (
        "home",
        "union_show",
        "look_list",
        "data_show",
        "data_correct",
        "leave",
        "material_list",
        "material_new",
    ):
        page.goto(reverse(f"own:{name}"))
        mine.look(name)
    page.goto(reverse("own:consent_list"))
    give = page.locator(".card", has_text="住址和车牌").get_by_role("button", name="同意第1版")
    give.click()
    expect(page.get_by_text("已记录您的同意")).to_be_visible()
    mine.look("consents")
    page.locator(".card", has_text="住址和车牌").get_by_role("link", name="撤回同意").click()
    expect(page.get_by_text("撤回当时即删除")).to_be_visible()
    mine.look("withdraw")
    mine.tap("确定撤回")

    expect(page.get_by_text("已撤回。已删除住址和车牌")).to_be_visible()
    mine.tap("长辈版")
    mine.look("large")


def test_who_comes_back_confirms_follows_the_code_and_marks_it(
    thumb: Callable[..., Thumb], path: str, member: Callable[..., Person], chair: Actor,
    logged_in: Callable[..., Actor], make_employer: Any, union: Union,
) -> None:  # fmt: skip
    """X6 with one thumb: three taps and one tick from “left” to a new application."""
    firm = make_employer(union.unit.parent, name="第一机械厂")
    person = member(employer_id=firm.pk)
    leave(person_id=person.pk, note="", by=chair)
    mine = thumb("again")
    page = mine.page
    logged_in(mine, person)
    page.goto(path)
    expect(page.get_by_text("第一机械厂", exact=True)).to_be_visible()
    mine.look("1-known")
    mine.tap("没有变化，下一步")
    page.get_by_label("我已阅读并同意").check()
    mine.look("2-consents")
    mine.tap("提交入会申请")
    expect(page.get_by_text("申请已提交")).to_be_visible()
    made = JoinApplication.objects.unscoped(reason=WHY).get()

    page.goto(reverse("progress:progress_show", args=[made.code]))
    expect(page.get_by_text("等待工会办理")).to_be_visible()
    mine.look("3-progress")
    approve_application(application_id=made.pk, by=chair)
    page.reload()
    page.get_by_role("link", name="评价这次办理").click()
    mine.look("4-rate")
    page.get_by_label("非常不满意").check()
    mine.tap("提交评价")
    expect(page.get_by_role("heading", name="您的评价")).to_be_visible()
    mine.look("5-rated")
    assert mine.taps == 3


def test_refusals_and_searches_on_the_phone(
    thumb: Callable[..., Thumb], town: Unit, union: Union, city: Unit, actor: Any
) -> None:
    set_home(unit_id=town.pk, union_id=union.pk, by=actor(city, Role.ORGANISER))
    mine = thumb("find")
    for name, title, url in (
        ("refused", "不是工会发出的二维码", "/join/join.c1.0.k1.AAAA/"),
        ("find", "查找可以加入的工会", "/join/?q=机械"),
        ("progress", "办事进度查询", "/join/progress/"), ("card", "核验会员码", "/card/"),
        ("wrong", "会员码无效", "/card/1/123456/"),
    ):  # fmt: skip
        mine.page.goto(url)
        assert mine.page.get_by_role("heading", level=1).inner_text() == title
        mine.look(name)


def test_the_offline_pack_agrees_with_the_house(
    thumb: Callable[..., Thumb], member: Callable[..., Person], union: Union, chair: Actor,
    logged_in: Callable[..., Actor],
) -> None:  # fmt: skip
    """ME12: readable by a venue phone offline. The script computes what the house computes."""
    mine = thumb("offline")
    person = member()
    card = card_for(person_id=person.pk, by=logged_in(mine, person))
    today = timezone.localdate()
    html = pack_page(pack_day(union_id=union.pk, day=today, venue="食堂", by=chair))
    mine.page.set_content(html)
    noon = timezone.localtime().replace(hour=12, minute=0, second=5, microsecond=0)
    second = int(noon.timestamp())
    code = turning_code(day_key(card, today), second)

    def asked(after: int, number: str = str(card.pk), shown: str = code) -> str:
        told = [number, shown, second + after, today.isoformat()]
        return str(mine.page.evaluate("told => window.cardCheck(...told)", told))

    assert [asked(0), asked(1)] == ["valid", "used"]
    assert asked(55) == "wrong"  # older than a minute
    assert asked(0, "99") == "unknown"
    assert asked(24 * 3600) == "over"
    shoot(mine.page, "join-offline")


DESK = [
    "application_list", "application_new", "code_list", "code_new", "event_list", "event_new",
    "home_list", "request_list", "card_pack",
]  # fmt: skip


def test_the_desk_at_both_widths(
    browse: Browse, union: Union, code: JoinCode, chair: Actor, make_account: Any, town: Unit,
    member: Callable[..., Person],
) -> None:  # fmt: skip
    event = plan_event(
        union_id=union.pk, title="新就业形态劳动者集中入会", held_on=timezone.localdate(), by=chair,
        place="市职工文化宫", expected=200, gift="安全头盔",
    )  # fmt: skip
    screen = live_code(event)
    assert screen is not None
    names = ["王大力", "赵小红", "欧阳春花", "买买提·吐尔逊", "李㛃"]
    entries = [Entry(screen.code, union, union.unit.name, screen)] * 4
    entries.append(Entry(code.code, union, union.unit.name, code))
    made = [
        apply_to_join(entry=entry, draft=draft(entry, identity(150 + n), name=name), agreed=AGREED)
        for n, (entry, name) in enumerate(zip(entries, names, strict=True))
    ]
    approve_application(application_id=made[0].pk, by=chair)
    dynamic = open_code(union_id=union.pk, by=chair, kind="dynamic", place="大厅")
    pages = [(name, reverse(f"organizing:{name}")) for name in DESK]
    pages += [
        ("application", reverse("organizing:application_detail", args=[made[1].pk])),
        ("return", reverse("organizing:application_step", args=[made[1].pk, "return"])),
        ("window", f"{reverse('organizing:application_new')}?union={union.pk}"),
        ("event", reverse("organizing:event_detail", args=[event.pk])),
        ("event-screen", reverse("organizing:event_screen", args=[event.pk])),
        ("code-screen", reverse("organizing:code_screen", args=[dynamic.pk])),
    ]
    account = make_account(union.unit, Role.CHAIR)
    for width in (1440, 360):
        page = browse(account=account, width=width)
        for name, url in pages:
            page.goto(url)
            shoot(page, f"desk-{width}-{name}")
            assert_no_sideways_scroll(page)
            if width == 360:
                assert small_targets(page) == [], name
        if width == 1440:
            for name in ("application", "event", "event-screen", "window"):
                page.goto(dict(pages)[name])
                assert_axe_clean(page)
