"""Joining in the inbox (X1): approved by the batch, asked about one by one, transfers confirmed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.notifications.batches import AT_ONCE, approve_batch, lines_of
from niangjia.kernel.notifications.countersigns import Question, ask_countersign
from niangjia.kernel.notifications.models import Countersign, TodoItem
from niangjia.kernel.notifications.queries import ended_items, open_items
from niangjia.kernel.notifications.signers import signers
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.join_apply import apply_to_join, withdraw_application
from niangjia.organizing.actions.join_decide import approve_application
from niangjia.organizing.actions.transfers import propose_transfer
from niangjia.organizing.models import JoinApplication, Membership, Person, Union
from niangjia.organizing.queries.join_codes import Entry
from niangjia.portal.web import inbox_views
from tests.organizing.joining.filling import AGREED, WHO, draft, identity

WHY = "测试"


@pytest.fixture
def applied(entry: Entry) -> Callable[..., JoinApplication]:
    def make(number: str = WHO["number"]) -> JoinApplication:
        return apply_to_join(entry=entry, draft=draft(entry, number), agreed=AGREED)

    return make


@pytest.fixture
def browser(chair: Actor) -> Client:
    client = Client()
    client.force_login(
        Account.objects.get(pk=chair.account_id), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def keys(actor: Actor) -> list[str]:
    items = open_items(actor).values_list("pk", flat=True)
    return [line.key for line in lines_of(actor, items) if not line.part.flaw]


def members() -> int:
    return Membership.objects.unscoped(reason=WHY).filter(valid_to__isnull=True).count()


def test_what_has_a_flaw_goes_singly(
    applied: Any, chair: Actor, other: Union, other_chair: Actor, member: Callable[..., Person]
) -> None:
    member(number=identity(122), into=other, by=other_chair)
    clean, held = applied(), applied(identity(122))

    lines = {line.part.number: line.part for line in lines_of(chair, [open_items(chair).get().pk])}

    assert (lines[clean.pk].deed, lines[clean.pk].flaw) == ("批准入会", "")
    assert "已有会籍" in lines[held.pk].flaw


def test_each_is_approved_once_and_what_was_done_meanwhile_is_said(
    applied: Any, chair: Actor
) -> None:
    first, second, third = applied(), applied(identity(122)), applied(identity(123))
    wanted = keys(chair)
    assert len(wanted) == 3
    withdraw_application(application=second)

    found = approve_batch(keys=[*wanted, wanted[0]], by=chair)

    assert [said for _, _, said in found.done] == ["已批准入会", "已批准入会"]
    assert len(found.refused) == 1
    assert "可能刚由他人办理" in found.refused[0][2]
    assert members() == 2
    repeated = approve_batch(keys=wanted, by=chair)
    assert (repeated.done, len(repeated.refused), members()) == ([], 3, 2)
    assert [i.ending for i in ended_items(chair)] == ["待审的申请已全部办完"]
    states = {a.pk: a.state for a in JoinApplication.objects.unscoped(reason=WHY)}
    assert states == {first.pk: "approved", second.pk: "withdrawn", third.pk: "approved"}


def test_a_stranger_takes_nothing_with_another_ones_keys(
    applied: Any, chair: Actor, other_chair: Actor
) -> None:
    applied()

    found = approve_batch(keys=keys(chair), by=other_chair)

    assert (found.done, members()) == ([], 0)


def test_a_batch_has_an_end(chair: Actor) -> None:
    with pytest.raises(ValueError, match="分批"):
        approve_batch(keys=[f"1.{n}" for n in range(AT_ONCE + 1)], by=chair)


def test_the_pages_list_ask_and_tell(applied: Any, chair: Actor, browser: Client) -> None:
    applied()
    applied(identity(122))
    item = open_items(chair).get()

    page = browser.post("/inbox/batch/", {"row": [item.pk]}).content.decode()
    assert "可以批量办理 2 件" in page
    assert members() == 0
    form = {"confirmed": "1", "part": keys(chair)}
    done = browser.post("/inbox/batch/", form, follow=True).content.decode()

    assert "办成 2 件，没有办成 0 件" in done
    assert members() == 2
    assert "办成 2 件" in browser.get("/inbox/batch/done/").content.decode()
    again = browser.post("/inbox/batch/", form, follow=True).content.decode()
    assert "办成 0 件，没有办成 2 件" in again
    assert members() == 2


def test_what_is_ticked_beyond_one_batch_is_told(
    chair: Actor, union: Union, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_views, "AT_ONCE", 2)
    for number in range(5):
        TodoItem.objects.create(
            unit=union.unit, kind="换届提醒", title="换届", url="/x/", subject=f"t:{number}",
            matter="t", role=Role.CHAIR, created_by="试",
        )  # fmt: skip

    page = browser.post("/inbox/batch/", {"everything": "1"}).content.decode()

    assert "另有 2 件要逐件办理；还有 3 件请下一批再办" in page


def test_nothing_ticked_is_said(chair: Actor, browser: Client) -> None:
    assert "没有选中" in browser.post("/inbox/batch/", follow=True).content.decode()
    nothing = browser.post("/inbox/batch/", {"confirmed": "1"}, follow=True)
    assert "没有勾选" in nothing.content.decode()
    assert browser.get("/inbox/batch/done/").url == "/inbox/"


def test_what_no_kind_decides_by_the_batch_is_named(chair: Actor, union: Union) -> None:
    item = TodoItem.objects.create(
        unit=union.unit, kind="换届提醒", title="换届", url="/x/", subject="t:1", matter="t",
        role=Role.CHAIR, created_by="试",
    )  # fmt: skip

    (line,) = lines_of(chair, [item.pk])

    assert "逐件办理" in line.part.flaw


def test_a_question_is_about_one_application_and_binds_only_that(
    applied: Any, chair: Actor, actor: Callable[..., Actor], union: Union, browser: Client
) -> None:
    asked, free = applied(), applied(identity(122))
    colleague, item = actor(union.unit, Role.WINDOW), open_items(chair).get()
    (signer,) = [s for s in signers(chair, item) if s.account_id == colleague.account_id]
    due = timezone.localdate() + timedelta(days=3)

    with pytest.raises(ValueError, match="哪一件"):
        ask_countersign(item_id=item.pk, post_ids=[signer.post_id], by=chair,
                        question=Question("符合吗？", due))  # fmt: skip
    (sign,) = ask_countersign(
        item_id=item.pk, post_ids=[signer.post_id], by=chair,
        question=Question("符合吗？", due, must=True, part=asked.pk),
    )  # fmt: skip

    assert sign.url == f"/organizing/joining/applications/{asked.pk}/"
    assert browser.get(sign.url).status_code == 200
    approve_application(application_id=free.pk, by=chair)
    with pytest.raises(NotAllowed, match="必须会签"):
        approve_application(application_id=asked.pk, by=chair)
    found = approve_batch(keys=keys(chair), by=chair)
    assert "必须会签" in found.refused[0][2]
    assert Countersign.objects.unscoped(reason=WHY).get().decided_at is None


def test_transfers_are_confirmed_by_the_batch(
    member: Callable[..., Person], other: Union, chair: Actor, other_chair: Actor
) -> None:
    for _ in range(2):
        propose_transfer(person_id=member().pk, to_union_id=other.pk, by=chair)

    waiting = [item.title for item in open_items(other_chair)]
    assert all(title.startswith("会籍转接待确认：") for title in waiting)
    found = approve_batch(keys=keys(other_chair), by=other_chair)

    assert [said for _, _, said in found.done] == ["已转入", "已转入"]
    assert open_items(other_chair).count() == 0
    assert {i.ending for i in ended_items(other_chair)} == {"已转入"}
