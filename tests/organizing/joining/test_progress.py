"""X6: one page for every code a citizen can hold, masked, slowed down for guessers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.kernel.documents.codes import new_code
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.actions.join_apply import apply_to_join
from niangjia.organizing.actions.join_decide import approve_application, return_application
from niangjia.organizing.actions.transfers import accept_transfer, propose_transfer
from niangjia.organizing.models import Person, Union
from niangjia.organizing.queries.join_codes import Entry
from tests.organizing.joining.filling import AGREED, draft


def shown(client: Client, code: str) -> str:
    answer = client.get(reverse("progress:progress_show", args=[code]))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    return answer.content.decode()


def test_an_application_by_its_code(client: Client, entry: Entry, chair: Actor) -> None:
    made = apply_to_join(entry=entry, draft=draft(entry), agreed=AGREED)
    with CaptureQueriesContext(connection) as queries:
        html = shown(client, made.code)
    assert sum("clocks_specialday" in query["sql"] for query in queries) == 1
    for said in (
        "入会申请进度",
        "李*梅",
        "待审核",
        "等待工会办理",
        str(made.due_on),
        "15 个自然日",
        "nj-tone-green",
    ):
        assert said in html
    assert "李晓梅" not in html
    assert made.phone not in html

    return_application(application_id=made.pk, reason="证件照片不清楚", by=chair)
    html = shown(client, made.code)
    assert "请按意见补正后重报：证件照片不清楚" in html
    assert reverse("join:progress_show", args=[made.code]) in html


def test_a_transfer_by_its_code_until_it_is_done(
    client: Client, member: Callable[..., Person], union: Union, other: Union, chair: Actor,
    other_chair: Actor,
) -> None:  # fmt: skip
    person = member()
    move = propose_transfer(person_id=person.pk, to_union_id=other.pk, by=chair)
    html = shown(client, move.code)
    for said in ("会籍转接进度", "王*凯", "待转入工会接收", other.unit.name, str(move.due_on)):
        assert said in html
    assert "王小凯" not in html

    accept_transfer(transfer_id=move.pk, by=other_chair)
    assert "已转入" in shown(client, move.code)


def test_the_code_of_a_transfer_stands_on_the_own_page_and_every_transfer_has_one(
    member: Callable[..., Person], other: Union, chair: Actor,
    at_phone: Callable[[Person], Client],
) -> None:  # fmt: skip
    person = member()
    move = propose_transfer(person_id=person.pk, to_union_id=other.pk, by=chair)
    html = at_phone(person).get(reverse("own:history_show")).content.decode()

    assert reverse("progress:progress_show", args=[move.code]) in html


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("/progress/", ""), ("/progress/?code=", "请填写查询码"), ("/card/", ""),
        ("/card/?number=&code=", "请填写卡号"),
    ],
)  # fmt: skip
def test_who_asks_with_nothing_is_told_what_is_wanted(
    client: Client, asked: str, said: str
) -> None:
    html = client.get(asked).content.decode()

    assert ('role="alert"' in html) == bool(said)
    assert said in html


def test_older_addresses_lead_here(client: Client, entry: Entry) -> None:
    made = apply_to_join(entry=entry, draft=draft(entry), agreed=AGREED)
    show = reverse("progress:progress_show", args=[made.code])
    for name in ("join:progress_start", "organizing:founding_start", "progress:progress_start"):
        assert client.get(reverse(name), {"code": made.code.lower()})["Location"] == show
    assert "查询码" in client.get(reverse("join:progress_start"), follow=True).content.decode()


@pytest.mark.parametrize("code", ["ABCD", "<script>", "7K3MQ9WD0T2VXNHC"])
def test_a_wrong_code_is_answered_in_words(client: Client, db: None, code: str) -> None:
    answer = client.get(reverse("progress:progress_show", args=[code]))

    assert answer.status_code == 404
    assert "没有这个查询码" in answer.content.decode()


def test_guessing_is_slowed_down_whatever_the_matter(
    client: Client, settings: Any, entry: Entry, chair: Actor
) -> None:
    settings.PUBLIC_PAGE_LIMIT = 3
    made = apply_to_join(entry=entry, draft=draft(entry), agreed=AGREED)
    approve_application(application_id=made.pk, by=chair)
    assert "已入会" in shown(client, made.code)
    for _ in range(4):
        client.get(reverse("progress:progress_show", args=[new_code()]))

    answer = client.get(reverse("progress:progress_show", args=[made.code]))
    assert answer.status_code == 429
    assert "查询太频繁" in answer.content.decode()
