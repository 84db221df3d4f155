"""A union with a code, a phone that gets messages, and the three screens filled in."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.notifications.enums import Channel
from niangjia.kernel.notifications.gateways import Letter, use_gateway
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.join_codes import open_code
from niangjia.organizing.actions.memberships import Admission, admit
from niangjia.organizing.actions.own_login import start_session
from niangjia.organizing.models import JoinCode, Person, PhoneCode, Union
from niangjia.organizing.queries.consents import forget_texts
from niangjia.organizing.queries.join_codes import Entry, entry_of, printed_address
from niangjia.organizing.rules.members import PersonFacts
from niangjia.organizing.web.own_session import COOKIE
from tests.organizing.joining.filling import PHONE, identity


class Phone:
    """Every message that left the house, by number."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def send(self, letter: Letter) -> str:
        self.letters.append(letter)
        return f"r{letter.message_id}"

    def code(self, number: str = PHONE) -> str:
        """The digits last sent to this number."""
        texts = [x.text for x in self.letters if x.address == number]
        return re.findall(r"\d{6}", texts[-1])[0]


@pytest.fixture
def phone() -> Iterator[Phone]:
    made = Phone()
    before = use_gateway(Channel.SMS, made)
    yield made
    use_gateway(Channel.SMS, before)


@pytest.fixture(autouse=True)
def _fresh_texts() -> Iterator[None]:
    """Texts are kept half a minute in the process; each test has a database of its own."""
    forget_texts()
    yield
    forget_texts()


@pytest.fixture
def union(town: Unit, make_union: Callable[..., Union]) -> Union:
    return make_union(town, name="第一机械厂工会委员会")


@pytest.fixture
def other(west: Unit, make_union: Callable[..., Union]) -> Union:
    return make_union(west, name="西区纺织厂工会委员会")


@pytest.fixture
def chair(union: Union, actor: Callable[..., Actor]) -> Actor:
    return actor(union.unit, Role.CHAIR)


@pytest.fixture
def other_chair(other: Union, actor: Callable[..., Actor]) -> Actor:
    return actor(other.unit, Role.CHAIR)


@pytest.fixture
def code(union: Union, chair: Actor) -> JoinCode:
    return open_code(union_id=union.pk, by=chair, place="食堂门口")


@pytest.fixture
def entry(code: JoinCode) -> Entry:
    return entry_of(printed_address(code).rstrip("/").rpartition("/")[2])


@pytest.fixture
def member(union: Union, chair: Actor) -> Callable[..., Person]:
    """``member(number=…, phone=…, union=…, by=…)``: somebody admitted long since."""
    numbers = count(400)

    def make(
        number: str = "", phone: str = PHONE, name: str = "王小凯",
        into: Union | None = None, by: Actor | None = None, **more: Any,
    ) -> Person:  # fmt: skip
        facts = PersonFacts(name=name, number=number or identity(next(numbers)), phone=phone)
        done: Admission = admit(
            union_id=(into or union).pk, facts=facts, by=by or chair,
            on=timezone.localdate() - timedelta(days=400), **more,
        )  # fmt: skip
        return done.person

    return make


@pytest.fixture
def at_phone() -> Callable[[Person], Client]:
    """``at_phone(person)``: a client with that member's own session."""

    def make(person: Person) -> Client:
        client = Client()
        client.cookies[COOKIE] = start_session(person=person, agent="测试手机")
        return client

    return make


@pytest.fixture
def screens(phone: Phone) -> Callable[..., Any]:
    """``screens(client, address, who, work, consents)``: fill in all three; the last answer."""

    def fill(client: Client, address: str, who: Any, work: Any, consents: Any) -> Any:
        path = address[address.index("/join/") :]
        page = client.get(path)
        action = page.context["action"]
        PhoneCode.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
        client.post(action, {**who, "step": "who", "send": "1"})
        said = phone.code(who["phone"])
        page = client.post(action, {**who, "step": "who", "code": said})
        if page.context is None or "draft" not in page.context:
            return page
        page = client.post(action, {**work, "step": "work", "draft": page.context["draft"]})
        if "told" not in page.context:
            return page
        return client.post(action, {**consents, "step": "consents", "draft": page.context["draft"]})

    return fill


@pytest.fixture
def progress() -> Callable[[str], str]:
    return lambda code: reverse("join:progress_show", args=[code])
