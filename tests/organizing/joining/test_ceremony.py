"""Collective ceremonies and the homes of towns (domain.md B.12, peers ME6)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions import ceremony
from niangjia.organizing.actions.catchall import set_home, sweep, tip_over
from niangjia.organizing.actions.coverage import cover_known
from niangjia.organizing.actions.join_apply import Agreed, apply_to_join
from niangjia.organizing.actions.offers import prepare_offers
from niangjia.organizing.models import (
    Coverage,
    Employer,
    EventGuest,
    FoundingCase,
    JoinCode,
    JoinEvent,
    Offer,
    Parameter,
    Person,
    Transfer,
    Union,
)
from niangjia.organizing.queries.catchall import gatherings, home_above, towns
from niangjia.organizing.queries.ceremony import live_code, names_to_show, turnout_of
from niangjia.organizing.queries.join_codes import Entry, live_address
from tests.organizing.joining.filling import AGREE, RIDER, WHO, draft, identity

WHY = "测试核对全部"


@pytest.fixture
def event(union: Union, chair: Actor) -> JoinEvent:
    return ceremony.plan_event(
        union_id=union.pk, title="新就业形态劳动者集中入会", held_on=timezone.localdate(), by=chair,
        place="职工之家", expected=100, gift="安全头盔",
    )  # fmt: skip


@pytest.fixture
def code(event: JoinEvent) -> JoinCode:
    found = live_code(event)
    assert found is not None
    return found


@pytest.fixture
def screen(code: JoinCode) -> str:
    return live_address(code, timezone.now())


def applied(code: JoinCode, number: str, name: str = "李晓梅", *, publish: bool = False) -> Any:
    entry = Entry(code.code, code.union, code.union.unit.name, code)
    agreed = Agreed({"membership": 1} | ({"publish": 1} if publish else {}))
    return apply_to_join(entry=entry, draft=draft(entry, number, name=name), agreed=agreed)


def test_scanning_the_screen_applies_and_signs_in(
    screen: str, screens: Callable[..., Any], client: Client, event: JoinEvent
) -> None:
    screens(client, screen, WHO, RIDER, AGREE)

    turnout = turnout_of(event)
    guest = EventGuest.objects.unscoped(reason=WHY).get()
    assert (turnout.came, turnout.applied, turnout.waiting) == (1, 1, 1)
    assert guest.application is not None
    assert guest.application.channel == "event"


def test_a_member_signs_in_by_the_same_code(
    screen: str, member: Callable[..., Person], at_phone: Callable[[Person], Client],
    event: JoinEvent,
) -> None:  # fmt: skip
    own = at_phone(member())
    path = screen[screen.index("/join/") :]
    assert "活动签到" in own.get(path).content.decode()
    url = reverse("own:event_check_in", args=[path.split("/")[2]])

    first, second = (own.post(url, follow=True).content.decode() for _ in range(2))

    assert "签到成功" in first
    assert "签到成功" in second  # twice does no harm
    assert turnout_of(event).members == 1


def test_all_are_approved_counted_and_get_their_gift(
    code: JoinCode, event: JoinEvent, union: Union, login: Callable[..., Client]
) -> None:
    for sequence in (140, 142, 144):
        applied(code, identity(sequence))
    desk = login(union.unit, Role.CHAIR)
    page = reverse("organizing:event_detail", args=[event.pk])
    assert "批准全部" in desk.get(page).content.decode()

    desk.post(reverse("organizing:event_approve", args=[event.pk]))
    guests = list(EventGuest.objects.unscoped(reason=WHY).values_list("pk", flat=True))
    gifts = reverse("organizing:event_gifts", args=[event.pk])
    desk.post(gifts, {"row": guests[:2]})
    told = desk.post(gifts, {"row": guests}, follow=True).content.decode()

    turnout = turnout_of(event)
    assert (turnout.joined, turnout.waiting, turnout.gifts) == (3, 0, 3)
    assert "已登记发放 1 份" in told  # those who have theirs get no second
    assert "安全头盔" in desk.get(page).content.decode()
    assert desk.get(f"{page}?export=xlsx").getvalue().startswith(b"PK")


def test_the_screen_shows_names_only_with_consent(
    code: JoinCode, event: JoinEvent, union: Union, login: Callable[..., Client]
) -> None:
    applied(code, identity(146), "王大力", publish=True)
    applied(code, identity(148), "赵小红")

    assert names_to_show(event) == ["赵*红", "王大力"]
    desk, url = login(union.unit, Role.CHAIR), reverse("organizing:event_screen", args=[event.pk])
    page = desk.get(url).content.decode()
    part = desk.get(url, headers={"HX-Request": "true"}).content.decode()
    assert event.oath in page
    assert "赵小红" not in page
    assert "<svg" in part
    assert event.oath not in part


def test_a_closed_ceremony_takes_nobody(
    screen: str, client: Client, event: JoinEvent, union: Union, login: Callable[..., Client]
) -> None:
    desk, url = login(union.unit, Role.CHAIR), reverse("organizing:event_close", args=[event.pk])
    assert "二维码失效" in desk.post(url).content.decode()
    desk.post(url, {"confirmed": "1"})

    assert "已经结束" in client.get(screen[screen.index("/join/") :]).content.decode()
    event.refresh_from_db()
    assert event.closed_at is not None


def test_another_union_plans_nothing_here(union: Union, other_chair: Actor) -> None:
    with pytest.raises(NotAllowed):
        ceremony.plan_event(
            union_id=union.pk, title="x", held_on=timezone.localdate(), by=other_chair
        )


def test_the_pages_of_codes_and_ceremonies_make_what_they_say(
    union: Union, login: Callable[..., Client]
) -> None:
    desk = login(union.unit, Role.CHAIR)
    today = timezone.localdate().isoformat()
    told = {
        "union": union.pk,
        "place": "食堂",
        "kind": "static",
        "refresh": 30,
        "valid_from": today,
    }
    desk.post(reverse("organizing:code_new"), told)
    made = JoinCode.objects.unscoped(reason=WHY).get()

    poster = desk.get(reverse("organizing:code_poster", args=[made.pk]))
    stop = reverse("organizing:code_stop", args=[made.pk])
    desk.post(
        reverse("organizing:event_new"), {"union": union.pk, "title": "集中入会", "held_on": today}
    )

    assert poster.content.startswith(b"%PDF")
    assert "立即失效" in desk.get(stop).content.decode()
    desk.post(stop, {"confirmed": "1"})
    made.refresh_from_db()
    assert made.revoked_at is not None
    assert JoinEvent.objects.unscoped(reason=WHY).get().title == "集中入会"


# Homes of towns and the tipping rule


@pytest.fixture
def home(town: Unit, make_union: Callable[..., Union]) -> Union:
    return make_union(town, UnitKind.JOINT, name="马尚街道联合工会委员会")


@pytest.fixture
def organiser(city: Unit, actor: Callable[..., Actor]) -> Actor:
    return actor(city, Role.ORGANISER)


def test_a_town_has_one_home_at_a_time(
    town: Unit, home: Union, union: Union, organiser: Actor, city: Unit
) -> None:
    set_home(unit_id=town.pk, union_id=home.pk, by=organiser)
    set_home(unit_id=town.pk, union_id=union.pk, by=organiser)

    (found,) = [t for t in towns(city.scope) if t.unit.pk == town.pk]
    assert found.home is not None
    assert found.home.union_id == union.pk
    above = home_above(union.unit.path)
    assert above is not None
    assert above.unit_id == town.pk


def test_who_finds_no_union_finds_the_home(
    town: Unit, home: Union, organiser: Actor, client: Client, east: Unit
) -> None:
    set_home(unit_id=town.pk, union_id=home.pk, by=organiser)

    page = client.get("/join/", {"county": east.pk}).content.decode()
    named = client.get("/join/", {"q": "马尚街道"}).content.decode()
    nothing = client.get("/join/", {"q": "没有这样的单位"}).content.decode()
    chosen = client.get(f"/join/union/{home.pk}/")

    assert home.unit.name in page
    assert "没有列出您的镇街" in page
    assert home.unit.name in named
    assert "没有找到" in nothing
    assert client.get(chosen["Location"]).status_code == 200


def test_a_home_lies_in_its_town(town: Unit, other: Union, organiser: Actor) -> None:
    with pytest.raises(ValueError, match="本镇街"):
        set_home(unit_id=town.pk, union_id=other.pk, by=organiser)


@pytest.fixture
def shop(town: Unit, make_employer: Callable[..., Employer]) -> Employer:
    return make_employer(town, name="马尚大酒店")


@pytest.fixture
def fill(home: Union, chair: Actor, organiser: Actor, member: Any, shop: Employer) -> Any:
    def do(count: int, first: int = 600) -> list[Person]:
        return [
            member(number=identity(first + n), into=home, by=organiser, employer_id=shop.pk)
            for n in range(count)
        ]

    return do


def threshold(value: int) -> None:
    """The rule is dated data: a federation changes it, here for the tests."""
    Parameter.objects.unscoped(reason=WHY).filter(code="tipping_members").update(value=str(value))


def test_the_25th_member_of_one_employer_opens_one_case(
    fill: Any, shop: Employer, city: Unit, town: Unit, django_capture_on_commit_callbacks: Any
) -> None:
    """ME6."""
    with django_capture_on_commit_callbacks(execute=True):
        fill(24)
    assert FoundingCase.objects.unscoped(reason=WHY).count() == 0
    for first in (700, 701):
        with django_capture_on_commit_callbacks(execute=True):
            fill(1, first=first)

    case = FoundingCase.objects.unscoped(reason=WHY).get()
    item = TodoItem.objects.unscoped(reason=WHY).get(kind="organizing.founding")
    assert (case.union_name, case.members_expected) == ("马尚大酒店工会委员会", 25)
    assert (item.unit_id, item.role) == (city.pk, Role.ORGANISER)  # nobody nearer holds the post
    (row,) = gatherings(town.scope)
    assert (row.members, row.missing, row.case) == (26, 0, case)


def test_a_covered_employer_opens_nothing(fill: Any, shop: Employer, union: Union) -> None:
    threshold(2)
    Coverage.objects.create(
        employer=shop, union=union, valid_from=timezone.localdate(), recorded_by="x"
    )
    fill(3)

    assert tip_over(employer_id=shop.pk) is None


def test_members_of_the_new_union_are_asked_before_they_are_moved(
    fill: Any, shop: Employer, town: Unit, city: Unit, member: Callable[..., Person],
    union: Union, organiser: Actor, make_union: Callable[..., Union],
) -> None:  # fmt: skip
    """Wherever they are members; nobody is put forward who has not said yes."""
    threshold(3)
    people = [*fill(2), member(into=union, by=organiser, employer_id=shop.pk)]
    case = tip_over(employer_id=shop.pk)
    assert case is not None
    assert tip_over(employer_id=shop.pk) is None
    case.union = make_union(town, name="马尚大酒店工会委员会")
    case.established_on = timezone.localdate()
    case.save()
    cover_known(
        union_id=case.union.pk, employer_id=shop.pk, on=case.established_on,
        by=Actor.system("测试", [city.path]),
    )  # fmt: skip

    assert sweep() == 0
    assert prepare_offers() == {"prepared": 3, "lapsed": 0}

    made = Offer.objects.unscoped(reason=WHY).filter(state="prepared", union=case.union)
    assert {offer.person_id for offer in made} == {person.pk for person in people}
    assert not Transfer.objects.unscoped(reason=WHY).exists()


def test_the_sweep_finds_what_a_crash_left(fill: Any, town: Unit) -> None:
    threshold(2)
    fill(2)

    assert sweep() == 1


def test_the_page_of_homes(
    town: Unit, home: Union, fill: Any, login: Callable[..., Client]
) -> None:
    fill(6)
    desk = login(town, Role.ORGANISER)
    url = reverse("organizing:home_set", args=[town.pk])

    desk.post(url, {"union": home.pk, "document_number": "淄总工发〔2026〕3号"})
    page = desk.get(reverse("organizing:home_list")).content.decode()

    assert "还差 19 人" in page
    assert home.unit.short_name in page


def test_a_town_without_a_home_is_named(town: Unit, login: Callable[..., Client]) -> None:
    page = login(town, Role.ORGANISER).get(reverse("organizing:home_list"))

    assert page.status_code == 200
    assert "未指定" in page.content.decode()
